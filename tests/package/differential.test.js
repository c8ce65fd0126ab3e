// Random tasks and values, as forms make them, through package and simulator: what is stored is what was meant, or an
// issue says what to enter. CASES=100000 runs more of them, SEED=7 others.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { after, before, test } from 'node:test';
import { BizprocError, connect, parseTask, toParams } from 'bizproc-tasks';
import { startPortal } from '../../www/portal/index.js';
import { readingOf } from './meaning.js';

/**
 * A value as a form has it, and the sentence of meaning.js for what it stands for.
 *
 * @typedef {{ value: unknown, meant: string }} Sample
 *
 * @typedef {{
 *   types: string[],
 *   modules?: string[],
 *   options?: () => any,
 *   sample: (options: any) => Sample,
 *   bad: unknown[],
 * }} Kind
 */

const CASES = Number(process.env.CASES ?? 2_000);
const SEED = Number(process.env.SEED ?? 1);
const ZONES = ['UTC', 'Europe/Moscow', 'America/New_York', 'Asia/Kolkata', 'Pacific/Auckland'];
const DOCUMENTS = {
  lists: ['lists', 'BizprocDocument', '2249'],
  crm: ['crm', 'CCrmDocumentDeal', 'DEAL_17'],
};
const DOCUMENT_TYPES = {
  lists: ['lists', 'BizprocDocument', 'iblock_171'],
  crm: ['crm', 'CCrmDocumentDeal', 'DEAL'],
};

// mulberry32: the same seed makes the same cases everywhere.
let state = SEED;
function random() {
  state = (state + 0x6d2b79f5) | 0;
  let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
  mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
  return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
}

/** @param {number} from @param {number} to */
const integer = (from, to) => from + Math.floor(random() * (to - from + 1));
/** @template T @param {readonly T[]} items @returns {T} */
const pick = (items) => /** @type {T} */ (items[integer(0, items.length - 1)]);
/** @param {number} chance */
const happens = (chance) => random() < chance;

/** @param {number} number */
const two = (number) => String(number).padStart(2, '0');

/** @param {number} number @param {number} digits */
function localised(number, digits) {
  const locale = pick(digits ? ['ru', 'de', 'en', 'fr', 'de-CH'] : ['ru', 'fr', 'de-CH']);
  const options = { minimumFractionDigits: digits, maximumFractionDigits: digits };
  return new Intl.NumberFormat(locale, options).format(number);
}

/** @param {string} text @param {string} name */
function file(text, name) {
  const sha1 = createHash('sha1').update(text).digest('hex');
  const base64 = Buffer.from(text).toString('base64');
  const blob = new File([text], name);
  const value = pick([
    blob,
    [name, base64],
    [name, new Blob([text])],
    [`C:\\folder\\${name}`, blob],
  ]);
  return { value, meant: `file ${name} ${sha1}` };
}

const WORDS = [
  'Acme',
  'R&amp;D',
  'O&apos;Brien',
  'a & b',
  '<b>',
  '“ä”',
  'Заметка',
  '😀',
  '0',
  'N',
  '=1+1',
  ' kept ',
];
const words = () => {
  const value = Array.from({ length: integer(1, 4) }, () => pick(WORDS)).join(' ');
  return { value, meant: `text ${value}` };
};

const longText = () => {
  const value = 'long text '.repeat(15_000);
  return { value, meant: `text ${value}` };
};

