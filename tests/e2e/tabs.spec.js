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
 * The first tab has sent its "yes", and the reply is a while away.
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
  portal.fault({ kind: 'delay', method, delayMs: 1_000 });
  await start(first, YES);
  await expect.poll(sent).toHaveLength(1);
  return { first, second, sent };
}

test('a second tab that asks for the same gets the same, and sends nothing', async ({
  openLab,
}) => {
  const { first, second, sent } = await twoTabs(openLab);
  await start(second, YES);
  await expect.poll(() => report(first)).toEqual({ told: 'completed' });
  await expect.poll(() => report(second)).toEqual({ told: 'completed, looked up' });
  expect(sent()).toHaveLength(1);
});

test('a second tab that asks for something else is told, and sends nothing', async ({
  openLab,
}) => {
  const { first, second, sent } = await twoTabs(openLab);
  await start(second, NO);
  await expect.poll(() => report(first)).toEqual({ told: 'completed' });
  await expect
    .poll(() => report(second))
    .toEqual({ told: 'ERROR_TASK_COMPLETED, not-completed', outcome: 'not-completed' });
  expect(sent()).toHaveLength(1);
});

test('a tab that is closed while it sends leaves its task to the other', async ({ openLab }) => {
  const { first, second, sent } = await twoTabs(openLab);
  await start(second, YES);
  await first.close();
  await expect.poll(() => report(second)).toEqual({ told: 'completed, looked up' });
  expect(sent()).toHaveLength(1);
});
