import { build } from 'esbuild';
import { app, copyWasm, host, writePage } from '../host.js';

/** @type {import('esbuild').BuildOptions} */
const options = {
  bundle: true,
  minify: true,
  format: 'esm',
  logLevel: 'warning',
  absWorkingDir: app,
};

host('esbuild, as a module', async ({ entry, folder }) => {
  await build({ ...options, entryPoints: [`${entry}.js`], outdir: folder });
  if (entry === 'url') copyWasm(folder);
  writePage(folder, `<script type="module" src="${entry}.js"></script>`);
});

host(
  'esbuild, as a module that imports the file',
  async ({ folder }) => {
    const loader = /** @type {const} */ ({ '.wasm': 'file' });
    await build({ ...options, entryPoints: ['url-import.js'], outdir: folder, loader });
    writePage(folder, '<script type="module" src="url-import.js"></script>');
  },
  { only: ['url'] },
);