/** @type {Record<string, Kind>} */
const KINDS = {
  bool: {
    types: ['bool'],
    sample: () =>
      happens(0.5)
        ? { value: pick([true, 'Y', 'on', 1, '1', 'true', 'Yes']), meant: 'yes' }
        : { value: pick([false, 'N', 'off', 0, '0', 'false', 'no']), meant: 'no' },
    bad: ['maybe', 2, 'нет', new Date(0)],
  },
  int: {
    types: ['int'],
    sample: () => {
      const number = integer(-1e6, 1e6) * pick([1, 1, 1_000_003]);
      const value = pick([number, String(number), ` ${number} `, localised(number, 0)]);
      return { value, meant: `number ${number}` };
    },
    bad: ['1.5', 1.5, 'abc', Number.NaN, '1e3', '12,5', '1,234', true],
  },
  double: {
    types: ['double'],
    sample: () => {
      const number = integer(-1e8, 1e8) / 100;
      const value = pick([number, String(number), localised(number, 2)]);
      return { value, meant: `number ${number}` };
    },
    bad: ['abc', Number.NaN, Number.POSITIVE_INFINITY, '1,234', '1.2.3', true],
  },
  option: {
    types: ['select'],
    options: () =>
      pick([
        { Y: 'Ja', N: 'Nein' },
        { 20: 'First', 3: 'Second', '-1': 'None', 1.5: 'Half' },
        { a: 'Alpha', b: 'R & D' },
        ['Zero', 'One', 'Two'],
      ]),
    sample: (options) => {
      const [key, label] = pick(Object.entries(options));
      const forms = [key, label, ` ${label} `, { value: key, label }];
      if (Number.isFinite(Number(key))) forms.push(Number(key));
      if ('Y' in options) forms.push(key === 'Y');
      return { value: pick(forms), meant: `option ${key}` };
    },
    bad: ['pigeon', 99, { a: 1 }],
  },
  date: {
    types: ['date'],
    sample: () => {
      const [year, month, day] = [integer(1902, 2200), integer(1, 12), integer(1, 28)];
      const iso = `${year}-${two(month)}-${two(day)}`;
      const atUtcMidnight = new Date(`${iso}T00:00:00Z`);
      const value = pick([
        iso,
        `${two(day)}.${two(month)}.${year}`,
        `${iso}T23:30:00+03:00`,
        new Date(year, month - 1, day),
        new Date(year, month - 1, day, integer(0, 23), integer(1, 59)),
        atUtcMidnight,
        atUtcMidnight.toJSON(),
      ]);
      return { value, meant: `day ${iso}` };
    },
    bad: [
      1738318830,
      '31/01/2025',
      '2025-02-31',
      'tomorrow',
      '2025-01-30T21:00:00.000Z',
      new Date(Number.NaN),
      new Date(400e12),
    ],
  },
  datetime: {
    types: ['datetime'],
    sample: () => {
      const seconds = integer(-2e9, 7e9);
      const date = new Date(seconds * 1000);
      const [day = '', time = ''] = new Date((seconds + 3 * 3600) * 1000).toISOString().split('T');
      const clock = time.slice(0, 8);
      const forms = [date, date.toISOString(), `${day}T${clock}+03:00`, `${day} ${clock}+03`];
      if (seconds >= 1e9) forms.push(String(seconds));
      return { value: pick(forms), meant: `instant ${seconds}` };
    },
    bad: [
      1738318830000,
      '1738318830000',
      '2025',
      '2025-02-31T10:20Z',
      new Date(Number.NaN),
      new Date(400e12),
    ],
  },
  file: {
    types: ['file'],
    sample: () => file('x'.repeat(integer(1, 200)), pick(['a.txt', 'ä b.pdf'])),
    bad: [
      'SGVsbG8=',
      'https://acme.bitrix24.com/f?id=1',
      501,
      new File([], 'empty.txt'),
      ['a.txt', 'A'],
      ['a.txt', '-_-_'],
    ],
  },
  user: {
    types: ['user'],
    sample: () => {
      const id = integer(1, 9999);
      const name = 'John Smith';
      const value = pick([
        id,
        String(id),
        `user_${id}`,
        `USER_${id}`,
        `${name} [${id}]`,
        { id: String(id), name, position: '' },
        { id, entityId: 'user', title: name },
        { id: `U${id}`, name, provider: 'user' },
      ]);
      return { value, meant: `user ${id}` };
    },
    bad: ['John', 'undefined', 'null', 'NaN', true, 0, -1, '12,13', { name: 'John' }],
  },
  id: {
    types: ['E:EList', 'S:DiskFile'],
    modules: ['lists'],
    sample: () => {
      const id = integer(1, 9999);
      return { value: pick([id, String(id), { id: String(id), name: 'Lamp' }]), meant: `id ${id}` };
    },
    bad: ['Lamp', 0, 'n12', 1.5],
  },
  binding: {
    types: ['UF:crm'],
    modules: ['crm'],
    options: () => ({ CONTACT: 'Y', COMPANY: 'Y', DEAL: 'N', DYNAMIC_136: 'Y' }),
    sample: () => {
      const id = integer(1, 9999);
      const [type, prefix] = pick([
        ['CONTACT', 'C'],
        ['COMPANY', 'CO'],
        ['DYNAMIC_136', 'T88'],
      ]);
      /** @type {unknown[]} */
      const forms = [`${prefix}_${id}`, `${type}_${id}`, { id: `${prefix}_${id}`, title: 'Smith' }];
      if (type !== 'DYNAMIC_136') forms.push({ id, type: type?.toLowerCase() });
      return { value: pick(forms), meant: `binding ${prefix}_${id}` };
    },
    bad: ['D_7', 'DEAL_7', 7, 'Smith'],
  },
  money: {
    types: ['S:Money', 'UF:money'],
    sample: () => {
      const cents = integer(-1e6, 1e6);
      const [amount, currency] = [cents / 100, pick(['USD', 'RUB'])];
      const value = pick([
        `${amount}|${currency}`,
        `${localised(amount, 2)}|${currency}`,
        `${amount} | ${currency.toLowerCase()}`,
      ]);
      return { value, meant: `money ${amount}|${currency}` };
    },
    bad: ['$100', '100|US', true, '1,234|USD'],
  },
  text: {
    types: ['string', 'text'],
    sample: () => (happens(0.005) ? longText() : words()),
    bad: [{ a: 1 }, new Date(0), Symbol('x')],
  },
  address: { types: ['UF:address'], modules: ['crm'], sample: words, bad: [{ a: 1 }, new Date(0)] },
};

