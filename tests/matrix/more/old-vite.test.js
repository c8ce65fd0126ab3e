// Old versions of Vite. The tests in basic/ use the current one.
import { createRequire } from 'node:module';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { app, host } from '../host.js';

const { resolve } = createRequire(import.meta.url);
const page = (/** @type {string} */ entry) => `${entry}.html`;

/**
 * The common part of the versions.
 *
 * @typedef {object} Vite
 * @property {(options: object) => Promise<unknown>} build
 * @property {(options: object) => Promise<import('vite').ViteDevServer>} createServer
 */

for (const version of [4, 5, 6, 7]) {
  const manifest = resolve(`vite-${version}/package.json`);
  const entry = path.join(path.dirname(manifest), 'dist/node/index.js');
  /** @type {Vite} */
  const { build, createServer } = await import(pathToFileURL(entry).href);
  const options = { root: app, configFile: false, logLevel: 'warn' };

  host(
    `Vite ${version}, built`,
    async ({ entry, folder }) => {
      const rollupOptions = { input: path.join(app, page(entry)) };
      await build({ ...options, build: { outDir: folder, emptyOutDir: true, rollupOptions } });
    },
    { page },
  );

  host(
    `Vite ${version}, served`,
    async ({ entry, folder }) => {
      // As in docs/bundlers.md. Otherwise Vite looks for the module's file in the optimized dependencies.
      const optimizeDeps = entry === 'url' ? { exclude: ['bizproc-tasks'] } : {};
      const server = await createServer({
        ...options,
        optimizeDeps,
        cacheDir: folder,
        server: { host: '127.0.0.1', port: 0 },
      });
      await server.listen();
      return { url: server.resolvedUrls?.local[0] ?? '', stop: () => server.close() };
    },
    { page },
  );
}
