import { rspack } from '@rspack/core';
import webpack from 'webpack';
import { app, host, writePage } from '../host.js';

for (const [name, bundler] of Object.entries({ webpack, Rspack: rspack })) {
  /**
   * @param {string} script
   * @param {string} folder
   */
  const build = (script, folder) =>
    new Promise((resolve, reject) => {
      const options = { mode: 'production', context: app, entry: script, output: { path: folder } };
      /** @type {any} */ (bundler)(
        options,
        (/** @type {any} */ error, /** @type {any} */ stats) => {
          if (error || stats.hasErrors()) reject(error ?? new Error(stats.toString('errors-only')));
          else resolve(undefined);
        },
      );
    });

  host(name, async ({ entry, folder }) => {
    await build(`./${entry}.js`, folder);
    writePage(folder, '<script src="main.js"></script>');
  });

  host(`a worker, built with ${name}`, async ({ entry, folder }) => {
    await build(`./worker/${entry}.js`, folder);
    writePage(folder, '<script src="main.js"></script>');
  });
}
