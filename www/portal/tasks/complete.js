import { escapeHtml, isArray, isEmpty, map, toInt, toText, trim } from '../php.js';
import { FatalError, RestError } from '../rest/error.js';
import { isBlank, isYes, readFields } from './field.js';
import { extract } from './form.js';
import { MESSAGES } from './messages.js';
import { convertForActivity, convertRequest } from './values.js';

/** @typedef {import('../php.js').PhpMap} PhpMap */
/** @typedef {import('./field.js').Field} Field */
/** @typedef {import('./store.js').Row} Row */
/** @typedef {import('./store.js').Outcome} Outcome */
/** @typedef {import('./store.js').TaskStore} TaskStore */

/** @type {Record<string, number>} */
const STATUSES = { 1: 1, yes: 1, 2: 2, no: 2, 3: 3, ok: 3, 4: 4, cancel: 4, waiting: 0 };

const ACTIVITIES = [
  'ApproveActivity',
  'ReviewActivity',
  'RequestInformationActivity',
  'RequestInformationOptionalActivity',
];

/**
 * `bizproc.task.complete`: the checks in the portal's order, then what the activity does.
 *
 * @param {TaskStore} store
 * @param {number} user
 * @param {PhpMap} params Top-level names in capitals.
 * @param {PhpMap} form What PHP itself parsed of the request: the legacy form is read from it.
 * @returns {{ row: Row, outcome: Outcome }}
 */
export function completeTask(store, user, params, form) {
  if (isEmpty(params.TASK_ID)) throw invalid('empty TASK_ID');
  const status = readStatus(params.STATUS);
  if (status === undefined) throw invalid('incorrect STATUS');

  const row = store.find(toInt(params.TASK_ID), user);
  if (!row) throw new RestError('ERROR_TASK_NOT_FOUND', 'Task not found');
  if (toInt(row.USER_STATUS) !== 0) {
    throw new RestError('ERROR_TASK_COMPLETED', 'Task already completed');
  }
  const activity = toText(row.ACTIVITY);
  if (!ACTIVITIES.includes(activity)) {
    throw new RestError('ERROR_TASK_TYPE', 'Incorrect task type');
  }

  const sent = params.FIELDS ?? null;
  if (!isEmpty(sent) && !isArray(sent)) throw new FatalError('FIELDS must be an array');

  const answer = { status, comment: readComment(params.COMMENT), sent, form };
  const filesBefore = store.files.all.length;
  const outcome =
    activity === 'ApproveActivity' || activity === 'ReviewActivity'
      ? completeApproval(row, activity, answer)
      : completeRequest(store, row, activity, answer);
  outcome.files = store.files.all.slice(filesBefore);
  return { row, outcome };
}

/**
 * @typedef {object} Answer
 * @property {number} status
 * @property {string} comment
 * @property {unknown} sent FIELDS.
 * @property {PhpMap} form
 */

/**
 * Approval and review.
 *
 * @param {Row} row
 * @param {string} activity
 * @param {Answer} answer
 * @returns {Outcome}
 */
function completeApproval(row, activity, { status, comment }) {
  const isApproval = activity === 'ApproveActivity';
  if (isApproval ? status !== 1 && status !== 2 : status !== 3) failed(MESSAGES.noAction());
  requireComment(row, activity, comment, status === 2);
  return {
    ...done(row, comment, status, status),
    ...(isApproval ? { approve: status === 1 } : {}),
  };
}

/**
 * Both kinds of request for information.
 *
 * @param {TaskStore} store
 * @param {Row} row
 * @param {string} activity
 * @param {Answer} answer
 * @returns {Outcome}
 */
function completeRequest(store, row, activity, { status, comment, sent, form }) {
  const isOptional = activity === 'RequestInformationOptionalActivity';
  // Only the optional request looks at the status, and only for "cancel".
  const isCancel = isOptional && status === 4;
  const fields = readFields(row.PARAMETERS?.REQUEST, store.moduleOf(row)) ?? [];
  const prefix = isOptional ? 'bprioact_' : 'bpriact_';

  // Values are converted and files are stored before any other check.
  const received = sent === null ? null : convertRequestFields(fields, sent, store);
  const save = row.PARAMETERS?.SaveVariables;
  const variables =
    isCancel && isEmpty(save)
      ? map()
      : received
        ? respond(fields, received, store)
        : respondFromForm(fields, form, prefix, store);

  const ownComment = commentField(fields, received, comment);
  requireComment(row, activity, ownComment, isCancel);
  return {
    ...done(row, ownComment, isCancel ? 4 : 3, isCancel ? 5 : 3),
    ...(isCancel ? { cancel: true } : {}),
    variables: isCancel && !isYes(save) ? map() : variables,
  };
}

