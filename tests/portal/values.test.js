import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { startPortal } from '../../www/portal/index.js';
import { call, task } from './call.js';

/** @type {import('../../www/portal/index.js').RunningPortal} */
let portal;

before(async () => {
  portal = await startPortal();
  // A slow machine would need seconds for one test.
  portal.clock.pause();
});

after(() => portal.stop());

const REQUEST = 'RequestInformationActivity';

/**
 * @param {Record<string, unknown>} field
 * @param {string} [module]
 */
function holdField(field, module = 'lists') {
  const FIELD = { Title: 'Field', Name: 'f', ...field };
  const DOCUMENT_TYPE = [module, 'Document', 'type_1'];
  return [task(1, 1, { ACTIVITY: REQUEST, PARAMETERS: { REQUEST: [FIELD], DOCUMENT_TYPE } })];
}

/**
 * The stored value, or the error.
 *
 * @param {Record<string, unknown>} field
 * @param {unknown} value
 * @param {{ module?: string, env?: Partial<import('../../www/portal/index.js').Environment> }} [more]
 */
async function stored(field, value, { module, env } = {}) {
  portal.reset(holdField(field, module), env);
  const params = { TASK_ID: 1, STATUS: 3, FIELDS: { f: value } };
  const { status, body } = await call(portal, 'bizproc.task.complete', params);
  return body.result === true
    ? portal.tasks()[0]?.outcome?.variables.f
    : (body.error_description ?? status);
}

/**
 * The stored value of a post in the format of the portal's own forms.
 *
 * @param {Record<string, unknown>} field
 * @param {string} value
 */
async function storedByForm(field, value) {
  portal.reset(holdField(field));
  const url = `${portal.webhook(1)}bizproc.task.complete`;
  const form = new URLSearchParams({ TASK_ID: '1', STATUS: '3', bpriact_f: value });
  const reply = await (await fetch(url, { method: 'POST', body: form })).json();
  return reply.error_description ?? portal.tasks()[0]?.outcome?.variables.f;
}

/**
 * The default value of a field in the list.
 *
 * @param {Record<string, unknown>} field
 */
async function listed(field) {
  portal.reset(holdField(field));
  const { body } = await call(portal, 'bizproc.task.list', { SELECT: ['PARAMETERS', 'ACTIVITY'] });
  return body.result[0].PARAMETERS.Fields[0];
}

test('numbers and booleans in forms are parsed like those of the web form', async () => {
  for (const [Type, value, expected] of /** @type {const} */ ([
    ['int', '5 000', 5000],
    ['int', '-12', -12],
    ['int', '1-2', 1],
    ['int', '+5', 'The value is not an integer.'],
    ['int', '1.5', 'The value is not an integer.'],
    ['int', '=1+1', '=1+1'],
    ['double', '1 000,50', 1000.5],
    ['double', '0x10', 'The value is not a number.'],
    ['double', '{=Variable:x}', '{=Variable:x}'],
    ['bool', 'Yes', 'Y'],
    ['bool', 'FALSE', 'N'],
    ['bool', 'maybe', 'The value is neither yes nor no.'],
    ['bool', '=1+1', 'The value is neither yes nor no.'],
    ['date', '{{Start}}', '{{Start}}'],
  ])) {
    assert.deepEqual(await storedByForm({ Type }, value), expected, `${Type} ${value}`);
  }
});

test('a field of the type time keeps expressions only', async () => {
  for (const [value, expected] of [
    ['', null],
    ['10:20', null],
    ['junk', null],
    ['{=Variable:T}', '{=Variable:T}'],
    ['{=Document:A > printable , user}', '{=Document:A > printable , user}'],
    ['{= no reference}', null],
    ['{{x}}', '{{x}}'],
    ['=1+1', '=1+1'],
    ['{{=1+1}}', '{{=1+1}}'],
  ]) {
    assert.equal(await stored({ Type: 'time' }, value), expected, String(value));
  }
});

test('documents of processes support the types of lists', async () => {
  const module = 'bizproc';
  for (const Type of [
    'S',
    'T',
    'N',
    'L',
    'B',
    'S:directory',
    'S:UserID',
    'E:EList',
    'N:Sequence',
  ]) {
    assert.equal(await stored({ Type }, 'x', { module }), 'x', Type);
  }
  const date = await stored({ Type: 'S:DateTime' }, '31.01.2025 10:20:30', { module });
  assert.equal(date.$bp, 'DateTime');
  assert.equal(await stored({ Type: 'F' }, ['a.txt', 'SGVsbG8='], { module }), 1001);
  assert.equal(await stored({ Type: 'UF:money' }, 'x', { module }), undefined);
});

test('smart processes support resource booking, and do not decode addresses', async () => {
  const module = 'rpa';
  assert.equal(await stored({ Type: 'UF:resourcebooking' }, 'x', { module }), 'x');
  assert.equal(await stored({ Type: 'UF:address' }, 'R&amp;D', { module }), 'R&amp;D');
  assert.equal(await stored({ Type: 'UF:address' }, 'R&amp;D', { module: 'crm' }), 'R&D');
  assert.equal(await stored({ Type: 'UF:address' }, 'O&apos;Brien', { module: 'crm' }), "O'Brien");
  assert.equal(
    await stored({ Type: 'UF:address' }, '&#39;&#039;', { module: 'crm' }),
    '&#39;&#039;',
  );
});

