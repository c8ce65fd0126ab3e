import path from 'node:path';
import { build, createServer } from 'vite';
import { app, host } from '../host.js';

const page = (/** @type {string} */ entry) => `${entry}.html`;

for (const [name, root] of Object.entries({
  'an app': app,
  'an app with a worker': path.join(app, 'worker'),
})) {
  /** @type {import('vite').InlineConfig} */
  const options = { root, configFile: false, logLevel: 'warn' };

  host(
    `Vite, ${name}, built`,
    async ({ entry, folder }) => {
      const rolldownOptions = { input: path.join(root, page(entry)) };
      await build({ ...options, build: { outDir: folder, emptyOutDir: true, rolldownOptions } });
    },
    { page },
  );

  host(
    `Vite, ${name}, served`,
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
}
