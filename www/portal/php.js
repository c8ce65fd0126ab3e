import { constants } from 'node:buffer';
import { FatalError } from './rest/error.js';

/**
 * Request data as PHP reads it, and the PHP conversions that the portal's rules use.
 *
 * A PHP array is a JavaScript array while its keys are 0…n-1, and an object without a prototype
 * otherwise; an empty one is always `[]`, which is also how a portal writes it. Very long text may
 * be a Buffer: see `readValue` in body.js.
 *
 * @typedef {{ [key: string]: unknown }} PhpMap
 */

/** PHP's `max_input_vars`: form values beyond it are lost. */
const MAX_INPUT_VARS = 10_000;

/** Nesting that PHP accepts, in JSON (`json_decode`) and in form keys (`max_input_nesting_level`). */
const MAX_JSON_DEPTH = 512;
const MAX_FORM_DEPTH = 64;

/**
 * Reads `a=1&b[c][]=2` as `parse_str` does.
 *
 * @param {string | Buffer} query
 * @param {(name: string, value: Buffer) => unknown} [readValue]
 * @returns {PhpMap}
 */
export function parseQuery(query, readValue = (_name, value) => toText(value)) {
  const bytes = typeof query === 'string' ? Buffer.from(query) : query;
  /** @type {[string, unknown][]} */
  const pairs = [];
  let at = 0;
  for (let count = 0; at < bytes.length && count < MAX_INPUT_VARS; count += 1) {
    const mark = bytes.indexOf('&', at);
    const piece = bytes.subarray(at, mark < 0 ? bytes.length : mark);
    at += piece.length + 1;
    if (piece.length === 0) continue;
    const equals = piece.indexOf('=');
    const nameEnd = equals < 0 ? piece.length : equals;
    const name = toText(urlDecode(piece.subarray(0, nameEnd)));
    pairs.push([name, readValue(name, urlDecode(piece.subarray(nameEnd + 1)))]);
  }
  return collectForm(pairs);
}

/**
 * Puts form values under their bracketed names.
 *
 * @param {Iterable<[string, unknown]>} pairs
 * @returns {PhpMap}
 */
export function collectForm(pairs) {
  const root = map();
  /** @type {NextIndexes} */
  const nextIndexes = new Map();
  let count = 0;
  for (const [name, value] of pairs) {
    count += 1;
    if (count > MAX_INPUT_VARS) break;
    const path = formPath(name);
    if (path) assign(root, path, value, nextIndexes);
  }
  for (const key of Object.keys(root)) root[key] = phpArrays(root[key]);
  return root;
}

/**
 * Decodes a JSON body as `json_decode($text, true)` does; undefined when PHP would refuse it.
 *
 * @param {Uint8Array} bytes
 * @returns {unknown}
 */
export function parseJson(bytes) {
  try {
    const value = JSON.parse(
      new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes),
    );
    return isDecodable(value, 1) ? phpArrays(value) : undefined;
  } catch {
    return undefined;
  }
}

/**
 * Turns plain JavaScript data into PHP's view of it: `{}` is `[]`, `{"0":…,"1":…}` is a list.
 *
 * @param {unknown} value
 * @returns {unknown}
 */
export function phpArrays(value) {
  if (Array.isArray(value)) return value.map(phpArrays);
  if (!isObject(value)) return value;
  const result = map();
  for (const [key, item] of Object.entries(value)) result[key] = phpArrays(item);
  const keys = Object.keys(result);
  return keys.every((key, index) => key === String(index)) ? Object.values(result) : result;
}

/**
 * An empty map without a prototype, so that every key is an ordinary one.
 *
 * @returns {PhpMap}
 */
export function map() {
  return Object.create(null);
}

/**
 * @param {unknown} value
 * @returns {value is PhpMap | unknown[]}
 */
export function isArray(value) {
  return typeof value === 'object' && value !== null && !Buffer.isBuffer(value);
}

/**
 * PHP's `empty()`.
 *
 * @param {unknown} value
 */
export function isEmpty(value) {
  if (value === undefined || value === null || value === false) return true;
  if (value === '' || value === '0' || value === 0) return true;
  return isArray(value) && Object.keys(value).length === 0;
}

/**
 * PHP's `(int)` cast: arrays are 1, text is read up to where it stops being a number.
 *
 * @param {unknown} value
 * @returns {number}
 */