test('years of two digits up to 69 are in this century', async () => {
  for (const [value, year] of [
    ['31.01.00', 2000],
    ['31.01.69', 2069],
    ['31.01.70', 1970],
    ['31.01.99', 1999],
    ['31.01.0020', 20],
  ]) {
    const { timestamp } = await stored({ Type: 'date' }, value);
    assert.equal(new Date(timestamp * 1000).getUTCFullYear(), year, String(value));
  }
});

test('a NUL in a date is a PHP error', async () => {
  for (const Type of ['date', 'datetime']) {
    assert.equal(await stored({ Type }, '31.01.2025\0'), 500);
    assert.equal(await stored({ Type, Multiple: 'Y' }, ['31.01.2025', '\0']), 500);
  }
});

test('a map is one default value of a multiple field', async () => {
  const map = { a: 'x', b: 'y' };
  assert.deepEqual((await listed({ Type: 'int', Multiple: 'Y', Default: map })).Default, [map]);
  assert.deepEqual((await listed({ Type: 'string', Multiple: 'Y', Default: map })).Default, ['x']);
  assert.deepEqual(
    (await listed({ Type: 'int', Multiple: 'Y', Default: { n0: 1, n1: 2 } })).Default,
    [1, 2],
  );
});

test('a description of null is shown as no text, a missing one as null', async () => {
  assert.equal((await listed({ Type: 'int', Description: null })).Description, '');
  assert.equal((await listed({ Type: 'int' })).Description, null);
});

test('default dates are shown as strtotime reads them', async () => {
  portal.clock.set(Date.UTC(2025, 0, 29, 12, 30));
  for (const [value, expected] of [
    ['31.01.2025', '2025-01-31T00:00:00'],
    ['31-01-2025 10:20', '2025-01-31T10:20:00'],
    ['01/31/2025', '2025-01-31T00:00:00'],
    ['2025-01-31', '2025-01-31T00:00:00'],
    ['2025-01-31 10:20:30', '2025-01-31T10:20:30'],
    ['2025-01-31T10:20:30+03:00', '2025-01-31T07:20:30'],
    ['2025-01-31T10:20:30.123Z', '2025-01-31T10:20:30'],
    ['2025-02-31', '2025-03-03T00:00:00'],
    ['20250131', '2025-01-31T00:00:00'],
    ['31.01.99', '1999-01-31T00:00:00'],
    ['31 January 2025', '2025-01-31T00:00:00'],
    ['Jan 31, 2025 5pm', '2025-01-31T17:00:00'],
    ['now', '2025-01-29T12:30:00'],
    ['today', '2025-01-29T00:00:00'],
    ['tomorrow', '2025-01-30T00:00:00'],
    ['+1 week', '2025-02-05T12:30:00'],
    ['2 days ago', '2025-01-27T12:30:00'],
    ['next month', '2025-03-01T12:30:00'],
    ['friday', '2025-01-31T00:00:00'],
    ['@1738318830', '2025-01-31T10:20:30'],
    ['31/01/2025', '1970-01-01T00:00:00'],
    ['2025-13-01', '1970-01-01T00:00:00'],
    ['31.01.2025 01.02.2025', '1970-01-01T00:00:00'],
    ['soon', '1970-01-01T00:00:00'],
  ]) {
    const { Default } = await listed({ Type: 'datetime', Default: value });
    assert.equal(Default, `${expected}+00:00`, value);
  }
});

test('the users’ offset is the current one, also for dates after a change of clocks', async () => {
  const env = { serverTz: 'Europe/Moscow', userTz: 'Europe/Berlin' };
  const july = async () =>
    (await stored({ Type: 'datetime' }, '2026-07-20T10:00:00', { env })).server;

  // Berlin is two hours behind Moscow in winter, and one in summer.
  portal.clock.set(Date.UTC(2026, 0, 15));
  assert.equal(await july(), '2026-07-20T12:00:00+03:00');
  portal.clock.set(Date.UTC(2026, 6, 15));
  assert.equal(await july(), '2026-07-20T11:00:00+03:00');
  const { body } = await call(portal, 'profile');
  assert.deepEqual([body.result.TIME_ZONE, body.result.TIME_ZONE_OFFSET], ['Europe/Berlin', -3600]);

  // Seconds since 1970 always mean the same instant.
  const seconds = String(Date.UTC(2026, 6, 20, 8) / 1000);
  portal.clock.set(Date.UTC(2026, 0, 15));
  const moment = await stored({ Type: 'datetime' }, seconds, { env });
  assert.equal(moment.server, '2026-07-20T11:00:00+03:00');
  // The text of the portal is one hour wrong: it should be 10:00.
  assert.equal(moment.text, '20.07.2026 09:00:00 [-7200]');

  assert.throws(() => portal.reset([], { ...env, userOffset: 3600 }), /userTz or userOffset/);
  assert.throws(() => portal.reset([], { userTz: 'Mars/Olympus' }), /userTz is not a time zone/);
});
