import assert from 'node:assert/strict';
import { after, before, beforeEach, test } from 'node:test';
import { startPortal } from '../../www/portal/index.js';
import { call, task, until } from './call.js';

const COMPLETE = 'bizproc.task.complete';
const LIST = 'bizproc.task.list';

/** @type {import('../../www/portal/index.js').RunningPortal} */
let portal;

before(async () => {
  portal = await startPortal();
  portal.clock.pause();
});

after(() => portal.stop());

beforeEach(() => portal.reset([task(1, 1, { WORKFLOW_ID: 'w' })]));

const complete = () => call(portal, COMPLETE, { TASK_ID: 1, STATUS: 3 });
const status = () => portal.tasks()[0]?.USER_STATUS;

/** The user's status of the task, as the list shows it. */
async function listed() {
  const { body } = await call(portal, LIST, {
    FILTER: { ID: 1, USER_ID: 1 },
    SELECT: ['ID', 'USER_STATUS'],
  });
  return body.result[0]?.USER_STATUS;
}

/** @param {number} count */
const received = (count) => until(() => portal.requests().length === count);

test('after a timeout of the gateway, the portal executes the call later', async () => {
  portal.fault({ kind: 'reply', executeAfterMs: 8_000 });
  const { status: code, body, headers } = await complete();
  assert.deepEqual([code, body], [504, { error: 'Gateway Timeout' }]);
  assert.equal(headers.get('access-control-allow-origin'), '*');

  await portal.clock.advance(7_999);
  assert.equal(status(), '0');
  await portal.clock.advance(1);
  assert.equal(status(), '3');
  const [first, late] = portal.requests();
  assert.deepEqual([first?.status, first?.copyOf], [504, null]);
  assert.deepEqual([late?.status, late?.copyOf, late?.user], [200, first?.id, 1]);
});

test('a connection breaks while the call runs, and the call ends later', async () => {
  portal.fault({ kind: 'reset', delayMs: 2_000, executeAfterMs: 5_000 });
  const broken = assert.rejects(complete());
  await received(1);
  await portal.clock.advance(2_000);
  await broken;
  assert.equal(status(), '0');
  await portal.clock.advance(3_000);
  assert.equal(status(), '3');
});

test('every fault whose reply needs no result can precede a late execution', async () => {
  for (const kind of /** @type {const} */ ([
    'reset',
    'error',
    'reply',
    'html',
    'empty',
    'truncated',
    'redirect',
  ])) {
    portal.reset([task(1, 1)]);
    portal.fault({ kind, executeAfterMs: 600_000 });
    await fetch(`${portal.webhook(1)}${COMPLETE}?TASK_ID=1&STATUS=3`, {
      redirect: 'manual',
    }).catch(() => {});
    assert.equal(status(), '0', kind);
    await portal.clock.advance(600_000);
    assert.equal(status(), '3', kind);
  }
  assert.throws(
    () => portal.fault({ kind: 'delay', executeAfterMs: 1 }),
    /delay cannot have executeAfterMs/,
  );
});

test('a call is delivered again later', async () => {
  portal.fault({ kind: 'duplicate', repeatAfterMs: 30_000 });
  assert.equal((await complete()).body.result, true);
  await portal.clock.advance(30_000);
  const [first, second] = portal.requests();
  assert.equal(second?.copyOf, first?.id);
  assert.match(second?.reply ?? '', /ERROR_TASK_COMPLETED/);
});

test('a call whose connection breaks can be executed late, and twice', async () => {
  portal.fault({ kind: 'reset', executeAfterMs: 1_000, repeatAfterMs: 1_000 });
  await assert.rejects(complete());
  await portal.clock.advance(2_000);
  assert.deepEqual(
    portal.requests().map(({ status }) => status),
    [null, 200, 400],
  );
});

test('a reset of the portal cancels late deliveries', async () => {
  portal.fault({ kind: 'reset', executeAfterMs: 1_000 });
  await assert.rejects(complete());
  portal.reset();
  await portal.clock.advance(1_000);
  assert.equal(portal.requests().length, 0);
});

