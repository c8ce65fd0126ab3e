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

test('a scope limits a token or webhook', async () => {
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
  // @ts-expect-error There is no such permission.
  assert.throws(() => portal.token(1, { scope: ['disk'] }), /A scope is a list of/);
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

test('webhooks are refused over http if HTTPS is required', async () => {
  portal.reset(undefined, { webhooksNeedHttps: true });
  const refused = await get(`${portal.webhook(1)}profile`);
  assert.deepEqual([refused.status, refused.body.error], [401, 'INVALID_REQUEST']);
  assert.equal((await call(portal, 'profile')).status, 200);
});

test('a method is searched before the caller is identified', async () => {
  for (const url of [`${portal.url}/rest/nothing`, `${portal.url}/rest/1/wrong/nothing`]) {
    const refused = await get(url);
    assert.deepEqual([refused.status, refused.body.error], [404, 'ERROR_METHOD_NOT_FOUND']);
  }
  const refused = await get(`${portal.url}/rest/bizproc.task.list`);
  assert.deepEqual([refused.status, refused.body.error], [401, 'NO_AUTH_FOUND']);
});

test('a deleted portal refuses all callers', async () => {
  portal.reset(undefined, { isDeleted: true });
  for (const url of [`${portal.webhook(1)}profile`, `${portal.url}/rest/profile`]) {
    const refused = await get(url);
    assert.deepEqual([refused.status, refused.body.error], [403, 'PORTAL_DELETED']);
  }
});

test('an app can read its own data and its rights', async () => {
  const auth = portal.token(1, { scope: ['bizproc'] });
  const app = (await call(portal, 'app.info', { auth })).body.result;
  assert.equal(app.INSTALLED, true);
  const hook = (await get(`${portal.webhook(1, { scope: ['bizproc'] })}app.info`)).body.result;
  assert.deepEqual(hook.SCOPE, ['bizproc']);

  assert.deepEqual((await call(portal, 'scope', { auth })).body.result, ['bizproc']);
  assert.deepEqual((await call(portal, 'scope', { auth, full: true })).body.result, [
    'bizproc',
    'crm',
    'lists',
    'placement',
    'task',
    'user',
  ]);
  /** @param {string} name */
  const find = async (name) => (await call(portal, 'method.get', { auth, name })).body.result;
  assert.deepEqual(await find('bizproc.task.complete'), { isExisting: true, isAvailable: true });
  assert.deepEqual(await find('user.get'), { isExisting: true, isAvailable: false });
  assert.deepEqual(await find('batch'), { isExisting: true, isAvailable: true });
  assert.deepEqual(await find('crm.deal.get'), { isExisting: false, isAvailable: false });
  assert.deepEqual(await find('User.Get'), { isExisting: false, isAvailable: false });
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
  assert.deepEqual(bound, {
    placement: PLACEMENT,
    userId: 0,
    handler: HANDLER,
    options: [],
    title: 'Tasks',
    description: '',
    langAll: [],
  });
  assert.deepEqual((await administer('unbind', { PLACEMENT })).result, { count: 1 });
  assert.deepEqual((await administer('get')).result, []);

  const LANG_ALL = { ru: { TITLE: 'Задания' } };
  await administer('bind', { PLACEMENT, HANDLER, LANG_ALL });
  const other = `${HANDLER}other`;
  await administer('bind', { PLACEMENT, HANDLER: other });
  assert.deepEqual((await administer('unbind', { PLACEMENT, HANDLER })).result, { count: 1 });
  const [left, ...none] = (await administer('get')).result;
  assert.deepEqual([left.handler, none], [other, []]);
  const plain = await call(portal, 'placement.bind', { PLACEMENT, HANDLER });
  assert.equal(plain.body.error, 'ACCESS_DENIED');
});

test('placements need their scopes, and handlers must be on the app’s host', async () => {
  const app = 'https://app.example/tasks/index.html';
  const portal = await startPortal({ app, scope: ['bizproc', 'placement'] });
  /**
   * @param {string} method
   * @param {Record<string, unknown>} params
   * @param {import('../../www/portal/index.js').Scope[]} [scope]
   */
  const administer = async (method, params, scope = ['placement']) => {
    const auth = portal.token(ADMINISTRATOR, { scope });
    return (await call(portal, `placement.${method}`, { ...params, auth })).body;
  };
  try {
    assert.deepEqual((await administer('list', {})).result, ['LEFT_MENU']);
    const all = (await administer('list', { FULL: true })).result;
    assert.ok(all.includes('CRM_DYNAMIC_136_DETAIL_TAB') && !all.includes('DEFAULT'));
    const { result: crm } = await administer('list', {}, ['placement', 'crm']);
    assert.deepEqual(
      crm.filter((/** @type {string} */ name) => !name.startsWith('CRM_')),
      ['LEFT_MENU'],
    );
    assert.deepEqual((await administer('list', { SCOPE: 'task' })).result, ['TASK_VIEW_TAB']);

    const bind = async (/** @type {string} */ HANDLER, PLACEMENT = 'LEFT_MENU') =>
      (await administer('bind', { PLACEMENT, HANDLER })).error;
    assert.equal(await bind(app, 'CRM_DEAL_DETAIL_TAB'), 'ERROR_PLACEMENT_NOT_FOUND');
    assert.equal(await bind(app, 'DEFAULT'), 'ERROR_PLACEMENT_NOT_FOUND');
    assert.equal(await bind('index.html'), 'ERROR_WRONG_HANDLER_URL');
    assert.equal(await bind('http://localhost/index.html'), 'ERROR_WRONG_HANDLER_URL');
    assert.equal(await bind('ftp://app.example/'), 'ERROR_UNSUPPORTED_PROTOCOL');
    assert.equal(await bind('https://other.example/'), 'ERROR_HANDLER_URL_MATCH');
    assert.equal(await bind('https://app.example/elsewhere.html'), undefined);
  } finally {
    await portal.stop();
  }
});

test('an app with an installation page is installed when it calls installFinish', async () => {
  const app = 'https://app.example/index.html';
  const install = 'https://app.example/install.html';
  const portal = await startPortal({ app, install });
  /**
   * @param {string} path
   * @param {unknown} body
   */
  const post = async (path, body) => {
    const init = { method: 'POST', body: JSON.stringify(body) };
    return (await fetch(`${portal.url}/simulator/${path}`, init)).json();
  };
  /** @param {unknown} wanted */
  const open = async (wanted) => {
    const { action, placement, initData, error } = await post('frame', wanted);
    return error ?? [action.split('?')[0], placement, initData.INSTALL, initData.FIRST_RUN];
  };
  const isInstalled = async () => (await call(portal, 'app.info')).body.result.INSTALLED;
  const PLACEMENT = 'CRM_DEAL_DETAIL_TAB';
  try {
    assert.equal(await isInstalled(), false);
    assert.match(await open({ user: 1 }), /not fully installed yet/);
    assert.deepEqual(await open({ user: ADMINISTRATOR }), [install, 'DEFAULT', true, true]);
    const HANDLER = 'https://app.example/deal.html';
    await call(portal, 'placement.bind', { PLACEMENT, HANDLER }, ADMINISTRATOR);
    await post('frame/installed', {});
    assert.equal(await isInstalled(), true);
    assert.deepEqual(await open({ user: 1 }), [HANDLER, PLACEMENT, false, true]);
    assert.deepEqual(await open({ placement: 'DEFAULT' }), [app, 'DEFAULT', false, true]);
    assert.match(await open({ placement: 'LEFT_MENU' }), /has registered nothing for LEFT_MENU/);
    assert.match(await open({ handler: 'https://x.example/' }), /is not registered/);
    await post('frame/launched', { user: 1 });
    assert.deepEqual(await open({ user: 1 }), [HANDLER, PLACEMENT, false, false]);
    await post('reinstall', {});
    assert.equal(await isInstalled(), false);
    portal.reset();
    assert.equal(await isInstalled(), false);
  } finally {
    await portal.stop();
  }
});

test('another process can get tokens and webhooks with a scope', async () => {
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
