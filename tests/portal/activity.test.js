/** Changing tasks, and tasks that arrive and end by themselves. */

import assert from 'node:assert/strict';
import { after, before, beforeEach, test } from 'node:test';
import { startPortal } from '../../www/portal/index.js';
import { call, task } from './call.js';

/** @type {import('../../www/portal/index.js').RunningPortal} */
let portal;

before(async () => {
  portal = await startPortal();
  portal.clock.pause();
});

beforeEach(() => portal.reset([task(1, 1), task(2, 1), task(2, 2)]));

after(() => portal.stop());

/**
 * @param {number} id
 * @param {number} [user]
 */
const find = (id, user = 1) =>
  portal.tasks().find(({ ID, USER_ID }) => ID === id && USER_ID === user);

const review = { TASK_ID: 1, STATUS: 3, COMMENT: 'Fine' };

/**
 * Calls the simulator's own interface, as its page does.
 *
 * @param {string} verb
 * @param {string} path
 * @param {object} [body]
 */
async function control(verb, path, body) {
  const response = await fetch(`${portal.url}/simulator/${path}`, {
    method: verb,
    ...(body ? { body: JSON.stringify(body) } : {}),
  });
  return { status: response.status, body: await response.json() };
}

test('an added task is listed', async () => {
  portal.addTasks([task(9, 1)]);
  const { body } = await call(portal, 'bizproc.task.list');
  assert.deepEqual(
    body.result.map((/** @type {any} */ { ID }) => ID),
    ['9', '2', '1'],
  );
});

test('a changed task is modified now, for one participant or for all', async () => {
  portal.clock.set(1_800_000_000_000);
  portal.updateTask(2, { NAME: 'Other' }, 2);
  assert.deepEqual([find(2)?.NAME, find(2, 2)?.NAME], ['Task 2', 'Other']);
  assert.equal(find(2, 2)?.MODIFIED, 1_800_000_000);
  portal.updateTask(2, { NAME: 'Both', MODIFIED: 5 });
  assert.deepEqual([find(2)?.NAME, find(2, 2)?.MODIFIED], ['Both', 5]);
  assert.throws(() => portal.updateTask(7, {}), /holds no task 7/);
  assert.throws(() => portal.updateTask(1, {}, 2), /no task 1 of user 2/);
});

test('an answered task can be reopened and answered again', async () => {
  assert.equal((await call(portal, 'bizproc.task.complete', review)).body.result, true);
  portal.reopenTask(1);
  assert.deepEqual([find(1)?.STATUS, find(1)?.USER_STATUS, find(1)?.outcome], ['0', '0', null]);
  await call(portal, 'bizproc.task.complete', { ...review, COMMENT: 'Better' });
  assert.equal(find(1)?.outcome?.comment, 'Better');
});

test('a task times out for all users, or is deleted with its workflow while it is open', async () => {
  portal.endTask(2, 'timed-out');
  assert.deepEqual([find(2)?.STATUS, find(2, 2)?.USER_STATUS], ['4', '2']);
  portal.endTask(2, 'terminated');
  assert.equal(find(2)?.STATUS, '4', 'a finished task stays');
  portal.endTask(1, 'terminated');
  assert.equal(find(1), undefined);
  const ended = await call(portal, 'bizproc.task.complete', review);
  assert.equal(ended.body.error, 'ERROR_TASK_NOT_FOUND');
  assert.throws(() => portal.endTask(2, /** @type {any} */ ('gone')), /timed-out or terminated/);
});

test('tasks arrive for the users in turn, and the oldest ones end in different ways', async () => {
  portal.reset([]);
  portal.activity({ everyMs: 1_000, users: [1, 5] });
  assert.deepEqual(
    portal.tasks().map(({ USER_ID }) => USER_ID),
    [1, 2],
  );
  await portal.clock.advance(3_000);
  assert.deepEqual([...new Set(portal.tasks().map(({ ID }) => ID))], [1, 2, 3, 4]);
  assert.ok(portal.tasks().every(({ STATUS }) => STATUS === '0'));
  assert.match(find(2, 5)?.NAME ?? '', /Балтийский лес/);

  await portal.clock.advance(3_000);
  assert.equal(find(1), undefined, 'the colleague has decided it');
  assert.equal(find(1, 2)?.outcome?.approve, true);
  assert.equal(find(2, 5)?.STATUS, '4');
  assert.equal(find(3), undefined, 'its workflow was terminated');

  portal.activity(null);
  const before = portal.tasks().length;
  await portal.clock.advance(60_000);
  assert.equal(portal.tasks().length, before);
});

test('a task that its user has answered does not end by itself', async () => {
  portal.reset([]);
  portal.activity({ everyMs: 1_000 });
  await call(portal, 'bizproc.task.complete', { TASK_ID: 1, STATUS: 2 });
  await portal.clock.advance(5_000);
  assert.equal(find(1)?.outcome?.approve, false);
});

test('a reset stops the activity', async () => {
  portal.activity({ everyMs: 1_000 });
  portal.reset([task(1, 1)]);
  await portal.clock.advance(10_000);
  assert.deepEqual(
    portal.tasks().map(({ ID }) => ID),
    [1],
  );
  assert.throws(() => portal.activity({ everyMs: 0 }), /everyMs/);
  assert.throws(() => portal.activity({ users: [] }), /users/);
});

test('the page and other processes can do the same', async () => {
  const { body: arrived } = await control('POST', 'tasks/arrive', { user: 2 });
  assert.equal(find(arrived.id, 2)?.ACTIVITY, 'ApproveActivity');
  await control('POST', 'tasks/replace', { id: 1, user: 1, task: task(1, 1, { NAME: 'New' }) });
  assert.equal(find(1)?.NAME, 'New');

  portal.fault({ kind: 'reset', method: 'bizproc.task.complete' });
  assert.equal((await control('POST', 'tasks/answer', { id: 2, user: 2, STATUS: 3 })).status, 200);
  assert.equal(find(2, 2)?.USER_STATUS, '3', 'no fault meets it');
  const refused = await control('POST', 'tasks/answer', { id: 2, user: 2, STATUS: 3 });
  assert.deepEqual([refused.status, refused.body.error], [400, 'Task already completed']);
  portal.fault(null);

  await control('POST', 'tasks/reopen', { id: 2, user: 2 });
  assert.equal(find(2, 2)?.USER_STATUS, '0');
  await control('POST', 'tasks/end', { id: 2, how: 'terminated' });
  assert.equal(find(2), undefined);
  await control('POST', 'activity', { users: [4] });
  const { body: state } = await control('GET', 'state');
  assert.deepEqual(state.activity, { everyMs: 5_000, users: [4] });
  await control('DELETE', 'activity');
});
