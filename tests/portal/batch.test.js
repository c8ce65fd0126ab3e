import assert from 'node:assert/strict';
import { after, before, beforeEach, test } from 'node:test';
import { startPortal } from '../../www/portal/index.js';
import { call, task } from './call.js';

/** @type {import('../../www/portal/index.js').RunningPortal} */
let portal;

before(async () => {
  portal = await startPortal();
});

beforeEach(() => portal.reset([task(1, 1), task(2, 1), task(3, 1)]));

after(() => portal.stop());

/**
 * @param {unknown} cmd
 * @param {unknown} [halt]
 */
async function batch(cmd, halt) {
  const { status, body } = await call(portal, 'batch', { cmd, halt });
  assert.equal(status, 200);
  return body.result;
}

test('commands run in order, and their results are in five maps', async () => {
  const result = await batch({
    rows: 'bizproc.task.list?SELECT[0]=ID&ORDER[ID]=ASC',
    bad: 'bizproc.task.complete?TASK_ID=0',
    good: 'bizproc.task.complete?TASK_ID=1&STATUS=3',
  });
  assert.equal(result.result.rows.length, 3);
  assert.equal(result.result.good, true);
  assert.deepEqual(result.result_error, {
    bad: { error: 'ERROR_TASK_VALIDATION', error_description: 'empty TASK_ID' },
  });
  assert.deepEqual(result.result_total, { rows: 3 });
  assert.deepEqual(result.result_next, []);
  assert.deepEqual(Object.keys(result.result_time), ['rows', 'good']);
});

test('lists of commands return lists only if nothing is missing', async () => {
  const dense = await batch(['profile', 'profile']);
  assert.ok(Array.isArray(dense.result));
  const gap = await batch(['nothing', 'profile']);
  assert.deepEqual(Object.keys(gap.result), ['1']);
  assert.ok(Array.isArray(gap.result_error));
});

test('halt ends a batch at the first error, also with the text "false"', async () => {
  const cmd = { a: 'nothing', b: 'profile' };
  assert.ok('b' in (await batch(cmd)).result);
  assert.ok('b' in (await batch(cmd, 0)).result);
  for (const halt of [1, true, 'false']) {
    const { result, result_error: errors } = await batch(cmd, halt);
    assert.deepEqual([result, Object.keys(errors)], [[], ['a']]);
  }
});

test('the 51st command is refused and the first 50 run', async () => {
  const result = await batch([...Array.from({ length: 51 }, () => 'profile'), { method: 'x' }]);
  assert.equal(result.result.length, 50);
  assert.deepEqual(Object.keys(result.result_error), ['50', '51']);
  assert.equal(result.result_error[50].error, 'ERROR_BATCH_LENGTH_EXCEEDED');
});

test('commands that are not text are counted but skipped', async () => {
  const result = await batch({ a: { method: 'profile' }, b: 5, c: 'profile' });
  assert.deepEqual(Object.keys(result.result), ['c']);
  assert.deepEqual(result.result_error, []);
});

test('a batch must not contain a batch', async () => {
  const result = await batch(['batch?cmd[0]=profile']);
  assert.equal(result.result_error[0].error, 'ERROR_BATCH_METHOD_NOT_ALLOWED');
});

test('references are replaced, as whole values or within text, with adjacent characters', async () => {
  const result = await batch({
    me: 'profile',
    one: 'bizproc.task.list?FILTER[ID]=1&SELECT[0]=ID',
    mine: 'bizproc.task.list?FILTER[USER_ID]=$result[me][ID]&SELECT[0]=ID',
    done: 'bizproc.task.complete?TASK_ID=$result[one][0][ID]&STATUS=3&COMMENT=for $result[me][NAME]!',
  });
  assert.equal(result.result_total.mine, 3);
  assert.equal(result.result.done, true);
  assert.equal(portal.tasks().find(({ ID }) => ID === 1)?.outcome?.comment, 'for Nora');
});

test('a comment that looks like a reference is lost', async () => {
  await batch({ a: 'bizproc.task.complete?TASK_ID=1&STATUS=3&COMMENT=$result[x]' });
  await batch({ a: 'bizproc.task.complete?TASK_ID=2&STATUS=3&COMMENT=see $result[x]' });
  const comments = portal.tasks().map(({ outcome }) => outcome?.comment);
  assert.deepEqual(comments, ['', 'see $result[x]', undefined]);
});

test('a reference has a value only in lower case, and ends before null', async () => {
  portal.reset([task(1, 1), task(2, 1, { DESCRIPTION: null })]);
  await batch({
    rows: 'bizproc.task.list?SELECT[0]=DESCRIPTION',
    a: 'bizproc.task.complete?TASK_ID=1&STATUS=3&COMMENT=see $RESULT[rows][0][ID]',
    // The whole row: no text.
    b: 'bizproc.task.complete?TASK_ID=2&STATUS=3&COMMENT=$result[rows][0][DESCRIPTION]',
  });
  const comments = portal.tasks().map(({ outcome }) => outcome?.comment);
  assert.deepEqual(comments, ['see $RESULT[rows][0][ID]', '']);
});

test('a hash cuts a command off, and markup is broken up', async () => {
  const script = encodeURIComponent('<script>');
  await batch({
    a: 'bizproc.task.complete?TASK_ID=1&STATUS=3&COMMENT=one#two',
    b: `bizproc.task.complete?TASK_ID=2&STATUS=3&COMMENT=${script}`,
  });
  assert.equal(portal.tasks()[0]?.outcome?.comment, 'one');
  assert.equal(portal.tasks()[1]?.outcome?.comment, '<s cript>');
});

test('a PHP error in one command ends the whole batch, after earlier commands were executed', async () => {
  const { status, body } = await call(portal, 'batch', {
    cmd: [
      'bizproc.task.complete?TASK_ID=1&STATUS=3',
      'bizproc.task.complete?TASK_ID=2&STATUS=3&FIELDS=x',
    ],
  });
  assert.equal(status, 500);
  assert.match(body, /<html>/);
  assert.equal(portal.tasks()[0]?.USER_STATUS, '3');
});

test('a form body works as well as JSON', async () => {
  const body = new URLSearchParams({
    halt: '0',
    'cmd[list]': 'bizproc.task.list?SELECT%5B0%5D=ID&start=0',
  });
  const response = await fetch(`${portal.webhook(1)}batch.json`, { method: 'POST', body });
  const { result } = await response.json();
  assert.equal(result.result.list.length, 3);
});
