import { validateCompletion } from 'bizproc-tasks';
import { element, icon } from './element.js';
import { taskField } from './field.js';
import { fieldRow } from './field-row.js';
import { answerName } from './task-meta.js';

/**
 * @typedef {import('bizproc-tasks').Issue} Issue
 * @typedef {import('bizproc-tasks').StatusName} StatusName
 */

/**
 * The fields and the comment of a task.
 *
 * @param {import('bizproc-tasks').Task} task
 * @param {import('./translator.js').Translator} t
 */
export function taskFields(task, t) {
  const fields = task.fields.map((field, at) => taskField(field, `field-${at}`, t));
  const comment = task.comment.shown ? commentBox(task, t) : null;
  const root = element(
    'div',
    { class: 'fields' },
    ...fields.map((field) => field.root),
    comment?.root,
  );

  /** @param {StatusName} status */
  function completion(status) {
    /** @type {Record<string, import('bizproc-tasks').FieldValue>} */
    const values = {};
    for (const field of fields) {
      const value = field.value();
      if (value !== undefined) values[field.id] = value;
    }
    return {
      taskId: task.id,
      status,
      ...(comment && comment.value() !== '' && { comment: comment.value() }),
      ...(fields.length > 0 && { fields: values }),
    };
  }

  /** @param {StatusName} status */
  function issuesOf(status) {
    return validateCompletion(completion(status), task, { lang: t.lang });
  }

  /**
   * Shows each issue beside its field.
   *
   * @param {readonly Issue[]} issues
   * @returns {Issue[]} those that keep the answer from being sent
   */
  function mark(issues) {
    for (const field of fields) {
      field.mark(issues.filter(({ path }) => path[0] === 'fields' && path[1] === field.id));
    }
    comment?.mark(issues.filter(({ path }) => path[0] === 'comment'));
    return issues.filter(({ severity }) => severity === 'error');
  }

  /** Moves the focus to the field of an issue. @param {Issue} issue */
  function focusIssue({ path }) {
    if (path[0] === 'comment') return comment?.focus();
    const field = fields.find(({ id }) => path[0] === 'fields' && id === path[1]);
    field?.focus(Number(path[2] ?? 0));
  }

  // Warnings are shown at once, errors once an answer was tried.
  const [first] = task.answers;
  if (first) mark(issuesOf(first.status).filter(({ severity }) => severity === 'warning'));

  const initial = JSON.stringify(completion('ok'));
  return {
    root,
    completion,
    mark,
    focusIssue,
    isChanged: () => JSON.stringify(completion('ok')) !== initial,
    /** @param {StatusName} status */
    check: (status) => mark(issuesOf(status)),
    /**
     * All issues in one list, each with a link to its field.
     *
     * @param {Issue[]} issues
     */
    summary: (issues) =>
      element(
        'div',
        { class: 'notice danger summary', role: 'alert' },
        icon('warning'),
        element(
          'div',
          {},
          element('h2', {}, t('issues.title', { n: issues.length })),
          element(
            'ul',
            {},
            ...issues.map((issue) =>
              element(
                'li',
                {},
                element(
                  'button',
                  { type: 'button', click: () => focusIssue(issue) },
                  issue.message,
                ),
              ),
            ),
          ),
        ),
      ),
  };
}

/**
 * @param {import('bizproc-tasks').Task} task
 * @param {import('./translator.js').Translator} t
 */
function commentBox(task, t) {
  const demanding = task.answers.filter(({ status }) => task.comment.requiredFor.includes(status));
  const always = demanding.length === task.answers.length;
  const names = demanding.map(({ status }) => answerName(task, status, t));
  const note =
    names.length > 0
      ? t('field.required-for', { answers: t.formatList(names) })
      : t('field.optional');

  const area = element('textarea', { id: 'comment', rows: 3, 'aria-required': always && 'true' });
  const { root, mark } = fieldRow({
    id: 'comment',
    label: task.comment.label || t('task.comment'),
    note: always ? '' : note,
    hints: [],
    control: { root: area, inputs: [area], read: () => area.value },
  });
  return { root, mark, focus: () => area.focus(), value: () => area.value };
}