/**
 * @param {Field[]} fields
 * @param {unknown} sent
 * @param {TaskStore} store
 */
function convertRequestFields(fields, sent, store) {
  const given = isArray(sent) ? /** @type {PhpMap} */ (sent) : map();
  const received = map();
  for (const field of fields) {
    if (!field.typeClass || !has(given, field.id) || !has(given, field.slot)) continue;
    received[field.slot] = convertRequest(field, given[field.slot], store);
  }
  return received;
}

/**
 * The variables that the activity writes: all fields of the form, also those that were not sent.
 *
 * @param {Field[]} fields
 * @param {PhpMap} received
 * @param {TaskStore} store
 */
function respond(fields, received, store) {
  const variables = map();
  for (const field of fields) {
    const value = field.typeClass
      ? convertForActivity(field, has(received, field.id) ? received[field.id] : null, store)
      : null;
    if (field.required && isBlank(value)) failed(MESSAGES.fieldMissing(escapeHtml(field.title)));
    if (field.typeClass) variables[field.id] = value;
  }
  return variables;
}

/**
 * Without FIELDS the activity reads a web form's values, which only a form body can contain.
 *
 * @param {Field[]} fields
 * @param {PhpMap} form
 * @param {string} prefix
 * @param {TaskStore} store
 */
function respondFromForm(fields, form, prefix, store) {
  const variables = map();
  for (const field of fields) {
    const value = extract(field, form[prefix + field.id], store.dates);
    if (field.required && isBlank(value)) failed(MESSAGES.fieldMissing(field.title));
    variables[field.id] = value;
  }
  return variables;
}

/**
 * A form field named task_comment replaces the comment.
 *
 * @param {Field[]} fields
 * @param {PhpMap | null} received
 * @param {string} comment
 */
function commentField(fields, received, comment) {
  if (!received || !fields.some((field) => field.id === 'task_comment')) return comment;
  if (!has(received, 'task_comment')) return comment;
  const value = received.task_comment;
  if (isArray(value)) throw new FatalError('trim() expects text');
  return trim(toText(value));
}

/**
 * @param {Row} row
 * @param {string} activity
 * @param {string} comment
 * @param {boolean} isRefusal
 */
function requireComment(row, activity, comment, isRefusal) {
  const { ShowComment: show, CommentRequired: rule, CommentLabelMessage } = row.PARAMETERS ?? {};
  if (show !== 'Y' || !isEmpty(comment)) return;
  const splits =
    activity === 'ApproveActivity' || activity === 'RequestInformationOptionalActivity';
  if (rule === 'Y' || (splits && rule === (isRefusal ? 'YR' : 'YA'))) {
    const label = toText(CommentLabelMessage);
    // Only the optional request has no default name for a comment without a label.
    const isNamed = label !== '' || activity === 'RequestInformationOptionalActivity';
    failed(MESSAGES.commentMissing(isNamed ? label : undefined));
  }
}

/**
 * @param {Row} row
 * @param {string} comment
 * @param {number} userStatus
 * @param {number} taskStatus
 * @returns {Outcome}
 */
function done(row, comment, userStatus, taskStatus) {
  const original = row.ORIGINAL_USER_ID;
  return {
    ok: true,
    result: true,
    comment,
    ...(original === undefined ? {} : { originalUser: original, realUser: row.USER_ID }),
    userStatus,
    taskStatus,
    variables: map(),
    files: [],
  };
}

/**
 * @param {unknown} value
 * @returns {number | undefined}
 */
function readStatus(value) {
  if (isEmpty(value) || isArray(value)) return undefined;
  const word = toText(value).toLowerCase();
  return Object.hasOwn(STATUSES, word) ? STATUSES[word] : undefined;
}

/**
 * Only text is a comment, except "0".
 *
 * @param {unknown} value
 */
function readComment(value) {
  return typeof value === 'string' && !isEmpty(value) ? trim(value) : '';
}

/**
 * PHP's `isset`.
 *
 * @param {PhpMap} given
 * @param {string} key
 */
function has(given, key) {
  return Object.hasOwn(given, key) && given[key] !== null;
}

/** @param {string} description */
function invalid(description) {
  return new RestError('ERROR_TASK_VALIDATION', description);
}

/**
 * @param {string} message
 * @returns {never}
 */
function failed(message) {
  throw new RestError('ERROR_TASK_EXECUTION', message);
}