export function toInt(value) {
  if (typeof value === 'number') return Number.isFinite(value) ? Math.trunc(value) : 0;
  if (typeof value === 'string') {
    const number = /^[ \t\n\r\v\f]*([+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?)/i.exec(value);
    return number ? toInt(Number(number[1])) : 0;
  }
  return isEmpty(value) ? 0 : 1;
}

/**
 * PHP's `is_numeric` for text and numbers.
 *
 * @param {unknown} value
 */
export function isNumeric(value) {
  if (typeof value === 'number') return true;
  return (
    typeof value === 'string' &&
    /^[ \t\n\r\v\f]*[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?[ \t\n\r\v\f]*$/i.test(value)
  );
}

/**
 * PHP's `(string)` cast of a scalar.
 *
 * @param {unknown} value
 * @returns {string}
 */
export function toText(value) {
  if (value === undefined || value === null || value === false) return '';
  if (value === true) return '1';
  if (Buffer.isBuffer(value) && value.length > constants.MAX_STRING_LENGTH) {
    throw new FatalError('Allowed memory size exhausted');
  }
  return isArray(value) ? 'Array' : String(value);
}

/**
 * PHP's `trim()`: ASCII white space and NUL only.
 *
 * @param {string} text
 */
export function trim(text) {
  let start = 0;
  let end = text.length;
  // A regular expression for the end takes quadratic time on inner blanks.
  while (start < end && isTrimmed(text[start])) start += 1;
  while (end > start && isTrimmed(text[end - 1])) end -= 1;
  return text.slice(start, end);
}

/** @param {string | undefined} character */
function isTrimmed(character) {
  return character !== undefined && ' \t\n\r\0\x0B'.includes(character);
}

/**
 * A value without buffers, which only files need.
 *
 * @param {unknown} value
 * @returns {unknown}
 */
export function unbuffered(value) {
  if (Buffer.isBuffer(value)) return toText(value);
  if (Array.isArray(value)) return value.map(unbuffered);
  if (!isArray(value)) return value;
  const result = map();
  for (const [key, item] of Object.entries(value)) result[key] = unbuffered(item);
  return result;
}

/**
 * Bitrix's `htmlspecialcharsbx`, which does not escape apostrophes.
 *
 * @param {string} text
 */
export function escapeHtml(text) {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}

/**
 * The keys of a request in capitals, as the task methods read them: a later duplicate wins.
 *
 * @param {PhpMap} params
 * @returns {PhpMap}
 */
export function upperKeys(params) {
  const result = map();
  for (const [key, value] of Object.entries(params)) result[key.toUpperCase()] = value;
  return result;
}

/**
 * Writes JSON with the escapes a portal uses.
 *
 * @param {unknown} value
 */
export function writeJson(value) {
  return JSON.stringify(value).replace(/\\.|[<>&']/g, (found) => {
    const character = found === '\\"' ? '"' : found;
    return character.length > 1 ? found : `\\u00${character.charCodeAt(0).toString(16)}`;
  });
}

/**
 * @param {unknown} value
 * @returns {value is PhpMap}
 */
function isObject(value) {
  return isArray(value) && !Array.isArray(value);
}

/**
 * `json_decode` refuses unpaired surrogates and deep nesting, which `JSON.parse` accepts.
 *
 * @param {unknown} value
 * @param {number} depth
 * @returns {boolean}
 */
function isDecodable(value, depth) {
  if (typeof value === 'string') return !/\p{Surrogate}/u.test(value);
  if (typeof value !== 'object' || value === null) return true;
  if (depth > MAX_JSON_DEPTH) return false;
  if (Array.isArray(value)) return value.every((item) => isDecodable(item, depth + 1));
  return Object.entries(value).every(
    ([key, item]) => isDecodable(key, depth) && isDecodable(item, depth + 1),
  );
}

/**
 * Decodes `%xx` and `+` byte by byte; a broken escape stays as it is.
 *
 * @param {Buffer} bytes
 */
function urlDecode(bytes) {
  const decoded = Buffer.allocUnsafe(bytes.length);
  let length = 0;
  for (let index = 0; index < bytes.length; index += 1) {
    let byte = bytes[index];
    if (byte === 0x2b) {
      byte = 0x20;
    } else if (byte === 0x25) {
      const hex = bytes.toString('latin1', index + 1, index + 3);
      if (/^[0-9a-f]{2}$/i.test(hex)) {
        byte = Number.parseInt(hex, 16);
        index += 2;
      }
    }
    decoded[length] = /** @type {number} */ (byte);
    length += 1;
  }
  return decoded.subarray(0, length);
}

/**
 * `a.b[c][]` → `['a_b', 'c', null]`; null stands for "the next free number".
 *
 * @param {string} name
 * @returns {(string | null)[] | undefined}
 */
function formPath(name) {
  const text = name.replace(/^ +/, '').replace(/\0.*$/s, '');
  const bracket = text.indexOf('[', 1);
  if (bracket < 0 || !text.includes(']', bracket)) {
    const flat = text.replace(/[ .[]/g, '_');
    return flat === '' ? undefined : [flat];
  }
  /** @type {(string | null)[]} */
  const path = [text.slice(0, bracket).replace(/[ .[]/g, '_')];
  let at = bracket;
  while (text[at] === '[') {
    const close = text.indexOf(']', at);
    if (close < 0) break;
    const key = text.slice(at + 1, close);
    path.push(key === '' ? null : key);
    at = close + 1;
  }
  return path.length > MAX_FORM_DEPTH ? undefined : path;
}

/**
 * The next free number of each map, to avoid a search.
 *
 * @typedef {Map<PhpMap, number>} NextIndexes
 */

/**
 * @param {PhpMap} root
 * @param {(string | null)[]} path
 * @param {unknown} value
 * @param {NextIndexes} nextIndexes
 */
function assign(root, path, value, nextIndexes) {
  let target = root;
  for (const [depth, step] of path.entries()) {
    const next = nextIndexes.get(target) ?? 0;
    const key = step ?? String(next);
    if (/^(0|[1-9]\d{0,14})$/.test(key)) {
      nextIndexes.set(target, Math.max(next, Number(key) + 1));
    }
    if (depth === path.length - 1) {
      target[key] = value;
    } else {
      const inner = target[key];
      target = target[key] = isObject(inner) ? inner : map();
    }
  }
}
