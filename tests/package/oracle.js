/**
 * What a value means for a field, and what a stored value says: an independent reading of docs/contract.
 *
 * Both are sentences such as `day 2025-01-31` or `user 12`, so that what was meant can be compared with what was stored.
 *
 * @typedef {{ Id: string, Type: any, Multiple: boolean, Required: boolean, Options: any, Settings: any, Default: any }}
 *   Field as bizproc.task.list shows it
 * @typedef {{ serverTz: string, userOffset: number, culture: string }} Environment
 */
import { createHash } from 'node:crypto';

const EMPTY = 'empty';
const DEFAULTS = { serverTz: 'UTC', userOffset: 0, culture: 'eu' };

/** field-types.md, sections 3 to 5; what is not here is kept as text. */
const KINDS = {
  bool: ['bool', 'b'],
  int: ['int', 'n:sequence'],
  double: ['double', 'n'],
  option: ['select', 'l'],
  date: ['date', 'uf:date', 's:date'],
  datetime: ['datetime', 's:datetime'],
  time: ['time'],
  file: ['file', 'f'],
  user: ['user', 's:employee', 's:userid', 'uf:employee'],
  id: ['e:elist', 's:diskfile', 'uf:iblock_element', 'uf:iblock_section'],
  binding: ['e:ecrm', 's:ecrm', 'uf:crm'],
  money: ['s:money', 'uf:money'],
  contact: ['phone', 'email', 'web', 'im'],
  html: ['s:html'],
  any: [
    'entityselector',
    'document_type',
    'uf:resourcebooking',
    's:map_yandex',
    's:directory',
    'g:sectionauto',
    'e:sku',
    'e:eautocomplete',
  ],
};

/** @param {Field} field */
const kindOf = (field) => {
  const type = String(field.Type).toLowerCase();
  return Object.entries(KINDS).find(([, types]) => types.includes(type))?.[0] ?? 'text';
};

/**
 * Whether what is stored is what was given. `given` is undefined for a field that was left out, which keeps its default.
 *
 * @param {Field} field
 * @param {unknown} given
 * @param {unknown} stored
 * @param {{ files: any[], env?: Partial<Environment>, asRead?: unknown }} context `asRead`: what the server made of it
 */
export function isEquivalent(field, given, stored, { files, env: partial, asRead }) {
  const env = { ...DEFAULTS, ...partial };
  const kind = kindOf(field);
  const touched = given !== undefined;
  if (!touched && !keeps(field)) return false;
  const value = touched ? given : isNoDefault(field) ? null : field.Default;

  /** @param {unknown} item */
  const meanings = (item) => {
    const found = meaningsOf(field, item, env);
    // The platform's own way to write a moment down, which only the platform reads.
    if (typeof item === 'string' && / \[-?\d+\]$/.test(item) && ['date', 'datetime'].includes(kind))
      found.push(...[asRead].flat().map((read) => readingOf(field, read, files, env)));
    return field.Required ? found.filter((meaning) => meaning !== EMPTY) : found;
  };
  // What the row shows came back: nothing has changed.
  if (same(value, field.Default) && same(value, stored)) return true;
  /** @param {unknown} item */
  const reading = (item) => readingOf(field, item, files, env);

  if (!field.Multiple) {
    const expected = singles(field, value).flatMap(meanings);
    return expected.includes(reading(stored));
  }
  if (stored !== undefined && typeof stored !== 'object') return false;
  const actual = Object.values(stored ?? {})
    .map(reading)
    .filter((actual) => actual !== EMPTY);
  if (field.Required && actual.length === 0) return false;
  return lists(field, value).some((items) => fits(items.map(meanings), actual));
}

/**
 * Whether each of the stored items says what the given one means; what may be empty may be missing.
 *
 * @param {string[][]} expected
 * @param {string[]} actual
 * @returns {boolean}
 */
function fits([first, ...expected], actual) {
  if (first === undefined) return actual.length === 0;
  if (first.includes(EMPTY) && fits(expected, actual)) return true;
  return actual[0] !== undefined && first.includes(actual[0]) && fits(expected, actual.slice(1));
}

