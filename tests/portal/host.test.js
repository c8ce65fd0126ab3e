/** The host page: opening a placement, answers to its messages, and contents. */

import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { after, before, beforeEach, test } from 'node:test';
import { build } from 'esbuild';
import { startPortal } from '../../www/portal/index.js';
import { call, task, until } from './call.js';
import { openPlacement } from './placement.js';

/** @typedef {import('playwright').Frame} Frame */

/** @type {import('./placement.js').Fixture} */
let fixture;

before(async () => {
  fixture = await openPlacement();
});

beforeEach(() => {
  fixture.portal.reset();
  fixture.errors.length = 0;
});

after(() => fixture.close());

/**
 * Sends a message to the parent and waits a while for its reply.
 *
 * @param {Frame} frame
 * @param {string} command
 * @param {unknown} [params]
 * @param {{ form?: 'text' | 'object', sid?: string, patience?: number }} [how]
 * @returns {Promise<any>} The reply, `undefined` for an empty one, or 'silence'.
 */
function send(frame, command, params, { form = 'text', sid, patience = 60_000 } = {}) {
  return frame.evaluate(
    (message) =>
      new Promise((resolve) => {
        const appSid = message.sid ?? window.name.split('|')[2];
        const id = Math.random().toString(36).slice(2);
        setTimeout(() => resolve('silence'), message.patience);
        window.addEventListener('message', ({ data }) => {
          if (typeof data !== 'string' || !data.startsWith(`${id}:`)) return;
          const text = data.slice(id.length + 1);
          resolve(text === '' ? undefined : JSON.parse(text));
        });
        const json = message.params === undefined ? '' : JSON.stringify(message.params);
        parent.postMessage(
          message.form === 'text'
            ? `${message.command}:${json}:${id}:${appSid}`
            : { method: message.command, params: message.params ?? '', callback: id, appSid },
          '*',
        );
      }),
    { command, params, form, sid, patience },
  );
}

/** @param {import('../../www/portal/index.js').RunningPortal} portal */
async function state({ url }) {
  return (await fetch(`${url}/simulator/state`)).json();
}

test('the placement is opened by a form POST, as portals do', async () => {
  await fixture.open('?user=2&lang=ru&placement=CRM_CONTACT_DETAIL_TAB&connection=token');
  const [opening] = fixture.openings;
  assert.equal(opening?.verb, 'POST');
  const query = new URL(opening?.url ?? '', 'http://app').searchParams;
  const { host } = new URL(fixture.portal.url);
  assert.equal(query.get('DOMAIN'), host);
  assert.equal(query.get('PROTOCOL'), '0');
  assert.equal(query.get('LANG'), 'ru');
  assert.equal(query.get('connection'), 'token');
  assert.match(query.get('APP_SID') ?? '', /^[0-9a-f]{32}$/);
  const body = new URLSearchParams(opening?.body);
  assert.deepEqual(
    [...body.keys()].sort(),
    [
      'AUTH_EXPIRES',
      'AUTH_ID',
      'PLACEMENT',
      'PLACEMENT_OPTIONS',
      'REFRESH_ID',
      'member_id',
      'status',
    ].sort(),
  );
  assert.deepEqual(JSON.parse(body.get('PLACEMENT_OPTIONS') ?? ''), {
    URI: '/crm/contact/details/607/',
    ID: '607',
  });
  const reply = await call(fixture.portal, 'profile', { auth: body.get('AUTH_ID') });
  assert.equal(reply.body.result.ID, '2');
});

test('a placement on static hosting is opened by GET, without a token', async () => {
  const frame = await fixture.open('?method=get');
  const [opening] = fixture.openings;
  assert.deepEqual([opening?.verb, opening?.body], ['GET', '']);
  assert.match(opening?.url ?? '', /APP_SID=[0-9a-f]{32}/);
  assert.match(await frame.evaluate(() => window.name), /^127\.0\.0\.1:\d+\|0\|[0-9a-f]{32}$/);
});

