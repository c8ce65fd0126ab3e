/**
 * The second way to fill in a form: without FIELDS, an activity reads the values that its web form
 * posts, by that form's stricter rules.
 */

import { isArray, isNumeric, toInt, toText } from '../php.js';
import { RestError } from '../rest/error.js';
import { isExpression } from './expression.js';
import { MESSAGES } from './messages.js';
import { readSiteFormat, siteText } from './moment.js';
import { baseTypeOf } from './types.js';

/** @typedef {import('./field.js').Field} Field */
/** @typedef {import('./moment.js').DateSettings} DateSettings */

/** Types whose multiple fields are null, not an empty list, when nothing was posted. */
const NULL_WHEN_MULTIPLE = ['user', 's:employee', 'im', 'email', 'phone', 'web'];

/** Types whose single fields are an empty list when nothing was posted. */
const LIST_WHEN_SINGLE = ['e:ecrm', 's:diskfile'];

/** Types that accept an expression of the workflow as a value. */
const EXPRESSION_TYPES = ['int', 'double', 'date', 'datetime'];

/**
 * The value of a field, from the posted values of a web form.
 *
 * @param {Field} field
 * @param {unknown} posted
 * @param {DateSettings} dates
 * @returns {unknown}
 */
export function extract(field, posted, dates) {
  const type = field.type.toLowerCase();
  if (type === '') return '';
  if (field.multiple) {
    const items = isArray(posted) ? Object.values(posted) : [posted];
    const values = items.map((item) => extractOne(type, field, item, dates));
    const filled = values.filter((value) => value !== null);
    return filled.length === 0 && NULL_WHEN_MULTIPLE.includes(type) ? null : filled;
  }
  const value = extractOne(type, field, isArray(posted) ? Object.values(posted)[0] : posted, dates);
  return value === null && field.typeClass && LIST_WHEN_SINGLE.includes(type) ? [] : value;
}

/**
 * @param {string} type
 * @param {Field} field
 * @param {unknown} posted
 * @param {DateSettings} dates
 * @returns {unknown}
 */
function extractOne(type, field, posted, dates) {
  const text = toText(posted);
  // Only multipart uploads contain files.
  if (text === '' || !field.typeClass || field.typeClass === 'file') return null;
  const base = baseTypeOf(type);
  if (base === 'bool') return extractBool(text);
  if (EXPRESSION_TYPES.includes(base) && isExpression(text)) return text;
  switch (base) {
    case 'int': {
      const digits = text.replaceAll(' ', '');
      if (!/^[0-9-]+$/.test(digits)) failed(MESSAGES.intInvalid());
      return toInt(digits);
    }
    case 'double': {
      const number = text.replaceAll(',', '.').replaceAll(' ', '');
      if (!isNumeric(number)) failed(MESSAGES.doubleInvalid());
      return Number(number);
    }
    case 'date':
      return extractDate('Date', text, dates);
    case 'datetime':
      return extractDate('DateTime', text, dates);
    case 'select':
      return extractOption(field.stored.Options, text);
    default:
      return text;
  }
}

/** @param {string} text */
function extractBool(text) {
  const word = text.toLowerCase();
  if (['y', 'yes', 'true', '1'].includes(word)) return 'Y';
  if (['n', 'no', 'false', '0'].includes(word)) return 'N';
  return failed(MESSAGES.boolInvalid());
}

/**
 * Only the site's own format is accepted. It is stored as text.
 *
 * @param {'Date' | 'DateTime'} kind
 * @param {string} text
 * @param {DateSettings} dates
 */
function extractDate(kind, text, dates) {
  const at = readSiteFormat(kind, text, dates);
  if (at === undefined) failed(MESSAGES.dateInvalid());
  return `${siteText(kind, /** @type {number} */ (at), dates)} [${dates.userOffset}]`;
}

/**
 * An option by its key, otherwise by its label.
 *
 * @param {unknown} options
 * @param {string} text
 */
function extractOption(options, text) {
  const known = isArray(options) ? Object.entries(options) : [];
  if (known.some(([key]) => key === text)) return text;
  const [key] =
    known.find(([, label]) => toText(label) === text) ?? failed(MESSAGES.selectInvalid());
  return /^\d+$/.test(key) ? Number(key) : key;
}

/**
 * @param {string} message
 * @returns {never}
 */
function failed(message) {
  throw new RestError('ERROR_TASK_EXECUTION', message);
}