/**
 * What a single field's value may stand for: itself, or the one item of a list.
 *
 * @param {Field} field
 * @param {unknown} value
 */
function singles(field, value) {
  if (!Array.isArray(value) || ['file', 'any', 'contact'].includes(kindOf(field))) return [value];
  if (value.every(isNothing) && !isExplicitNo(field, value)) return [null];
  return value.length === 1 ? value : [];
}

/**
 * What a multiple field's value may stand for: a list, the values of a map, or one item.
 *
 * @param {Field} field
 * @param {unknown} value
 * @returns {unknown[][]}
 */
function lists(field, value) {
  if (isNothing(value) && !isExplicitNo(field, value)) return [[]];
  const alone = [value];
  if (typeof value !== 'object' || value instanceof Date || value === null) return [alone];
  return [Object.values(value), alone];
}

/** Whether the row contains a default that a completion can send back. @param {Field} field */
function keeps(field) {
  // A date object of the platform is shown as {}.
  const isObject = !Array.isArray(field.Default) && /^{}$/.test(JSON.stringify(field.Default));
  if (isObject) return false;
  if (isNoDefault(field)) return true;
  if (['file', 'time'].includes(kindOf(field))) return false;
  // Shown as another system names it, and never mapped back.
  return !field.Settings?.ExternalValues;
}

/** An empty or unreadable date is shown as 1970-01-01. @param {Field} field */
function isNoDefault({ Default: value }) {
  const items = Array.isArray(value) ? value : [value];
  return items.every((item) => isNothing(item) || /^1970-01-01T/.test(String(item)));
}

/** Whether a value came back as it was; a form makes text of everything. @param {unknown} one @param {unknown} other */
const same = (one, other) =>
  JSON.stringify(texts(one)) === JSON.stringify(texts(other)) && typeof other !== 'undefined';

/** @param {any} value @returns {any} */
const texts = (value) =>
  typeof value === 'object' && value !== null
    ? Object.entries(value).map(([key, item]) => [key, texts(item)])
    : String(value);

/** What the server takes for empty (server-rules.md, section 6). @param {unknown} value @returns {boolean} */
const isNothing = (value) =>
  value === null ||
  value === undefined ||
  value === '' ||
  value === false ||
  (typeof value === 'object' && !(value instanceof Date) && Object.values(value).every(isNothing));

/**
 * Whether a value that the server regards as empty is an explicit "no" of a yes/no field.
 *
 * @param {Field} field
 * @param {unknown} value
 */
const isExplicitNo = (field, value) =>
  kindOf(field) === 'bool' && (Array.isArray(value) ? value.includes(false) : value === false);

/**
 * @param {Field} field
 * @param {any} value
 * @param {Environment} env
 * @returns {string[]} None where it means nothing that the field can hold.
 */
