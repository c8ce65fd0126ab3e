// Nothing is stored: after a reload, a look-up finds the completion of the earlier page.

import { approval } from './tasks.js';
import { expect, test } from './testbed.js';

const method = 'bizproc.task.complete';

test('after a reload the task shows the outcome of its completion', {
  // Engines differ in when they end the requests and locks of a page.
  tag: '@engines',
}, async ({ openTestbed }) => {
  const { page, portal } = await openTestbed({ tasks: [approval()] }, true);
  portal.fault({ kind: 'delay', method });
  const start = () =>
    page.evaluate(() => /** @type {any} */ (window).testbed.start('with a token', 11, 1));
  await start();
  await expect
    .poll(() => portal.requests().filter((call) => call.method === method))
    .toHaveLength(1);
  // The portal has stored the answer, but the reply is never sent.
  await page.evaluate(() => window.dispatchEvent(new PageTransitionEvent('pagehide')));
  await page.reload();
  await page.waitForFunction(() => 'testbed' in window);
  const task = await page.evaluate(async () => {
    const { testbed } = /** @type {any} */ (window);
    const { open, answer } = await testbed.connect(testbed.connections['with a token']).getTask(11);
    const { held, pending } = await navigator.locks.query();
    return { open, answer, locks: held?.length, waiting: pending?.length };
  });
  expect(task).toEqual({ open: false, answer: 'yes', locks: 0, waiting: 0 });
});

test('a page that is hidden while it sends continues when it is visible again', {
  // Engines differ in when they end the requests and locks of a page.
  tag: '@engines',
}, async ({ openTestbed }) => {
  const { page, portal } = await openTestbed({ tasks: [approval()] }, true);
  portal.fault({ kind: 'delay', method, delayMs: 300 });
  await page.evaluate(() => {
    /** @type {any} */ (window).testbed.start('with a token', 11, 1);
    window.dispatchEvent(new PageTransitionEvent('pagehide', { persisted: true }));
    window.dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }));
  });
  await expect
    .poll(() => page.evaluate(() => /** @type {any} */ (window).testbed.report))
    .toEqual({ summary: 'completed' });
});
