import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vite';

/** @param {string} name */
const file = (name) => fileURLToPath(new URL(name, import.meta.url));

export default defineConfig({
  root: file('.'),
  // The portal decides the address of the app.
  base: './',
  build: {
    target: 'es2022',
    rollupOptions: { input: ['install.html', 'diagnose.html'].map(file) },
  },
});
