// Takes pictures of the app's page with the diagnosis: on a working portal, and with problems.
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import path from 'node:path';
import { startPortal } from '../www/portal/index.js';
import { folder as app, buildApp } from './build-app.js';
import { fitted, REFUSAL } from './screenshots-inbox.js';

const TYPES = /** @type {Record<string, string>} */ ({
  '.css': 'text/css',
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
});

/**
 * @param {import('@playwright/test').Browser} browser
 * @param {string} folder
 */
export async function takeDiagnosis(browser, folder) {
  await buildApp();
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://app');
    response.setHeader('content-type', TYPES[path.extname(pathname)] ?? 'application/octet-stream');
    response.end(readFileSync(path.join(app, pathname)));
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(undefined)));
  const { port } = /** @type {import('node:net').AddressInfo} */ (server.address());
  const portal = await startPortal({ app: `http://127.0.0.1:${port}/diagnose.html` });
  for (const colorScheme of /** @type {const} */ (['light', 'dark'])) {
    for (const lang of ['en', 'ru']) {
      for (const width of [900, 320]) {
        const page = await browser.newPage({ viewport: { width, height: 900 }, colorScheme });
        for (const state of ['working', 'failing']) {
          portal.reset();
          if (state === 'failing')
            portal.fault({
              ...REFUSAL,
              method: 'bizproc.task.list',
              times: Number.POSITIVE_INFINITY,
            });
          await page.goto(`${portal.url}/?lang=${lang}`);
          const frame = page.frameLocator('#pane-app iframe');
          await frame.locator('main:not([aria-busy])').waitFor();
          await frame.locator('main').evaluate(fitted);
          const name = `diagnosis-${state}-${colorScheme}-${lang}-${width}.png`;
          await page.locator('#pane-app iframe').screenshot({ path: path.join(folder, name) });
        }
        await page.close();
      }
    }
  }
  await portal.stop();
  server.close();
}
