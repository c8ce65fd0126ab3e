import path from 'node:path';
import { build, createServer } from 'vite';
import { app, host } from '../host.js';

/** @type {import('vite').InlineConfig} */
const options = { root: app, configFile: false, logLevel: 'warn' };

host(
  'Vite, built',
  async ({ entry, folder }) => {
    const rolldownOptions = { input: path.join(app, `${entry}.html`) };
    await build({ ...options, build: { outDir: folder, emptyOutDir: true, rolldownOptions } });
  },
  { page: (entry) => `${entry}.html` },
);

host(
  'Vite, served',
  async ({ folder }) => {
    const server = await createServer({
      ...options,
      cacheDir: folder,
      server: { host: '127.0.0.1', port: 0 },
    });
    await server.listen();
    return { url: server.resolvedUrls?.local[0] ?? '', stop: () => server.close() };
  },
  { page: (entry) => `${entry}.html` },
);
