// A page that stays open for days must not use more and more memory.

import { approval } from './tasks.js';
import { expect, test } from './testbed.js';

const method = 'bizproc.task.complete';
const COUNT = 1_000;

/** Their faults, one after the other; null for none. */
const FAULTS = /** @type {(import('../../www/portal/index.js').FaultSpec | null)[]} */ ([
  null,
  { kind: 'html' },
  { kind: 'error', code: 'QUERY_LIMIT_EXCEEDED', status: 503 },
  { kind: 'truncated' },
  { kind: 'expire-tokens' },
  { kind: 'empty' },
  { kind: 'error', code: 'ERROR_TASK_EXECUTION', status: 400, after: true },
  { kind: 'reset' },
  { kind: 'delay' },
  { kind: 'error', code: 'ERROR_CORE', status: 400 },
]);

test('a thousand completions with faults leak no memory', {
  tag: '@full',
}, async ({ openTestbed }) => {
  test.setTimeout(600_000);
  const tasks = Array.from({ length: COUNT }, (_, index) =>
    approval({ ID: index + 1, WORKFLOW_ID: `wf.${index}` }),
  );
  const { frame, portal, clock } = await openTestbed({ tasks }, true);
  for (const [index, fault] of Array.from(
    { length: COUNT / 5 },
    (_, index) => /** @type {const} */ ([index, FAULTS[index % FAULTS.length]]),
  )) {
    if (fault) portal.fault({ ...fault, method, nth: index * 5 + 1 });
  }

  await frame.evaluate((count) => {
    const { testbed } = /** @type {{ testbed: typeof import('./testbed/testbed.js').testbed }} */ (
      /** @type {unknown} */ (window)
    );
    const left = { timers: new Set(), listeners: 0, outcomes: /** @type {any} */ ({}), done: 0 };
    const { setTimeout: start, clearTimeout: stop } = window;
    Object.assign(window, {
      left,
      setTimeout: (
        /** @type {any} */ run,
        /** @type {number} */ ms,
        /** @type {any[]} */ ...args
      ) => {
        const id = start(() => {
          left.timers.delete(id);
          run(...args);
        }, ms);
        left.timers.add(id);
        return id;
      },
      clearTimeout: (/** @type {number} */ id) => {
        left.timers.delete(id);
        stop(id);
      },
    });
    const { prototype } = AbortSignal;
    const { addEventListener: add, removeEventListener: remove } = EventTarget.prototype;
    prototype.addEventListener = function (/** @type {any[]} */ ...args) {
      left.listeners++;
      return add.apply(this, /** @type {any} */ (args));
    };
    prototype.removeEventListener = function (/** @type {any[]} */ ...args) {
      left.listeners--;
      return remove.apply(this, /** @type {any} */ (args));
    };

    const portal = testbed.connect(testbed.connections['with a token'], { timeout: 65_000 });
    const controller = new AbortController();
    let next = 0;
    const work = async () => {
      while (next < count) {
        next++;
        const completion = { taskId: next, status: /** @type {const} */ ('yes') };
        const summary = await portal.completeTask(completion, { signal: controller.signal }).then(
          ({ confirmedBy }) => confirmedBy,
          ({ code, outcome }) => `${code}, ${outcome}`,
        );
        left.outcomes[summary] = (left.outcomes[summary] ?? 0) + 1;
        left.done++;
      }
    };
    for (let i = 0; i < 8; i++) work();
  }, COUNT);

  const look = () =>
    frame.evaluate(async () => {
      const { left, testbed } = /** @type {any} */ (window);
      const { held, pending } = await navigator.locks.query();
      return {
        done: left.done,
        outcomes: left.outcomes,
        memory: testbed.memory(),
        timers: left.timers.size,
        listeners: left.listeners,
        locks: [...(held ?? []), ...(pending ?? [])].length,
      };
    });
  let settled = await look();
  /** The memory of the module after all faults. */
  let memory = 0;
  await clock.advanceUntil(async () => {
    settled = await look();
    if (settled.done < COUNT / 2) memory = settled.memory;
    return settled.done === COUNT;
  });
  expect(settled).toMatchObject({ timers: 0, listeners: 0, locks: 0 });
  // One memory page, which random coincidences may need. A leak of 500 bytes for each call would need four pages.
  expect(settled.memory - memory).toBeLessThanOrEqual(65_536);

  // Each call has an outcome.
  const completed = portal.tasks().filter(({ outcome }) => outcome !== null).length;
  const { reply, lookup, ...errors } = settled.outcomes;
  expect(reply + lookup).toBe(completed);
  expect(Object.keys(errors).filter((error) => !error.endsWith('not-completed'))).toEqual([]);
  expect(reply).toBeGreaterThan(COUNT / 2);
  expect(lookup).toBeGreaterThan(50);
});
