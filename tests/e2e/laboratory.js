import { fileURLToPath } from 'node:url';
import { test as base, expect } from '@playwright/test';
import { preview } from 'vite';
import { startPortal } from '../../www/portal/index.js';
import { moveableClock } from './clock.js';

/**
 * @typedef {import('../../www/portal/index.js').PortalOptions} PortalOptions
 * @typedef {import('../../www/portal/index.js').RunningPortal} RunningPortal
 * @typedef {import('@playwright/test').Frame} Frame
 * @typedef {import('@playwright/test').Page} Page
 *
 * @typedef {object} Lab
 * @property {Page} page
 * @property {Frame} frame the placement, with `lab` of lab/lab.js
 * @property {RunningPortal} portal
 * @property {ReturnType<typeof moveableClock>} clock
 *
 * @typedef {object} OfTest
 * @property {(options: PortalOptions, isAlone?: boolean) => Promise<Lab>} openLab `isAlone`: not in the portal's
 *   frame, whose page shows all that happens and is slow for it
 * @typedef {{ address: string }} OfWorker
 */

/** Bytes of a file that the package reads and encodes at once. */
export const SLICE = 3 * 2 ** 20;

const fixtures = /** @type {any} */ ({
  address: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads a fixture's needs from it.
    async ({}, /** @type {any} */ use) => {
      const configFile = fileURLToPath(new URL('lab/vite.config.js', import.meta.url));
      const server = await preview({ configFile, logLevel: 'warn' });
      await use(server.resolvedUrls?.local[0]);
      await server.close();
    },
    { scope: 'worker' },
  ],

  openLab: async (
    /** @type {{ browser: import('@playwright/test').Browser } & OfWorker} */ { browser, address },
    /** @type {any} */ use,
  ) => {
    /** @type {(() => Promise<unknown>)[]} */
    const ends = [];
    await use(async (/** @type {PortalOptions} */ options, /** @type {boolean} */ isAlone) => {
      const portal = await startPortal({ ...options, app: `${address}index.html`, method: 'get' });
      // Each has a clock of its own.
      const context = await browser.newContext();
      ends.push(
        () => context.close(),
        () => portal.stop(),
      );
      const page = await context.newPage();
      await page.clock.install();
      const clock = moveableClock(page, portal);
      // The SDK leaves its timeout to the browser, whose clock cannot be moved.
      await page.addInitScript(() => {
        const { prototype } = XMLHttpRequest;
        const native = Object.getOwnPropertyDescriptor(prototype, 'timeout');
        Object.defineProperty(prototype, 'timeout', {
          ...native,
          set(milliseconds) {
            native?.set?.call(this, milliseconds / 100);
          },
        });
      });
      if (isAlone) {
        await page.exposeFunction('freshToken', () => portal.token());
        const query = new URLSearchParams({
          DOMAIN: new URL(portal.url).host,
          TOKEN: portal.token(),
        });
        await page.goto(`${address}index.html?${query}`);
        await page.waitForFunction(() => 'lab' in window);
        return { page, frame: page.mainFrame(), portal, clock };
      }
      await page.goto(`${portal.url}/?connection=webhook`);
      const element = await page.waitForSelector('iframe');
      const frame = /** @type {Frame} */ (await element.contentFrame());
      await frame.waitForFunction(() => 'lab' in window);
      return { page, frame, portal, clock };
    });
    for (const end of ends) await end();
  },
});

export const test =
  /** @type {import('@playwright/test').TestType<import('@playwright/test').PlaywrightTestArgs & import('@playwright/test').PlaywrightTestOptions & OfTest, import('@playwright/test').PlaywrightWorkerArgs & import('@playwright/test').PlaywrightWorkerOptions & OfWorker>} */ (
    base.extend(fixtures)
  );
export { expect };
