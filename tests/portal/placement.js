import { existsSync } from 'node:fs';
import { createServer } from 'node:http';
import { chromium } from 'playwright';
import { startPortal } from '../../www/portal/index.js';

/** @typedef {import('../../www/portal/index.js').PortalOptions} PortalOptions */
/** @typedef {import('../../www/portal/index.js').RunningPortal} RunningPortal */

const CHROME = process.env.CHROME_PATH ?? '/usr/bin/chromium';

/**
 * A portal, a placement with one page on another origin, and a browser with both.
 *
 * @typedef {object} Fixture
 * @property {RunningPortal} portal
 * @property {import('playwright').Page} page
 * @property {string[]} errors What the page's scripts threw and nobody caught.
 * @property {{ verb: string, url: string, body: string }[]} openings How the app was opened.
 * @property {(query?: string) => Promise<import('playwright').Frame>} open Opens the host page
 *   and gives the frame of the placement.
 * @property {() => Promise<import('playwright').Frame>} reopen Opens the placement again in the host page that is open.
 * @property {() => Promise<void>} close
 */

/**
 * @param {PortalOptions} [options]
 * @param {{ scripts?: string[], content?: string }} [app] Scripts the placement loads; the
 *   portal's BX24 when none are given.
 * @returns {Promise<Fixture>}
 */
export async function openPlacement(options = {}, { scripts, content = '' } = {}) {
  /** @type {Fixture['openings']} */
  const openings = [];
  const app = createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request) body += chunk;
    const url = request.url ?? '';
    const isCheck = request.headers['user-agent']?.includes('simulator');
    if (url.startsWith('/app.html') && !isCheck)
      openings.push({ verb: request.method ?? '', url, body });
    const domain = new URL(url, 'http://app').searchParams.get('DOMAIN');
    const sources = scripts ?? [`http://${domain}/api/v1/`];
    response.setHeader('content-type', 'text/html; charset=utf-8');
    response.end(
      `<!doctype html><title>App</title><body>${content}` +
        sources.map((source) => `<script src="${source}"></script>`).join(''),
    );
  });
  await new Promise((resolve) => app.listen(0, '127.0.0.1', () => resolve(undefined)));
  const address = /** @type {import('node:net').AddressInfo} */ (app.address());
  const appUrl = `http://127.0.0.1:${address.port}/app.html`;

  const portal = await startPortal({ app: appUrl, ...options });
  const browser = await chromium.launch({
    ...(existsSync(CHROME) ? { executablePath: CHROME } : {}),
    args: ['--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage'],
  });
  const page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
  // Ends a hanging test. It does not measure speed.
  page.setDefaultTimeout(60_000);
  /** @type {string[]} */
  const errors = [];
  page.on('pageerror', (error) => errors.push(error.message));

  return {
    portal,
    page,
    errors,
    openings,
    open: async (query = '') => {
      openings.length = 0;
      await page.goto(`${portal.url}/${query}`);
      const element = await page.waitForSelector('#pane-app iframe');
      const frame = await element.contentFrame();
      if (!frame) throw new Error('The placement has no frame');
      await frame.waitForURL(/app\.html/);
      await frame.waitForLoadState();
      return frame;
    },
    reopen: async () => {
      const frame = page.frames()[1];
      if (!frame) throw new Error('The placement is not open');
      openings.length = 0;
      await frame.goto(frame.url());
      return frame;
    },
    close: async () => {
      await browser.close();
      await portal.stop();
      app.closeAllConnections();
      await new Promise((resolve) => app.close(resolve));
    },
  };
}