function meaningsOf(field, value, env) {
  const kind = kindOf(field);
  if (isNothing(value) && !isExplicitNo(field, value)) return [EMPTY];
  const blank = typeof value === 'string' && value.trim() === '';
  if (blank) return kind === 'text' && !field.Required ? [EMPTY, `text ${value}`] : [EMPTY];
  if (typeof value === 'number' && !Number.isFinite(value)) return [];
  if (kind === 'file') return fileMeanings(value);
  if (kind === 'contact') return contactMeanings(field, value);
  if (kind === 'html') return htmlMeanings(value);
  if (kind === 'any')
    return [`any ${JSON.stringify(plain(value))}`, `any ${JSON.stringify(String(value))}`];
  if (typeof value === 'object' && !(value instanceof Date)) return [];
  const text = typeof value === 'string' ? value.trim() : String(value);
  const isExpression = /^(\{[={].*\}|=\w+\(.*\))$/s.test(text);
  if (isExpression && kind !== 'text') return [];

  switch (kind) {
    case 'bool':
      if (/^(y|yes|true|1|on)$/i.test(text)) return ['yes'];
      return /^(n|no|false|0|off)$/i.test(text) ? ['no'] : [];
    case 'int':
    case 'double':
      return numberMeanings(kind, value, text);
    case 'option':
      return optionMeanings(field, value, text);
    case 'date':
    case 'datetime':
      return momentMeanings(kind, value, text, env);
    case 'time':
      return [`time ${text}`];
    case 'user':
      return userMeanings(value, text);
    case 'id':
      return typeof value !== 'boolean' && /^[1-9]\d*$/.test(text) ? [`id ${text}`] : [];
    case 'binding':
      return bindingMeanings(field, value, text);
    case 'money':
      return moneyMeanings(value, text);
    default:
      return textMeanings(value);
  }
}

/** @param {any} value */
function textMeanings(value) {
  if (typeof value === 'boolean') return [`text ${value ? 'Y' : 'N'}`, `text ${value}`];
  if (value instanceof Date) return [`text ${value.toISOString()}`];
  return [`text ${value}`];
}

/**
 * @param {string} kind
 * @param {any} value
 * @param {string} text
 */
function numberMeanings(kind, value, text) {
  if (typeof value === 'boolean' || value instanceof Date) return [];
  // Groups of three, set apart by blanks, and a comma before the fraction, as people write.
  const written = text.replace(/(?<=\d)[ \u00a0](?=\d{3}(\D|$))/g, '').replace(/,(?=\d+$)/, '.');
  if (!/^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(written)) return [];
  const isInteger = /^[+-]?\d+$/.test(written) || Number.isSafeInteger(Number(written));
  return kind === 'int' && !isInteger ? [] : [describeNumber(written)];
}

/** Digits are kept exactly, however many there are. @param {string} text */
const describeNumber = (text) =>
  `number ${/^[+-]?\d+$/.test(text) ? BigInt(text.replace('+', '')) : Number(text) === 0 ? 0 : Number(text)}`;

/**
 * Keys with their labels: a map, a list whose keys are its indexes, or pairs. None if they are not known.
 *
 * @param {Field} field
 * @returns {[string, string][]}
 */
function optionsOf({ Options }) {
  if (typeof Options !== 'object' || Options === null) return [];
  return Object.entries(Options).map(([key, label]) =>
    Array.isArray(label) ? [String(label[0]), String(label[1])] : [key, String(label)],
  );
}

/**
 * @param {Field} field
 * @param {any} value
 * @param {string} text
 */
function optionMeanings(field, value, text) {
  const options = optionsOf(field);
  if (!options.length)
    return textMeanings(value).map((meaning) => meaning.replace(/^text/, 'option'));
  if (typeof value === 'boolean') return [];
  if (options.some(([key]) => key === String(value))) return [`option ${value}`];
  const labelled = options.filter(([, label]) => label.toLowerCase() === text.toLowerCase());
  return labelled.length === 1 ? [`option ${labelled[0]?.[0]}`] : [];
}

/** @param {any} value */
function htmlMeanings(value) {
  const isPair = typeof value === 'object' && 'TYPE' in value && 'TEXT' in value;
  return isPair || typeof value !== 'object'
    ? [`any ${JSON.stringify(value)}`, `any ${JSON.stringify(String(value))}`]
    : [];
}

/**
 * Text that can be one, or the maps in which CRM keeps them (field-types.md, section 5).
 *
 * @param {Field} field
 * @param {any} value
 */
function contactMeanings(field, value) {
  if (Array.isArray(value) && value.length === 1 && typeof value[0] === 'string') {
    return contactMeanings(field, value[0]);
  }
  const json = JSON.stringify(value);
  const text = typeof value === 'object' ? /"VALUE":"([^"]+)"/.exec(json)?.[1] : String(value);
  const needs = { email: /\S@\S/, phone: /\d/, web: /\w/, im: /\w/ };
  const type = /** @type {keyof typeof needs} */ (String(field.Type).toLowerCase());
  if (typeof value === 'number' && type !== 'phone') return [];
  if (typeof value === 'boolean' || !text || !needs[type].test(text)) return [];
  return [`any ${json}`, `any ${JSON.stringify(text)}`];
}

/**
 * @param {any} value
 * @param {string} text
 */
