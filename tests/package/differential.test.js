// Random tasks and values, as forms produce them, with package and simulator: the stored value has the intended
// meaning, or there is an issue. CASES=100000 runs more of them, SEED=7 others.
import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { isDeepStrictEqual } from 'node:util';
import { BizprocError, connect, parseTask } from 'bizproc-tasks';
import { bx24, sdk } from './bridges.js';
import { happens, integer, KINDS, MODULES, pick } from './form-values.js';
import { readingOf } from './oracle.js';
import { openPortal } from './portal-without-network.js';

/** @typedef {import('./form-values.js').Environment} Environment */

/**
 * The value of a field, and the stored value: `null` if an issue must refuse it, `undefined` if the document does not
 * know the type and the old value stays. `warning`: the code of the only warning about it.
 *
 * @typedef {{ value: unknown, expected: string | string[] | null | undefined, warning?: string }} Answer
 */

const CASES = Number(process.env.CASES ?? 1_000);
const ZONES = ['UTC', 'Europe/Moscow', 'America/New_York', 'Asia/Kolkata', 'Pacific/Auckland'];

const portal = openPortal();
const { webhook } = portal;
const connections = [{ webhook }, bx24(webhook), sdk(webhook)].map((connection) =>
  connect(/** @type {any} */ (connection)),
);
const zone = process.env.TZ;

after(() => {
  if (zone === undefined) delete process.env.TZ;
  else process.env.TZ = zone;
});

test(`stored values have the intended meaning, in ${CASES} random tasks`, {
  timeout: 2 ** 31 - 1,
}, async () => {
  for (let index = 0; index < CASES; index++) {
    process.env.TZ = pick(ZONES);
    const env = { serverTz: pick(ZONES), userTz: pick(ZONES), culture: pick(['eu', 'us']) };
    const module = pick(MODULES);
    const fields = Array.from({ length: integer(1, 5) }, (_, place) => makeField(module, place));
    const stored = fields.map(({ stored }) => stored);
    portal.reset([/** @type {any} */ (makeTask(module, stored))], /** @type {any} */ (env));
    const row = await readRow();
    const task = parseTask(row);
    const answers = fields.map((field, place) => makeAnswer(field, task.fields[place], env));
    const given = Object.fromEntries(
      answers.map(({ value }, place) => [stored[place]?.Name, value]),
    );
    const completion = { taskId: 12, status: pick(['ok', 3, 1, 'yes']), fields: given };
    const via = integer(0, 2);
    const about = () =>
      JSON.stringify(
        { index, TZ: process.env.TZ, env, module, via, stored, answers },
        (_, value) => {
          if (typeof value === 'bigint') return `${value}n`;
          return value?.length > 1_000 ? `${value.slice(0, 100)}…` : value;
        },
      );
    const same = (/** @type {unknown} */ actual, /** @type {unknown} */ expected, what = '') => {
      if (!isDeepStrictEqual(actual, expected))
        assert.deepEqual(actual, expected, `${what}: ${about()}`);
    };
    const bad = answers.flatMap(({ expected }, place) =>
      expected === null ? [stored[place]?.Name] : [],
    );
    /** @type {any} */
    let result;
    /** @type {unknown} */
    let error;
    try {
      result = await connections[via]?.completeTask(/** @type {any} */ (completion), { task });
    } catch (thrown) {
      error = thrown;
    }
    const [after] = portal.tasks();
    if (bad.length) {
      if (!(error instanceof BizprocError)) throw new Error(about(), { cause: error });
      same(error.code, 'INVALID_COMPLETION');
      const places = error.issues.filter(({ severity }) => severity === 'error');
      const paths = new Set(places.map(({ path }) => path[1]));
      same([...paths], bad, JSON.stringify(error.issues));
      same(after?.outcome, null);
      continue;
    }
    same(error, undefined, String(error));
    const outcome = /** @type {any} */ (after?.outcome);
    for (const [place, { expected, warning }] of answers.entries()) {
      const { Name, Multiple } = stored[place] ?? {};
      const reported = result.warnings.filter((/** @type {any} */ { path }) => path[1] === Name);
      const codes = reported.map((/** @type {any} */ { code }) => code);
      same(codes, warning ? [warning] : [], Name);
      const shown = row.PARAMETERS.Fields[place];
      const value = outcome.variables[/** @type {string} */ (Name)];
      if (expected === undefined) {
        same(value, undefined, Name);
        continue;
      }
      const read = (/** @type {unknown} */ item) =>
        readingOf(shown, item, outcome.files, /** @type {any} */ (env));
      const actual = Multiple ? Object.values(value ?? []).map(read) : read(value);
      same(actual, expected, Name);
    }
  }
});

