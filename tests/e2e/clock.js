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
    /** Waits until no request of the page is in flight. */
    untilIdle: () => expect.poll(() => inFlight.size).toBe(0),

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

/** Contexts whose clock stands still. @type {Set<import('@playwright/test').BrowserContext>} */
const stopped = new Set();

/**
 * Stops the page's clock, which must be installed: no timer of the page fires any more. {@link resumeClock} must be called
 * before the end of the test.
 *
 * @param {import('@playwright/test').Page} page
 */
export async function stopClock(page) {
  stopped.add(page.context());
  await page.clock.pauseAt((await page.evaluate(() => Date.now())) + 1_000);
}

/**
 * Starts the page's clock again, if it was stopped. Playwright does the same at the end of a test, but does not wait for
 * it, and then leaves a script of the clock in the context, which the next test uses.
 *
 * @param {import('@playwright/test').Page} page
 */
export async function resumeClock(page) {
  if (stopped.delete(page.context())) await page.clock.resume();
}