function userMeanings(value, text) {
  if (typeof value === 'boolean') return [];
  const id = /^(?:user_|.*\[)?([1-9]\d*)\]?$/.exec(text)?.[1];
  if (id) return [`user ${id}`];
  // Departments, roles and the like; numbers that are no user's, and lists, are none of them.
  return /^[a-z][a-z_]*\d*$/i.test(text) && !/^user_/i.test(text) ? [`user-like ${text}`] : [];
}

const PREFIXES = {
  LEAD: 'L',
  DEAL: 'D',
  CONTACT: 'C',
  COMPANY: 'CO',
  QUOTE: 'Q',
  ORDER: 'O',
  SMART_INVOICE: 'SI',
  SMART_DOCUMENT: 'DO',
};

/** The prefixes of the kinds that a field takes; none where it does not say. @param {Field} field */
const prefixes = (field) =>
  optionsOf(field)
    .filter(([kind, allowed]) => allowed === 'Y' && kind !== 'VISIBLE')
    .map(([kind]) => {
      const dynamic = /^DYNAMIC_(\d+)$/.exec(kind)?.[1];
      return dynamic
        ? `T${Number(dynamic).toString(16)}`
        : /** @type {Record<string, string>} */ (PREFIXES)[kind];
    });

/**
 * @param {Field} field
 * @param {any} value
 * @param {string} text
 */
function bindingMeanings(field, value, text) {
  if (typeof value === 'boolean') return [];
  const allowed = prefixes(field);
  const [, prefix, id] = /^(?:([A-Z]{1,3}[0-9a-f]*)_)?([1-9]\d*)$/.exec(text) ?? [];
  if (!id) return [];
  if (prefix) return !allowed.length || allowed.includes(prefix) ? [`binding ${text}`] : [];
  return allowed.length === 1 ? [`binding ${allowed[0]}_${id}`] : [];
}

/**
 * @param {any} value
 * @param {string} text
 */
function moneyMeanings(value, text) {
  if (typeof value === 'boolean') return [];
  const [, sum, currency] = /^(-?\d+(?:[.,]\d+)?)(\|[A-Z]{3})?$/.exec(text) ?? [];
  return sum ? [`money ${Number(sum.replace(',', '.'))}${currency ?? ''}`] : [];
}

/** Ways to write 31 January 2025 and others that a person can only read in one way. */
const READABLE = new Map([
  ['2025-W05-5', '2025-01-31'],
  ['2025-031', '2025-01-31'],
  ['20250131', '2025-01-31'],
  ['2025/01/31', '2025-01-31'],
  ['2025.01.31', '2025-01-31'],
  ['2025-1-5', '2025-01-05'],
  ['31-01-2025', '2025-01-31'],
  ['31.01.25', '2025-01-31'],
  ['31.1.25', '2025-01-31'],
  ['Jan 31, 2025', '2025-01-31'],
  ['31 января 2025', '2025-01-31'],
  ['Fri, 31 Jan 2025 10:20:30 GMT', '2025-01-31T10:20:30Z'],
]);

const TIME = String.raw`(?:[Tt ](?<h>\d\d):(?<i>\d\d)(?::(?<s>\d\d)(?:\.\d+)?)?(?: (?<half>[ap]m))?)?`;
const ZONE = String.raw`(?<zone>[Zz]|[+-]\d\d(?::?\d\d)?)?`;
const WRITTEN = [
  new RegExp(String.raw`^(?<y>\d{4})-(?<m>\d\d)-(?<d>\d\d)${TIME}${ZONE}$`, 'i'),
  new RegExp(String.raw`^(?<d>\d{1,2})\.(?<m>\d{1,2})\.(?<y>\d{4})${TIME}$`, 'i'),
  new RegExp(String.raw`^(?<first>\d{1,2})/(?<second>\d{1,2})/(?<y>\d{4})${TIME}$`, 'i'),
];

/**
 * @param {string} kind
 * @param {any} value
 * @param {string} given
 * @param {Environment} env
 */
