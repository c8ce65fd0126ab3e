// Many tasks, with the built package and a portal with the limits of the cloud.
import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { startPortal } from '../../www/portal/index.js';

const { connect } = await import('bizproc-tasks');

/** @typedef {import('../../www/portal/index.js').RunningPortal} RunningPortal */
/** @typedef {import('../../www/portal/index.js').Task} Task */

/** @type {RunningPortal[]} */
const portals = [];

after(async () => {
  await Promise.all(portals.map((portal) => portal.stop()));
  // Channels between tabs keep Node running.
  setImmediate(() => process.exit());
});

/**
 * @param {number} count
 * @param {Partial<Task>} [more]
 */
async function open(count, more = {}) {
  const tasks = Array.from({ length: count }, (_, index) => ({
    ID: index + 1,
    USER_ID: 1,
    ACTIVITY: 'ApproveActivity',
    WORKFLOW_ID: `wf${index + 1}`,
    PARAMETERS: { ShowComment: 'Y', CommentRequired: 'YR' },
    ...more,
  }));
  const portal = await startPortal({ tasks, limits: { burst: 50, perSecond: 2 } });
  portals.push(portal);
  return { portal, api: connect({ webhook: portal.webhook() }, { lang: 'en' }) };
}

/** @param {RunningPortal} portal @param {string} method */
const count = (portal, method) =>
  portal.requests().filter((request) => request.method === method).length;

/** @param {RunningPortal} portal */
const stored = (portal) =>
  portal.tasks().flatMap(({ ID, outcome }) => (outcome === null ? [] : [Number(ID)]));

const approve = (/** @type {number} */ taskId) => ({ taskId, status: 'yes' });
const range = (/** @type {number} */ length) => Array.from({ length }, (_, index) => index + 1);

test('many completions need few requests', async () => {
  const { portal, api } = await open(120);
  /** @type {number[]} */
  const progress = [];
  const settled = await api.completeTasks(range(120).map(approve), {
    onProgress: ({ settled: done, total, last }) => {
      assert.equal(total, 120);
      assert.ok(last.result);
      progress.push(done);
    },
  });
  assert.deepEqual(
    settled.map(({ taskId, result }) => [taskId, result?.status]),
    range(120).map((id) => [id, 'yes']),
  );
  assert.deepEqual(progress, range(120));
  assert.deepEqual(stored(portal), range(120));
  assert.ok(portal.requests().length < 20, `${portal.requests().length} requests`);
});

test('an issue of one completion is reported for this completion only', async () => {
  const { portal, api } = await open(4);
  const completions = [
    approve(1),
    { taskId: 2, status: 'no' },
    { taskId: 99, status: 'yes' },
    /** @type {any} */ (null),
    { taskId: 3, status: 'maybe' },
    { taskId: 4, status: 'no', comment: '<b>$result[x]</b> too dear' },
  ];
  const settled = await api.completeTasks(completions);
  assert.deepEqual(
    settled.map(({ result, error }) => result?.status ?? error?.code),
    ['yes', 'INVALID_COMPLETION', 'ERROR_TASK_NOT_FOUND', 'USAGE', 'INVALID_COMPLETION', 'no'],
  );
  assert.deepEqual(stored(portal), [1, 4]);
  const comment = portal.tasks().find(({ ID }) => Number(ID) === 4)?.outcome?.comment;
  assert.equal(comment, '<b>$result[x]</b> too dear');
  const none = await open(2);
  const refused = await none.api.completeTasks([approve(1), { taskId: 2, status: 'no' }], {
    send: 'all',
  });
  assert.deepEqual(
    refused.map(({ error }) => [error?.code, error?.outcome]),
    [
      ['OTHERS_INVALID', 'not-completed'],
      ['INVALID_COMPLETION', 'not-completed'],
    ],
  );
  assert.deepEqual(stored(none.portal), []);
});

test('after a lost reply to a batch, a look-up determines the outcomes', async () => {
  const { portal, api } = await open(8);
  await portal.fault({ kind: 'reset', method: 'batch', after: true });
  // The simulator also breaks other connections, so nothing else is in flight.
  const settled = await api.completeTasks(range(8).map(approve), { concurrency: 1 });
  assert.deepEqual(
    settled.map(({ result }) => result?.status),
    range(8).map(() => 'yes'),
  );
  assert.ok(settled.some(({ result }) => result?.confirmedBy === 'lookup'));
  assert.deepEqual(stored(portal), range(8));
  assert.ok(count(portal, 'bizproc.task.list') <= 3);
});

