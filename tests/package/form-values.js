// Random values, as forms produce them, and their meanings: the sentences of oracle.js.
import { createHash } from 'node:crypto';
import { instantOf, zoneOffset } from './oracle.js';

/**
 * `expected` is null for what must be refused. `warning`: the code of the warning that the portal will not keep it.
 *
 * @typedef {{ value: unknown, expected: string | null, warning?: string }} Sample
 *
 * @typedef {{ serverTz: string, userTz: string, culture: string }} Environment
 *
 * @typedef {{
 *   types: Record<string, string[]>,
 *   options?: () => any,
 *   sample: (options: any, env: Environment) => Sample,
 *   bad: unknown[],
 *   stored?: (options: any) => Sample,
 *   whole?: (options: any) => { value: unknown, expected: string[] },
 * }} Kind
 *   `types`: the modules whose documents know each type. `stored`: a default, as a workflow holds it; a kind without it
 *   has none that can be sent back. `whole`: all values of a multiple field at once.
 */

// mulberry32: the same seed makes the same cases everywhere.
let state = Number(process.env.SEED ?? 1);
function random() {
  state = (state + 0x6d2b79f5) | 0;
  let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
  mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
  return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
}

/** @param {number} from @param {number} to */
export const integer = (from, to) => from + Math.floor(random() * (to - from + 1));
/** @template T @param {readonly T[]} items @returns {T} */
export const pick = (items) => /** @type {T} */ (items[integer(0, items.length - 1)]);
/** @param {number} chance */
export const happens = (chance) => random() < chance;

/** @param {number} number */
const two = (number) => String(number).padStart(2, '0');

/** @param {unknown} value */
const any = (value) => `any ${JSON.stringify(value)}`;

/** The value of a text or a file in `FormData`. @param {string | Blob} value */
function inForm(value) {
  const data = new FormData();
  data.append('field', /** @type {any} */ (value));
  return data.get('field');
}

/** @param {number} number @param {number} digits */
function localised(number, digits) {
  const locale = pick(
    digits ? ['ru', 'de', 'en', 'fr', 'de-CH', 'pl'] : ['ru', 'fr', 'de-CH', 'pl'],
  );
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
    inForm(blob),
    [name, base64],
    [name, new Blob([text])],
    [`C:\\folder\\${name}`, blob],
  ]);
  return { value, expected: `file ${name} ${sha1}` };
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
  'two\nlines',
  'a+b%20c',
];
const someWords = () => Array.from({ length: integer(1, 4) }, () => pick(WORDS)).join(' ');
const words = () => {
  const value = someWords();
  return { value, expected: `text ${value}` };
};

const ALL = ['lists', 'crm', 'rpa', 'disk', 'bizproc', 'tasks'];
const LISTS = ['lists', 'bizproc'];
const CRM = ['crm'];
const ITEMS = ['crm', 'rpa'];
const VIRTUAL = ['bizproc'];
export const MODULES = ALL;

const nobody = { name: 'John' };

/** @param {number} seconds The stored instant. @param {Environment} env */
function wallTime(seconds, { serverTz, userTz }) {
  const now = Math.floor(Date.now() / 1000);
  const offset = zoneOffset(now, userTz) - zoneOffset(now, serverTz);
  const clock = seconds + offset + zoneOffset(seconds + offset, serverTz);
  // Not near a change of clocks, where a time exists twice or not at all.
  return instantOf(clock, serverTz) - offset === seconds
    ? new Date(clock * 1000).toISOString().slice(0, 19)
    : undefined;
}

/** Phone numbers, addresses and similar texts, and CRM's maps of them. @param {string} type @param {string[]} texts */
function contact(type, texts) {
  return () => {
    const text = pick(texts);
    const item = { VALUE: text, VALUE_TYPE: 'WORK' };
    return pick([
      { value: text, expected: any(text) },
      { value: inForm(` ${text} `), expected: any(text) },
      { value: item, expected: any(item) },
      { value: { [type]: { n0: item } }, expected: any({ [type]: { n0: item } }) },
    ]);
  };
}

/** @param {string} name @param {string} type @param {string[]} texts @param {unknown[]} bad @returns {Kind} */
const contactKind = (name, type, texts, bad) => ({
  types: { [name]: CRM },
  sample: contact(type, texts),
  bad: [true, new Date(0), { a: 'b' }, { VALUE: true }, ...bad],
  stored: () => {
    const text = pick(texts);
    const map = { [type]: { n0: { VALUE: text, VALUE_TYPE: 'HOME' } } };
    return pick([
      { value: text, expected: any(text) },
      { value: map, expected: any(map) },
    ]);
  },
});

