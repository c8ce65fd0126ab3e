import assert from 'node:assert/strict';
import { eventually, fill, shown, submit } from './page.js';
import { messages, params, right, wrong } from './task.js';

/**
 * Answers the task in the form: first wrong, then better, then right.
 *
 * @param {unknown[]} submitted where the form puts what it hands over
 */
export async function testForm(submitted) {
  await eventually(() => assert.ok(document.querySelector('[type="submit"]')));
  for (const [round, entered] of wrong.entries()) {
    fill(entered);
    await submit();
    await eventually(() => assert.deepEqual(shown(), messages[round]));
  }

  fill(right);
  await submit();
  // Once now, and not before.
  await eventually(() => assert.deepEqual(submitted, [params]));
  await eventually(() => assert.deepEqual(shown(), {}));
}