function momentMeanings(kind, value, given, env) {
  if (typeof value === 'boolean') return [];
  if (value instanceof Date) {
    if (kind === 'datetime') return [`instant ${Math.floor(value.getTime() / 1000)}`];
    const local = [value.getFullYear(), value.getMonth() + 1, value.getDate()];
    return [`day ${local.map((part) => String(part).padStart(2, '0')).join('-')}`];
  }
  const text = READABLE.get(given) ?? given;
  // The platform counts seconds, and JavaScript milliseconds.
  if (/^\d{10}(\d{3})?$/.test(text)) {
    const instant = Math.floor(Number(text.slice(0, 10)));
    return kind === 'datetime'
      ? [`instant ${instant}`]
      : [`day ${localDay(instant, env.serverTz)}`];
  }
  const parts = WRITTEN.map((pattern) => pattern.exec(text)?.groups).find(Boolean);
  if (!parts) return [];
  const day = dayOf(parts, env.culture);
  const time = timeOf(parts);
  if (!day || !time) return [];
  if (kind === 'date') return [`day ${day}`];
  const clock = Date.parse(`${day}T${time}Z`) / 1000;
  if (parts.zone === undefined)
    return [`instant ${instantOf(clock - env.userOffset, env.serverTz)}`];
  const [, sign, hours = 0, minutes = 0] = /^([+-])(\d\d):?(\d\d)?$/.exec(parts.zone) ?? [];
  const offset = (sign === '-' ? -1 : 1) * (Number(hours) * 3600 + Number(minutes ?? 0) * 60);
  return Math.abs(offset) <= 14 * 3600 ? [`instant ${clock - offset}`] : [];
}

/**
 * @param {Record<string, string | undefined>} parts
 * @param {string} culture
 */
function dayOf({ y, m, d, first, second }, culture) {
  let [month, day] = [Number(m), Number(d)];
  if (first !== undefined) {
    const [one, two] = [Number(first), Number(second)];
    // Which comes first is known only if one is no month, or the portal writes dates so.
    if (one > 12) [day, month] = [one, two];
    else if (two > 12 || culture === 'us' || one === two) [month, day] = [one, two];
    else return undefined;
  }
  const text = `${y}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`;
  const date = new Date(`${text}T00:00:00Z`);
  const exists = !Number.isNaN(date.getTime()) && date.toISOString().startsWith(text);
  return exists && Number(y) > 0 ? text : undefined;
}

/** @param {Record<string, string | undefined>} parts */
function timeOf({ h = '00', i = '00', s = '00', half }) {
  let hour = Number(h);
  if (half && hour <= 12) hour = (hour % 12) + (half.toLowerCase() === 'pm' ? 12 : 0);
  if (hour > 23 || Number(i) > 59 || Number(s) > 59) return undefined;
  return `${String(hour).padStart(2, '0')}:${i}:${s}`;
}

/** Making one is slow. @type {Record<string, Intl.DateTimeFormat>} */
const formats = {};

/**
 * Seconds that a zone's clock is ahead of UTC at an instant.
 *
 * @param {number} instant
 * @param {string} timeZone
 */
export function zoneOffset(instant, timeZone) {
  formats[timeZone] ??= new Intl.DateTimeFormat('en-US', {
    timeZone,
    hourCycle: 'h23',
    era: 'short',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  });
  const format = formats[timeZone];
  const parts = Object.fromEntries(
    format.formatToParts(instant * 1000).map(({ type, value }) => [type, value]),
  );
  const year = parts.era === 'BC' ? 1 - Number(parts.year) : Number(parts.year);
  const clock = new Date(0);
  clock.setUTCFullYear(year, Number(parts.month) - 1, Number(parts.day));
  clock.setUTCHours(Number(parts.hour), Number(parts.minute), Number(parts.second));
  return clock.getTime() / 1000 - instant;
}

/**
 * The instant at which a zone's clock shows what UTC's would at `clock`.
 *
 * @param {number} clock
 * @param {string} zone
 */
export function instantOf(clock, zone) {
  const guess = clock - zoneOffset(clock, zone);
  return clock - zoneOffset(guess, zone);
}

/**
 * @param {number} instant
 * @param {string} zone
 */
