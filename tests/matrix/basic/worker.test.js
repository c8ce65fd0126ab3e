import path from 'node:path';
import { build as bundle } from 'esbuild';
import { build, createServer } from 'vite';
import { app, copyWasm, host, writePage } from '../host.js';

const root = path.join(app, 'worker');

/** @type {import('vite').InlineConfig} */
const options = { root, configFile: false, logLevel: 'warn' };
const page = (/** @type {string} */ entry) => `${entry}.html`;

host(
  'a worker, built with Vite',
  async ({ entry, folder }) => {
    const rolldownOptions = { input: path.join(root, `${entry}.html`) };
    await build({ ...options, build: { outDir: folder, rolldownOptions, emptyOutDir: true } });
  },
  { page },
);

host(
  'a worker, served by Vite',
  async ({ folder }) => {
    const server = await createServer({
      ...options,
      cacheDir: folder,
      server: { host: '127.0.0.1', port: 0 },
    });
    await server.listen();
    return { url: server.resolvedUrls?.local[0] ?? '', stop: () => server.close() };
  },
  { page },
);

host('a worker, built with esbuild', async ({ entry, folder }) => {
  const entryPoints = [`${entry}.js`, `${entry}.worker.js`];
  await bundle({ bundle: true, format: 'esm', absWorkingDir: root, entryPoints, outdir: folder });
  if (entry === 'url') copyWasm(folder);
  writePage(folder, `<script type="module" src="${entry}.js"></script>`);
});
