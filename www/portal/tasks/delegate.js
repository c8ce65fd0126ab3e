import { isArray, isNumeric, toInt } from '../php.js';
import { RestError } from '../rest/error.js';
import { MESSAGES } from './messages.js';

/** @typedef {import('../php.js').PhpMap} PhpMap */
/** @typedef {import('../rest/users.js').User} User */
/** @typedef {import('../rest/users.js').Users} Users */
/** @typedef {import('./store.js').Row} Row */
/** @typedef {import('./store.js').TaskStore} TaskStore */

/** To whom a task may be delegated: `DELEGATION_TYPE`. */
const SUBORDINATE = 0;
const ALL_EMPLOYEES = 1;
const EXACTLY_NONE = 3;

/**
 * `bizproc.task.delegate`. Tasks are delegated one by one. A failure does not undo earlier ones.
 *
 * @param {TaskStore} store
 * @param {Users} users
 * @param {User} caller
 * @param {PhpMap} params Top-level names in capitals.
 */
export function delegateTasks(store, users, caller, params) {
  const { TASK_IDS: ids, FROM_USER_ID: from, TO_USER_ID: to } = params;
  if (!isArray(ids) || !Object.values(ids).every(isNumeric)) {
    throw new RestError('ERROR_TASK_VALIDATION', 'Invalid TASK_IDS');
  }
  const owner = readUser(from, 'Invalid FROM_USER_ID');
  const target = readUser(to, 'Invalid TO_USER_ID');
  const asked = Object.values(ids);
  if (asked.length === 0) refuse([MESSAGES.nothingToDelegate()]);
  const isEmployee = users.has(target) || store.rows.some((row) => toInt(row.USER_ID) === target);
  if (!isEmployee) refuse([MESSAGES.onlyEmployees()]);
  if (!users.mayRead(caller, owner)) refuse([MESSAGES.notYourPeople()]);

  // Ids of zero are removed, and an empty list means all waiting tasks.
  const wanted = asked.map(toInt).filter((id) => id !== 0);
  const rows = store.rows.filter(
    (row) =>
      toInt(row.USER_ID) === owner &&
      toInt(row.STATUS) === 0 &&
      toInt(row.USER_STATUS) === 0 &&
      (wanted.length === 0 || wanted.includes(toInt(row.ID))),
  );
  if (rows.length === 0) refuse([MESSAGES.nothingToDelegate()]);

  const problems = rows.flatMap((row) => {
    const problem = problemOf(store, caller, row, target);
    if (problem) return [problem];
    store.delegate(row, target);
    return [];
  });
  if (problems.length > 0) refuse(problems);
}

/**
 * @param {TaskStore} store
 * @param {User} caller
 * @param {Row} row
 * @param {number} target
 * @returns {string | undefined}
 */
function problemOf(store, caller, row, target) {
  const type = toInt(row.DELEGATION_TYPE ?? SUBORDINATE);
  const isAdmin = caller.role === 'administrator';
  const isAllowed =
    type !== EXACTLY_NONE &&
    (isAdmin ||
      type === ALL_EMPLOYEES ||
      (type === SUBORDINATE && caller.reports.includes(target)));
  if (!isAllowed) return MESSAGES.delegationForbidden(String(row.NAME ?? row.ID));
  if (store.find(toInt(row.ID), target)) return MESSAGES.alreadyParticipant();
  return undefined;
}

/**
 * @param {unknown} value
 * @param {string} message
 */
function readUser(value, message) {
  if (!isNumeric(value) || toInt(value) <= 0) throw new RestError('ERROR_INVALID_USER_ID', message);
  return toInt(value);
}

/**
 * @param {string[]} reasons
 * @returns {never}
 */
function refuse(reasons) {
  throw new RestError('ERROR_DELEGATION_NOT_ALLOWED', reasons.join(';'));
}
