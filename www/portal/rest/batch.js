import { isArray, isEmpty, map, parseQuery, phpArrays, toText, upperKeys } from '../php.js';
import { RestError } from './error.js';
import { errorBody } from './reply.js';

/** @typedef {import('../php.js').PhpMap} PhpMap */
/** @typedef {import('./index.js').Invocation} Invocation */
/** @typedef {Awaited<ReturnType<typeof import('./index.js').invoke>>} InvocationResult */

const MAX_COMMANDS = 50;

/** The comparison is case-sensitive, so other spellings are accepted. */
const FORBIDDEN = ['batch', 'download', 'upload'];

/**
 * `batch`: runs commands in order. Each may refer to the results of earlier ones.
 *
 * @param {Invocation} invocation
 * @param {typeof import('./index.js').invoke} invoke
 */
export async function batch(invocation, invoke) {
  const { CMD: commands, HALT: halt } = upperKeys(invocation.params);
  const results = {
    result: map(),
    result_error: map(),
    result_total: map(),
    result_next: map(),
    result_time: map(),
  };
  let count = 0;
  for (const [key, command] of isArray(commands) ? Object.entries(commands) : []) {
    count += 1;
    try {
      if (count > MAX_COMMANDS) {
        throw new RestError('ERROR_BATCH_LENGTH_EXCEEDED', 'Max batch length exceeded');
      }
      if (typeof command !== 'string') continue;
      const { method, params } = readCommand(command, results);
      if (FORBIDDEN.includes(method)) {
        throw new RestError(
          'ERROR_BATCH_METHOD_NOT_ALLOWED',
          'Method is not allowed for batch usage',
        );
      }
      const done = await invoke(method.toLowerCase(), { ...invocation, params, form: map() }, true);
      addResult(results, key, done);
    } catch (error) {
      // A PHP error ends the whole batch.
      if (!(error instanceof RestError)) throw error;
      results.result_error[key] = errorBody(error);
      if (!isEmpty(halt)) break;
    }
  }
  return { result: phpArrays(results) };
}

/**
 * @param {Record<string, PhpMap>} results
 * @param {string} key
 * @param {InvocationResult} done
 */
function addResult(results, key, { result, total, next, time }) {
  const values = { result, result_total: total, result_next: next, result_time: time };
  for (const [name, value] of Object.entries(values)) {
    const target = results[name];
    if (target && value !== undefined) target[key] = value;
  }
}

/**
 * Parses a command as PHP's `parse_url` and `parse_str` do: `#` ends it.
 *
 * @param {string} command
 * @param {Record<string, PhpMap>} results
 */
function readCommand(command, results) {
  const [text = ''] = command.split('#', 1);
  const mark = text.indexOf('?');
  const method = mark < 0 ? text : text.slice(0, mark);
  const params = map();
  for (const [key, value] of Object.entries(parseQuery(mark < 0 ? '' : text.slice(mark + 1)))) {
    params[key] = substitute(value, results);
  }
  return { method: method.replace(/^\/+/, ''), params };
}

/**
 * Replaces every `$result[…]` and similar references with the results of earlier commands. There is no escape.
 *
 * @param {unknown} value
 * @param {Record<string, PhpMap>} results
 * @returns {unknown}
 */
function substitute(value, results) {
  if (Array.isArray(value)) return value.map((item) => substitute(item, results));
  if (isArray(value)) {
    const filled = map();
    for (const [key, item] of Object.entries(value)) filled[key] = substitute(item, results);
    return filled;
  }
  const text = toText(value);
  const whole = /^\$(result|next|total|time|error)(\S*)$/i.exec(text);
  const keys = whole ? keysOf(whole[2] ?? '') : [];
  if (whole && keys.length > 0) return lookUp(whole[1] ?? '', keys, results);
  const filled = text.replace(/\$(result|next|total|time|error)(\S*)/gi, (found, name, path) => {
    const keys = keysOf(path);
    const held = keys.length > 0 ? lookUp(name, keys, results) : undefined;
    return typeof held === 'string' || typeof held === 'number' ? String(held) : found;
  });
  return filterXss(filled);
}

/**
 * The keys in a path such as `[t][0][ID]`. Text between and after them is dropped.
 *
 * @param {string} path
 */
function keysOf(path) {
  // Without this cut, unclosed brackets would take quadratic time.
  const closed = path.slice(0, path.lastIndexOf(']') + 1);
  return [...closed.matchAll(/\[([^\]]+)\]/g)].map(([, key = '']) => key);
}

/**
 * Resolves a reference. A key that is unknown or null ends it at the value reached so far. References are found in any
 * letter case, but only those in lower case have a value.
 *
 * @param {string} name
 * @param {string[]} keys
 * @param {Record<string, PhpMap>} results
 */
function lookUp(name, keys, results) {
  /** @type {unknown} */
  let value = results[name === 'result' ? name : `result_${name}`] ?? null;
  for (const key of keys) {
    if (!isArray(value) || !Object.hasOwn(value, key)) return value;
    const inner = /** @type {PhpMap} */ (value)[key];
    if (inner === null) return value;
    value = inner;
  }
  return value;
}

/**
 * The portal's proactive filter, which only applies to batches.
 *
 * @param {string} text
 */
function filterXss(text) {
  return text.replace(/<(s)(cript)/gi, '<$1 $2');
}
