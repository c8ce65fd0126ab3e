import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vite';

const repository = fileURLToPath(new URL('../..', import.meta.url));

/**
 * A portal opens a placement by posting a form to its address; Vite's servers answer GET only.
 *
 * @returns {import('vite').Plugin}
 */
function placementPost() {
  /** @type {import('vite').Connect.NextHandleFunction} */
  const answer = (request, _response, next) => {
    if (request.method === 'POST') {
      request.method = 'GET';
      request.resume();
    }
    next();
  };
  return {
    name: 'placement-post',
    configureServer: (server) => void server.middlewares.use(answer),
    configurePreviewServer: (server) => void server.middlewares.use(answer),
  };
}

/** Only a portal on the same machine needs no https. */
const loopback = 'http://127.0.0.1:* http://localhost:*';

const policy = {
  'default-src': "'none'",
  'script-src': `'self' 'wasm-unsafe-eval' https://api.bitrix24.com ${loopback}`,
  'style-src': "'self'",
  'img-src': "'self' data: blob:",
  'connect-src': `https: ${loopback}`,
  'base-uri': "'none'",
  'form-action': "'none'",
};

export default defineConfig({
  root: fileURLToPath(new URL('.', import.meta.url)),
  base: './',
  plugins: [placementPost()],
  build: { outDir: 'dist', emptyOutDir: true, target: 'es2022', chunkSizeWarningLimit: 1_000 },
  // The package under development is two folders up, outside the folder that Vite serves.
  server: { host: '127.0.0.1', port: 5280, fs: { allow: [repository] } },
  preview: {
    host: '127.0.0.1',
    port: 5280,
    headers: {
      'Content-Security-Policy': Object.entries(policy)
        .map((directive) => directive.join(' '))
        .join('; '),
    },
  },
});
