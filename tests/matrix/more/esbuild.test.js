import { build } from 'esbuild';
import { app, host, writePage } from '../host.js';

/** @type {import('esbuild').BuildOptions} */
const options = { bundle: true, minify: true, logLevel: 'warning', absWorkingDir: app };

host(
  'esbuild, as a classic script',
  async ({ entry, folder }) => {
    await build({ ...options, format: 'iife', entryPoints: [`${entry}.js`], outdir: folder });
    writePage(folder, `<script src="${entry}.js"></script>`);
  },
  { only: ['main'] },
);

host(
  'esbuild, as a classic script that imports the file',
  async ({ folder }) => {
    await build({
      ...options,
      format: 'iife',
      entryPoints: ['url-import.js'],
      outdir: folder,
      loader: { '.wasm': 'file' },
    });
    writePage(folder, '<script src="url-import.js"></script>');
  },
  { only: ['url'] },
);

host(
  'a page with everything in it',
  async ({ entry, folder }) => {
    const entryPoints = [`${entry}.js`];
    const { outputFiles } = await build({ ...options, format: 'esm', entryPoints, write: false });
    writePage(folder, `<script type="module">${outputFiles[0]?.text}</script>`);
  },
  { only: ['main'] },
);
