import path from 'node:path';
import { build } from 'esbuild';
import { app, copyWasm, host, writePage } from '../host.js';

const root = path.join(app, 'worker');

host('a worker, built with esbuild', async ({ entry, folder }) => {
  const entryPoints = [`${entry}.js`, `${entry}.worker.js`];
  await build({ bundle: true, format: 'esm', absWorkingDir: root, entryPoints, outdir: folder });
  if (entry === 'url') copyWasm(folder);
  writePage(folder, `<script type="module" src="${entry}.js"></script>`);
});
