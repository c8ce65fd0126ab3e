import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { Portal } from '../../www/portal/portal.js';
import { answer } from '../../www/portal/rest/index.js';
import { MESSAGES } from '../../www/portal/tasks/messages.js';

/** @typedef {Record<string, any>} Vector */

const ROOT = new URL('../vectors/', import.meta.url);

/**
 * Vectors that the simulator does not support on purpose, with the reason. Less than 1 % of all.
 *
 * @type {Record<string, string>}
 */
const EXCEPTIONS = {
  'file/multiple/[["a.txt","SGVsbG8="],"SGVsbG8="]/form':
    'item 1 comes before item 0 in the body, and a JavaScript object cannot keep that order',
  'file/multiple/[["a.txt","SGVsbG8="],501]/form':
    'item 1 comes before item 0 in the body, and a JavaScript object cannot keep that order',
};

const portal = new Portal([], {}, undefined);
portal.url = 'https://portal.example';
const token = portal.auth.issue(1);

/** The vectors that were compared. @type {Set<string>} */
const ids = new Set();

for (const name of readdirSync(new URL('complete/', ROOT)).sort()) {
  test(`complete/${name}`, async (t) => {
    await compareAll(t, read(`complete/${name}`), runComplete);
  });
}

test('list/rows.json', async (t) => {
  await compareAll(t, read('list/rows.json'), runList);
});

test('exceptions are under 1 % of the vectors', () => {
  for (const id of Object.keys(EXCEPTIONS)) assert.ok(ids.has(id), `no vector ${id}`);
  assert.ok(Object.keys(EXCEPTIONS).length < ids.size / 100);
});

/**
 * @param {import('node:test').TestContext} t
 * @param {Vector[]} vectors
 * @param {(vector: Vector) => Promise<unknown>} run
 */
async function compareAll(t, vectors, run) {
  /** @type {string[]} */
  const different = [];
  let agreeing = 0;
  for (const vector of vectors) {
    ids.add(vector.id);
    const actual = await run(vector);
    const expected = expectedOutcome(vector.outcome);
    try {
      assert.deepEqual(actual, expected);
      agreeing += 1;
      assert.ok(!(vector.id in EXCEPTIONS), `${vector.id} agrees: it is no exception any more`);
    } catch (error) {
      if (vector.id in EXCEPTIONS) continue;
      different.push(
        `${vector.id}\n  expected ${JSON.stringify(expected)}\n  got      ${JSON.stringify(actual)}`,
      );
      if (!(error instanceof assert.AssertionError)) throw error;
    }
  }
  t.diagnostic(
    `${agreeing} of ${vectors.length} agree (${((100 * agreeing) / vectors.length).toFixed(2)} %)`,
  );
  assert.ok(
    different.length === 0,
    `${different.length} differ:\n${different.slice(0, 20).join('\n')}`,
  );
}

/** @param {Vector} vector */
async function runComplete(vector) {
  portal.reset(vector.task ? [vector.task] : [], vector.env ?? {});
  const isJson = vector.delivery === 'json';
  const type = isJson ? 'application/json' : 'application/x-www-form-urlencoded';
  const reply = await post('bizproc.task.complete', vector.body, type);
  const failure = readFailure(reply);
  if (failure) {
    // Files that a failed call stored belong to no task.
    return comparable({ ...failure, files: portal.store.files.all });
  }
  const [task] = portal.tasks();
  return comparable(task?.outcome);
}

/** @param {Vector} vector */
async function runList(vector) {
  portal.reset([vector.task], vector.env ?? {});
  const reply = await post('bizproc.task.list', JSON.stringify(vector.params), 'application/json');
  const failure = readFailure(reply);
  if (failure) return { ...failure, files: [] };
  const { result } = JSON.parse(reply.text);
  return { ok: true, row: result[0] };
}

/**
 * Makes a call for user 1 with the body of a POST, without the network between.
 *
 * @param {string} method
 * @param {string} body
 * @param {string} contentType
 * @returns {Promise<{ status: number, isJson: boolean, text: string }>}
 */
async function post(method, body, contentType) {
  const bytes = Buffer.from(body);
  const entry = portal.requestLog.open(
    { verb: 'POST', url: `/rest/${method}`, method, headers: {}, body: bytes },
    true,
  );
  const call = {
    verb: 'POST',
    method,
    webhook: undefined,
    query: `auth=${token}`,
    contentType,
    authorization: undefined,
    bytes,
    isKnown: true,
    source: '',
  };
  const { status, headers, body: text } = await answer(portal, call, entry);
  const isJson = headers['Content-Type']?.startsWith('application/json') ?? false;
  return { status, isJson, text };
}

/** @param {{ status: number, isJson: boolean, text: string }} reply */
function readFailure({ status, isJson, text }) {
  if (status === 200) return undefined;
  if (!isJson) return { ok: false, status, error: null };
  const body = JSON.parse(text);
  return { ok: false, status, error: body.error, text: body.error_description };
}

/** @param {Vector} outcome */
function expectedOutcome(outcome) {
  if (outcome.ok) return comparable(outcome);
  if (outcome.fatal) return { ok: false, status: 500, error: null, files: outcome.files ?? [] };
  return {
    ok: false,
    status: outcome.httpStatus,
    error: outcome.error,
    text: translate(outcome.error_description),
    files: comparable(outcome.files ?? []),
  };
}

/**
 * Files with a random name differ only in the name.
 *
 * @param {any} value
 */
function comparable(value) {
  return JSON.parse(
    JSON.stringify(value, (key, item) =>
      key === 'name' && /^([0-9a-f]{32}|<random32>)$/.test(item) ? '<random>' : item,
    ),
  );
}

/**
 * The simulator's own text for a translated text.
 *
 * @param {string | null} text
 */
function translate(text) {
  const [, key = '', value = ''] = /^MSG:(\w+)(?:\((.*)\))?$/s.exec(text ?? '') ?? [];
  switch (key) {
    case 'BPAA_ACT_NO_ACTION':
      return MESSAGES.noAction();
    case 'BPRIA_ARGUMENT_NULL':
      return MESSAGES.fieldMissing(value);
    case 'BPDT_INT_INVALID':
      return MESSAGES.intInvalid();
    case 'BPDT_DATE_INVALID':
      return MESSAGES.dateInvalid();
    case 'BPDT_SELECT_INVALID':
      return MESSAGES.selectInvalid();
    case 'BPAA_ACT_COMMENT_ERROR':
    case 'BPRIA_ACT_COMMENT_ERROR':
      return MESSAGES.commentMissing(value.startsWith('MSG:') ? undefined : value);
    default:
      return text ?? '';
  }
}

/**
 * @param {string} path
 * @returns {Vector[]}
 */
function read(path) {
  return JSON.parse(readFileSync(new URL(path, ROOT), 'utf8'));
}