test('completions that were not sent before an abort are reported as not completed', async () => {
  const { portal, api } = await open(60, { AFTER_COMPLETION: { takesMs: 100 } });
  const controller = new AbortController();
  const settled = await api.completeTasks(range(60).map(approve), {
    signal: controller.signal,
    concurrency: 1,
    onProgress: () => controller.abort(),
  });
  const outcomes = new Set(settled.map(({ result, error }) => error?.outcome ?? result?.status));
  assert.ok(outcomes.has('yes') && outcomes.has('not-completed'));
  const answered = stored(portal);
  for (const { taskId, error } of settled) {
    if (error?.outcome === 'not-completed') assert.ok(!answered.includes(Number(taskId)));
  }
});

test('tasks are delegated and reported one by one', async () => {
  const { portal, api } = await open(3, { DELEGATION_TYPE: 1 });
  await assert.rejects(api.delegateTasks([0], 4), /taskIds must be/);
  await assert.rejects(api.delegateTasks([], 4), /taskIds must be/);
  await assert.rejects(api.delegateTasks([1], 0), /to must be/);
  await assert.rejects(api.delegateTasks([1], 1), /to must not be the user who has the tasks/);
  assert.equal(count(portal, 'bizproc.task.delegate'), 0);
  const settled = await api.delegateTasks([1, 2, 2, 99], 4);
  assert.deepEqual(
    settled.map(({ taskId, error }) => [taskId, error?.code]),
    [
      [1, undefined],
      [2, undefined],
      [99, 'ERROR_DELEGATION_NOT_ALLOWED'],
    ],
  );
  const owners = portal.tasks().map(({ ID, USER_ID }) => [Number(ID), Number(USER_ID)]);
  assert.deepEqual(owners.sort(), [
    [1, 4],
    [2, 4],
    [3, 1],
  ]);
});

test('tasks are ordered, limited and counted', async () => {
  const { portal, api } = await open(3);
  assert.equal(await api.countTasks(), 3);
  assert.equal(await api.countTasks({ open: false }), 0);
  await api.completeTask(approve(2));
  const ids = [];
  for await (const task of api.listTasks({ order: 'id', limit: 1 })) ids.push(task.id);
  for await (const task of api.listTasks({ open: false })) ids.push(task.id);
  assert.deepEqual(ids, [1, 2]);
  assert.equal(await api.countTasks(), 2);
  assert.equal(stored(portal).length, 1);
});

test('a watched list is reported at first, and its iteration ends in each way', async () => {
  const { api } = await open(3);
  const controller = new AbortController();
  for await (const { added, changed, gone, dueSoon } of api.watchTasks(
    {},
    { signal: controller.signal },
  )) {
    assert.deepEqual(
      added.map(({ id }) => id),
      [3, 2, 1],
    );
    assert.deepEqual([changed, gone, dueSoon], [[], [], []]);
    controller.abort();
  }
  for await (const { added } of api.watchTasks({ limit: 1 })) {
    assert.equal(added.length, 1);
    break;
  }
  // While waiting for a change, and before the first one.
  for (const isLoaded of [true, false]) {
    const changes = api.watchTasks()[Symbol.asyncIterator]();
    if (isLoaded) assert.equal((await changes.next()).done, false);
    const next = changes.next();
    assert.equal((await changes.return?.())?.done, true);
    assert.equal((await next).done, true);
    assert.equal((await changes.next()).done, true);
  }
  // @ts-expect-error The typings know the options.
  const wrong = api.watchTasks({}, { every: 1000 })[Symbol.asyncIterator]();
  await assert.rejects(wrong.next(), /options.every is not known/);
  assert.equal((await wrong.next()).done, true);
});

test('an administrator gets the reason why a task is not theirs', async () => {
  const { portal } = await open(3, { USER_ID: 4 });
  await connect({ webhook: portal.webhook(4) }).completeTask(approve(3));
  const codeOf = async (/** @type {number} */ user, /** @type {number} */ id) => {
    const task = connect({ webhook: portal.webhook(user) }).getTask(id);
    return task.then(
      ({ open }) => open,
      ({ code, kind, outcome }) => {
        assert.deepEqual([kind, outcome], ['task', 'not-completed']);
        return code;
      },
    );
  };
  assert.equal(await codeOf(4, 1), true);
  assert.equal(await codeOf(4, 3), false);
  assert.equal(await codeOf(1, 1), 'ERROR_TASK_NOT_FOUND');
  assert.equal(await codeOf(3, 1), 'FOREIGN_TASK');
  assert.equal(await codeOf(3, 3), 'ERROR_TASK_COMPLETED');
  assert.equal(await codeOf(3, 99), 'ERROR_TASK_NOT_FOUND');
});
