// Moves the clock of a page in which `page.clock.install()` was called.
import { expect } from '@playwright/test';

/** @typedef {import('../../www/portal/index.js').RunningPortal} RunningPortal */

/** A reply that is not there after so many real milliseconds is lost. */
const REPLY_TIMEOUT_MS = 5_000;

/** Faults that hold a reply back. */
const SLOW_FAULTS = ['delay', 'slow'];

/**
 * Replies come in real time, and a fast machine's reply must not be a slow machine's timeout. So the clock stands still
 * while a reply is on its way, unless a fault holds it back.
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
  /** Whether a fault holds back all replies that there are to come. */
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
        // What a frame and its parent say to each other takes a moment, and may lead to a request.
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
