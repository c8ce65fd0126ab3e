import { webLink } from './description.js';
import { element, icon } from './element.js';
import { portalOrigin } from './load-bx24.js';

/**
 * The kind of a task, its document and its due date.
 *
 * @param {import('bizproc-tasks').Task} task
 * @param {import('./translator.js').Translator} t
 */
export function taskMeta(task, t) {
  const { documentName, documentUrl, overdue } = task;
  const link = documentUrl && portalOrigin && webLink(documentUrl, portalOrigin);
  if (link) link.append(documentName || t('task.document'), icon('link'));
  return element(
    'ul',
    { class: 'task-meta' },
    element('li', {}, activityName(task.activity, t)),
    (link || documentName !== '') && element('li', {}, link || documentName),
    overdue !== null &&
      element(
        'li',
        { class: isLate(task) ? 'overdue' : 'due' },
        t(isLate(task) ? 'task.overdue' : 'task.due', { date: t.formatDateTime(overdue) }),
      ),
  );
}

/**
 * @param {import('bizproc-tasks').Task} task
 * @param {import('./translator.js').Translator} t
 */
export function taskName({ name }, t) {
  return name.trim() || t('task.untitled');
}

/** @param {import('bizproc-tasks').Task} task */
export function isLate({ overdue }) {
  return overdue !== null && Date.parse(overdue) < Date.now();
}

/**
 * @param {string} activity
 * @param {import('./translator.js').Translator} t
 */
export function activityName(activity, t) {
  switch (activity) {
    case 'ApproveActivity':
    case 'ReviewActivity':
    case 'RequestInformationActivity':
    case 'RequestInformationOptionalActivity':
      return t(`activity.${activity}`);
    default:
      return t('activity.other');
  }
}

/**
 * The label of an answer: the task's own, or the usual one.
 *
 * @param {import('bizproc-tasks').Task} task
 * @param {import('bizproc-tasks').StatusName} status
 * @param {import('./translator.js').Translator} t
 */
export function answerName(task, status, t) {
  const answer = task.answers.find((one) => one.status === status);
  return answer?.label || t(`status.${status}`);
}
