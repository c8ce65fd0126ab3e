import assert from 'node:assert/strict';
import { test } from 'node:test';
import { startPortal } from '../../www/portal/index.js';
import { call, task, until } from './call.js';

/**
 * @param {import('../../www/portal/index.js').PortalOptions} options
 * @param {(portal: import('../../www/portal/index.js').RunningPortal) => Promise<void>} run
 */
async function withPortal(options, run) {
  const portal = await startPortal(options);
  try {
    await run(portal);
  } finally {
    await portal.stop();
  }
}

test('requests above the burst are refused until the bucket has drained', async () => {
  await withPortal({ limits: { perSecond: 20, burst: 3 } }, async (portal) => {
    portal.clock.pause();
    const hook = portal.webhook(1);
    const statuses = [];
    for (let count = 0; count < 4; count += 1) {
      statuses.push((await fetch(`${hook}profile`)).status);
    }
    assert.deepEqual(statuses, [200, 200, 200, 503]);
    const refused = await fetch(`${hook}profile`);
    assert.equal((await refused.json()).error, 'QUERY_LIMIT_EXCEEDED');
    // A twentieth of a second makes room for one.
    await portal.clock.advance(49);
    assert.equal((await fetch(`${hook}profile`)).status, 503);
    await portal.clock.advance(1);
    assert.equal((await fetch(`${hook}profile`)).status, 200);
  });
});

test('a change of the time of day does not fill or drain the bucket', async () => {
  await withPortal({ limits: { perSecond: 1, burst: 2 } }, async (portal) => {
    portal.clock.pause();
    assert.equal((await call(portal, 'profile')).status, 200);
    portal.clock.set(new Date('2020-01-01T00:00:00Z'));
    assert.equal((await call(portal, 'profile')).status, 200);
    portal.clock.set(new Date('2030-01-01T00:00:00Z'));
    assert.equal((await call(portal, 'profile')).status, 503);
  });
});

test('limits are changed while the portal runs', async () => {
  await withPortal({}, async (portal) => {
    portal.clock.pause();
    /** @param {object} limits */
    const set = (limits) =>
      fetch(`${portal.url}/simulator/limits`, { method: 'POST', body: JSON.stringify(limits) });
    await set({ burst: 1 });
    assert.equal((await call(portal, 'profile')).status, 200);
    assert.equal((await call(portal, 'profile')).status, 503);
    await set({});
    assert.equal((await call(portal, 'profile')).status, 200);
    assert.equal((await set({ bursts: 1 })).status, 400);
  });
});

test('a batch is one request', async () => {
  await withPortal({ limits: { perSecond: 0, burst: 1 } }, async (portal) => {
    const { body } = await call(portal, 'batch', { cmd: ['profile', 'profile', 'profile'] });
    assert.equal(body.result.result.length, 3);
    assert.equal((await call(portal, 'profile')).status, 503);
  });
});

test('without limits a portal accepts all requests', async () => {
  await withPortal({}, async (portal) => {
    const statuses = await Promise.all(
      Array.from({ length: 80 }, () => call(portal, 'profile').then(({ status }) => status)),
    );
    assert.ok(statuses.every((status) => status === 200));
  });
});

test('a method that has used up its time is blocked for all users, others are not', async () => {
  const tasks = [1, 2].map((user) => task(user, user, { AFTER_COMPLETION: { takesMs: 150_000 } }));
  await withPortal({ tasks, limits: { operating: 100, executionMs: 200_000 } }, async (portal) => {
    portal.clock.pause();
    const waiting = call(portal, 'bizproc.task.complete', { TASK_ID: 1, STATUS: 3 });
    await until(() => portal.tasks()[0]?.USER_STATUS === '3');
    await portal.clock.advance(150_000);
    const first = await waiting;
    assert.equal(first.body.time.operating, 150);
    assert.ok(first.body.time.operating_reset_at > first.body.time.finish);
    const second = await call(portal, 'bizproc.task.complete', { TASK_ID: 2, STATUS: 3 }, 2);
    assert.deepEqual([second.status, second.body.error], [429, 'OPERATION_TIME_LIMIT']);
    assert.equal(portal.tasks()[1]?.USER_STATUS, '0');
    const inBatch = await call(portal, 'batch', { cmd: ['bizproc.task.complete', 'profile'] });
    assert.equal(inBatch.status, 200);
    assert.equal(inBatch.body.result.result_error[0].error, 'OPERATION_TIME_LIMIT');
    const short = await call(portal, 'profile');
    assert.equal(short.body.time.operating, 0);
  });
});

test('unknown limits are refused', async () => {
  const limits = /** @type {any} */ ({ perMinute: 5 });
  await assert.rejects(startPortal({ limits }), /limits has no perMinute/);
});
