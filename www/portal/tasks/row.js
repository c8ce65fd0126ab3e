import { isArray, isNumeric, map, phpArrays, toInt, toText } from '../php.js';
import { FatalError } from '../rest/error.js';
import { readFields } from './field.js';
import { isoText, moment, readMoment, readSiteFormat, siteText, zoneShift } from './moment.js';
import { strtotime } from './strtotime.js';
import { baseTypeOf } from './types.js';

/** @typedef {import('./field.js').Field} Field */
/** @typedef {import('./moment.js').Moment} Moment */
/** @typedef {import('./store.js').Row} Row */
/** @typedef {import('./store.js').TaskStore} TaskStore */

/** Columns in the order of the documentation. */
export const COLUMNS = [
  'ID',
  'WORKFLOW_ID',
  'DOCUMENT_NAME',
  'DESCRIPTION',
  'NAME',
  'MODIFIED',
  'WORKFLOW_STARTED',
  'WORKFLOW_STARTED_BY',
  'OVERDUE_DATE',
  'WORKFLOW_TEMPLATE_ID',
  'WORKFLOW_TEMPLATE_NAME',
  'WORKFLOW_STATE',
  'STATUS',
  'USER_ID',
  'USER_STATUS',
  'MODULE_ID',
  'ENTITY',
  'DOCUMENT_ID',
  'ACTIVITY',
  'ACTIVITY_NAME',
  'PARAMETERS',
];

export const DATE_COLUMNS = ['MODIFIED', 'WORKFLOW_STARTED', 'OVERDUE_DATE'];

/** Stored parameters that a client may see, and their names in replies. */
const PARAMETER_NAMES = {
  CommentLabelMessage: 'CommentLabel',
  CommentRequired: 'CommentRequired',
  ShowComment: 'ShowComment',
  TaskButtonMessage: 'StatusOkLabel',
  TaskButton1Message: 'StatusYesLabel',
  TaskButton2Message: 'StatusNoLabel',
  TaskButtonCancelMessage: 'StatusCancelLabel',
};

/**
 * The row of `bizproc.task.list` for a stored task.
 *
 * @param {Row} row
 * @param {string[]} select
 * @param {TaskStore} store
 * @param {string} portalUrl
 */
export function listRow(row, select, store, portalUrl) {
  const result = map();
  for (const column of ['ENTITY', 'DOCUMENT_ID', ...select]) {
    result[column] ??= columnValue(row, column, store, portalUrl);
  }
  result.DOCUMENT_URL = documentUrl(row);
  return result;
}

/**
 * The instant of a date column, from epoch seconds or from text in the users' time.
 *
 * @param {unknown} value
 * @param {TaskStore} store
 * @returns {number | undefined}
 */
export function columnMoment(value, store) {
  if (typeof value === 'number') return value;
  if (value === null || value === undefined || value === '') return undefined;
  const wall = readSiteFormat('DateTime', toText(value), store.dates);
  return wall === undefined ? undefined : wall - store.dates.userOffset;
}

/**
 * A date column in the platform's own format.
 *
 * @param {unknown} value
 * @param {TaskStore} store
 */
export function columnText(value, store) {
  const { dates } = store;
  return typeof value === 'number' ? siteText('DateTime', value + dates.userOffset, dates) : value;
}

/**
 * @param {Row} row
 * @param {string} column
 * @param {TaskStore} store
 * @param {string} portalUrl
 * @returns {unknown}
 */
function columnValue(row, column, store, portalUrl) {
  const [module, entity, id] = row.DOCUMENT_ID ?? [];
  switch (column) {
    case 'ENTITY':
      return textOrNull(entity);
    case 'DOCUMENT_ID':
      return textOrNull(id);
    case 'MODULE_ID':
      return textOrNull(module);
    case 'WORKFLOW_ID':
      return toText(row.WORKFLOW_ID ?? 'wf1');
    case 'ACTIVITY_NAME':
      return row.ACTIVITY_NAME ?? 'A12345_67890_12345_67890';
    case 'PARAMETERS':
      return parameters(row, store, portalUrl);
    case 'MODIFIED':
    case 'WORKFLOW_STARTED':
    case 'OVERDUE_DATE': {
      const at = columnMoment(row[column], store);
      return at === undefined ? null : isoText(at, store.dates.serverTz);
    }
    default:
      return textOrNull(
        /** @type {Record<string, unknown>} */ (/** @type {unknown} */ (row))[column],
      );
  }
}

