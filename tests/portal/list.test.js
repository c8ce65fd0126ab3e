import assert from 'node:assert/strict';
import { after, before, beforeEach, test } from 'node:test';
import { startPortal } from '../../www/portal/index.js';
import { task } from './call.js';

/** @type {import('../../www/portal/index.js').RunningPortal} */
let portal;

before(async () => {
  portal = await startPortal();
});

beforeEach(() => portal.reset(Array.from({ length: 120 }, (_, index) => task(index + 1, 1))));

after(() => portal.stop());

/**
 * @param {Record<string, unknown>} [params]
 * @param {number} [user]
 */
async function list(params = {}, user = 1) {
  const response = await fetch(`${portal.webhook(user)}bizproc.task.list`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(params),
  });
  return response.json();
}

/** @param {{ result: { ID: string }[] }} reply */
const ids = ({ result }) => result.map(({ ID }) => Number(ID));

test('pages have 50 rows, the newest first', async () => {
  const first = await list();
  assert.deepEqual([first.result.length, first.next, first.total], [50, 50, 120]);
  assert.equal(first.result[0].ID, '120');
  const last = await list({ start: 100 });
  assert.deepEqual([last.result.length, last.next, last.total], [20, undefined, 120]);
});

test('start is lower case, rounded down to a page, and returns page 1 beyond the end', async () => {
  assert.equal((await list({ START: 50 })).result[0].ID, '120');
  assert.equal((await list({ start: 75 })).result[0].ID, '70');
  assert.equal((await list({ start: 5000 })).result[0].ID, '120');
  const fast = await list({ start: -1 });
  assert.deepEqual([fast.result.length, fast.next, fast.total], [50, undefined, 0]);
});

test('filters support upper-case keys and a few operators, and ignore the rest', async () => {
  assert.deepEqual(ids(await list({ FILTER: { ID: 7 } })), [7]);
  assert.deepEqual(ids(await list({ filter: { ID: ['7', 9] } })), [9, 7]);
  assert.deepEqual(ids(await list({ FILTER: { '>=ID': 119 } })), [120, 119]);
  assert.deepEqual(ids(await list({ FILTER: { '<ID': 3 } })), [2, 1]);
  assert.equal((await list({ FILTER: { '!ID': [1, 2] } })).total, 118);
  assert.equal((await list({ FILTER: { NAME: 'Task 8' } })).total, 1);
  for (const dropped of ['id', '=ID', '!=ID', 'SOMETHING']) {
    assert.equal((await list({ FILTER: { [dropped]: 7 } })).total, 120, dropped);
  }
});

test('rows are sorted by ORDER', async () => {
  assert.equal((await list({ ORDER: { id: 'asc' } })).result[0].ID, '1');
  assert.equal((await list({ order: { NAME: 'DESC' } })).result[0].NAME, 'Task 99');
  const byDate = await list({ ORDER: { MODIFIED: 'desc' }, SELECT: ['ID'] });
  assert.ok('MODIFIED' in byDate.result[0] && 'MODIFIED_X1' in byDate.result[0]);
});

test('users see their own tasks, managers those of their subordinates, administrators all', async () => {
  portal.reset([task(1, 1), task(2, 2), task(3, 3), task(4, 9)]);
  assert.deepEqual(ids(await list()), [1]);
  assert.equal((await list({ FILTER: { USER_ID: 2 } })).error, 'ACCESS_DENIED');
  assert.deepEqual(ids(await list({ FILTER: { USER_ID: 1 } }, 2)), [1]);
  assert.equal((await list({ FILTER: { USER_ID: 9 } }, 2)).error, 'ACCESS_DENIED');
  assert.deepEqual(ids(await list({}, 2)), [2]);
  assert.deepEqual(ids(await list({}, 3)), [4, 3, 2, 1]);
});

test('an administrator gets a row per participant only when participants are selected', async () => {
  portal.reset([task(1, 1), task(1, 2)]);
  assert.equal((await list({ SELECT: ['ID'] }, 3)).total, 1);
  assert.equal((await list({ SELECT: ['ID', 'USER_ID'] }, 3)).total, 2);
});

test('tasks of a deleted template are missing where its name is selected', async () => {
  const deleted = { WORKFLOW_TEMPLATE_ID: 8, WORKFLOW_TEMPLATE_NAME: null };
  portal.reset([task(1, 1, deleted), task(2, 1, { WORKFLOW_TEMPLATE_NAME: 'Invoices' })]);
  assert.deepEqual(ids(await list({ SELECT: ['ID', 'WORKFLOW_TEMPLATE_ID'] })), [2, 1]);
  const named = await list({ SELECT: ['ID', 'WORKFLOW_TEMPLATE_NAME'] });
  assert.deepEqual([ids(named), named.total], [[2], 1]);
});

test('values arrive as text, missing ones as null, documents with their address', async () => {
  portal.reset([task(5, 1, { OVERDUE_DATE: '31.01.2025 10:20:30' })], {
    serverTz: 'Europe/Moscow',
  });
  const { result } = await list({ SELECT: ['ID', 'STATUS', 'OVERDUE_DATE', 'MODIFIED'] });
  assert.deepEqual(result[0], {
    ENTITY: 'CCrmDocumentDeal',
    DOCUMENT_ID: 'DEAL_77',
    ID: '5',
    STATUS: '0',
    OVERDUE_DATE: '2025-01-31T10:20:30+03:00',
    MODIFIED: null,
    DOCUMENT_URL: '/crm/deal/details/77/',
  });
});
