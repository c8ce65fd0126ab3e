import { test as base, expect } from '@playwright/test';
import { startPortal } from '../../www/portal/index.js';
import { moveableClock, resumeClock } from './clock.js';

/**
 * @typedef {import('../../www/portal/index.js').PortalOptions} PortalOptions
 * @typedef {import('../../www/portal/index.js').RunningPortal} RunningPortal
 * @typedef {import('@playwright/test').Frame} Frame
 * @typedef {import('@playwright/test').Page} Page
 *
 * @typedef {object} Testbed
 * @property {Page} page
 * @property {Frame} frame the placement, with `testbed` of testbed/testbed.js
 * @property {RunningPortal} portal
 * @property {ReturnType<typeof moveableClock>} clock
 *
 * @typedef {object} TestFixtures
 * @property {(options: PortalOptions, isAlone?: boolean) => Promise<Testbed>} openTestbed `isAlone`: not in the portal's
 *   frame, whose page shows all that happens and is slow for it
 */

/** The size of the slices in which the package reads and encodes files, in bytes. */
export const SLICE = 3 * 2 ** 20;

/** The address of the page. global-setup.js serves it. */
export const testbedUrl = `${process.env.TESTBED_URL}index.html`;

const fixtures = /** @type {any} */ ({
  openTestbed: async (/** @type {{ page: Page }} */ { page }, /** @type {any} */ use) => {
    /** @type {RunningPortal[]} */
    const portals = [];
    await page.clock.install();
    // The browser implements the SDK's timeout, and its clock cannot be moved. A timer of the page replaces it.
    await page.addInitScript(() => {
      const { prototype } = XMLHttpRequest;
      const { send } = prototype;
      prototype.send = function (body) {
        const timeoutMs = this.timeout;
        this.timeout = 0;
        if (timeoutMs > 0) {
          const timer = setTimeout(() => {
            this.timeout = 1;
          }, timeoutMs);
          this.addEventListener('loadend', () => clearTimeout(timer));
        }
        return send.call(this, body);
      };
    });
    await use(async (/** @type {PortalOptions} */ options, /** @type {boolean} */ isAlone) => {
      const portal = await startPortal({ ...options, app: testbedUrl, method: 'get' });
      portals.push(portal);
      const clock = moveableClock(page, portal);
      if (isAlone) {
        await page.exposeFunction('freshToken', () => portal.token());
        const query = new URLSearchParams({
          DOMAIN: new URL(portal.url).host,
          TOKEN: portal.token(),
        });
        await page.goto(`${testbedUrl}?${query}`);
        await page.waitForFunction(() => 'testbed' in window);
        return { page, frame: page.mainFrame(), portal, clock };
      }
      await page.goto(`${portal.url}/?connection=webhook&panel=off`);
      const element = await page.waitForSelector('iframe');
      const frame = /** @type {Frame} */ (await element.contentFrame());
      await frame.waitForFunction(() => 'testbed' in window);
      return { page, frame, portal, clock };
    });
    await resumeClock(page);
    await Promise.all(portals.map((portal) => portal.stop()));
  },
});

export const test =
  /** @type {import('@playwright/test').TestType<import('@playwright/test').PlaywrightTestArgs & import('@playwright/test').PlaywrightTestOptions & TestFixtures, import('@playwright/test').PlaywrightWorkerArgs & import('@playwright/test').PlaywrightWorkerOptions>} */ (
    base.extend(fixtures)
  );
export { expect };