/**
 * @param {Row} row
 * @param {TaskStore} store
 * @param {string} portalUrl
 */
function parameters(row, store, portalUrl) {
  const stored = row.PARAMETERS;
  if (stored === null || stored === undefined) return null;
  const result = map();
  for (const [name, wireName] of Object.entries(PARAMETER_NAMES)) {
    const value = stored[name] ?? null;
    if (value !== null) result[wireName] = phpArrays(value);
  }
  if (row.ACTIVITY.startsWith('RequestInformation')) {
    const fields = readFields(stored.REQUEST, store.moduleOf(row));
    if (fields) result.Fields = fields.map((field) => descriptor(field, store, portalUrl));
  }
  return Object.keys(result).length > 0 ? result : [];
}

/**
 * @param {Field} field
 * @param {TaskStore} store
 * @param {string} portalUrl
 */
function descriptor(field, store, portalUrl) {
  const { stored } = field;
  return {
    Id: field.id,
    Type: field.type,
    BaseType: stored.BaseType ?? null,
    Name: plainText(stored.Title ?? ''),
    Description: 'Description' in stored ? plainText(stored.Description ?? '') : null,
    Multiple: field.multiple,
    Required: field.required,
    Options: options(field),
    Settings: isArray(stored.Settings) ? stored.Settings : null,
    Default: externalDefault(field, stored.Default ?? null, store, portalUrl),
  };
}

/**
 * Options of a select that are not an array become text.
 *
 * @param {Field} field
 */
function options({ type, stored }) {
  const isSelect = type.toLowerCase() === 'select';
  if (isSelect && 'Options' in stored && !isArray(stored.Options)) return toText(stored.Options);
  return stored.Options ?? null;
}

/**
 * @param {Field} field
 * @param {unknown} value
 * @param {TaskStore} store
 * @param {string} portalUrl
 * @returns {unknown}
 */
function externalDefault(field, value, store, portalUrl) {
  if (!field.typeClass) return asMoment(value, store)?.text ?? value;
  /** @param {unknown} item */
  const show = (item) => externalItem(field, item, store, portalUrl);
  if (field.multiple) {
    return isArray(value) && isList(value) ? Object.values(value).map(show) : [show(value)];
  }
  return show(value);
}

/**
 * @param {Field} field
 * @param {unknown} value
 * @param {TaskStore} store
 * @param {string} portalUrl
 * @returns {unknown}
 */
function externalItem(field, value, store, portalUrl) {
  switch (field.typeClass) {
    case 'date':
    case 'datetime':
      return externalDate(field.typeClass === 'date' ? 'Date' : 'DateTime', value, store);
    case 'time':
      if (isArray(value)) throw new FatalError('method_exists() expects an object or text');
      return value;
    case 'file':
      return externalFile(value, store, portalUrl);
    case 'crm':
      return externalCrm(field, value);
    default:
      return externalPlain(field, value, store);
  }
}

/**
 * PHP's `date('c', strtotime($text))`: unreadable text is the start of 1970.
 *
 * @param {'Date' | 'DateTime'} kind
 * @param {unknown} value
 * @param {TaskStore} store
 */
function externalDate(kind, value, store) {
  const held = asMoment(value, store);
  if (held) return shownMoment(held, store);
  // The platform's other date objects are empty objects in JSON.
  if (isArray(value) && '$bp' in value) return {};
  if (typeof value !== 'string') return value;
  const serialized = / \[-?\d+\]$/.test(value) ? readMoment(kind, value, store.dates) : undefined;
  if (serialized) return shownMoment(serialized, store);
  const { serverTz } = store.dates;
  const now = Math.floor(store.clock.now() / 1000);
  const at = strtotime(value, now, (seconds) => zoneShift(seconds, serverTz)) ?? 0;
  return isoText(at, serverTz);
}