test('a call waits before it is executed, and then gets its reply', async () => {
  portal.fault({ kind: 'delay', delayMs: 5_000, after: false });
  const waiting = complete();
  await received(1);
  await portal.clock.advance(4_999);
  assert.equal(status(), '0');
  await portal.clock.advance(1);
  assert.equal((await waiting).body.result, true);
});

test('a delayed call is executed at its time, though its caller has left', async () => {
  portal.fault({ kind: 'delay', delayMs: 5_000, after: false });
  const controller = new AbortController();
  const url = `${portal.webhook(1)}${COMPLETE}?TASK_ID=1&STATUS=3`;
  const left = assert.rejects(fetch(url, { signal: controller.signal }));
  await received(1);
  controller.abort();
  await left;
  await portal.clock.advance(4_999);
  assert.equal(status(), '0');
  await portal.clock.advance(1);
  assert.equal(status(), '3');
});

test('reads from a replica show an earlier state, also in batches', async () => {
  portal.fault({ kind: 'stale-reads', lagMs: 10_000, times: Number.POSITIVE_INFINITY });
  await portal.clock.advance(1_000);
  await complete();
  assert.equal(await listed(), '0');
  const cmd = [`${LIST}?FILTER[ID]=1&SELECT[]=USER_STATUS`];
  const batch = async () => (await call(portal, 'batch', { cmd })).body.result.result[0][0];
  assert.equal((await batch()).USER_STATUS, '0');
  await portal.clock.advance(9_999);
  assert.equal(await listed(), '0');
  await portal.clock.advance(1);
  assert.equal(await listed(), '3');
  assert.equal((await batch()).USER_STATUS, '3');
});

test('a replica shows rows that were later deleted or delegated', async () => {
  const more = { ACTIVITY: 'RequestInformationActivity' };
  portal.reset([task(1, 1, more), task(1, 2, more), task(2, 1, { DELEGATION_TYPE: 1 })]);
  await call(portal, COMPLETE, { TASK_ID: 1, STATUS: 3 }, 2);
  await portal.clock.advance(1_000);
  await call(portal, 'bizproc.task.delegate', { TASK_IDS: [2], FROM_USER_ID: 1, TO_USER_ID: 4 });
  await portal.clock.advance(1_000);
  const ids = async () =>
    (await call(portal, LIST, {})).body.result.map((/** @type {any} */ { ID }) => ID);
  assert.deepEqual(await ids(), []);
  portal.fault({ kind: 'stale-reads', lagMs: 1_500 });
  assert.deepEqual(await ids(), ['2']);
  portal.fault({ kind: 'stale-reads', lagMs: 2_500 });
  assert.deepEqual(await ids(), ['2', '1']);
});

test('a long execution locks the workflow', async () => {
  portal.fault({ kind: 'slow-workflow', takesMs: 30_000, method: COMPLETE });
  portal.reset([task(1, 1, { WORKFLOW_ID: 'w' }), task(2, 1, { WORKFLOW_ID: 'w' })]);
  portal.fault({ kind: 'slow-workflow', takesMs: 30_000, method: COMPLETE });
  const slow = complete();
  await until(() => status() === '3');
  const second = () => call(portal, COMPLETE, { TASK_ID: 2, STATUS: 3 });
  assert.equal((await second()).body.error, 'ERROR_TASK_EXECUTION');
  await portal.clock.advance(30_000);
  assert.equal((await slow).body.result, true);
  assert.equal((await second()).body.result, true);
});

test('a call that is executed late can also run long', async () => {
  portal.fault({ kind: 'reset', executeAfterMs: 5_000, takesMs: 30_000 });
  await assert.rejects(complete());
  await portal.clock.advance(5_000);
  assert.equal(status(), '3');
  const late = () => portal.requests().at(-1)?.status;
  assert.equal(late(), null);
  await portal.clock.advance(30_000);
  assert.equal(late(), 200);
});

