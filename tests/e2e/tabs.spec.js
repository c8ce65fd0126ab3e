// Two tabs of one app: only one of them completes a task.

import { resumeClock, stopClock } from './clock.js';
import { approval } from './tasks.js';
import { expect, test } from './testbed.js';

/** @typedef {import('@playwright/test').Page} Page */

const method = 'bizproc.task.complete';
const YES = 1;
const NO = 2;

/**
 * @param {Page} page
 * @param {number} status
 */
const start = (page, status) =>
  page.evaluate((answer) => {
    /** @type {any} */ (window).testbed.start('with a token', 11, answer);
  }, status);

/** @param {Page} page */
const report = (page) => page.evaluate(() => /** @type {any} */ (window).testbed.report);

/**
 * Forwards a page's completion, and delays its reply.
 *
 * @param {Page} page
 * @returns {Promise<() => Promise<void>>} what lets the reply through
 */
async function holdReply(page) {
  await page.evaluate((held) => {
    const { fetch } = window;
    const isReleased = new Promise((resolve) => Object.assign(window, { release: resolve }));
    window.fetch = async (...request) => {
      const response = await fetch(...request);
      if (response.url.includes(held)) await isReleased;
      return response;
    };
  }, method);
  return () => page.evaluate(() => /** @type {any} */ (window).release());
}

/**
 * Waits until another tab holds the task's lock, and this one waits for it.
 *
 * @param {Page} page
 */
const waitsForLock = (page) =>
  page.waitForFunction(async () => {
    const { held, pending } = await navigator.locks.query();
    return held?.length === 1 && pending?.length === 1;
  });

/**
 * The first tab has sent its "yes", and has no reply yet.
 *
 * @param {import('./testbed.js').TestFixtures['openTestbed']} openTestbed
 */
async function twoTabs(openTestbed) {
  // Only the answer matters here.
  const task = approval({ PARAMETERS: { CommentRequired: 'N' } });
  const { page: first, portal } = await openTestbed({ tasks: [task] }, true);
  const second = await first.context().newPage();
  await second.goto(first.url());
  await second.waitForFunction(() => 'testbed' in window);
  const sent = () => portal.requests().filter((call) => call.method === method);
  // So that the first call does not look up the task while it waits.
  await stopClock(first);
  const release = await holdReply(first);
  await start(first, YES);
  await expect.poll(sent).toHaveLength(1);
  return { first, second, sent, release };
}

test('a second tab with the same answer shares the result, and sends nothing', {
  // Engines have locks of their own.
  tag: '@engines',
}, async ({ openTestbed }) => {
  const { first, second, sent, release } = await twoTabs(openTestbed);
  await start(second, YES);
  await waitsForLock(second);
  await release();
  await expect.poll(() => report(first)).toEqual({ summary: 'completed' });
  await expect.poll(() => report(second)).toEqual({ summary: 'completed' });
  expect(sent()).toHaveLength(1);
});

test('a second tab with a different answer gets IN_PROGRESS, and sends nothing', async ({
  openTestbed,
}) => {
  const { first, second, sent, release } = await twoTabs(openTestbed);
  await start(second, NO);
  await expect
    .poll(() => report(second))
    .toEqual({ summary: 'IN_PROGRESS, not-completed', outcome: 'not-completed' });
  await release();
  await expect.poll(() => report(first)).toEqual({ summary: 'completed' });
  expect(sent()).toHaveLength(1);
});

test('a tab that is closed while it sends leaves its task to the other', {
  // Engines differ in when they end the requests and locks of a page.
  tag: '@engines',
}, async ({ openTestbed }) => {
  const { first, second, sent } = await twoTabs(openTestbed);
  await start(second, YES);
  await waitsForLock(second);
  await first.close();
  // Both tabs have one clock.
  await resumeClock(second);
  await expect.poll(() => report(second)).toEqual({ summary: 'completed, looked up' });
  expect(sent()).toHaveLength(1);
});
