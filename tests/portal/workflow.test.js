import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { startPortal } from '../../www/portal/index.js';
import { call, task, until } from './call.js';

/** @type {import('../../www/portal/index.js').RunningPortal} */
let portal;

before(async () => {
  portal = await startPortal();
  portal.clock.pause();
});

after(() => portal.stop());

/** @param {number} [user] */
const complete = (user) => call(portal, 'bizproc.task.complete', { TASK_ID: 1, STATUS: 3 }, user);

const isStored = () => portal.tasks()[0]?.USER_STATUS === '3';

test('a slow workflow keeps the caller waiting, but the answer is stored at once', async () => {
  portal.reset([task(1, 1, { AFTER_COMPLETION: { takesMs: 400 } })]);
  const waiting = complete();
  await until(isStored);
  await portal.clock.advance(399);
  assert.equal(portal.requests().at(-1)?.status, null);
  await portal.clock.advance(1);
  assert.equal((await waiting).body.result, true);
  assert.equal(portal.requests().at(-1)?.ms, 400);
});

test('a workflow that runs too long is cut off after the answer was stored', async () => {
  portal.reset([task(1, 1, { AFTER_COMPLETION: { takesMs: 300_000 } })]);
  const waiting = complete();
  await until(isStored);
  await portal.clock.advance(60_000);
  const { status, body } = await waiting;
  assert.equal(status, 504);
  assert.match(body, /<html>/);
  assert.equal(portal.tasks()[0]?.USER_STATUS, '3');
});

test('a failing workflow replies with an error although the answer is stored', async () => {
  for (const [failsWith, status] of /** @type {const} */ ([
    ['ERROR_TASK_EXECUTION', 400],
    ['ERROR_CORE', 400],
    ['fatal', 500],
  ])) {
    portal.reset([task(1, 1, { AFTER_COMPLETION: { failsWith } })]);
    const reply = await complete();
    assert.equal(reply.status, status);
    if (failsWith !== 'fatal') assert.equal(reply.body.error, failsWith);
    assert.equal(portal.tasks()[0]?.USER_STATUS, '3');
  }
});

test('a busy workflow accepts no second answer', async () => {
  const more = {
    WORKFLOW_ID: 'w',
    AFTER_COMPLETION: { takesMs: 600 },
    PARAMETERS: { ApproveType: 'all' },
  };
  portal.reset([task(1, 1, more), task(1, 2, more)]);
  const first = complete(1);
  await until(isStored);
  assert.equal((await complete(2)).body.error, 'ERROR_TASK_EXECUTION');
  assert.equal(portal.tasks()[1]?.USER_STATUS, '0');
  await portal.clock.advance(600);
  await first;
  const second = complete(2);
  await until(() => portal.tasks()[1]?.USER_STATUS === '3');
  await portal.clock.advance(600);
  assert.equal((await second).body.result, true);
});

test('a finished task disappears after a while, or at once', async () => {
  portal.reset([task(1, 1, { AFTER_COMPLETION: { vanishesAfterMs: 400 } })]);
  await complete();
  assert.equal(portal.tasks().length, 1);
  await portal.clock.advance(400);
  assert.equal(portal.tasks().length, 0);
  assert.equal((await complete()).body.error, 'ERROR_TASK_NOT_FOUND');

  portal.reset([task(1, 1, { AFTER_COMPLETION: { vanishesAfterMs: 0 } })]);
  assert.equal((await complete()).body.result, true);
  assert.equal(portal.tasks().length, 0);
});

test('a task times out: “no” is stored for users who have not answered', async () => {
  const more = { TIMES_OUT_AFTER_MS: 400, PARAMETERS: { ApproveType: 'all' } };
  portal.reset([task(1, 1, more), task(1, 2, more)]);
  await complete(1);
  await portal.clock.advance(400);
  const states = portal.tasks().map(({ STATUS, USER_STATUS }) => [STATUS, USER_STATUS]);
  assert.deepEqual(states, [
    ['4', '3'],
    ['4', '2'],
  ]);
  assert.equal((await complete(2)).body.error, 'ERROR_TASK_COMPLETED');
});

test('the first user who fills in a form completes it for all', async () => {
  const more = { ACTIVITY: 'RequestInformationActivity', PARAMETERS: { REQUEST: [] } };
  portal.reset([task(1, 1, more), task(1, 2, more)]);
  await complete(2);
  assert.deepEqual(
    portal.tasks().map(({ USER_ID, STATUS }) => [USER_ID, STATUS]),
    [[2, '3']],
  );
});

test('one refusal closes an approval of all, one approval does not', async () => {
  const more = { ACTIVITY: 'ApproveActivity', PARAMETERS: { ApproveType: 'all' } };
  portal.reset([task(1, 1, more), task(1, 2, more)]);
  await call(portal, 'bizproc.task.complete', { TASK_ID: 1, STATUS: 1 }, 1);
  assert.equal(portal.tasks()[0]?.STATUS, '0');
  assert.equal(portal.tasks()[0]?.outcome?.taskStatus, 0);
  await call(portal, 'bizproc.task.complete', { TASK_ID: 1, STATUS: 2 }, 2);
  assert.deepEqual(
    portal.tasks().map(({ STATUS, USER_STATUS }) => [STATUS, USER_STATUS]),
    [
      ['2', '1'],
      ['2', '2'],
    ],
  );
});

test('a reset ends calls that still wait', async () => {
  portal.reset([task(1, 1, { AFTER_COMPLETION: { takesMs: 10_000 } })]);
  const waiting = complete();
  await until(isStored);
  portal.reset([]);
  assert.equal((await waiting).status, 504);
});