/** @param {string} type @param {string} module */
const isKnown = (type, module) =>
  Object.values(KINDS).some(({ types }) => types[type]?.includes(module));

/** @param {string} module @param {number} place */
function makeField(module, place) {
  // Sometimes a type that the document does not know.
  const isUnknownType = happens(0.02);
  const known = Object.values(KINDS).flatMap((kind) => {
    const types = Object.entries(kind.types);
    const own = types.filter(([type, modules]) =>
      isUnknownType ? !isKnown(type, module) : modules.includes(module),
    );
    return own.length ? [{ kind, types: own }] : [];
  });
  const { kind, types } = pick(known);
  const isMultiple = happens(0.3);
  const options = kind.options?.() ?? null;
  const defaults = Array.from({ length: isMultiple ? integer(1, 3) : 1 }, () =>
    kind.stored?.(options),
  ).flatMap((sample) => sample ?? []);
  const hasDefault = happens(0.3) && defaults.length > 0;
  return {
    kind,
    isUnknownType,
    /** The meaning of the default. */
    expected: hasDefault ? defaults.map(({ expected }) => /** @type {string} */ (expected)) : [],
    stored: {
      // A field that is stored with its name first is lost (server-rules.md, section 5).
      Title: `Field ${place}`,
      Name: `f${place}`,
      Type: pick(types)[0],
      Multiple: isMultiple,
      Required: happens(0.3),
      Options: options,
      Default: hasDefault ? defaults.map(({ value }) => value) : null,
    },
  };
}

/** @param {string} module @param {any[]} fields */
function makeTask(module, fields) {
  const document = [module, 'Document', '17'];
  return {
    ID: 12,
    USER_ID: 1,
    ACTIVITY: pick(['RequestInformationActivity', 'RequestInformationOptionalActivity']),
    USER_STATUS: '0',
    DOCUMENT_ID: document,
    PARAMETERS: {
      DOCUMENT_ID: document,
      DOCUMENT_TYPE: document,
      REQUEST: fields.map((field) => ({
        ...field,
        Default: field.Multiple ? field.Default : (field.Default?.[0] ?? null),
      })),
      ShowComment: 'Y',
      CommentRequired: 'N',
    },
  };
}

/**
 * @param {ReturnType<typeof makeField>} field
 * @param {any} shown The field as the form has it.
 * @param {Environment} env
 * @returns {Answer}
 */
function makeAnswer({ kind, isUnknownType, stored, expected }, shown, env) {
  const { Options, Multiple, Required } = stored;
  const { sample, bad, whole } = kind;
  if (isUnknownType) {
    const { value } = sample(Options, env);
    if (Required) return { value: Multiple ? [value] : value, expected: null };
    return pick([
      { value: undefined, expected: undefined },
      { value: Multiple ? [value] : value, expected: undefined, warning: 'type_not_settable' },
    ]);
  }
  const isLost = kind === KINDS.time;
  if (happens(0.03)) {
    const value = pick(bad);
    return { value: Multiple ? [value] : value, expected: null };
  }
  const unchanged = { expected: Multiple ? expected : (expected[0] ?? 'empty') };
  // Unchanged, or with the value that the form shows.
  if (expected.length && happens(0.4)) {
    if (happens(0.5)) return { value: shown.default, ...unchanged };
    return { value: undefined, expected: Required ? null : unchanged.expected };
  }
  if (happens(0.1)) {
    const nothing =
      kind === KINDS.file
        ? new File([], '')
        : pick([null, '', '  ', ...(expected.length ? [] : [undefined])]);
    const value = Multiple ? pick([[], [nothing], nothing]) : nothing;
    // No value instead of a default means a field that was left out.
    return { value, expected: Required ? null : Multiple ? [] : 'empty' };
  }
  if (isLost && Required) return { value: sample(Options, env).value, expected: null };
  if (!Multiple) return sample(Options, env);
  if (whole && happens(0.2)) return whole(Options);
  const items = Array.from({ length: integer(1, 3) }, () => sample(Options, env));
  return {
    value: items.map(({ value }) => value),
    expected: items.map(({ expected }) => /** @type {string} */ (expected)),
    ...(isLost && { warning: 'type_not_settable' }),
  };
}

async function readRow() {
  const headers = { 'content-type': 'application/json' };
  const body = JSON.stringify({
    SELECT: ['ID', 'ACTIVITY', 'USER_ID', 'USER_STATUS', 'STATUS', 'MODULE_ID', 'PARAMETERS'],
    FILTER: { ID: 12, USER_ID: 1 },
  });
  const url = `${webhook}bizproc.task.list`;
  const response = await fetch(url, { method: 'POST', headers, body });
  return /** @type {any} */ (await response.json()).result[0];
}