/**
 * A date is shown as the start of its day in the server's zone.
 *
 * @param {Moment} held
 * @param {TaskStore} store
 */
function shownMoment(held, store) {
  const zone = store.dates.serverTz;
  if (held.$bp === 'DateTime') return isoText(held.timestamp, zone);
  return isoText(held.timestamp + held.offset, zone).replace(/T[\d:]{8}/, 'T00:00:00');
}

/**
 * @param {unknown} value
 * @param {TaskStore} store
 * @param {string} portalUrl
 */
function externalFile(value, store, portalUrl) {
  if (isArray(value) || !isNumeric(value)) return value;
  const id = toInt(value);
  const known = store.env.files.includes(id) || store.files.all.some((file) => file.id === id);
  return known ? `${portalUrl}/upload/bizproc_wf/f${id}.bin` : null;
}

/**
 * CRM bindings are shown as text, and without their prefix where only one kind is allowed.
 *
 * @param {Field} field
 * @param {unknown} value
 */
function externalCrm(field, value) {
  const items = (isArray(value) ? Object.values(value) : [value]).map(toText);
  const options = isArray(field.stored.Options) ? Object.entries(field.stored.Options) : [];
  const kinds = options.filter(([kind, allowed]) => kind !== 'VISIBLE' && allowed === 'Y');
  if (kinds.length !== 1) return items.join(', ');
  return (items.at(-1) ?? '').replace(/^.*_/, '');
}

/**
 * @param {Field} field
 * @param {unknown} value
 * @param {TaskStore} store
 */
function externalPlain(field, value, store) {
  const type = baseTypeOf(field.type);
  const held = asMoment(value, store);
  if (held) return siteText(held.$bp, held.timestamp + held.offset, store.dates);
  if (field.typeClass === 'text' && isArray(value)) return toText(firstOf(value));
  const settings = field.stored.Settings;
  const external =
    isArray(settings) && 'ExternalValues' in settings ? settings.ExternalValues : null;
  if (isArray(external) && (type === 'bool' || type === 'select') && !isArray(value)) {
    const shown = /** @type {Record<string, unknown>} */ (external)[toText(value)];
    return shown ?? value;
  }
  return value;
}

/**
 * Whether the platform treats an array as a list. It also treats the keys n0, n1, … as a list.
 *
 * @param {import('../php.js').PhpMap | unknown[]} array
 */
function isList(array) {
  return Object.keys(array).every((key, index) => key === `${index}` || key === `n${index}`);
}

/**
 * A date object in the format of the vectors.
 *
 * @param {unknown} value
 * @param {TaskStore} store
 * @returns {Moment | undefined}
 */
function asMoment(value, store) {
  if (!isArray(value) || !('$bp' in value)) return undefined;
  const { $bp: kind, timestamp, offset } = /** @type {Moment} */ (/** @type {unknown} */ (value));
  if (kind !== 'Date' && kind !== 'DateTime') return undefined;
  return moment(kind, timestamp, offset ?? 0, store.dates);
}

/**
 * @param {unknown} value
 * @returns {unknown}
 */
function firstOf(value) {
  return isArray(value) ? firstOf(Object.values(value)[0] ?? null) : value;
}

/** @param {Row} row */
function documentUrl(row) {
  const [module, , id] = row.DOCUMENT_ID ?? [];
  if (module === 'lists') {
    const type = toText(row.PARAMETERS?.DOCUMENT_TYPE?.[2] ?? 'iblock_171').replace('iblock_', '');
    return `/bizproc/processes/?livefeed=y&list_id=${type}&element_id=${toText(id)}`;
  }
  const crm = module === 'crm' ? /^([A-Z]+|DYNAMIC_\d+)_(\d+)$/.exec(toText(id)) : null;
  if (!crm) return '';
  const kind = crm[1]?.toLowerCase().replace('dynamic_', 'type/');
  return `/crm/${kind}/details/${crm[2]}/`;
}

/** @param {unknown} value */
function textOrNull(value) {
  return value === null || value === undefined ? null : toText(value);
}

/** @param {unknown} value */
function plainText(value) {
  return isArray(value) ? Object.values(value).map(toText).join(', ') : value;
}
