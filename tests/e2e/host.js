// A static host for the built package, with configurable headers and faults.
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { test as base, expect } from '@playwright/test';
import { startPortal } from '../../www/portal/index.js';

/**
 * @typedef {import('../../www/portal/index.js').RunningPortal} RunningPortal
 * @typedef {import('../../www/portal/index.js').Task} Task
 *
 * @typedef {object} Reply
 * @property {number} [status]
 * @property {Record<string, string>} [headers]
 * @property {string | Buffer} [body]
 * @property {number} [cut] bytes after which the connection breaks
 *
 * @typedef {object} Host
 * @property {string} url
 * @property {string[]} requested paths, in the order they were asked for
 * @property {Record<string, (times: number) => Reply | null>} replies by path, where it is not the file that is sent;
 *   `times` it was asked for, this one included
 * @property {(script: string, headers?: Record<string, string>) => string} page a page that runs a module script; returns
 *   its address. What the script hands to `report` is what `reported` gives.
 */

const dist = fileURLToPath(new URL('../../dist', import.meta.url));
const TYPES = /** @type {Record<string, string>} */ ({
  '.js': 'text/javascript',
  '.wasm': 'application/wasm',
});

/** @returns {Promise<Host & { stop(): Promise<void> }>} */
export async function startHost() {
  /** @type {Host['requested']} */
  const requested = [];
  /** @type {Host['replies']} */
  const replies = { '/favicon.ico': () => ({ status: 204 }) };
  const server = createServer(async (request, response) => {
    const { pathname } = new URL(request.url ?? '', 'http://host');
    requested.push(pathname);
    const times = requested.filter((other) => other === pathname).length;
    const file = /** @returns {Promise<Reply>} */ async () => {
      // The package at every path.
      const [name = ''] = pathname.match(/(lang\/)?[^/]*$/) ?? [];
      const body = await readFile(path.join(dist, name)).catch(() => undefined);
      return body ? { body } : { status: 404 };
    };
    const reply = replies[pathname]?.(times) ?? (await file());
    const { status = 200, headers, body = '', cut } = reply;
    response.writeHead(status, {
      'content-type': TYPES[path.extname(pathname)] ?? 'text/html',
      // For a frame without an origin, even its own scripts are cross-origin.
      'access-control-allow-origin': '*',
      'cache-control': 'no-store',
      ...headers,
      'content-length': Buffer.byteLength(body),
    });
    if (cut === undefined) response.end(body);
    else response.write(body.slice(0, cut), () => response.destroy());
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(undefined)));
  const { port } = /** @type {import('node:net').AddressInfo} */ (server.address());
  const url = `http://127.0.0.1:${port}`;
  let pages = 0;
  return {
    url,
    requested,
    replies,
    page(script, headers = {}) {
      const name = `/page${++pages}`;
      replies[`${name}.html`] = () => ({
        headers: { 'content-type': 'text/html; charset=utf-8', ...headers },
        body: `<!doctype html><title>Page</title><script type="module" src="${name}.js"></script>`,
      });
      const body = `
        window.violations = [];
        document.addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI }) =>
          violations.push(violatedDirective + ' ' + blockedURI));
        const report = (value) => { window.reported = value; };
        const describe = (error) => ({ name: error.name, code: error.code, message: error.message });
        ${script}`;
      replies[`${name}.js`] = () => ({ body });
      return `${url}${name}.html`;
    },
    async stop() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/**
 * The report of a page's script.
 *
 * @param {import('@playwright/test').Page | import('@playwright/test').Frame} page
 * @returns {Promise<any>}
 */
export async function reported(page) {
  const handle = await page.waitForFunction(() => 'reported' in window);
  await handle.dispose();
  return page.evaluate(() => /** @type {any} */ (window).reported);
}

const fixtures = /** @type {any} */ ({
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads a fixture's needs from it.
  host: async ({}, /** @type {any} */ use) => {
    const host = await startHost();
    await use(host);
    await host.stop();
  },

  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads a fixture's needs from it.
  portalOf: async ({}, /** @type {any} */ use) => {
    /** @type {RunningPortal[]} */
    const portals = [];
    await use(async (/** @type {Task[]} */ ...tasks) => {
      const portal = await startPortal({ tasks });
      portals.push(portal);
      return portal;
    });
    await Promise.all(portals.map((portal) => portal.stop()));
  },

  pageErrors: async (/** @type {any} */ { page }, /** @type {any} */ use) => {
    /** @type {string[]} */
    const pageErrors = [];
    page.on('pageerror', (/** @type {Error} */ error) => pageErrors.push(String(error)));
    page.on('console', (/** @type {any} */ message) => {
      if (['error', 'warning'].includes(message.type())) pageErrors.push(message.text());
    });
    await use(pageErrors);
  },
});

/**
 * @typedef {object} TestFixtures
 * @property {Host} host
 * @property {(...tasks: Task[]) => Promise<RunningPortal>} portalOf
 * @property {string[]} pageErrors errors and warnings in the browser's console, and uncaught errors
 */

export const test =
  /** @type {import('@playwright/test').TestType<import('@playwright/test').PlaywrightTestArgs & import('@playwright/test').PlaywrightTestOptions & TestFixtures, import('@playwright/test').PlaywrightWorkerArgs & import('@playwright/test').PlaywrightWorkerOptions>} */ (
    base.extend(fixtures)
  );
export { expect };