test('both forms of a message are answered', async () => {
  const frame = await fixture.open('?user=3&connection=webhook');
  const first = await send(frame, 'getInitData', undefined, { form: 'object' });
  const second = await send(frame, 'getInitData');
  // BX24 in the frame has had the first reply.
  assert.deepEqual([first.FIRST_RUN, second.FIRST_RUN], [false, false]);
  assert.deepEqual([first.IS_ADMIN, first.PATH, first.PLACEMENT_OPTIONS.ID], [true, '/rest', '77']);
  const hooked = await fetch(`${first.PLACEMENT_OPTIONS.webhook}profile`);
  assert.equal((await hooked.json()).result.ID, '3');
  const tokens = await send(frame, 'refreshAuth', {});
  assert.notEqual(tokens.AUTH_ID, first.AUTH_ID);
  assert.equal((await send(frame, 'getInitData')).AUTH_ID, tokens.AUTH_ID);
});

test('JSON with colons in it survives the text form', async () => {
  const frame = await fixture.open();
  const params = { name: 'a:b', value: { c: 'd::e' } };
  assert.deepEqual(await send(frame, 'setUserOption', params), params);
  const again = await fixture.open();
  assert.deepEqual((await send(again, 'getInitData')).USER_OPTIONS, { 'a:b': { c: 'd::e' } });
});

test('the page sends no answer if portals send none', async () => {
  const frame = await fixture.open();
  /** @type {[string, unknown, object?][]} */
  const messages = [
    ['getInitData', undefined, { sid: 'f'.repeat(32) }],
    ['noSuchCommand', {}],
    ['constructor', {}],
    ['setTitle', { title: 'x' }],
    ['setScroll', { scroll: 10 }],
    ['reloadWindow', undefined],
    ['setAppOption', { name: 'a', value: 1 }],
    ['closeApplication', undefined],
    ['imOpenMessenger', { dialogId: 1 }],
    ['placementBindEvent', { event: 'x' }],
  ];
  const answers = await Promise.all(
    messages.map(([command, params, how]) =>
      send(frame, command, params, { patience: 400, ...how }),
    ),
  );
  for (const [index, answer] of answers.entries()) {
    assert.equal(answer, 'silence', messages[index]?.[0]);
  }
  assert.equal(frame.isDetached(), false);
});

test('a frame that has navigated to another origin gets no answer', async () => {
  const frame = await fixture.open();
  const name = await frame.evaluate(() => window.name);
  await frame.goto(frame.url().replace('127.0.0.1', 'localhost'));
  assert.equal(
    await send(frame, 'getInitData', undefined, { sid: name.split('|')[2], patience: 400 }),
    'silence',
  );
});

test('the app page has more commands than a tab', async () => {
  const frame = await fixture.open('?placement=DEFAULT');
  assert.deepEqual(await send(frame, 'setTitle', { title: 'Mine' }), { title: 'Mine' });
  assert.equal(await fixture.page.title(), 'Mine');
});

test('the frame gets its requested size', async () => {
  const frame = await fixture.open();
  const size = await send(frame, 'resizeWindow', { width: '100%', height: 777 });
  assert.equal(size.height, 777);
  assert.ok(size.width > 600);
  assert.equal((await send(frame, 'resizeWindow', { width: 320, height: 100 })).width, 320);
});

test('messages are executed in their order, also when the simulator is slow', async () => {
  const frame = await fixture.open();
  const { page } = fixture;
  await page.evaluate(() => {
    const counter = Object.assign(window, { received: 0 });
    window.addEventListener('message', () => (counter.received += 1));
  });
  const received = () => page.evaluate(() => /** @type {any} */ (window).received);
  let isFirst = true;
  await page.route('**/frame/should-answer', async (route) => {
    if (!isFirst) return route.continue();
    isFirst = false;
    // A second request would be answered before this one.
    await until(async () => (await received()) === 2);
    await page.evaluate(() => fetch('/simulator/state').then((response) => response.text()));
    return route.continue();
  });
  const sizes = await Promise.all([
    send(frame, 'resizeWindow', { width: '100%', height: 150 }),
    send(frame, 'resizeWindow', { width: '100%', height: 900 }),
  ]);
  await page.unroute('**/frame/should-answer');
  assert.deepEqual(
    sizes.map(({ height }) => height),
    [150, 900],
  );
  const element = page.locator('#pane-app iframe');
  assert.equal(await element.evaluate((element) => element.clientHeight), 900);
});

test('a fault silences the parent', async () => {
  const frame = await fixture.open();
  fixture.portal.fault({ kind: 'silent-parent', command: 'refreshAuth' });
  assert.equal(await send(frame, 'refreshAuth', {}, { patience: 400 }), 'silence');
  assert.equal(typeof (await send(frame, 'refreshAuth', {})).AUTH_ID, 'string');
});