/** @type {import('../../www/portal/index.js').RunningPortal} */
let portal;
/** @type {import('bizproc-tasks').Portal} */
let connected;
const zone = process.env.TZ;

before(async () => {
  portal = await startPortal({ tasks: [] });
  connected = connect({ webhook: portal.webhook() });
});

after(async () => {
  if (zone === undefined) delete process.env.TZ;
  else process.env.TZ = zone;
  await portal.stop();
});

test(`what is stored is what was meant, in ${CASES} random tasks`, {
  timeout: 2 ** 31 - 1,
}, async () => {
  for (let index = 0; index < CASES; index++) {
    process.env.TZ = pick(ZONES);
    const env = { serverTz: pick(ZONES), userTz: pick(ZONES), culture: pick(['eu', 'us']) };
    const module = pick(/** @type {const} */ (['lists', 'crm']));
    const fields = Array.from({ length: integer(1, 5) }, (_, place) => makeField(module, place));
    portal.reset([/** @type {any} */ (makeTask(module, fields))], /** @type {any} */ (env));
    const row = await readRow();
    const values = fields.map(makeValue);
    const given = Object.fromEntries(
      values.map(({ value }, place) => [fields[place]?.Name, value]),
    );
    const completion = { taskId: 12, status: pick(['ok', 3, 1, 'yes']), fields: given };
    const about = () => JSON.stringify({ index, TZ: process.env.TZ, env, module, fields, values });
    const bad = values.findIndex(({ meant }) => meant === null);
    /** @type {unknown} */
    let error;
    try {
      await complete(completion, parseTask(row));
    } catch (thrown) {
      error = thrown;
    }
    const [task] = portal.tasks();
    if (bad >= 0) {
      assert.ok(error instanceof BizprocError && error.code === 'INVALID_COMPLETION', about());
      const places = error.issues.filter(({ severity }) => severity === 'error');
      const paths = places.map(({ path }) => path[1]);
      assert.ok(paths.includes(fields[bad]?.Name), `${about()}: ${JSON.stringify(error.issues)}`);
      assert.equal(task?.outcome, null, about());
      continue;
    }
    assert.equal(error, undefined, `${about()}: ${error}`);
    const outcome = /** @type {any} */ (task?.outcome);
    for (const [place, field] of fields.entries()) {
      const shown = row.PARAMETERS.Fields[place];
      const stored = outcome.variables[field.Name];
      const read = (/** @type {unknown} */ item) =>
        readingOf(shown, item, outcome.files, /** @type {any} */ (env));
      const said = field.Multiple ? Object.values(stored ?? []).map(read) : read(stored);
      assert.deepEqual(said, values[place]?.meant, `${field.Name}: ${about()}`);
    }
  }
});

