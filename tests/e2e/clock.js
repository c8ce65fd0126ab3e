// Moves the clock of a page in which `page.clock.install()` was called.
import { expect } from '@playwright/test';

/** @typedef {import('../../www/portal/index.js').RunningPortal} RunningPortal */

/** If there is no reply after so many real milliseconds, it is lost. */
const REPLY_TIMEOUT_MS = 5_000;

/** Faults that delay a reply. */
const SLOW_FAULTS = ['delay', 'slow'];

/**
 * Replies take real time, and a slow machine must not cause a timeout. So the clock stands still until a reply arrives,
 * unless a fault delays it.
 *
 * @param {import('@playwright/test').Page} page
 * @param {RunningPortal} portal
 */
export function moveableClock(page, portal) {
  /** @type {Set<import('@playwright/test').Request>} */
  const inFlight = new Set();
  page.on('request', (request) => {
    if (/\/(rest|simulator)\/(?!events)/.test(request.url())) inFlight.add(request);
  });
  page.on('requestfinished', (request) => inFlight.delete(request));
  page.on('requestfailed', (request) => inFlight.delete(request));
  /** Whether faults delay all pending replies. */
  const isHeldBack = () => {
    const heldBack = portal
      .requests()
      .filter(({ ms, fault }) => ms === null && SLOW_FAULTS.includes(String(fault)));
    return heldBack.length >= inFlight.size;
  };

  return {
    /**
     * Moves the clock ahead, step by step, until the condition holds.
     *
     * @param {() => Promise<boolean>} condition
     * @param {number} [stepMs]
     */
    async advanceUntil(condition, stepMs = 3_000) {
      await expect(async () => {
        const deadline = performance.now() + REPLY_TIMEOUT_MS;
        // Messages between a frame and its parent take a moment, and may cause a request.
        do {
          await new Promise((resolve) => setTimeout(resolve, 20));
        } while (inFlight.size > 0 && performance.now() < deadline && !isHeldBack());
        await page.clock.fastForward(stepMs);
        expect(await condition()).toBe(true);
      }).toPass({ intervals: [0], timeout: 0 });
    },
  };
}

/**
 * Stops the page's clock, which must be installed: no timer of the page fires any more.
 *
 * @param {import('@playwright/test').Page} page
 */
export async function stopClock(page) {
  await page.clock.pauseAt((await page.evaluate(() => Date.now())) + 1_000);
}