test('users and CRM items are picked as on a portal, or the picker is closed', async () => {
  const frame = await fixture.open();
  const { page } = fixture;

  const one = send(frame, 'selectUser', { title: 'Who?', mult: false });
  await page.getByRole('dialog').getByText('Daniel Brooks').click();
  await page.getByRole('button', { name: 'Select' }).click();
  assert.deepEqual(Object.keys(await one).sort(), [
    'id',
    'name',
    'photo',
    'position',
    'sub',
    'sup',
    'url',
  ]);

  const items = send(frame, 'selectCRM', { entityType: ['contact', 'deal'], multiple: true });
  await page.getByRole('dialog').getByText('Jaan Tamm').click();
  await page.getByRole('button', { name: 'Select' }).click();
  const { contact, deal } = await items;
  assert.equal(contact[0].id, 'C_612');
  assert.ok(!Array.isArray(contact));
  assert.deepEqual(deal, {});

  const closed = send(frame, 'selectUser', { mult: true }, { patience: 600 });
  await page.getByRole('button', { name: 'Cancel' }).click();
  assert.equal(await closed, 'silence');

  const first = send(frame, 'selectUser', {}, { patience: 900 });
  await page.getByRole('dialog').waitFor();
  const second = send(frame, 'selectAccess', { value: [] });
  await page.getByRole('dialog').getByText('All authorised users').click();
  await page.getByRole('button', { name: 'Select' }).click();
  assert.deepEqual((await second)[0], {
    id: 'AU',
    name: 'All authorised users',
    provider: 'group',
  });
  assert.equal(await first, 'silence');
});

test('BX24.openPath opens the allowed pages, and answers when the slider closes', async () => {
  const frame = await fixture.open();
  const { page } = fixture;
  /** @param {unknown} path */
  const openPath = (path) =>
    frame.evaluate(
      (path) => new Promise((resolve) => /** @type {any} */ (window).BX24.openPath(path, resolve)),
      path,
    );
  for (const path of [
    '/company/personal/bizproc/12/',
    '/crm/quote/1/',
    'crm/deal/details/77/',
    7,
  ]) {
    assert.deepEqual(await openPath(path), { result: 'error', errorCode: 'PATH_NOT_AVAILABLE' });
  }
  const slider = page.getByRole('dialog');
  for (const [path, title] of /** @type {const} */ ([
    ['/crm/deal/details/77/', 'Furniture for the Aurora Hotel'],
    ['/crm/deal/details/81/?tab=1', 'Lobby of the Fjordblick'],
    ['/crm/type/136/details/12/', 'Scratched table tops, rooms 9–12'],
    // The SDK begins each path with one that portals open.
    ['/crm/deal/../../company/personal/bizproc/12/', 'A page of the portal'],
  ])) {
    const answer = openPath(path);
    await slider.getByRole('heading', { name: title }).waitFor();
    await slider.getByRole('button', { name: 'Close' }).click();
    assert.deepEqual(await answer, { result: 'close' });
  }
});

test('links to documents open their cards, as the same user', async () => {
  const { page, portal } = fixture;
  await page.goto(`${portal.url}/?user=5&lang=ru`);
  await page.getByLabel('User').waitFor();
  const { body } = await call(portal, 'bizproc.task.list', { select: ['ID', 'MODULE_ID'] }, 5);
  const urls = body.result.map((/** @type {any} */ row) => row.DOCUMENT_URL);
  assert.ok(urls.length > 5 && !urls.includes(''));
  for (const url of new Set(urls)) assert.equal((await fetch(portal.url + url)).status, 200);

  await page.goto(`${portal.url}/crm/company/details/31/`);
  await page.getByRole('heading', { name: 'ООО «Балтийский лес»' }).waitFor();
  await page.locator('select[name="user"] option').first().waitFor({ state: 'attached' });
  assert.equal(await page.getByLabel('User').inputValue(), '5');
  await page.goto(`${portal.url}/crm/deal/details/81/`);
  await page.getByRole('heading', { name: 'Lobby of the Fjordblick' }).waitFor();
  const app = await (await page.waitForSelector('#pane-app iframe')).contentFrame();
  const { PLACEMENT_OPTIONS } = await send(/** @type {Frame} */ (app), 'getInitData');
  assert.deepEqual(PLACEMENT_OPTIONS, { URI: '/crm/deal/details/81/', ID: '81' });
  assert.equal((await fetch(`${portal.url}/nowhere`)).status, 404);
});

