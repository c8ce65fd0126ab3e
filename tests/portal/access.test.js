import assert from 'node:assert/strict';
import { after, afterEach, before, test } from 'node:test';
import { startPortal } from '../../www/portal/index.js';
import { call } from './call.js';

/** @type {import('../../www/portal/index.js').RunningPortal} */
let portal;

before(async () => {
  portal = await startPortal();
});

after(() => portal.stop());

afterEach(() => portal.reset());

const ADMINISTRATOR = 3;

/**
 * @param {string} url
 * @returns {Promise<{ status: number, body: any }>}
 */
async function get(url) {
  const reply = await fetch(url);
  return { status: reply.status, body: await reply.json() };
}

test('a token or webhook does what its scope allows', async () => {
  const auth = portal.token(1, { scope: ['user'] });
  const refused = await call(portal, 'bizproc.task.list', { auth });
  assert.deepEqual([refused.status, refused.body.error], [401, 'insufficient_scope']);
  assert.notEqual(refused.body.error_description, '');
  assert.equal((await call(portal, 'user.current', { auth })).body.result.ID, '1');
  assert.equal((await call(portal, 'profile', { auth })).body.result.ID, '1');

  const cmd = ['bizproc.task.list', 'profile'];
  const batch = (await call(portal, 'batch', { auth, cmd })).body.result;
  assert.deepEqual(batch.result_error[0], { error: 'insufficient_scope', error_description: '' });
  assert.equal(batch.result[1].ID, '1');

  const hook = portal.webhook(1, { scope: ['bizproc'] });
  assert.notEqual(hook, portal.webhook(1));
  assert.equal(hook, portal.webhook(1, { scope: ['bizproc'] }));
  assert.equal((await get(`${hook}user.current`)).body.error, 'insufficient_scope');
  assert.equal((await get(`${hook}bizproc.task.list`)).status, 200);
  assert.throws(() => portal.token(1, { scope: ['crm'] }), /A scope is a list of/);
});

test('users without access to the app are refused, administrators are not', async () => {
  portal.reset(undefined, { usersWithoutAccess: [1, ADMINISTRATOR] });
  const refused = await call(portal, 'profile');
  assert.deepEqual([refused.status, refused.body.error], [401, 'user_access_error']);
  assert.equal((await call(portal, 'profile', {}, 2)).status, 200);
  assert.equal((await call(portal, 'profile', {}, ADMINISTRATOR)).status, 200);
  // Webhooks belong to no app.
  assert.equal((await get(`${portal.webhook(1)}profile`)).status, 200);
});

test('webhooks are refused over http where HTTPS is needed', async () => {
  portal.reset(undefined, { webhooksNeedHttps: true });
  const refused = await get(`${portal.webhook(1)}profile`);
  assert.deepEqual([refused.status, refused.body.error], [401, 'INVALID_REQUEST']);
  assert.equal((await call(portal, 'profile')).status, 200);
});

test('a deleted portal says so to everybody', async () => {
  portal.reset(undefined, { isDeleted: true });
  for (const url of [`${portal.webhook(1)}profile`, `${portal.url}/rest/profile`]) {
    const refused = await get(url);
    assert.deepEqual([refused.status, refused.body.error], [403, 'PORTAL_DELETED']);
  }
});

test('an app learns about itself and its rights', async () => {
  const auth = portal.token(1, { scope: ['bizproc'] });
  const app = (await call(portal, 'app.info', { auth })).body.result;
  assert.equal(app.INSTALLED, true);
  const hook = (await get(`${portal.webhook(1, { scope: ['bizproc'] })}app.info`)).body.result;
  assert.deepEqual(hook.SCOPE, ['bizproc']);

  assert.deepEqual((await call(portal, 'scope', { auth })).body.result, ['bizproc']);
  assert.deepEqual((await call(portal, 'scope', { auth, full: true })).body.result, [
    'bizproc',
    'placement',
    'user',
  ]);
  /** @param {string} name */
  const find = async (name) => (await call(portal, 'method.get', { auth, name })).body.result;
  assert.deepEqual(await find('bizproc.task.complete'), { isExisting: true, isAvailable: true });
  assert.deepEqual(await find('user.get'), { isExisting: true, isAvailable: false });
  assert.deepEqual(await find('batch'), { isExisting: true, isAvailable: true });
  assert.deepEqual(await find('crm.deal.get'), { isExisting: false, isAvailable: false });
});

test('options are kept for the app and for each user', async () => {
  const options = { theme: 'dark' };
  assert.equal((await call(portal, 'user.option.set', { options })).body.result, true);
  assert.deepEqual((await call(portal, 'user.option.get')).body.result, options);
  assert.equal((await call(portal, 'user.option.get', { option: 'theme' })).body.result, 'dark');
  assert.equal((await call(portal, 'user.option.get', { option: 'size' })).body.result, null);
  assert.deepEqual((await call(portal, 'user.option.get', {}, 2)).body.result, {});

  assert.equal((await call(portal, 'app.option.set', { options })).body.error, 'ACCESS_DENIED');
  const set = await call(portal, 'app.option.set', { options }, ADMINISTRATOR);
  assert.equal(set.body.result, true);
  assert.deepEqual((await call(portal, 'app.option.get')).body.result, options);
  const empty = await call(portal, 'user.option.set', {});
  assert.deepEqual([empty.body.error, empty.body.argument], ['ERROR_ARGUMENT', 'options']);
  const hook = await get(`${portal.webhook(1)}user.option.get`);
  assert.deepEqual([hook.status, hook.body.error], [403, 'WRONG_AUTH_TYPE']);
});

test('an administrator registers placements', async () => {
  /**
   * @param {string} method
   * @param {Record<string, unknown>} [params]
   */
  const administer = async (method, params) =>
    (await call(portal, `placement.${method}`, params, ADMINISTRATOR)).body;
  const PLACEMENT = 'CRM_DEAL_DETAIL_TAB';
  const HANDLER = 'https://app.example/';
  assert.ok((await administer('list')).result.includes(PLACEMENT));
  assert.equal((await administer('bind', { PLACEMENT, HANDLER, TITLE: 'Tasks' })).result, true);
  assert.equal((await administer('bind', { PLACEMENT, HANDLER })).error, 'ERROR_CORE');
  assert.equal((await administer('bind', { PLACEMENT })).argument, 'HANDLER');
  assert.equal(
    (await administer('bind', { PLACEMENT: 'MOON', HANDLER })).error,
    'ERROR_PLACEMENT_NOT_FOUND',
  );
  const [bound] = (await administer('get')).result;
  assert.deepEqual([bound.placement, bound.title], [PLACEMENT, 'Tasks']);
  assert.deepEqual((await administer('unbind', { PLACEMENT })).result, { count: 1 });
  assert.deepEqual((await administer('get')).result, []);
  const plain = await call(portal, 'placement.bind', { PLACEMENT, HANDLER });
  assert.equal(plain.body.error, 'ACCESS_DENIED');
});

test('another process gets tokens and webhooks of a scope', async () => {
  /** @param {string} name */
  const give = async (name) => {
    const body = JSON.stringify({ user: 1, scope: ['user'] });
    return (await fetch(`${portal.url}/simulator/${name}`, { method: 'POST', body })).json();
  };
  const { token } = await give('token');
  assert.equal(
    (await call(portal, 'bizproc.task.list', { auth: token })).body.error,
    'insufficient_scope',
  );
  const { webhook } = await give('webhook');
  assert.equal((await get(`${webhook}user.current`)).status, 200);
});
