/** The data of a task in a list. */

import { activityName } from 'bizproc-tasks/element';

/**
 * @import { Task } from 'bizproc-tasks'
 * @import { Translator } from './translator.js'
 */

/**
 * @param {Task} task
 * @param {Translator} t
 */
export function taskName({ name }, t) {
  return name.trim() || t('task.untitled');
}

/** @type {Map<string, string>} */
const typeNames = new Map();

/**
 * The name of the task's type.
 *
 * @param {Task} task
 * @param {Translator} t
 */
export function typeName({ activity }, { lang }) {
  const key = `${lang} ${activity}`;
  const name = typeNames.get(key) ?? activityName(activity, lang);
  typeNames.set(key, name);
  return name;
}

/** @param {Task} task */
export function isOverdue({ open, overdue }) {
  return open && overdue !== null && Date.parse(overdue) < Date.now();
}

/**
 * The label of an answer: the task's own or the default.
 *
 * @param {Task} task
 * @param {import('bizproc-tasks').StatusName} status
 * @param {Translator} t
 */
export function answerLabel({ answers }, status, t) {
  return answers.find((answer) => answer.status === status)?.label || t(`status.${status}`);
}

/**
 * The process of a task: its name, its start, and the user who started it.
 *
 * @param {Task} task
 * @param {string | undefined} starter the name of who began it, once it is known
 * @param {Translator} t
 */
export function processParts({ workflow: { templateName, started } }, starter, t) {
  const date = started === null ? '' : t.formatDate(started);
  const began =
    starter === undefined
      ? date && t('process.started', { date })
      : t(date ? 'process.started-by' : 'process.by', { name: starter, date });
  return [templateName ?? '', began].filter((part) => part !== '');
}

/**
 * The document's id, for the filter.
 *
 * @param {Task} task
 */
export function documentIdOf({ raw }) {
  const { DOCUMENT_ID } = raw;
  return DOCUMENT_ID === null || DOCUMENT_ID === undefined ? '' : String(DOCUMENT_ID);
}

/**
 * The most urgent first, tasks without a deadline last, as in `listTasks`.
 *
 * @param {Task} one
 * @param {Task} other
 */
export function byDeadline(one, other) {
  const at = (/** @type {Task} */ { overdue }) =>
    overdue === null ? Number.POSITIVE_INFINITY : Date.parse(overdue);
  return at(one) === at(other) ? other.id - one.id : at(one) - at(other);
}