test('sliders answer when they close', async () => {
  const frame = await fixture.open();
  const { page } = fixture;

  const opened = send(frame, 'openApplication', { id: 5, bx24_title: 'Details' });
  const inner = await (await page.waitForSelector('dialog iframe')).contentFrame();
  assert.ok(inner);
  await inner.waitForURL(/app\.html/);
  await inner.waitForLoadState();
  const data = await send(inner, 'getInitData');
  assert.equal(data.PLACEMENT, 'DEFAULT');
  assert.deepEqual([data.PLACEMENT_OPTIONS.id, data.PLACEMENT_OPTIONS.IFRAME], [5, 'Y']);
  await inner.evaluate(
    (sid) => parent.postMessage(`closeApplication:::${sid}`, '*'),
    (await inner.evaluate(() => window.name)).split('|')[2],
  );
  assert.equal(await opened, undefined);
});

test('the panel shows tasks, requests without secrets, and sets faults', async () => {
  const { page, portal } = fixture;
  await fixture.open();
  const token = portal.token(1);
  const params = { auth: token, TASK_ID: 106, STATUS: 3, COMMENT: 'Doors stick' };
  await call(portal, 'bizproc.task.complete', params);
  await page.getByText('Acceptance of the sample room').click();
  await page.getByText('Doors stick').waitFor();

  await page.getByRole('tab', { name: 'Requests' }).click();
  await page.getByText('bizproc.task.complete').first().click();
  await page.getByText('Body as sent').waitFor();
  assert.ok(!(await page.content()).includes(token));

  await page.getByRole('tab', { name: 'Faults' }).click();
  await page.getByLabel('Meets').selectOption('profile');
  await page.getByRole('button', { name: 'Too many requests' }).click();
  await page.getByText('QUERY_LIMIT_EXCEEDED').waitFor();
  assert.equal((await call(portal, 'bizproc.task.list')).status, 200);
  assert.equal((await call(portal, 'profile')).status, 503);

  await page.getByRole('button', { name: 'Start over' }).click();
  await page.getByRole('tab', { name: 'Requests', exact: true }).click();
  await page.getByText('No REST call has come in yet.').waitFor();
  assert.equal(portal.tasks().find(({ ID }) => ID === 106)?.USER_STATUS, '0');
});

test('calls are searched, copied, sent again and cleared', async () => {
  const { page, portal } = fixture;
  await fixture.open();
  await page.evaluate(() => {
    const { clipboard } = navigator;
    clipboard.writeText = async (text) => void Object.assign(window, { copied: text });
  });
  const copied = () => page.evaluate(() => /** @type {any} */ (window).copied);
  await call(portal, 'profile');
  await call(portal, 'bizproc.task.complete', { TASK_ID: 105, STATUS: 1 });
  await page.getByRole('tab', { name: 'Requests' }).click();
  const items = page.locator('.item');
  await until(async () => (await items.count()) === 2);
  await page.getByLabel('Search').pressSequentially('task.COMPLETE');
  await until(async () => (await items.count()) === 1);
  await items.locator('summary').click();

  await items.getByRole('button', { name: 'Copy as cURL' }).click();
  await page.getByRole('status').getByText('The command was copied.').waitFor();
  assert.match(await copied(), /^curl -X POST 'http:.*"TASK_ID":105,"STATUS":1}'$/);
  await items.getByRole('button', { name: 'Send again' }).click();
  await page.getByText('The portal answered 400.').waitFor();
  assert.match(portal.requests().at(-1)?.reply ?? '', /ERROR_TASK_COMPLETED/);

  await page.getByRole('button', { name: 'Copy webhook' }).click();
  await page.getByText('A webhook of this user was copied.').waitFor();
  assert.equal((await (await fetch(`${await copied()}profile`)).json()).result.ID, '1');
  await page.getByRole('button', { name: 'Copy token' }).click();
  await page.getByText('An access token of this user was copied.').waitFor();
  const reply = await call(portal, 'profile', { auth: await copied() });
  assert.equal(reply.body.result.ID, '1');

  await page.getByLabel('Search').fill('');
  await page.getByRole('button', { name: 'Clear' }).click();
  await page.getByText('No REST call has come in yet.').waitFor();
});

