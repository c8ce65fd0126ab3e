import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { startPortal } from '../../www/portal/index.js';
import { call, task } from './call.js';

/** User 2 is the head of 1 and 4; 3 is the administrator. */
/** @type {import('../../www/portal/index.js').RunningPortal} */
let portal;

before(async () => {
  portal = await startPortal();
});

after(() => portal.stop());

/**
 * @param {unknown} ids
 * @param {unknown} from
 * @param {unknown} to
 * @param {number} user
 */
async function delegate(ids, from, to, user) {
  const params = { TASK_IDS: ids, FROM_USER_ID: from, TO_USER_ID: to };
  const { body } = await call(portal, 'bizproc.task.delegate', params, user);
  return body.error ?? body.result;
}

/** @param {Partial<import('../../www/portal/index.js').Task>} [more] */
function resetWith(more) {
  portal.reset([task(1, 1, more), task(2, 1, more), task(3, 4, more)]);
}

const owners = () => portal.tasks().map(({ USER_ID }) => USER_ID);

test('parameters are checked in the documented order', async () => {
  resetWith();
  for (const ids of [undefined, 1, ['x'], [[1]]]) {
    assert.equal(await delegate(ids, 1, 4, 2), 'ERROR_TASK_VALIDATION');
  }
  assert.equal(await delegate([1], 0, 4, 2), 'ERROR_INVALID_USER_ID');
  assert.equal(await delegate([1], 1, 'x', 2), 'ERROR_INVALID_USER_ID');
  assert.equal(await delegate([], 1, 4, 2), 'ERROR_DELEGATION_NOT_ALLOWED');
});

test('a head delegates a task from one subordinate to another', async () => {
  resetWith();
  assert.equal(await delegate(['1'], 1, 4, 2), true);
  assert.deepEqual(owners(), [4, 1, 4]);
  const done = await call(portal, 'bizproc.task.complete', { TASK_ID: 1, STATUS: 3 }, 1);
  assert.equal(done.body.error, 'ERROR_TASK_NOT_FOUND');
  await call(portal, 'bizproc.task.complete', { TASK_ID: 1, STATUS: 3 }, 4);
  const { outcome } = /** @type {any} */ (portal.tasks()[0]);
  assert.deepEqual([outcome.originalUser, outcome.realUser], [1, 4]);
});

test('delegation types decide to whom a task may be delegated', async () => {
  const refused = 'ERROR_DELEGATION_NOT_ALLOWED';
  /** @type {[number, unknown, unknown, unknown][]} */
  const table = [
    // type, by its owner, by the head of both, by the administrator
    [0, refused, true, true],
    [1, true, true, true],
    [2, refused, refused, true],
    [3, refused, refused, refused],
  ];
  for (const [type, ...expected] of table) {
    const actual = [];
    for (const user of [1, 2, 3]) {
      resetWith({ DELEGATION_TYPE: type });
      actual.push(await delegate([1], 1, 4, user));
    }
    assert.deepEqual(actual, expected, `type ${type}`);
  }
});

test('an id of zero delegates everything', async () => {
  resetWith({ DELEGATION_TYPE: 1 });
  assert.equal(await delegate(['0'], 1, 5, 1), true);
  assert.deepEqual(owners(), [5, 5, 4]);
});

test('a task may be delegated to users of the portal only', async () => {
  const more = { DELEGATION_TYPE: 1 };
  portal.reset([task(1, 1, more), task(2, 77, more)]);
  const params = { TASK_IDS: [1], FROM_USER_ID: 1, TO_USER_ID: 99 };
  const { body } = await call(portal, 'bizproc.task.delegate', params);
  assert.equal(body.error, 'ERROR_DELEGATION_NOT_ALLOWED');
  assert.match(body.error_description, /employees only/);
  assert.deepEqual(owners(), [1, 77]);
  // A participant of a task is a user.
  assert.equal(await delegate([1], 1, 77, 1), true);
  portal.token(99);
  assert.equal(await delegate([1], 77, 99, 77), true);
});

test('commands before a failed one stay executed', async () => {
  portal.reset([task(1, 1, { DELEGATION_TYPE: 1 }), task(2, 1, { DELEGATION_TYPE: 3 })]);
  assert.equal(await delegate([1, 2], 1, 4, 1), 'ERROR_DELEGATION_NOT_ALLOWED');
  assert.deepEqual(owners(), [4, 1]);
});

test('delegation fails for participants, foreign tasks and answered tasks', async () => {
  const refused = 'ERROR_DELEGATION_NOT_ALLOWED';
  portal.reset([task(1, 1, { DELEGATION_TYPE: 1 }), task(1, 4, { DELEGATION_TYPE: 1 })]);
  assert.equal(await delegate([1], 1, 4, 1), refused);
  assert.equal(await delegate([1], 1, 1, 1), refused);
  assert.equal(await delegate([1], 4, 5, 1), refused);
  await call(portal, 'bizproc.task.complete', { TASK_ID: 1, STATUS: 3 }, 1);
  assert.equal(await delegate([1], 1, 5, 1), refused);
});
