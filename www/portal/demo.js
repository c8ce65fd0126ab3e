/** The simulator with the demo placement of this package. */

import { readdirSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { startSimulator } from './start.js';

const dist = fileURLToPath(new URL('../../dist/', import.meta.url));

/** @type {Record<string, string>} */
const TYPES = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
};

/**
 * Starts a portal with the demo placement, and a host for the placement on a separate origin, as on a real portal.
 *
 * @param {import('./index.js').PortalOptions} options
 * @returns {Promise<import('./index.js').RunningPortal>}
 */
export async function startDemo(options) {
  const host = await servePackage();
  try {
    const app = `${host.url}/demo/widget/index.html`;
    const comparison = `${host.url}/demo/comparison/index.html`;
    const portal = await startSimulator({ ...options, app }, comparison);
    return {
      ...portal,
      async stop() {
        await portal.stop();
        await host.stop();
      },
    };
  } catch (error) {
    await host.stop();
    throw error;
  }
}

/** Serves what the demo loads: its own files and those of the package. */
async function servePackage() {
  const files = new Set(
    readdirSync(dist, { recursive: true }).map((file) => `/${String(file).replaceAll('\\', '/')}`),
  );
  if (!files.has('/demo/widget/index.html')) {
    throw new Error('The demo is not built: `npm run build:demo` builds it.');
  }
  const server = createServer(async (request, response) => {
    request.resume();
    const { pathname } = new URL(request.url ?? '/', 'http://host');
    const type = TYPES[path.extname(pathname)];
    if (!files.has(pathname) || type === undefined) {
      response.writeHead(404).end();
      return;
    }
    const content = await readFile(path.join(dist, pathname));
    response.writeHead(200, { 'Content-Type': type, 'Cache-Control': 'no-store' }).end(content);
  });
  await new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => resolve(undefined));
  });
  const { port } = /** @type {import('node:net').AddressInfo} */ (server.address());
  return {
    url: `http://127.0.0.1:${port}`,
    stop: () =>
      new Promise((resolve) => {
        server.close(resolve);
        server.closeAllConnections();
      }),
  };
}
