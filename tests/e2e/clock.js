// Moves the clock of a page in which `page.clock.install()` was called.
import { expect } from '@playwright/test';

/** @typedef {import('../../www/portal/index.js').RunningPortal} RunningPortal */

/** Faults that delay a reply. */
const SLOW_FAULTS = ['delay', 'slow'];

/**
 * Replies take real time, and a slow machine must not cause a timeout. So the clock stands still until a reply arrives,
 * unless a fault delays it.
 *
 * @param {import('@playwright/test').Page} page
 * @param {Pick<RunningPortal, 'requests'>} portal
 */
export function moveableClock(page, portal) {
  /** @type {Set<import('@playwright/test').Request>} */
  const inFlight = new Set();
  let started = 0;
  page.on('request', (request) => {
    if (!/\/(rest|simulator)\/(?!events)/.test(request.url())) return;
    started++;
    inFlight.add(request);
  });
  page.on('requestfinished', (request) => inFlight.delete(request));
  page.on('requestfailed', (request) => inFlight.delete(request));
  /** Whether the page waits for no reply, or only for those that faults delay. */
  const isIdle = () => {
    const heldBack = portal
      .requests()
      .filter(({ ms, fault }) => ms === null && SLOW_FAULTS.includes(String(fault)));
    return heldBack.length >= inFlight.size;
  };
  /** Waits until only a timer or a delayed reply can cause a further step of the page or a frame. */
  const untilQuiet = async () => {
    let before;
    do {
      await expect.poll(isIdle, { intervals: [10] }).toBe(true);
      before = started;
      // A message to the parent, and its reply.
      await deliverMessages(page);
      await deliverMessages(page);
    } while (started !== before);
  };

  return {
    untilQuiet,

    /**
     * Moves the clock ahead, step by step, until the condition holds.
     *
     * @param {() => Promise<boolean>} condition
     * @param {number} [stepMs]
     */
    async advanceUntil(condition, stepMs = 3_000) {
      do {
        await untilQuiet();
        await page.clock.fastForward(stepMs);
      } while (!(await condition()));
    },
  };
}

/**
 * Waits until all messages that the page and its frames have posted to each other are received.
 *
 * @param {import('@playwright/test').Page} page
 */
async function deliverMessages(page) {
  const deliveries = page.frames().map((frame) =>
    frame.evaluate(
      () =>
        new Promise((resolve) => {
          const message = `delivery ${Math.random()}`;
          /** @param {MessageEvent} event */
          const receive = (event) => {
            if (event.data !== message) return;
            event.stopImmediatePropagation();
            removeEventListener('message', receive, true);
            resolve(undefined);
          };
          addEventListener('message', receive, true);
          // A window receives its messages in their order.
          postMessage(message, '*');
        }),
    ),
  );
  // A frame may be removed or loaded again in the meantime.
  await Promise.allSettled(deliveries);
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
