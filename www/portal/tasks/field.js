import { isArray, isEmpty, map, phpArrays, toText } from '../php.js';
import { typeClassOf } from './types.js';

/** @typedef {import('../php.js').PhpMap} PhpMap */
/** @typedef {import('./types.js').TypeClass} TypeClass */

/**
 * A field of a request for information, from the task's stored description.
 *
 * @typedef {object} Field
 * @property {string} id The stored `Name`.
 * @property {string} slot The key under which the first pass looks a value up and keeps it.
 * @property {string} title
 * @property {string} type
 * @property {TypeClass | undefined} typeClass
 * @property {boolean} required
 * @property {boolean} multiple
 * @property {PhpMap} stored The description itself, with the platform's spelling of its keys.
 */

const SPELLINGS = [
  'Id',
  'Type',
  'BaseType',
  'Name',
  'Title',
  'Description',
  'Multiple',
  'Required',
  'Options',
  'Settings',
  'Default',
];

/**
 * The fields a task asks for; undefined for a task without a form.
 *
 * @param {unknown} request `PARAMETERS.REQUEST`.
 * @param {string} module
 * @returns {Field[] | undefined}
 */
export function readFields(request, module) {
  if (!isArray(request)) return undefined;
  return Object.values(request)
    .filter(isArray)
    .map((stored) => readField(/** @type {PhpMap} */ (stored), module));
}

/**
 * The platform's `getBool`: every non-empty value is yes, except "n", "N" and "false".
 *
 * @param {unknown} value
 */
export function isYes(value) {
  return !isEmpty(value) && !(typeof value === 'string' && /^(n|false)$/i.test(value));
}

/**
 * Whether a required field counts as not filled in.
 *
 * @param {unknown} value
 */
export function isBlank(value) {
  if (isArray(value)) return Object.values(value).every(isVoid);
  return isVoid(value);
}

/**
 * @param {PhpMap} given
 * @param {string} module
 * @returns {Field}
 */
function readField(given, module) {
  const stored = map();
  let slot = '';
  for (const [key, value] of Object.entries(given)) {
    const spelling = SPELLINGS.find((name) => name.toLowerCase() === key.toLowerCase());
    if (!spelling) continue;
    stored[spelling] = phpArrays(value);
    // The platform stores Name and Title in one property, and the later one wins.
    if (spelling === 'Name' || spelling === 'Title') slot = toText(value);
  }
  const type = toText(stored.Type);
  return {
    id: toText(stored.Name),
    slot: 'Name' in stored ? slot : '',
    title: toText(stored.Title),
    type,
    typeClass: typeClassOf(type, module),
    required: isYes(stored.Required),
    multiple: isYes(stored.Multiple),
    stored,
  };
}

/** @param {unknown} value */
function isVoid(value) {
  return value === null || value === undefined || value === '' || value === false;
}