test('the commands of the frame are logged, with the reason for a missing answer', async () => {
  const frame = await fixture.open();
  const { page, portal } = fixture;
  await page.getByRole('tab', { name: 'Frame' }).click();
  const items = page.locator('.item');
  await items.filter({ hasText: 'getInitData' }).getByText('answered').waitFor();
  await items.filter({ hasText: '(opened by POST)' }).locator('summary').click();
  await page.getByText('"PLACEMENT": "CRM_DEAL_DETAIL_TAB"').waitFor();

  portal.fault({ kind: 'silent-parent', command: 'refreshAuth' });
  await Promise.all([
    send(frame, 'refreshAuth', {}, { patience: 100 }),
    send(frame, 'setTitle', { title: 'x' }, { patience: 100 }),
    send(frame, 'noSuchCommand', {}, { patience: 100 }),
    send(frame, 'setUserOption', {}, { patience: 100, sid: 'f'.repeat(32) }),
  ]);
  for (const [name, reason] of /** @type {const} */ ([
    ['refreshAuth', 'a fault'],
    ['setTitle', 'only the app’s own page may do this'],
    ['noSuchCommand', 'portals have no such command'],
    ['setUserOption', 'its APP_SID is another one'],
  ])) {
    await items.filter({ hasText: name }).getByText(reason).waitFor();
  }
  const tokens = await send(frame, 'refreshAuth', {});
  await items.filter({ hasText: 'refreshAuth' }).first().locator('summary').click();
  await page.getByText('"AUTH_ID": "…"').first().waitFor();
  assert.ok(!(await page.content()).includes(tokens.AUTH_ID));

  await page.getByLabel('Search').fill('settitle');
  await until(async () => (await items.count()) === 1);
  await page.getByLabel('Search').fill('');
  await page.getByRole('button', { name: 'Clear' }).click();
  await page.getByText('The frame has said nothing here.').waitFor();
});

test('tasks are added, edited, answered by others, ended and reopened', async () => {
  const { page, portal } = fixture;
  const { clock } = portal;
  portal.reset([task(1, 1), task(2, 2)]);
  await fixture.open();
  const first = page.locator('.item', { hasText: 'Task 1' });
  await first.locator('summary').click();
  await first.getByRole('button', { name: 'Answer “OK”' }).click();
  await first.getByText('Comment', { exact: true }).waitFor();
  await first.getByRole('button', { name: 'Reopen' }).click();
  await first.getByRole('button', { name: 'Time out' }).click();
  await first.getByText('Timed out', { exact: true }).waitFor();

  await first.getByRole('button', { name: 'Edit…' }).click();
  const dialog = page.getByRole('dialog', { name: 'Task 1 as the server stores it' });
  const editor = dialog.getByLabel('Task as JSON');
  const text = await editor.inputValue();
  await editor.fill('{');
  await dialog.getByRole('button', { name: 'Save' }).click();
  await dialog.getByRole('alert').waitFor();
  await editor.fill(text.replace('"Task 1"', '"Renamed"'));
  await dialog.getByRole('button', { name: 'Save' }).click();
  await page.getByText('Renamed').waitFor();

  await page.getByRole('button', { name: 'Add…' }).click();
  await page.getByLabel('Type').selectOption('RequestInformationActivity');
  await page.getByRole('dialog').getByRole('button', { name: 'Add' }).click();
  await page.getByText('Fill in the delivery address').waitFor();
  await page.getByRole('button', { name: 'Let a task arrive' }).click();
  await page.getByText('Approve order 4 for the Aurora Hotel').first().waitFor();

  clock.pause();
  await page.getByLabel('Tasks come and go').check();
  await page.getByText('Approve order 5 for the Aurora Hotel').first().waitFor();
  await clock.advance(5_000);
  await page.getByText('Read delivery note 6 of Baltic Timber').waitFor();
  await page.getByLabel('Tasks come and go').uncheck();
  await until(async () => (await state(portal)).activity === null);
  clock.resume();

  await page.getByText('Other users').click();
  const link = page.getByRole('link', { name: 'Daniel Brooks' });
  assert.match((await link.getAttribute('href')) ?? '', /^\/\?.*user=2/);

  const last = page.locator('.item', { hasText: 'Read delivery note 6' });
  await last.locator('summary').click();
  await last.getByRole('button', { name: 'End its workflow' }).click();
  await last.waitFor({ state: 'detached' });
  assert.deepEqual(fixture.errors, []);
});

