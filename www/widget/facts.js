import { portalOrigin } from './connection.js';
import { webLink } from './description.js';
import { element, icon } from './element.js';

/**
 * What kind of task it is, what it is about, and until when.
 *
 * @param {import('bizproc-tasks').Task} task
 * @param {import('./words.js').Words} words
 */
export function facts(task, words) {
  const { documentName, documentUrl, overdue } = task;
  const link = documentUrl && portalOrigin && webLink(documentUrl, portalOrigin);
  if (link) link.append(documentName || words('task.document'), icon('link'));
  return element(
    'ul',
    { class: 'facts' },
    element('li', {}, activityName(task.activity, words)),
    (link || documentName !== '') && element('li', {}, link || documentName),
    overdue !== null &&
      element(
        'li',
        { class: isLate(task) ? 'late' : 'due' },
        words(isLate(task) ? 'task.overdue' : 'task.due', { date: words.moment(overdue) }),
      ),
  );
}

/**
 * @param {import('bizproc-tasks').Task} task
 * @param {import('./words.js').Words} words
 */
export function taskName({ name }, words) {
  return name.trim() || words('task.untitled');
}

/** @param {import('bizproc-tasks').Task} task */
export function isLate({ overdue }) {
  return overdue !== null && Date.parse(overdue) < Date.now();
}

/**
 * @param {string} activity
 * @param {import('./words.js').Words} words
 */
export function activityName(activity, words) {
  switch (activity) {
    case 'ApproveActivity':
    case 'ReviewActivity':
    case 'RequestInformationActivity':
    case 'RequestInformationOptionalActivity':
      return words(`activity.${activity}`);
    default:
      return words('activity.other');
  }
}

/**
 * What an answer is called: as the task's author called it, else by its usual name.
 *
 * @param {import('bizproc-tasks').Task} task
 * @param {import('bizproc-tasks').StatusName} status
 * @param {import('./words.js').Words} words
 */
export function answerName(task, status, words) {
  const answer = task.answers.find((one) => one.status === status);
  return answer?.label || words(`status.${status}`);
}
