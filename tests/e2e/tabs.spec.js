// Two tabs of one app: a task is completed by one of them only.
import { expect, test } from './laboratory.js';
import { approval } from './tasks.js';

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
    /** @type {any} */ (window).lab.start('with a token', 11, answer);
  }, status);

/** @param {Page} page */
const report = (page) => page.evaluate(() => /** @type {any} */ (window).lab.report);

/**
 * Lets a page's completion through, and holds back its reply.
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
 * Waits until another tab holds the task's lock, and this one wants it.
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
 * @param {import('./laboratory.js').OfTest['openLab']} openLab
 */
async function twoTabs(openLab) {
  // Which answer is given is all that counts here.
  const task = approval({ PARAMETERS: { CommentRequired: 'N' } });
  const { page: first, portal } = await openLab({ tasks: [task] }, true);
  const second = await first.context().newPage();
  await second.goto(first.url());
  await second.waitForFunction(() => 'lab' in window);
  const sent = () => portal.requests().filter((call) => call.method === method);
  const release = await holdReply(first);
  await start(first, YES);
  await expect.poll(sent).toHaveLength(1);
  return { first, second, sent, release };
}

test('a second tab that asks for the same gets the same, and sends nothing', async ({
  openLab,
}) => {
  const { first, second, sent, release } = await twoTabs(openLab);
  await start(second, YES);
  await waitsForLock(second);
  await release();
  await expect.poll(() => report(first)).toEqual({ told: 'completed' });
  await expect.poll(() => report(second)).toEqual({ told: 'completed, looked up' });
  expect(sent()).toHaveLength(1);
});

test('a second tab that asks for something else is told, and sends nothing', async ({
  openLab,
}) => {
  const { first, second, sent, release } = await twoTabs(openLab);
  await start(second, NO);
  await waitsForLock(second);
  await release();
  await expect.poll(() => report(first)).toEqual({ told: 'completed' });
  await expect
    .poll(() => report(second))
    .toEqual({ told: 'ERROR_TASK_COMPLETED, not-completed', outcome: 'not-completed' });
  expect(sent()).toHaveLength(1);
});

test('a tab that is closed while it sends leaves its task to the other', async ({ openLab }) => {
  const { first, second, sent } = await twoTabs(openLab);
  await start(second, YES);
  await waitsForLock(second);
  await first.close();
  await expect.poll(() => report(second)).toEqual({ told: 'completed, looked up' });
  expect(sent()).toHaveLength(1);
});
