import { isArray, map, toText, unbuffered } from '../php.js';
import { RestError } from '../rest/error.js';
import { isExpression } from './expression.js';
import { readMoment } from './moment.js';

/** @typedef {import('./field.js').Field} Field */
/** @typedef {import('./moment.js').DateSettings} DateSettings */

/**
 * The context of a conversion.
 *
 * @typedef {object} ConversionContext
 * @property {DateSettings} dates
 * @property {import('./files.js').FileStore} files
 */

/**
 * Converts the value of a field that a REST call sent, the first of the portal's two passes.
 *
 * @param {Field} field
 * @param {unknown} value
 * @param {ConversionContext} context
 * @returns {unknown}
 */
export function convertRequest(field, value, context) {
  return convert(field, value, (item) => convertRequestItem(field, item, context));
}

/**
 * The second pass: the activity converts the value.
 *
 * @param {Field} field
 * @param {unknown} value
 * @param {ConversionContext} context
 * @returns {unknown}
 */
export function convertForActivity(field, value, context) {
  return convert(field, value, (item) => convertItemForActivity(field, item, context));
}

/**
 * A multiple field is converted item by item, keys kept; a single value in it stays untouched.
 *
 * @param {Field} field
 * @param {unknown} value
 * @param {(item: unknown) => unknown} convertItem
 * @returns {unknown}
 */
function convert(field, value, convertItem) {
  if (!field.multiple) return convertItem(value);
  if (Array.isArray(value)) return value.map(convertItem);
  if (!isArray(value)) return unbuffered(value);
  if ('$bp' in value) return value;
  const result = map();
  for (const [key, item] of Object.entries(value)) result[key] = convertItem(item);
  return result;
}

/**
 * @param {Field} field
 * @param {unknown} value
 * @param {ConversionContext} context
 * @returns {unknown}
 */
function convertRequestItem(field, value, { dates, files }) {
  if (field.typeClass === 'file') return files.store(value);
  return convertItemForActivity(field, unbuffered(value), { dates, files });
}

/**
 * @param {Field} field
 * @param {unknown} value
 * @param {ConversionContext} context
 * @returns {unknown}
 */
function convertItemForActivity(field, value, { dates }) {
  switch (field.typeClass) {
    case 'date':
      return readDate('Date', value, dates);
    case 'datetime':
      return readDate('DateTime', value, dates);
    case 'time':
      return readTime(value);
    case 'address':
      return decodeEntities(value);
    default:
      return value;
  }
}

/**
 * @param {'Date' | 'DateTime'} kind
 * @param {unknown} value
 * @param {DateSettings} dates
 */
function readDate(kind, value, dates) {
  if (typeof value !== 'string' || value === '') return value;
  return readMoment(kind, value, dates) ?? value;
}

/**
 * The first pass turns a time into an object. The second pass only knows text, and turns the object
 * into null. Only an expression of the workflow survives both.
 *
 * @param {unknown} value
 */
function readTime(value) {
  if (typeof value !== 'string') return null;
  if (/^\s+\d{1,2}:\d{2}|^\d{1,2}:\d{2}\s+$/.test(value)) throw new RestError('500', '');
  return isExpression(value) ? value : null;
}

/**
 * @param {unknown} value
 * @returns {unknown}
 */
function decodeEntities(value) {
  if (value === null) return null;
  if (Array.isArray(value)) return value.map(decodeEntities);
  if (isArray(value)) {
    const result = map();
    for (const [key, item] of Object.entries(value)) result[key] = decodeEntities(item);
    return result;
  }
  return toText(value)
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&apos;', "'")
    .replaceAll('&amp;', '&');
}