/** @type {Record<string, Kind>} */
export const KINDS = {
  bool: {
    types: { bool: ALL, B: VIRTUAL },
    sample: () =>
      happens(0.5)
        ? { value: pick([true, 'Y', inForm('on'), 1, 1n, '1', 'true', 'Yes']), expected: 'yes' }
        : { value: pick([false, 'N', 'off', 0, '0', 'false', 'no']), expected: 'no' },
    bad: ['maybe', 2, 'нет', new Date(0), { id: '1', name: 'Yes' }],
    stored: () =>
      happens(0.5) ? { value: 'Y', expected: 'yes' } : { value: pick(['N', 'n']), expected: 'no' },
  },
  int: {
    types: { int: ALL, 'N:Sequence': LISTS },
    sample: () => {
      const number = integer(-1e6, 1e6) * pick([1, 1, 1_000_003]);
      const text = String(number);
      const value = pick([number, text, inForm(` ${text} `), localised(number, 0), BigInt(number)]);
      return { value, expected: `number ${number}` };
    },
    bad: ['1.5', 1.5, 'abc', Number.NaN, '1e3', '12,5', '1,234', true, new Date(0), '１２'],
    stored: () => {
      const number = integer(-1e6, 1e6);
      return { value: pick([number, String(number)]), expected: `number ${number}` };
    },
  },
  double: {
    types: { double: ALL, N: VIRTUAL },
    sample: () => {
      const scale = pick([100, 100, 1, 1e9]);
      const number = integer(-1e8, 1e8) / scale;
      const forms = [number];
      if (scale === 100) forms.push(.../** @type {any} */ ([String(number), localised(number, 2)]));
      return { value: pick(forms), expected: `number ${number}` };
    },
    bad: ['abc', Number.NaN, Number.POSITIVE_INFINITY, '1,234', '1.2.3', true, '12,34,567', '١٢'],
    stored: () => {
      const number = integer(-1e6, 1e6) / 100;
      return { value: pick([number, String(number)]), expected: `number ${number}` };
    },
  },
  option: {
    types: { select: ALL, L: VIRTUAL },
    options: () =>
      pick([
        { Y: 'Ja', N: 'Nein' },
        { 20: 'First', 3: 'Second', '-1': 'None', 1.5: 'Half' },
        { a: 'Alpha', b: 'R & D' },
        ['Zero', 'One', 'Two'],
      ]),
    sample: (options) => {
      const [key, label] = pick(Object.entries(options));
      const forms = [key, inForm(key), label, ` ${label} `, { value: key, label }];
      if (Number.isFinite(Number(key))) forms.push(Number(key));
      if ('Y' in options) forms.push(key === 'Y');
      return { value: pick(forms), expected: `option ${key}` };
    },
    bad: ['pigeon', 99, { a: 1 }, 'on', new Date(0)],
    stored: (options) => {
      const key = pick(Object.keys(options));
      return { value: key, expected: `option ${key}` };
    },
  },
  date: {
    types: { date: ALL, 'UF:date': CRM, 'S:Date': VIRTUAL },
    sample: () => {
      const [year, month, day] = [integer(1902, 2200), integer(1, 12), integer(1, 28)];
      const iso = `${year}-${two(month)}-${two(day)}`;
      const valueAsDate = new Date(`${iso}T00:00:00Z`);
      const value = pick([
        iso,
        inForm(iso),
        `${two(day)}.${two(month)}.${year}`,
        `${iso}T23:30:00+03:00`,
        `${iso}T23:30`,
        `${iso} 00:10:20`,
        new Date(year, month - 1, day),
        new Date(year, month - 1, day, integer(0, 23), integer(1, 59)),
        valueAsDate,
        JSON.parse(JSON.stringify(valueAsDate)),
      ]);
      return { value, expected: `day ${iso}` };
    },
    bad: [
      1738318830,
      Date.UTC(2025, 0, 31),
      '31/01/2025',
      '1/31/25',
      '2025-02-31',
      '2025-01',
      '2025-W05',
      'tomorrow',
      '2025-01-30T21:00:00.000Z',
      new Date(Number.NaN),
      new Date(400e12),
      true,
    ],
    stored: () => {
      const iso = `${integer(1972, 2100)}-${two(integer(1, 12))}-${two(integer(1, 28))}`;
      return { value: iso, expected: `day ${iso}` };
    },
  },
  datetime: {
    types: { datetime: ALL, 'S:DateTime': VIRTUAL },
    sample: (_, env) => {
      const seconds = integer(-2e9, 7e9);
      const date = new Date(seconds * 1000);
      const [day = '', time = ''] = new Date((seconds + 3 * 3600) * 1000).toISOString().split('T');
      const clock = time.slice(0, 8);
      const forms = [date, date.toISOString(), `${day}T${clock}+03:00`, `${day} ${clock}+03`];
      if (seconds >= 1e9) forms.push(String(seconds));
      // On the user's clock: docs/fields.md describes the conversion by the portal.
      const wall = wallTime(seconds, env);
      if (wall && wall >= '1902' && happens(0.4))
        return {
          value: pick([wall, inForm(wall), wall.replace('T', ' '), `${wall}.5`]),
          expected: `instant ${seconds}`,
        };
      return { value: pick(forms), expected: `instant ${seconds}` };
    },
    bad: [
      1738318830000,
      1738318830,
      '1738318830000',
      '2025',
      '10:20',
      '2025-02-31T10:20Z',
      '2025-01-31T24:00',
      new Date(Number.NaN),
      new Date(400e12),
      true,
    ],
    stored: () => {
      const timestamp = integer(1e8, 4e9);
      return { value: { $bp: 'DateTime', timestamp, offset: 0 }, expected: `instant ${timestamp}` };
    },
  },
  time: {
    types: { time: ALL },
    sample: () => ({
      value: pick(['10:20', inForm('23:59'), '00:00:30', '9:30'.padStart(5, '0')]),
      expected: 'empty',
      warning: 'type_not_settable',
    }),
    bad: ['25:00', '10', new Date(Date.UTC(1970, 0, 1, 10, 20)), 37_200_000, true],
  },
  file: {
    types: { file: ALL, F: VIRTUAL },
    sample: () => file('x'.repeat(integer(1, 200)), pick(['a.txt', 'ä b.pdf', '"q".txt'])),
    bad: [
      'SGVsbG8=',
      'https://acme.bitrix24.com/f?id=1',
      'C:\\fakepath\\a.txt',
      501,
      new File([], 'empty.txt'),
      ['a.txt', 'A'],
      ['a.txt', '-_-_'],
      { id: '5', name: 'a.txt' },
    ],
  },
  user: {
    types: { user: ALL, 'S:employee': LISTS, 'S:UserID': VIRTUAL, 'UF:employee': ['disk'] },
    sample: () => {
      const id = integer(1, 9999);
      const name = 'John Smith';
      const value = pick([
        id,
        BigInt(id),
        inForm(String(id)),
        `user_${id}`,
        `USER_${id}`,
        `${name} [${id}]`,
        { id: String(id), name, position: '' },
        { id, entityId: 'user', title: name },
        { id: `U${id}`, name, provider: 'user' },
      ]);
      return { value, expected: `user ${id}` };
    },
    bad: ['John', 'undefined', 'null', 'NaN', 'on', true, 0, -1, 1.5, '12,13', nobody],
    stored: () => {
      const id = integer(1, 9999);
      return pick([
        { value: `user_${id}`, expected: `user ${id}` },
        // A group: a value that is equal to the default is the default.
        { value: `1000${id}`, expected: `user-like 1000${id}` },
        { value: 'group_hr5', expected: 'user-like group_hr5' },
      ]);
    },
  },
  id: {
    types: {
      'E:EList': LISTS,
      'S:DiskFile': LISTS,
      'UF:iblock_element': ITEMS,
      'UF:iblock_section': ITEMS,
    },
    sample: () => {
      const id = integer(1, 9999);
      const value = pick([id, inForm(String(id)), ` ${id} `, { id: String(id), name: 'Lamp' }]);
      return { value, expected: `id ${id}` };
    },
    bad: ['Lamp', 0, 'n12', 1.5, true, 'on', new Date(0), nobody],
    stored: () => {
      const id = integer(1, 9999);
      return { value: pick([id, String(id)]), expected: `id ${id}` };
    },
  },
  binding: {
    types: { 'UF:crm': ITEMS, 'E:ECrm': LISTS, 'S:ECrm': VIRTUAL },
    options: () =>
      pick([
        { CONTACT: 'Y', COMPANY: 'Y', DEAL: 'N', DYNAMIC_136: 'Y' },
        { CONTACT: 'Y', VISIBLE: 'Y' },
      ]),
    sample: (options) => {
      const id = integer(1, 9999);
      const isOne = !options.COMPANY;
      const [type, prefix] = isOne
        ? ['CONTACT', 'C']
        : pick([
            ['CONTACT', 'C'],
            ['COMPANY', 'CO'],
            ['DYNAMIC_136', 'T88'],
          ]);
      /** @type {unknown[]} */
      const forms = [`${prefix}_${id}`, `${type}_${id}`, { id: `${prefix}_${id}`, title: 'Smith' }];
      if (type !== 'DYNAMIC_136') forms.push({ id, type: type?.toLowerCase() });
      if (isOne) forms.push(id, inForm(String(id)), { id, title: 'Smith' });
      return { value: pick(forms), expected: `binding ${prefix}_${id}` };
    },
    whole: () => ({
      // The whole result of BX24.selectCRM.
      value: { contact: [{ id: 'C_7', type: 'contact' }], company: {}, lead: [] },
      expected: ['binding C_7'],
    }),
    bad: ['D_7', 'DEAL_7', 'Smith', true, 0, new Date(0), nobody],
    stored: () => {
      const id = integer(1, 9999);
      return { value: `C_${id}`, expected: `binding C_${id}` };
    },
  },
  money: {
    types: { 'S:Money': LISTS, 'UF:money': ITEMS },
    sample: () => {
      const cents = integer(-1e6, 1e6);
      const [amount, currency] = [cents / 100, pick(['USD', 'RUB'])];
      if (happens(0.1)) return { value: amount, expected: `money ${amount}` };
      const value = pick([
        `${amount}|${currency}`,
        inForm(`${localised(amount, 2)}|${currency}`),
        `${amount} | ${currency.toLowerCase()}`,
      ]);
      return { value, expected: `money ${amount}|${currency}` };
    },
    bad: ['$100', '100|US', true, '1,234|USD', Number.NaN, new Date(0)],
    stored: () => {
      const amount = integer(1, 1e6) / 100;
      return { value: `${amount}|RUB`, expected: `money ${amount}|RUB` };
    },
  },
  text: {
    types: {
      string: ALL,
      text: ALL,
      internalselect: ALL,
      S: VIRTUAL,
      T: VIRTUAL,
      deal_category: CRM,
      deal_stage: CRM,
      lead_status: CRM,
      sms_sender: CRM,
      mail_sender: CRM,
      'UF:url': ITEMS,
      'UF:crm_status': ITEMS,
      // Only CRM decodes its HTML entities.
      'UF:address': ['rpa'],
    },
    sample: () => {
      if (happens(0.005)) {
        const value = 'long text '.repeat(15_000);
        return { value, expected: `text ${value}` };
      }
      if (happens(0.1)) {
        const number = integer(-1e6, 1e6) / 100;
        return pick([
          { value: number, expected: `text ${number}` },
          { value: true, expected: 'text Y' },
          { value: 12n, expected: 'text 12' },
        ]);
      }
      return words();
    },
    bad: [{ a: 1 }, new Date(0), Symbol('x'), () => 1, Number.NaN, '\ud800'],
    stored: words,
  },
  address: {
    types: { 'UF:address': CRM },
    sample: words,
    bad: [{ a: 1 }, new Date(0), 'x'.repeat(100_001)],
    stored: words,
  },
  html: {
    types: { 'S:HTML': LISTS },
    sample: () => {
      const text = someWords();
      const map = { TYPE: pick(['html', 'text', 'HTML']), TEXT: text };
      return pick([
        { value: text, expected: any(text) },
        { value: map, expected: any(map) },
      ]);
    },
    bad: [{ TEXT: 'a' }, { TYPE: 'pdf', TEXT: 'a' }, { a: 1 }, new Date(0)],
    stored: () => {
      const map = { TYPE: 'html', TEXT: someWords() };
      return pick([
        { value: map, expected: any(map) },
        { value: map.TEXT, expected: any(map.TEXT) },
      ]);
    },
  },
  phone: contactKind('phone', 'PHONE', ['+7 999 123-45-67', '112'], ['abc', 'on']),
  email: contactKind('email', 'EMAIL', ['a@b.c', 'ä+x@acme.example'], ['a', 'a b@c', '@b', 7]),
  web: contactKind('web', 'WEB', ['https://acme.example/?a=1&b=2', 'acme.example'], ['a b', 7]),
  im: contactKind('im', 'IM', ['skype:acme', '@acme bot'], [7]),
  any: {
    types: {
      entityselector: ALL,
      document_type: ALL,
      'UF:resourcebooking': ['rpa'],
      'S:map_yandex': VIRTUAL,
      'S:directory': VIRTUAL,
      'G:SectionAuto': VIRTUAL,
      'E:SKU': VIRTUAL,
      'E:EAutocomplete': VIRTUAL,
    },
    sample: () => {
      const id = integer(1, 9999);
      return pick([
        { value: id, expected: any(String(id)) },
        { value: `${id}`, expected: any(`${id}`) },
        { value: { id, entityId: 'user' }, expected: any({ id: `${id}`, entityId: 'user' }) },
        { value: [['user', id], 'all'], expected: any([['user', `${id}`], 'all']) },
        { value: { a: [true, { b: 1.5 }, 'c'] }, expected: any({ a: ['Y', { b: '1.5' }, 'c'] }) },
      ]);
    },
    bad: [Symbol('x'), () => 1, Number.NaN, new Date(Number.NaN), new Map()],
    stored: () => {
      const id = String(integer(1, 9999));
      return { value: id, expected: any(id) };
    },
  },
};
