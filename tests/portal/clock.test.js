import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { startPortal } from '../../www/portal/index.js';
import { call, task } from './call.js';

/** @type {import('../../www/portal/index.js').RunningPortal} */
let portal;

before(async () => {
  portal = await startPortal({ env: { serverTz: 'Europe/Moscow' } });
});

after(() => portal.stop());

test('the clock is the machine’s until a test moves it', async () => {
  const before = Date.now();
  const now = portal.clock.now();
  assert.ok(before <= now && now <= Date.now());
  portal.clock.pause();
  const paused = portal.clock.now();
  await new Promise((resolve) => setTimeout(resolve, 5));
  assert.equal(portal.clock.now(), paused);
  portal.clock.resume();
  while (portal.clock.now() === paused) await new Promise((resolve) => setTimeout(resolve, 1));
  portal.clock.pause();
});

test('replies have the time of the clock, in their envelope and in the Date header', async () => {
  portal.clock.set(new Date('2031-07-01T12:00:00.250Z'));
  const { body, headers } = await call(portal, 'profile');
  assert.equal(body.time.start, Date.UTC(2031, 6, 1, 12, 0, 0, 250) / 1000);
  assert.equal(body.time.date_start, '2031-07-01T15:00:00+03:00');
  assert.equal(headers.get('date'), 'Tue, 01 Jul 2031 12:00:00 GMT');
  assert.equal(portal.requests().at(-1)?.at, '2031-07-01T12:00:00.250Z');

  const failed = await call(portal, 'no.such.method');
  assert.equal(failed.headers.get('date'), 'Tue, 01 Jul 2031 12:00:00 GMT');
});

test('setting the clock back does not change the elapsed time', async () => {
  portal.reset([task(1, 1, { TIMES_OUT_AFTER_MS: 1_000 })]);
  portal.clock.set(Date.UTC(2040, 0, 1));
  assert.equal(portal.tasks()[0]?.STATUS, '0');
  portal.clock.set(Date.UTC(2000, 0, 1));
  await portal.clock.advance(999);
  assert.equal(portal.tasks()[0]?.STATUS, '0');
  await portal.clock.advance(1);
  assert.equal(portal.tasks()[0]?.STATUS, '4');
  assert.equal(new Date(portal.clock.now()).toISOString(), '2000-01-01T00:00:01.000Z');
});

test('tokens expire by the portal’s clock', async () => {
  const auth = portal.token(1);
  await portal.clock.advance(3_599_000);
  assert.equal((await call(portal, 'profile', { auth })).status, 200);
  await portal.clock.advance(1_000);
  assert.equal((await call(portal, 'profile', { auth })).body.error, 'expired_token');
});

test('a task that is closed was modified at that time, by the clock', async () => {
  const more = { ACTIVITY: 'ApproveActivity', MODIFIED: '01.01.2025 10:00:00' };
  portal.reset([task(1, 1, more), task(1, 2, more)]);
  portal.clock.set(Date.UTC(2031, 6, 1, 12));
  const modified = async () => {
    const SELECT = ['MODIFIED'];
    return (await call(portal, 'bizproc.task.list', { SELECT })).body.result[0].MODIFIED;
  };
  // One of two users has answered: the task is still open, and not modified.
  await call(portal, 'bizproc.task.complete', { TASK_ID: 1, STATUS: 1 }, 1);
  assert.equal(await modified(), '2025-01-01T10:00:00+03:00');
  await call(portal, 'bizproc.task.complete', { TASK_ID: 1, STATUS: 1 }, 2);
  assert.equal(await modified(), '2031-07-01T15:00:00+03:00');
});

test('impossible times are refused', async () => {
  assert.throws(() => portal.clock.set(Number.NaN), /cannot be set/);
  for (const ms of [-1, Number.NaN, Number.POSITIVE_INFINITY]) {
    await assert.rejects(portal.clock.advance(ms), /cannot advance/);
  }
});