/** @param {'lists' | 'crm'} module @param {number} place */
function makeField(module, place) {
  const known = Object.entries(KINDS).filter(
    ([, { modules }]) => modules?.includes(module) ?? true,
  );
  const [kind, { types, options }] = pick(known);
  const isKnown = (/** @type {string} */ type) =>
    !/^(UF|S|E):/.test(type) || type.startsWith('UF:') === (module === 'crm');
  return {
    kind,
    // A field that is stored with its name first is lost (server-rules.md, section 5).
    Title: `Field ${place}`,
    Name: `f${place}`,
    Type: pick(types.filter(isKnown)),
    Multiple: happens(0.3),
    Required: happens(0.3),
    Options: options?.() ?? null,
    Default: null,
  };
}

/** @param {'lists' | 'crm'} module @param {object[]} fields */
function makeTask(module, fields) {
  return {
    ID: 12,
    USER_ID: 1,
    ACTIVITY: pick(['RequestInformationActivity', 'RequestInformationOptionalActivity']),
    USER_STATUS: '0',
    DOCUMENT_ID: DOCUMENTS[module],
    PARAMETERS: {
      DOCUMENT_ID: DOCUMENTS[module],
      DOCUMENT_TYPE: DOCUMENT_TYPES[module],
      REQUEST: fields,
      ShowComment: 'Y',
      CommentRequired: 'N',
    },
  };
}

/**
 * `meant` is null for what must be refused.
 *
 * @param {ReturnType<typeof makeField>} field
 * @returns {{ value: unknown, meant: string | string[] | null }}
 */
function makeValue({ kind, Options, Multiple, Required }) {
  const { sample, bad } = /** @type {Kind} */ (KINDS[kind]);
  if (happens(0.03)) {
    const value = pick(bad);
    return { value: Multiple ? [value] : value, meant: null };
  }
  if (!Required && happens(0.1)) {
    const nothing = kind === 'file' ? new File([], '') : pick([null, '', '  ', undefined]);
    return {
      value: Multiple ? pick([[], [nothing], nothing]) : nothing,
      meant: Multiple ? [] : 'empty',
    };
  }
  if (!Multiple) return sample(Options);
  const items = Array.from({ length: integer(1, 3) }, () => sample(Options));
  return { value: items.map(({ value }) => value), meant: items.map(({ meant }) => meant) };
}

async function readRow() {
  const body = JSON.stringify({
    SELECT: ['ID', 'ACTIVITY', 'USER_ID', 'USER_STATUS', 'STATUS', 'MODULE_ID', 'PARAMETERS'],
    FILTER: { ID: 12, USER_ID: 1 },
  });
  return (await post('bizproc.task.list', body)).result[0];
}

/** As a form, which is what the package sends, or as the SDK would send it: as JSON. @param {any} completion @param {any} task */
async function complete(completion, task) {
  const params = happens(0.5) ? toParams(completion, task) : null;
  if (!params || /** @type {any} */ (Object.values(params.FIELDS ?? {})).flat(2).some(isBlob))
    return connected.completeTask(completion, { task });
  const reply = await post('bizproc.task.complete', JSON.stringify(params));
  assert.equal(reply.error, undefined, JSON.stringify(reply));
  return reply;
}

/** @param {unknown} value */
const isBlob = (value) => value instanceof Blob;

/** @param {string} method @param {string} body */
async function post(method, body) {
  const headers = { 'content-type': 'application/json' };
  const response = await fetch(portal.webhook() + method, { method: 'POST', headers, body });
  return response.json();
}