test('the settings of portal and frame can be changed, and stay after a reset', async () => {
  const { page, portal } = fixture;
  const frame = await fixture.open();
  await page.getByRole('tab', { name: 'Settings' }).click();
  await page.getByLabel('Width').selectOption('390');
  await until(async () => (await frame.evaluate(() => innerWidth)) === 390);

  const users = page.getByLabel('Time zone of users');
  await users.fill('Mars/Olympus');
  await page.getByLabel('Format').selectOption('us');
  // The input is kept when the portal changes.
  await call(portal, 'profile');
  await page.getByRole('tab', { name: 'Requests 1' }).waitFor();
  assert.equal(await users.inputValue(), 'Mars/Olympus');
  await page.getByRole('button', { name: 'Apply and start over' }).click();
  await page.getByRole('alert').getByText('not a time zone: Mars/Olympus').waitFor();
  await users.fill('Asia/Tokyo');
  await page.getByRole('button', { name: 'Apply and start over' }).click();
  await page.getByText('Time zone of the server: UTC, of users: Asia/Tokyo').waitFor();
  assert.equal(await page.evaluate(() => document.querySelector('iframe')?.offsetWidth), 390);

  await page.getByRole('tab', { name: 'Settings' }).click();
  await page.getByRole('combobox', { name: 'Requests' }).selectOption('50 2');
  await page.getByLabel('Time of a call').selectOption('10000');
  await until(async () => (await state(portal)).limits.executionMs === 10_000);
  await page.getByRole('button', { name: 'Start over', exact: true }).click();
  await until(async () => (await state(portal)).requests.length === 0);
  const { env, limits } = await state(portal);
  assert.deepEqual([env.userTz, env.culture, env.serverTz], ['Asia/Tokyo', 'us', 'UTC']);
  assert.deepEqual([limits.burst, limits.perSecond], [50, 2]);
  await page.getByRole('combobox', { name: 'Requests' }).selectOption('');
  await page.getByLabel('Time of a call').selectOption('60000');
  await until(async () => (await state(portal)).limits.burst === null);
  assert.deepEqual(fixture.errors, []);
});

test('starting over reloads the placement, and faults apply to completions by default', async () => {
  const { page, openings } = fixture;
  const frame = await fixture.open();
  await frame.evaluate(() => document.body.append('left over'));
  await page.getByRole('tab', { name: 'Faults' }).click();
  await page.getByLabel('of these').selectOption('twice');
  await page.getByRole('button', { name: 'Connection lost after', exact: true }).click();
  await page.getByText('bizproc.task.complete · 2 more').waitFor();

  await page.getByRole('button', { name: 'Start over' }).click();
  await page.frameLocator('#pane-app iframe').getByText('left over').waitFor({ state: 'detached' });
  await until(() => openings.length === 2);
  await page.getByText('Time zone of the server: UTC, of users: the same').waitFor();
});

test('an app that cannot be opened is explained', async () => {
  const server = createServer((request, response) => {
    response.writeHead(request.method === 'GET' ? 200 : 405, { 'content-type': 'text/html' });
    response.end('<p>the app</p>');
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(undefined)));
  const { port } = /** @type {import('node:net').AddressInfo} */ (server.address());
  const app = `http://127.0.0.1:${port}/index.html`;
  const portal = await startPortal({ app });
  const { page } = fixture;
  try {
    await page.goto(portal.url);
    await page.getByText(`${app} answers GET, but portals open a placement by POST.`).waitFor();
    await page.getByRole('button', { name: 'Open by GET' }).click();
    await page.frameLocator('#pane-app iframe').getByText('the app').waitFor();
    await new Promise((resolve) => server.close(resolve));
    server.closeAllConnections();
    await page.reload();
    await page.getByText(`Nothing listens at ${app}.`).waitFor();
    await page.getByRole('button', { name: 'Reload' }).waitFor();
  } finally {
    server.close();
    await portal.stop();
  }
});