test('an execution that takes too long is cut off by the gateway', async () => {
  portal.fault({ kind: 'slow-workflow', takesMs: 90_000 });
  const slow = complete();
  await until(() => status() === '3');
  await portal.clock.advance(60_000);
  assert.equal((await slow).status, 504);
  const more = { WORKFLOW_ID: 'w' };
  assert.equal(portal.tasks()[0]?.WORKFLOW_ID, more.WORKFLOW_ID);
});

test('a later step fails after the answer was stored, with any code and status', async () => {
  for (const [code, httpStatus] of /** @type {const} */ ([
    ['ACCESS_DENIED', 400],
    ['INVALID_REQUEST', 403],
    ['ERROR_METHOD_NOT_FOUND', 404],
    ['ERROR_TASK_EXECUTION', 400],
    ['ERROR_CORE', 500],
  ])) {
    const description = 'A step failed';
    portal.reset([task(1, 1)]);
    portal.fault({ kind: 'error', after: true, code, description, status: httpStatus });
    const asked = await complete();
    assert.deepEqual([asked.status, asked.body.error], [httpStatus, code]);
    assert.equal(status(), '3');

    const AFTER_COMPLETION = { failsWith: code, description, status: httpStatus };
    portal.reset([task(1, 1, { AFTER_COMPLETION })]);
    const stored = await complete();
    assert.equal(stored.status, httpStatus);
    assert.deepEqual(stored.body, { error: code, error_description: description });
    assert.equal(status(), '3');
  }
});

test('a renamed portal redirects every call, to the same path of another host', async () => {
  const renamed = await startPortal();
  try {
    const times = Number.POSITIVE_INFINITY;
    portal.fault({ kind: 'redirect', status: 307, location: `${renamed.url}/`, times });
    for (const method of ['profile', COMPLETE]) {
      const reply = await fetch(`${portal.webhook(1)}${method}?x=1`, { redirect: 'manual' });
      const path = new URL(portal.webhook(1)).pathname;
      assert.equal(reply.status, 307);
      assert.equal(reply.headers.get('location'), `${renamed.url}${path}${method}?x=1`);
      assert.equal(reply.headers.get('access-control-allow-origin'), null);
    }
    await fetch(`${portal.webhook(1)}profile`, { method: 'POST', body: 'a=1' });
    assert.equal(renamed.requests()[0]?.body, 'a=1');
  } finally {
    await renamed.stop();
  }
  portal.fault(null);
  const headers = { 'Access-Control-Allow-Origin': '*' };
  portal.fault({ kind: 'redirect', location: 'http://other.invalid/a', headers });
  const reply = await fetch(`${portal.webhook(1)}profile`, { redirect: 'manual' });
  assert.equal(reply.headers.get('location'), 'http://other.invalid/a');
  assert.equal(reply.headers.get('access-control-allow-origin'), '*');
});

test('wrong amounts and statuses of faults are refused', () => {
  assert.throws(() => portal.fault({ kind: 'delay', delayMs: -1 }), /delayMs is a number/);
  assert.throws(
    () => portal.fault({ kind: 'delay', delayMs: /** @type {any} */ ('1') }),
    /delayMs is a number/,
  );
  assert.throws(() => portal.fault({ kind: 'redirect', status: 200 }), /status of a redirect/);
});

test('another process can set faults and move the clock', async () => {
  /**
   * @param {string} path
   * @param {unknown} body
   */
  const control = async (path, body) => {
    const init = { method: 'POST', body: JSON.stringify(body) };
    const reply = await fetch(`${portal.url}/simulator/${path}`, init);
    return { status: reply.status, body: await reply.json() };
  };
  await control('clock', { set: '2026-01-31T10:00:00Z' });
  await control('faults', { kind: 'reply', executeAfterMs: 8_000, body: '{}', status: 502 });
  assert.equal((await complete()).status, 502);
  const { body } = await control('clock', { advanceMs: 8_000 });
  assert.equal(body.now, '2026-01-31T10:00:08.000Z');
  assert.equal(status(), '3');
  assert.equal((await control('clock', { stop: true })).status, 400);
  assert.equal((await control('clock', { set: 'yesterday' })).status, 400);
});
