// Nothing is stored: what a page that went away had sent is found by whoever looks.
import { expect, test } from './laboratory.js';
import { approval } from './tasks.js';

const method = 'bizproc.task.complete';

test('after a reload the task itself tells what became of its completion', async ({ openLab }) => {
  const { page, portal } = await openLab({ tasks: [approval()] }, true);
  portal.fault({ kind: 'delay', method });
  const start = () =>
    page.evaluate(() => /** @type {any} */ (window).lab.start('with a token', 11, 1));
  await start();
  await expect
    .poll(() => portal.requests().filter((call) => call.method === method))
    .toHaveLength(1);
  // The portal has stored the answer, and the reply never comes.
  await page.evaluate(() => window.dispatchEvent(new PageTransitionEvent('pagehide')));
  await page.reload();
  await page.waitForFunction(() => 'lab' in window);
  const task = await page.evaluate(async () => {
    const { lab } = /** @type {any} */ (window);
    const { open, answer } = await lab.connect(lab.connections['with a token']).getTask(11);
    const { held, pending } = await navigator.locks.query();
    return { open, answer, locks: held?.length, waiting: pending?.length };
  });
  expect(task).toEqual({ open: false, answer: 'yes', locks: 0, waiting: 0 });
});

test('a page that is hidden while it sends goes on when it is shown again', async ({ openLab }) => {
  const { page, portal } = await openLab({ tasks: [approval()] }, true);
  portal.fault({ kind: 'delay', method, delayMs: 300 });
  await page.evaluate(() => {
    /** @type {any} */ (window).lab.start('with a token', 11, 1);
    window.dispatchEvent(new PageTransitionEvent('pagehide', { persisted: true }));
    window.dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }));
  });
  await expect
    .poll(() => page.evaluate(() => /** @type {any} */ (window).lab.report))
    .toEqual({ told: 'completed' });
});
