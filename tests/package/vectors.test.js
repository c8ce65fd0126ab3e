// Compares the package with all vectors of the server. The sent values must be stored with the intended meaning. The
// package must refuse, convert or warn of values that the server refuses, stores as junk or clears.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { after, before, test } from 'node:test';
import { isDeepStrictEqual } from 'node:util';
import { BizprocError, connect, parseTask, toParams, validateCompletion } from 'bizproc-tasks';
import { installClock } from '../browser/clock.js';
import { isEquivalent } from './oracle.js';
import { openPortal } from './portal-without-network.js';

/** @typedef {Record<string, any>} Vector */
/** @typedef {import('bizproc-tasks').Issue} Issue */

const ROOT = new URL('../vectors/', import.meta.url);

/**
 * Cases that no client can improve, with the reason.
 *
 * @type {[RegExp, string][]}
 */
const EXCEPTIONS = [
  [
    /^(save-variables\/cancel-|status\/RIOA\/("?4|4\.0|"[Cc]ancel)|file\/stored-even-when-cancelled\/)/,
    'whether a refusal writes the fields, and requires them, is set in the workflow, and no row contains it',
  ],
  [/^file\/storage-refuses\//, 'the portal keeps no files, and says nothing'],
  [/^request-quirks\/name-before-title\//, 'no row shows that the field is stored under its title'],
  [
    /^doc-type\/crm\/UF:address\/.*&amp;amp; /,
    'an address that is escaped throughout is taken for what toParams has escaped',
  ],
];

/**
 * Cases that the package refuses although the server stores them well, with the reason. Matched with the vector's id
 * and params.
 *
 * @type {[RegExp, string][]}
 */
const STRICTER = [
  [/\/multiple(-required)?\/\{"/, 'a map is no list'],
  [/ \[-?\d+\]"/, 'dates as the platform writes them down for itself'],
  [/"\d{1,2}\/\d{1,2}\/\d{4}/, 'dates with slashes, which have the day first or the month'],
  [/"(\d\.\d\.\d{4}"|\d\d\.\d\d?\.\d\d"|[\d.]+ [\d:]+ am"|2025-1-5")/, 'dates that are cut short'],
  [/^date\/date\/.*\.\d{3}Z"/, 'JSON of a Date, whose day depends on the time zone of the browser'],
  [
    /^(type\/user|doc-type\/lists\/S:employee)\/[\w-]+\/("(text|null|x|U1)"|\["a","b"\])/,
    'words that name no user and no group',
  ],
  [/^date\/date\/.*"\d{10}"/, 'seconds, which name a moment and no day'],
  [/\+03"|\+99:00"|"0001-01-01/, 'zones and years that there are not'],
  [
    /^file\/[\w-]+\/("SGV|"QUFB|\[("",|null,|\d,|\[.*\],"SGV)|\{"[0n])/,
    'a file is a name and content',
  ],
  [/^request-quirks\/numeric-name-list\//, 'a list names no fields'],
  [/^keys\/twice\//, 'which of the two is meant is not guessed'],
  [/^type\/(int|double)\/single\/("1e3"|"5\.")/, 'numbers that are cut short'],
];

const portal = openPortal();
const connected = connect({ webhook: portal.webhook });

// A completion whose reply may be an echo's is looked up after pauses, which nothing here is about.
let restoreClock = () => {};
before(() => {
  restoreClock = installClock();
});
after(() => restoreClock());

test('accepted values are stored with their meaning, other values are refused', async () => {
  /** @type {Record<string, Record<string, number>>} */
  const table = {};
  /** @type {string[]} */
  const wrong = [];
  /** @type {Set<unknown>} */
  const needed = new Set();
  for (const name of readdirSync(new URL('complete/', ROOT)).sort()) {
    for (const vector of read(`complete/${name}`)) {
      if (vector.delivery !== 'json') continue;
      const { verdict, why, lost } = await evaluate(vector);
      const key = `${vector.id} ${JSON.stringify(vector.params)}`;
      const reasons = lost ? EXCEPTIONS : verdict === 'strict' ? STRICTER : [];
      const reason = reasons.find(([pattern]) => pattern.test(key));
      if (reason) needed.add(reason);
      table[vector.group] ??= {
        vectors: 0,
        right: 0,
        refused: 0,
        corrected: 0,
        warned: 0,
        strict: 0,
        excepted: 0,
        wrong: 0,
      };
      const counts = table[vector.group] ?? {};
      const column = verdict === 'wrong' && reason ? 'excepted' : verdict;
      counts.vectors = (counts.vectors ?? 0) + 1;
      counts[column] = (counts[column] ?? 0) + 1;
      if (['wrong', 'strict'].includes(verdict) && !reason) wrong.push(`${vector.id}\n  ${why}`);
    }
  }
  console.table(table);
  for (const reason of [...EXCEPTIONS, ...STRICTER])
    assert.ok(needed.has(reason), `not needed any more: ${reason}`);
  assert.ok(wrong.length === 0, `${wrong.length} went wrong:\n${wrong.slice(0, 20).join('\n')}`);
});

test('completing an unchanged form keeps all values that can be kept', async () => {
  /** @type {string[]} */
  const wrong = [];
  const counts = { rows: 0, kept: 0, warned: 0, 'not completed': 0 };
  for (const vector of read('list/rows.json')) {
    if (!vector.outcome.ok) continue;
    counts.rows++;
    assert.equal(parseTask(vector.outcome.row).id, Number(vector.outcome.row.ID), vector.id);
    const row = await openTask(vector);
    const task = parseTask(row);
    const status = task.answers[0]?.status;
    const given = task.fields.filter(({ required, type }) => required && type !== 'file');
    const fields = Object.fromEntries(given.map((field) => [field.id, field.default]));
    const isDue = status && task.comment.requiredFor.includes(status);
    const params = {
      TASK_ID: task.id,
      STATUS: status,
      ...(isDue && { COMMENT: 'Seen' }),
      FIELDS: fields,
    };
    if (!given.length) delete (/** @type {any} */ (params).FIELDS);
    const issues = validateCompletion(params, task);
    if (issues.some(({ severity }) => severity === 'error')) {
      counts['not completed']++;
      const isDone = !task.open || issues.every(({ code }) => code === 'value_required');
      if (!isDone) wrong.push(`${vector.id}\n  ${formatIssues(issues)}`);
      continue;
    }
    const outcome = await complete(() =>
      connected.completeTask(/** @type {any} */ (params), { task }),
    );
    const found = problems({ ...vector, outcome: {} }, params, row, outcome, issues);
    if (found.length) wrong.push(`${vector.id}\n  ${found.join('; ')}`);
    else if (problems({ ...vector, outcome: {} }, params, row, outcome, []).length) counts.warned++;
    else counts.kept++;
  }
  console.table([counts]);
  assert.ok(wrong.length === 0, `${wrong.length} went wrong:\n${wrong.slice(0, 20).join('\n')}`);
});

/**
 * @param {Vector} vector
 * @returns {Promise<{ verdict: 'right' | 'corrected' | 'warned' | 'refused' | 'strict' | 'wrong', why?: string, lost?: boolean }>}
 *   `lost`: it was accepted and sent, and something of it was lost
 */
async function evaluate(vector) {
  const params = revive(vector.params);
  const row = await openTask(vector);
  if (row?.ID === '0') {
    assert.throws(() => parseTask(row), { kind: 'usage' });
    return { verdict: 'refused' };
  }
  const task = row && parseTask(row);
  if (Array.isArray(params) || typeof params !== 'object' || params === null) {
    assert.throws(() => validateCompletion(params, task), { kind: 'usage' });
    return { verdict: 'refused' };
  }
  const issues = validateCompletion(params, task);
  const blocking = issues.filter(({ severity }) => severity === 'error');
  const problemsAsGiven = problems(vector, params, row, vector.outcome, []);
  if (blocking.length) {
    if (!throws(() => toParams(params, task)))
      return wrong(`refused, but toParams is not: ${formatIssues(issues)}`);
    return { verdict: problemsAsGiven.length ? 'refused' : 'strict', why: formatIssues(issues) };
  }

  let sent;
  try {
    sent = toParams(params, task);
  } catch (error) {
    return wrong(`accepted, but toParams is not: ${error}`);
  }
  // The output of a form's schema is passed to completeTask, which validates it again.
  const again = sendAgain(sent, task);
  if (!isDeepStrictEqual(again, sent))
    return wrong(`${JSON.stringify(sent)} became ${JSON.stringify(again)} when sent through again`);
  const body = JSON.stringify(sent);
  const asJson = await complete(() => post('bizproc.task.complete', body));
  portal.reset(vector.task ? [vector.task] : [], vector.env ?? {});
  const asForm = await complete(() =>
    connected.completeTask(params, task ? { task } : { lookup: false }),
  );
  if (!row && !asJson.ok && !asForm.ok) return { verdict: 'refused' };

  const found = [
    ...problems(vector, params, row, asJson, issues).map((problem) => `JSON: ${problem}`),
    ...problems(vector, params, row, asForm, issues).map((problem) => `form: ${problem}`),
  ];
  if (found.length) {
    const reported = issues.length ? ` | ${formatIssues(issues)}` : '';
    return { ...wrong(`${found.join('; ')} | sent ${body}${reported}`), lost: true };
  }
  if (problems(vector, params, row, asJson, []).length) return { verdict: 'warned' };
  return { verdict: problemsAsGiven.length ? 'corrected' : 'right' };
}

/**
 * @param {any} params
 * @param {import('bizproc-tasks').Task} [task]
 */
function sendAgain(params, task) {
  try {
    return toParams(params, task);
  } catch (error) {
    return String(error);
  }
}

/** @param {string} why @returns {{ verdict: 'wrong', why: string }} */
const wrong = (why) => ({ verdict: 'wrong', why });

/** @param {() => unknown} run */
function throws(run) {
  try {
    run();
    return false;
  } catch (error) {
    assert.ok(error instanceof BizprocError && error.issues.length, String(error));
    return true;
  }
}

/** @param {Issue[]} issues */
const formatIssues = (issues) =>
  issues.map(({ code, path, message }) => `${code} at ${path.join('.')}: ${message}`).join(', ');

/**
 * The values of a completion that an outcome has lost without a warning.
 *
 * @param {Vector} vector
 * @param {Record<string, any>} params
 * @param {any} row
 * @param {any} outcome
 * @param {Issue[]} issues
 */
function problems(vector, params, row, outcome, issues) {
  const hasWarning = issues.some(
    ({ code, path }) =>
      code.startsWith('type_') &&
      row?.PARAMETERS?.Fields?.some(
        (/** @type {any} */ { Id, Required }) => Required && path[1] === Id,
      ),
  );
  if (hasWarning && outcome?.error === 'ERROR_TASK_EXECUTION') return [];
  if (!outcome?.ok) return [`${outcome?.error ?? outcome?.httpStatus ?? 'no outcome'}`];
  /** @type {string[]} */
  const found = [];
  /** @type {Record<string, any>} */
  const given = {};
  for (const [name, value] of Object.entries(params)) {
    const upper = name.toUpperCase() === 'TASKID' ? 'TASK_ID' : name.toUpperCase();
    if (!['TASK_ID', 'STATUS', 'COMMENT', 'FIELDS'].includes(upper) && value !== undefined)
      found.push(`${name} was ignored`);
    given[upper] = value;
  }
  const taskId = typeof given.TASK_ID === 'object' ? undefined : String(given.TASK_ID);
  if (taskId?.replace(/^0+/, '') !== String(vector.task.ID))
    found.push(`TASK_ID is not ${vector.task.ID}`);

  const word = ['waiting', 'yes', 'no', 'ok', 'cancel'].indexOf(String(given.STATUS).toLowerCase());
  const number = word > 0 ? word : Number(String(given.STATUS));
  // A request for information has no "yes": the server and the documentation's example mean "ok" by it.
  const isRequest = vector.task.ACTIVITY.startsWith('RequestInformation');
  const status = isRequest && number === 1 ? 3 : number;
  if (outcome.userStatus !== status) found.push(`status ${outcome.userStatus}, not ${status}`);

  const fields = row?.PARAMETERS?.Fields ?? [];
  const comment = readComment(given.COMMENT);
  const hasOwn = fields.some((/** @type {any} */ field) => field.Id === 'task_comment');
  const isNamed = hasOwn && given.COMMENT === undefined;
  if (!isNamed && !comment.includes(outcome.comment))
    found.push(`comment ${JSON.stringify(outcome.comment)} for ${JSON.stringify(given.COMMENT)}`);
  if (isInvisible(outcome.comment) && requiresComment(row, outcome)) found.push('no comment');

  const values = given.FIELDS ?? {};
  if (typeof values !== 'object') found.push(`FIELDS ${JSON.stringify(values)} was ignored`);
  const isUnsaved = outcome.cancel && Object.keys(outcome.variables).length === 0;
  /** @type {Set<string>} */
  const known = new Set();
  for (const [index, field] of fields.entries()) {
    const key = field.Id;
    known.add(key);
    // If two fields have the same id, the last one counts.
    if (fields.findLastIndex((/** @type {any} */ { Id }) => Id === key) !== index) continue;
    const value = Object.hasOwn(values, key) ? values[key] : undefined;
    const isWritten = Object.hasOwn(outcome.variables, key);
    if (isUnsaved) {
      // With a refusal the field keeps its value.
      if (value !== undefined) found.push(`${key} is not written`);
      continue;
    }
    // If the document does not know the type, the old value stays.
    if (!isWritten && value === undefined) continue;
    const stored = outcome.variables[key];
    const asRead = vector.outcome.variables?.[key];
    const isRight = isEquivalent(field, value, stored, {
      files: outcome.files,
      env: vector.env,
      asRead,
    });
    const warnings = issues.filter(({ path }) => path[0] === 'fields' && path[1] === key);
    if (warnings.some(({ code }) => code === 'default_not_kept') && isRight)
      found.push(`${key} (${field.Type}): ${JSON.stringify(stored)} was kept, against the warning`);
    if (!isRight && !warnings.length) {
      const wanted =
        value === undefined
          ? `the default ${JSON.stringify(field.Default)}`
          : JSON.stringify(value);
      found.push(`${key} (${field.Type}): ${JSON.stringify(stored)} for ${wanted}`);
    }
  }
  for (const key of Object.keys(values)) {
    if (!known.has(key) && values[key] !== undefined && !issues.some(({ path }) => path[1] === key))
      found.push(`field ${key} was ignored`);
  }
  return found;
}

/**
 * The possible stored forms of a comment: without surrounding white space, by any definition; an invisible comment may
 * be stored as none.
 *
 * @param {unknown} comment
 * @returns {string[]}
 */
function readComment(comment) {
  if (comment === null || comment === undefined) return [''];
  if (typeof comment !== 'string' && !Number.isFinite(comment)) return [];
  const text = String(comment);
  const ascii = text.replace(/^[ \t\n\r\0\v]+|[ \t\n\r\0\v]+$/g, '');
  return [ascii, text.trim(), ...(isInvisible(text) ? [''] : [])];
}

/** @param {string} text */
const isInvisible = (text) => text.replaceAll('\0', '').replaceAll('\u200b', '').trim() === '';

/**
 * @param {any} row
 * @param {any} outcome
 */
function requiresComment({ ACTIVITY, PARAMETERS }, { approve, cancel }) {
  if (PARAMETERS?.ShowComment !== 'Y') return false;
  const isRefusal = approve === false || cancel === true;
  const forOne = ['ApproveActivity', 'RequestInformationOptionalActivity'].includes(ACTIVITY);
  const rule = isRefusal ? 'YR' : 'YA';
  return PARAMETERS.CommentRequired === 'Y' || (forOne && PARAMETERS.CommentRequired === rule);
}

/**
 * The vector's task as its user sees it.
 *
 * @param {Vector} vector
 */
async function openTask(vector) {
  portal.reset(vector.task ? [vector.task] : [], vector.env ?? {});
  if (!vector.task) return undefined;
  const SELECT = [
    'ID',
    'NAME',
    'ACTIVITY',
    'USER_ID',
    'USER_STATUS',
    'STATUS',
    'MODULE_ID',
    'ENTITY',
    'DOCUMENT_ID',
    'PARAMETERS',
  ];
  const body = JSON.stringify({ SELECT, FILTER: { ID: vector.task.ID, USER_ID: 1 } });
  const { result } = await post('bizproc.task.list', body);
  return result?.[0];
}

/**
 * @param {string} method
 * @param {string} body
 */
async function post(method, body) {
  const headers = { 'content-type': 'application/json' };
  const response = await fetch(portal.webhook + method, { method: 'POST', headers, body });
  return response.json();
}

/**
 * The portal's result of a call.
 *
 * @param {() => Promise<any>} call
 * @returns {Promise<any>}
 */
async function complete(call) {
  const reply = await call().catch((error) => ({ error: error.code ?? String(error) }));
  if (reply.error) return { ok: false, error: reply.error, text: reply.error_description };
  return portal.tasks()[0]?.outcome;
}

/**
 * Values that only JavaScript has.
 *
 * @param {any} value
 * @returns {any}
 */
function revive(value) {
  if (Array.isArray(value)) return value.map(revive);
  if (typeof value !== 'object' || value === null) return value;
  switch (value.$js) {
    case undefined:
      return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, revive(item)]));
    case 'undefined':
      return undefined;
    case 'NaN':
      return Number.NaN;
    case 'Infinity':
      return Number.POSITIVE_INFINITY;
    case 'Date':
      return new Date(value.iso);
    default:
      throw new Error(`unknown ${value.$js}`);
  }
}

/**
 * @param {string} path
 * @returns {Vector[]}
 */
function read(path) {
  return JSON.parse(readFileSync(new URL(path, ROOT), 'utf8'));
}
