import assert from 'node:assert/strict';
import { request as httpRequest } from 'node:http';
import { afterEach, beforeEach, test } from 'node:test';
import { startPortal } from '../../www/portal/index.js';
import { call as callPortal } from './call.js';

/** @type {import('../../www/portal/index.js').RunningPortal} */
let portal;

beforeEach(async () => {
  portal = await startPortal();
});

afterEach(() => portal.stop());

/**
 * @param {string} method
 * @param {Record<string, unknown>} [params]
 * @param {number} [user]
 */
const call = (method, params, user) => callPortal(portal, method, params, user);

test('a token is accepted in every form of address and body', async () => {
  const token = portal.token(2);
  const form = new URLSearchParams({ auth: token });
  const multipart = new FormData();
  multipart.set('auth', token);
  const json = { 'content-type': 'application/json' };
  /** @type {[string, RequestInit][]} */
  const forms = [
    ['profile', { method: 'POST', body: form }],
    ['profile.json', { method: 'POST', body: form }],
    ['profile/', { method: 'POST', body: form }],
    ['PROFILE', { method: 'POST', body: form }],
    ['profile', { method: 'POST', body: String(form) }],
    ['profile', { method: 'POST', body: multipart }],
    ['profile', { method: 'POST', body: JSON.stringify({ auth: token }), headers: json }],
    [`profile?auth=${token}`, {}],
    [`profile?auth=${token}`, { method: 'POST', body: '{broken', headers: json }],
  ];
  for (const [path, init] of forms) {
    const response = await fetch(`${portal.url}/rest/${path}`, init);
    assert.equal(response.status, 200, path);
    assert.equal((await response.json()).result.ID, '2');
  }
});

test('a webhook acts for its user', async () => {
  for (const suffix of ['profile', 'profile.json', '/profile', 'profile/']) {
    const response = await fetch(portal.webhook(2) + suffix);
    assert.equal((await response.json()).result.ID, '2');
  }
  const wrong = await fetch(`${portal.url}/rest/2/0123456789abcdef/profile`);
  assert.equal(wrong.status, 401);
  assert.equal((await wrong.json()).error, 'INVALID_CREDENTIALS');
});

test('calls without a token, with a wrong token or of unknown methods are refused', async () => {
  const without = await call('profile', { auth: '' });
  assert.deepEqual([without.status, without.body.error], [401, 'NO_AUTH_FOUND']);
  const wrong = await call('profile', { auth: 'made up' });
  assert.deepEqual([wrong.status, wrong.body.error], [401, 'invalid_token']);
  const unknown = await call('constructor');
  assert.deepEqual([unknown.status, unknown.body.error], [404, 'ERROR_METHOD_NOT_FOUND']);
});

test('a token in the body has priority', async () => {
  const response = await fetch(`${portal.url}/rest/profile?auth=${portal.token(1)}`, {
    method: 'POST',
    body: new URLSearchParams({ auth: portal.token(2) }),
  });
  assert.equal((await response.json()).result.ID, '2');
});

test('every reply has CORS headers and success has time', async () => {
  const good = await call('profile');
  const bad = await call('no.such.method');
  for (const { headers } of [good, bad]) {
    assert.equal(headers.get('access-control-allow-origin'), '*');
    assert.equal(headers.get('access-control-allow-headers'), 'origin, content-type, accept');
    assert.equal(headers.get('access-control-allow-methods'), null);
  }
  const { time } = good.body;
  assert.ok(time.finish >= time.start && time.duration >= 0);
  assert.match(time.date_start, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+00:00$/);
  assert.ok(!('time' in bad.body));
});

test('a preflight is answered or not, as the environment says', async () => {
  const answered = await fetch(`${portal.url}/rest/profile`, { method: 'OPTIONS' });
  assert.equal(answered.status, 200);
  portal.reset(undefined, { preflight: false });
  const refused = await fetch(`${portal.url}/rest/profile`, { method: 'OPTIONS' });
  assert.equal(refused.status, 401);
});

test('expired tokens fail until a new one is issued', async () => {
  const token = portal.token(1);
  portal.fault({ kind: 'expire-tokens' });
  const first = await call('profile', { auth: token });
  const second = await call('profile', { auth: token });
  const third = await call('profile');
  assert.deepEqual([first.status, first.body.error], [401, 'expired_token']);
  assert.equal(second.body.error, 'expired_token');
  assert.equal(third.status, 200);
});

test('a completion is visible in the outcome, the row and the requests', async () => {
  const params = { TASK_ID: 101, STATUS: 2, COMMENT: ' Too low ' };
  assert.equal((await call('bizproc.task.complete', params)).body.result, true);
  const task = portal.tasks().find(({ ID }) => ID === 101);
  assert.equal(task?.USER_STATUS, '2');
  assert.equal(task?.outcome?.comment, 'Too low');
  assert.equal(task?.outcome?.approve, false);
  const again = await call('bizproc.task.complete', params);
  assert.equal(again.body.error, 'ERROR_TASK_COMPLETED');
  const [first] = portal.requests();
  assert.equal(first?.method, 'bizproc.task.complete');
  assert.equal(first?.user, 1);
  assert.deepEqual(first?.params, params);
});