const localDay = (instant, zone) =>
  new Date((instant + zoneOffset(instant, zone)) * 1000).toISOString().replace(/T.*/, '');

/** @param {any} value */
function fileMeanings(value) {
  if (typeof value === 'string') {
    // Eight letters at least: shorter words are base64, too.
    const bytes = /^[^ ]{8,}$/.test(value) ? decode(value) : undefined;
    return bytes ? [`file ${hash(bytes)}`] : [];
  }
  if (typeof value !== 'object' || value === null) return [];
  if ('fileData' in value) return fileMeanings(value.fileData);
  const [name, content] = 'name' in value ? [value.name, value.content] : Object.values(value);
  if (Object.keys(value).length !== 2 || typeof content !== 'string') return [];
  if (typeof name !== 'string' && typeof name !== 'number') return [];
  const base = String(name)
    .replace(/^.*[/\\]/s, '')
    .replaceAll('\0', '');
  if (['', '.', '..'].includes(base.trim())) return [];
  const bytes = decode(content.replace(/^data:[^,]*;base64,/, ''));
  return bytes ? [`file ${base} ${hash(bytes)}`] : [];
}

/** @param {string} text */
function decode(text) {
  const letters = text.replace(/\s/g, '').replaceAll('-', '+').replaceAll('_', '/');
  const isBase64 =
    /^[A-Za-z0-9+/]+={0,2}$/.test(letters) && letters.replace(/=+$/, '').length % 4 !== 1;
  if (!isBase64 || (letters.endsWith('=') && letters.length % 4)) return undefined;
  return Buffer.from(letters, 'base64');
}

/** @param {Buffer} bytes */
const hash = (bytes) => createHash('sha1').update(bytes).digest('hex');

/** @param {any} value */
const plain = (value) => JSON.parse(JSON.stringify(value));

/**
 * @param {Field} field
 * @param {any} stored
 * @param {any[]} files
 * @param {Environment} env
 * @returns {string}
 */
export function readingOf(field, stored, files, env) {
  const kind = kindOf(field);
  if (isNothing(stored)) return EMPTY;
  const text = typeof stored === 'object' ? undefined : String(stored);
  switch (kind) {
    case 'bool':
      return stored === 'Y' ? 'yes' : stored === 'N' ? 'no' : unreadable(stored);
    case 'int':
    case 'double': {
      const isNumber = text !== undefined && /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(text);
      return isNumber ? describeNumber(text) : unreadable(stored);
    }
    case 'option':
      return text === undefined ? unreadable(stored) : `option ${text}`;
    case 'date':
      if (stored.$bp !== 'Date') return unreadable(stored);
      return `day ${localDay(stored.timestamp + stored.offset, env.serverTz)}`;
    case 'datetime':
      return stored.$bp === 'DateTime' ? `instant ${stored.timestamp}` : unreadable(stored);
    case 'file': {
      const file = files.find(({ id }) => id === Number(stored));
      if (!file) return unreadable(stored);
      return /^([0-9a-f]{32}|<random32>)$/.test(file.name)
        ? `file ${file.sha1}`
        : `file ${file.name} ${file.sha1}`;
    }
    case 'user':
      if (/^user_[1-9]\d*$/.test(text ?? '')) return `user ${text?.slice(5)}`;
      return `user-like ${text}`;
    case 'id':
      return `id ${text}`;
    case 'binding': {
      const [only, ...others] = prefixes(field);
      const isBare = /^\d+$/.test(text ?? '') && only && !others.length;
      return `binding ${isBare ? `${only}_` : ''}${text}`;
    }
    case 'money': {
      const [, sum, currency] = /^(-?\d+(?:\.\d+)?)(\|[A-Z]{3})?$/.exec(text ?? '') ?? [];
      return sum ? `money ${Number(sum)}${currency ?? ''}` : unreadable(stored);
    }
    case 'any':
    case 'html':
    case 'contact':
      return `any ${JSON.stringify(stored)}`;
    default:
      return text === undefined ? unreadable(stored) : `${kind} ${text}`;
  }
}

/** @param {unknown} stored */
const unreadable = (stored) => `unreadable ${JSON.stringify(stored)}`;
