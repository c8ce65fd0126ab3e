import { isArray, toInt, toText } from '../php.js';
import { RestError } from '../rest/error.js';
import { paginate } from '../rest/paging.js';
import { zoneShift } from './moment.js';
import { COLUMNS, columnMoment, columnText, DATE_COLUMNS, listRow } from './row.js';

import { strtotime } from './strtotime.js';

/** @typedef {import('../php.js').PhpMap} PhpMap */
/** @typedef {import('../rest/users.js').User} User */
/** @typedef {import('./store.js').Row} Row */
/** @typedef {import('./store.js').TaskStore} TaskStore */

const DEFAULT_SELECT = ['ID', 'WORKFLOW_ID', 'DOCUMENT_NAME', 'NAME'];

const INT_COLUMNS = [
  'ID',
  'STATUS',
  'USER_ID',
  'USER_STATUS',
  'WORKFLOW_STARTED_BY',
  'WORKFLOW_TEMPLATE_ID',
];

const FILTER_COLUMNS = COLUMNS.filter((column) => column !== 'PARAMETERS');

/**
 * `bizproc.task.list`.
 *
 * @param {TaskStore} store
 * @param {User} user
 * @param {PhpMap} params Top-level names in capitals.
 * @param {number} start
 * @param {{ users: import('../rest/users.js').Users, url: string }} portal
 * @param {number} [lagMs] How far the read lags behind what is stored.
 */
export function listTasks(store, user, params, start, { users, url }, lagMs = 0) {
  const select = readSelect(params.SELECT);
  const filter = isArray(params.FILTER) ? { .../** @type {PhpMap} */ (params.FILTER) } : {};
  const asked = filter.USER_ID ?? null;
  if (asked === null) {
    if (user.role !== 'administrator') filter.USER_ID = user.id;
  } else if (!users.mayRead(user, toInt(asked))) {
    throw new RestError('ACCESS_DENIED', 'Access denied!', 403);
  }

  const tests = Object.entries(filter).flatMap(([key, value]) => readCondition(key, value, store));
  let rows = store.rowsBefore(lagMs).filter((row) => tests.every((test) => test(row)));
  const joinsParticipants =
    select.includes('USER_ID') || select.includes('USER_STATUS') || 'USER_ID' in filter;
  if (!joinsParticipants) rows = rows.filter(isFirstOfTask);
  // The names of templates are joined, so that rows of deleted ones are missing.
  if (select.includes('WORKFLOW_TEMPLATE_NAME')) {
    rows = rows.filter((row) => row.WORKFLOW_TEMPLATE_NAME !== null);
  }

  const order = readOrder(params.ORDER);
  rows.sort((left, right) => compare(left, right, order, store));

  const { page, ...paging } = paginate(rows, start);
  const dates = order.map(([column]) => column).filter((column) => DATE_COLUMNS.includes(column));
  const result = page.map((row) => {
    const shown = listRow(row, [...select, ...dates], store, url);
    for (const column of dates) {
      shown[`${column}_X1`] = columnText(columnOf(row, column), store) ?? null;
    }
    return shown;
  });
  return { result, ...paging };
}

/**
 * @param {unknown} select
 * @returns {string[]}
 */
function readSelect(select) {
  if (!isArray(select)) return DEFAULT_SELECT;
  const names = Object.values(select).map((name) => {
    if (isArray(name)) {
      throw new RestError('ERROR_SELECT_VALIDATION_FAILURE', 'Invalid data in SELECT parameter');
    }
    return toText(name).toUpperCase();
  });
  const known = [...new Set(names)].filter((name) => COLUMNS.includes(name));
  return known.length > 0 ? known : DEFAULT_SELECT;
}

/**
 * Parses one condition. The server silently ignores unknown keys and operators.
 *
 * @param {string} key
 * @param {unknown} value
 * @param {TaskStore} store
 * @returns {((row: Row) => boolean)[]}
 */
function readCondition(key, value, store) {
  const found = /^(!|<=|<|>=|>)?([A-Z_]+)$/.exec(key);
  const [, operator = '', column = ''] = found ?? [];
  if (!FILTER_COLUMNS.includes(column)) return [];
  const wanted = (isArray(value) ? Object.values(value) : [value]).map((item) =>
    comparable(column, item, store, true),
  );
  return [
    (row) => {
      const held = comparable(column, columnOf(row, column), store, false);
      return operator === '!'
        ? !wanted.some((item) => matches(held, '', item))
        : wanted.some((item) => matches(held, operator, item));
    },
  ];
}

/**
 * @param {string | number | null} held
 * @param {string} operator
 * @param {string | number | null} wanted
 */
function matches(held, operator, wanted) {
  if (operator === '') return held === wanted || (held === null && (wanted === 0 || wanted === ''));
  if (held === null || wanted === null) return false;
  switch (operator) {
    case '<':
      return held < wanted;
    case '<=':
      return held <= wanted;
    case '>':
      return held > wanted;
    default:
      return held >= wanted;
  }
}

/**
 * @param {string} column
 * @param {unknown} value
 * @param {TaskStore} store
 * @param {boolean} isWanted
 * @returns {string | number | null}
 */
function comparable(column, value, store, isWanted) {
  if (DATE_COLUMNS.includes(column)) {
    if (!isWanted) return columnMoment(value, store) ?? null;
    const now = Math.floor(store.clock.now() / 1000);
    const shiftAt = (/** @type {number} */ at) => zoneShift(at, store.dates.serverTz);
    return strtotime(toText(value), now, shiftAt) ?? null;
  }
  if (value === null || value === undefined) return isWanted ? '' : null;
  return INT_COLUMNS.includes(column) ? toInt(value) : toText(value);
}

/**
 * @param {unknown} order
 * @returns {[string, 1 | -1][]}
 */
function readOrder(order) {
  /** @type {[string, 1 | -1][]} */
  const known = [];
  for (const [key, direction] of isArray(order) ? Object.entries(order) : []) {
    const column = key.toUpperCase();
    if (!FILTER_COLUMNS.includes(column)) continue;
    known.push([column, toText(direction).toUpperCase() === 'DESC' ? -1 : 1]);
  }
  return known.length > 0 ? known : [['ID', -1]];
}

/**
 * @param {Row} left
 * @param {Row} right
 * @param {[string, 1 | -1][]} order
 * @param {TaskStore} store
 */
function compare(left, right, order, store) {
  for (const [column, direction] of order) {
    const a = comparable(column, columnOf(left, column), store, false);
    const b = comparable(column, columnOf(right, column), store, false);
    if (a === b) continue;
    if (a === null) return -direction;
    if (b === null) return direction;
    return a < b ? -direction : direction;
  }
  return 0;
}

/**
 * @param {Row} row
 * @param {string} column
 * @returns {unknown}
 */
function columnOf(row, column) {
  const [module, entity, id] = row.DOCUMENT_ID ?? [];
  if (column === 'MODULE_ID') return module;
  if (column === 'ENTITY') return entity;
  if (column === 'DOCUMENT_ID') return id;
  return /** @type {Record<string, unknown>} */ (/** @type {unknown} */ (row))[column];
}

/**
 * @param {Row} row
 * @param {number} index
 * @param {Row[]} rows
 */
function isFirstOfTask(row, index, rows) {
  return rows.findIndex((other) => toInt(other.ID) === toInt(row.ID)) === index;
}
