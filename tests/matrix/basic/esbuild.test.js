import { build } from 'esbuild';
import { app, copyWasm, host, writePage } from '../host.js';

/** @type {import('esbuild').BuildOptions} */
const options = { bundle: true, minify: true, logLevel: 'warning', absWorkingDir: app };

host('esbuild, as a module', async ({ entry, folder }) => {
  await build({ ...options, format: 'esm', entryPoints: [`${entry}.js`], outdir: folder });
  if (entry === 'url') copyWasm(folder);
  writePage(folder, `<script type="module" src="${entry}.js"></script>`);
});

for (const format of /** @type {const} */ (['esm', 'iife'])) {
  const name = { esm: 'module', iife: 'classic script' }[format];
  host(
    `esbuild, as a ${name} that imports the file`,
    async ({ folder }) => {
      await build({
        ...options,
        format,
        entryPoints: ['url-import.js'],
        outdir: folder,
        loader: { '.wasm': 'file' },
      });
      const type = format === 'esm' ? ' type="module"' : '';
      writePage(folder, `<script${type} src="url-import.js"></script>`);
    },
    { only: ['url'] },
  );
}

host(
  'esbuild, as a classic script',
  async ({ entry, folder }) => {
    await build({ ...options, format: 'iife', entryPoints: [`${entry}.js`], outdir: folder });
    writePage(folder, `<script src="${entry}.js"></script>`);
  },
  { only: ['main'] },
);

host(
  'a page with everything in it',
  async ({ entry, folder }) => {
    const { outputFiles } = await build({
      ...options,
      format: 'esm',
      entryPoints: [`${entry}.js`],
      write: false,
    });
    writePage(folder, `<script type="module">${outputFiles[0]?.text}</script>`);
  },
  { only: ['main'] },
);