test('a task of four users needs all answers, and disappears for the others when one refuses', async () => {
  const params = { TASK_ID: 107, STATUS: 1 };
  await call('bizproc.task.complete', params, 1);
  assert.deepEqual(
    portal
      .tasks()
      .filter(({ ID }) => ID === 107)
      .map(({ USER_STATUS, STATUS }) => [USER_STATUS, STATUS]),
    [
      ['1', '0'],
      ['0', '0'],
    ],
  );
  portal.reset();
  await call('bizproc.task.complete', { TASK_ID: 107, STATUS: 2 }, 4);
  assert.deepEqual(
    portal
      .tasks()
      .filter(({ ID }) => ID === 107)
      .map(({ USER_ID, STATUS }) => [USER_ID, STATUS]),
    [[4, '2']],
  );
});

test('a date farther away than JavaScript can count stays text', async () => {
  const fields = { address: 'x', delivery_date: '99999999999999999', window: 'morning' };
  await call('bizproc.task.complete', { TASK_ID: 102, STATUS: 3, FIELDS: fields });
  const { outcome } = /** @type {any} */ (portal.tasks().find(({ ID }) => ID === 102));
  assert.equal(outcome.variables.delivery_date, '99999999999999999');
});

test('faults apply before or after the execution', async () => {
  const params = { TASK_ID: 104, STATUS: 3 };
  const status = () => portal.tasks().find(({ ID }) => ID === 104)?.USER_STATUS;

  portal.fault({ kind: 'reset', method: 'bizproc.task.complete' });
  await assert.rejects(call('bizproc.task.complete', params));
  assert.equal(status(), '0');

  portal.fault({ kind: 'reset', after: true });
  await assert.rejects(call('bizproc.task.complete', params));
  assert.equal(status(), '3');

  portal.reset();
  portal.fault({ kind: 'html' });
  const page = await fetch(`${portal.webhook(1)}bizproc.task.complete?TASK_ID=104&STATUS=3`);
  assert.equal(page.status, 502);
  assert.match(await page.text(), /<html>/);
  assert.equal(page.headers.get('access-control-allow-origin'), null);
  assert.equal(status(), '3');
});

test('faults truncate, empty, delay and replace replies', async () => {
  const hook = portal.webhook(1);
  portal.fault({ kind: 'truncated' });
  await assert.rejects((await fetch(`${hook}profile`)).json());
  portal.fault({ kind: 'empty' });
  assert.equal(await (await fetch(`${hook}profile`)).text(), '');

  portal.fault({ kind: 'delay', delayMs: 120 });
  const started = performance.now();
  await fetch(`${hook}profile`);
  assert.ok(performance.now() - started > 110);

  portal.fault({ kind: 'error', code: 'QUERY_LIMIT_EXCEEDED', status: 503 });
  const limited = await fetch(`${hook}profile`);
  assert.deepEqual([limited.status, (await limited.json()).error], [503, 'QUERY_LIMIT_EXCEEDED']);

  portal.fault({ kind: 'redirect', location: 'http://renamed.invalid/' });
  assert.equal((await fetch(`${hook}profile`, { redirect: 'manual' })).status, 302);
  assert.equal((await fetch(`${hook}profile`)).status, 200);
});

test('a fault applies to the n-th call of its method, and to the given number of calls', async () => {
  const hook = portal.webhook(1);
  portal.fault({ kind: 'error', code: 'X', status: 400, method: 'profile', nth: 2, times: 2 });
  const statuses = [];
  for (const method of ['profile', 'bizproc.task.list', 'profile', 'profile', 'profile']) {
    statuses.push((await fetch(hook + method)).status);
  }
  assert.deepEqual(statuses, [200, 200, 400, 400, 200]);
});

test('a delayed reply ends when the portal stops', async () => {
  portal.fault({ kind: 'delay' });
  const waiting = fetch(`${portal.webhook(1)}profile`);
  const failed = assert.rejects(waiting);
  await new Promise((resolve) => setTimeout(resolve, 50));
  await portal.stop();
  await failed;
});

test('BX24 is the simulator’s script, or on request the vendor’s', async () => {
  const own = await fetch(`${portal.url}/api/v1/`);
  assert.match(await own.text(), /reimplementation of BX24\.js/);
  const vendor = await fetch(`${portal.url}/api/v1/?vendor`, { redirect: 'manual' });
  assert.equal(vendor.headers.get('location'), 'https://api.bitrix24.com/api/v1/');
});

test('malformed requests do not stop the simulator', async () => {
  const { hostname, port } = new URL(portal.url);
  for (const path of [
    '/rest/%ff%',
    '/rest',
    '/rest//',
    '/%00',
    '/simulator/x',
    '/rest/1/2/3/4?[=]&a[b',
  ]) {
    await new Promise((resolve, reject) => {
      httpRequest({ hostname, port, path, method: 'POST' }, (response) => {
        response.resume().on('end', resolve);
      })
        .on('error', reject)
        .end('\xff\xfe{');
    });
  }
  assert.equal((await call('profile')).status, 200);
});