test('the page fits a phone', async () => {
  const { page } = fixture;
  const size = page.viewportSize();
  await page.setViewportSize({ width: 320, height: 700 });
  await fixture.open();
  await page.getByLabel('User').waitFor();
  await page.getByRole('tab', { name: 'Tasks' }).click();
  await page.getByText('This user').waitFor();
  assert.equal(await page.evaluate(() => document.documentElement.scrollWidth), 320);
  if (size) await page.setViewportSize(size);
});

test('the panel can be left out', async () => {
  /** @type {string[]} */
  const asked = [];
  const note = (/** @type {import('playwright').Request} */ request) => {
    asked.push(new URL(request.url()).pathname);
  };
  fixture.page.on('request', note);
  await fixture.open('?panel=off&user=2');
  fixture.page.off('request', note);
  await fixture.page.locator('select[name="user"] option').nth(1).waitFor({ state: 'attached' });
  assert.equal(await fixture.page.locator('select[name="user"]').inputValue(), '2');
  assert.equal(await fixture.page.getByRole('complementary').count(), 0);
  assert.ok(!asked.includes('/simulator/events'));
  assert.deepEqual(fixture.errors, []);
});

test('the focus in the panel stays while the portal changes', async () => {
  const { page, portal } = fixture;
  await fixture.open();
  await page.locator('summary', { hasText: 'Acceptance of the sample room' }).focus();
  await page.keyboard.press('Enter');
  await page.getByText('Parameters').waitFor();
  await call(portal, 'bizproc.task.complete', { TASK_ID: 105, STATUS: 1 });
  await page.getByText('Yes', { exact: true }).nth(1).waitFor();
  assert.ok(await page.getByText('Parameters').isVisible());
  assert.match(
    await page.evaluate(() => document.activeElement?.textContent ?? ''),
    /Acceptance of the sample room/,
  );
});

test('the settings open another user, placement and language', async () => {
  const { page } = fixture;
  await fixture.open();
  await page.getByLabel('User').selectOption('2');
  await page.waitForURL(/user=2/);
  await page.getByLabel('Language').selectOption('ru');
  await page.waitForURL(/lang=ru/);
  await page.getByRole('heading', { name: 'Мебель для гостиницы «Аврора»' }).waitFor();
  // The tabs are shown again when the state of the portal arrives.
  await page.locator('select[name="user"] option').first().waitFor({ state: 'attached' });
  await page.getByRole('tab', { name: 'История' }).click();
  assert.equal(await page.locator('#pane-app').isVisible(), false);
  assert.deepEqual(fixture.errors, []);
});

test('the page shows unknown outcomes', async () => {
  await fixture.page.goto(`${fixture.portal.url}/?placement=NOWHERE`);
  await fixture.page.getByRole('alert').getByText('No placement NOWHERE').waitFor();
});

test('the official SDK works in the frame, with a token refresh', async () => {
  const bundle = await build({
    stdin: {
      contents: `import { initializeB24Frame } from '@bitrix24/b24jssdk';
        window.openFrame = initializeB24Frame;`,
      resolveDir: import.meta.dirname,
    },
    bundle: true,
    write: false,
    format: 'iife',
    logLevel: 'silent',
  });
  const frame = await fixture.open();
  await frame.addScriptTag({ content: bundle.outputFiles[0]?.text ?? '' });
  fixture.portal.fault({ kind: 'expire-tokens', method: 'bizproc.task.complete' });
  const done = await frame.evaluate(async () => {
    const b24 = await /** @type {any} */ (window).openFrame();
    const params = { TASK_ID: 106, STATUS: 3, COMMENT: 'Fine' };
    const reply = await b24.actions.v2.call.make({ method: 'bizproc.task.complete', params });
    const refused = await b24.actions.v2.call
      .make({ method: 'bizproc.task.complete', params })
      .catch((/** @type {any} */ error) => error.code);
    await b24.parent.resizeWindow(500, 640);
    return { result: reply.getData().result, refused, placement: b24.placement.title };
  });
  assert.deepEqual(done, {
    result: true,
    refused: 'ERROR_TASK_COMPLETED',
    placement: 'CRM_DEAL_DETAIL_TAB',
  });
  assert.equal(fixture.portal.tasks().find(({ ID }) => ID === 106)?.outcome?.comment, 'Fine');
  assert.equal(await frame.evaluate(() => innerHeight), 640);
});