test('unknown options, faults and environments, and ports in use, give clear errors', async () => {
  const wrong = /** @type {any} */ ({ prot: 1 });
  await assert.rejects(startPortal(wrong), /no option prot/);
  for (const app of ['http://', 'ftp://app.example', 'file:///app.html', '']) {
    await assert.rejects(startPortal({ app }), /app is not the address of a web page/);
  }
  await assert.rejects(startPortal({ tasks: /** @type {any} */ ({}) }), /tasks must be a list/);
  await assert.rejects(
    startPortal({ tasks: [/** @type {any} */ ({ ID: 1 })] }),
    /needs ID, USER_ID/,
  );
  assert.throws(() => portal.reset(/** @type {any} */ ([null])), /needs ID, USER_ID/);
  await assert.rejects(
    startPortal({ env: /** @type {any} */ ({ zone: 'UTC' }) }),
    /env has no zone/,
  );
  await assert.rejects(startPortal({ env: { serverTz: 'Mars/Olympus' } }), /not a time zone/);
  const { port } = new URL(portal.url);
  await assert.rejects(startPortal({ port: Number(port) }), /Port \d+ is in use/);
  assert.throws(() => portal.fault(/** @type {any} */ ({ kind: 'fire' })), /kind is one of/);
  assert.throws(() => portal.fault(/** @type {any} */ ({ kind: 'reset', when: 1 })), /no when/);
});

test('the control interface answers only this machine, and no other origin', async () => {
  const url = `${portal.url}/simulator/token`;
  const init = { method: 'POST', body: '{"user":2}' };
  const { token } = await (await fetch(url, init)).json();
  assert.equal((await call('profile', { auth: token })).body.result.ID, '2');
  const foreign = await fetch(url, { ...init, headers: { origin: 'http://evil.example' } });
  assert.equal(foreign.status, 403);
  const bad = await fetch(url, { method: 'POST', body: '{' });
  assert.equal(bad.status, 400);
});

test('the host page shows no secrets', async () => {
  const token = portal.token(1);
  await call('profile', { auth: token });
  await fetch(`${portal.webhook(1)}profile?auth=${token}`);
  const secret = portal.webhook(1).split('/').at(-2) ?? '';
  const text = await (await fetch(`${portal.url}/simulator/state`)).text();
  assert.ok(!text.includes(token) && !text.includes(secret));
  assert.ok(portal.requests()[0]?.body.includes(token));
});

test('reserved names of parameters have a special meaning', async () => {
  const codes = [];
  for (const name of ['token', 'sessid', 'auth_connector']) {
    codes.push((await call('profile', { [name]: 'x' })).body.error);
  }
  assert.deepEqual(codes, ['ACCESS_DENIED', 'session_failed', 'WRONG_LICENSE']);
  const secret = portal.webhook(2).split('/').at(-2) ?? '';
  const hooked = await fetch(`${portal.url}/rest/profile?aplogin=2&ap=${secret}`);
  assert.equal((await hooked.json()).result.ID, '2');
});

test('CRM items are found by their id', async () => {
  const find = (/** @type {Record<string, unknown>} */ params) => call('crm.item.list', params);
  const contacts = await find({ entityTypeId: 3, filter: { '@id': [607, 1] } });
  assert.deepEqual(contacts.body.result.items, [
    { id: 607, name: 'Ingrid', secondName: '', lastName: 'Solberg' },
  ]);
  const deals = await find({ entityTypeId: 2, filter: { id: 77 } });
  assert.equal(deals.body.result.items[0].title, 'Furniture for the Aurora Hotel');
  assert.equal((await find({ entityTypeId: 136 })).body.error, 'NOT_FOUND');
});

test('administrators find smart processes by their entity type', async () => {
  const find = (/** @type {number[]} */ ids) =>
    call('crm.type.list', { filter: { '@entityTypeId': ids } }, 3);
  const { types } = (await find([136, 999])).body.result;
  assert.deepEqual(types, [{ id: 1, title: 'Complaints', code: '', entityTypeId: 136 }]);
  assert.deepEqual((await find([999])).body.result.types, []);
  assert.equal((await call('crm.type.list', {}, 1)).body.error, 'ACCESS_DENIED');
});

test('users are found by their id, with their time zone', async () => {
  portal.reset(undefined, { serverTz: 'Europe/Moscow', userOffset: 3600 });
  const me = await call('user.current');
  assert.deepEqual([me.body.result.ID, me.body.result.TIME_ZONE], ['1', 'Etc/GMT-4']);
  const found = await call('user.get', { FILTER: { ID: [2, 3] } });
  assert.deepEqual(
    found.body.result.map((/** @type {any} */ { ID }) => ID),
    ['2', '3'],
  );
  assert.equal((await call('user.get', { ID: 2 })).body.total, 1);
  assert.equal((await call('profile', {}, 3)).body.result.ADMIN, true);
});
