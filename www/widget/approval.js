import { validateCompletion } from 'bizproc-tasks';
import { html, nothing } from 'lit/html.js';
import { openBulkDialog } from './bulk-dialog.js';
import { answerLabel, taskName } from './task-meta.js';

/**
 * @import { Completion, Issue, Portal, Task } from 'bizproc-tasks'
 * @import { BulkOptions } from './bulk-dialog.js'
 * @import { Translator } from './translator.js'
 *
 * @typedef {Pick<BulkOptions, 'app' | 'opener' | 't' | 'tasks' | 'settled' | 'open' | 'closed'>} BulkContext
 */

/** The number of tasks whose names are shown without a click. */
const FEW_TASKS = 12;

/**
 * Approves several tasks: each gets its first answer, which is the positive one.
 *
 * @param {BulkContext & { portal: Portal }} options
 */
export function approve({ portal, ...context }) {
  const { tasks, t } = context;
  let comment = '';
  const withComment = tasks.filter((task) => task.comment.shown && task.fields.length === 0);

  openBulkDialog({
    ...context,
    what: 'approve',
    form(update) {
      const issues = tasks.map((task) => issueOf(task, comment, t));
      const ready = tasks.filter((_, at) => issues[at] === null);
      const onInput = (/** @type {any} */ { target }) => {
        comment = target.value.trim();
        update();
      };
      return {
        tasks: ready,
        submit: t('approve.submit', { n: ready.length }),
        content: html`${
          ready.length === 0
            ? nothing
            : html`<details ?open=${ready.length <= FEW_TASKS}>
                <summary>${t('approve.ready', { n: ready.length })}</summary>
                <ul>
                  ${ready.map(
                    (task) => html`<li>
                      <bdi>${taskName(task, t)}</bdi>: <bdi class="answer">${answerOf(task, t)}</bdi>
                    </li>`,
                  )}
                </ul>
              </details>`
        }
        ${
          ready.length === tasks.length
            ? nothing
            : html`<h3>${t('approve.left', { n: tasks.length - ready.length })}</h3>
                <ul class="left">
                  ${tasks.map((task, at) =>
                    issues[at] === null
                      ? nothing
                      : html`<li><bdi>${taskName(task, t)}</bdi> <span>${issues[at]}</span></li>`,
                  )}
                </ul>`
        }
        ${
          withComment.length === 0
            ? nothing
            : html`<label>
                ${t('approve.comment')}
                <span class="hint"
                  >${t('approve.comment.hint', { n: withComment.length })}</span
                >
                <textarea rows="2" @input=${onInput}></textarea>
              </label>`
        }`,
      };
    },
    send: (sent, options) =>
      portal.completeTasks(
        sent.map((task) => completionOf(task, comment)),
        { ...options, tasks: sent },
      ),
  });
}

/**
 * @param {Task} task
 * @param {string} comment
 * @returns {Completion}
 */
function completionOf({ id, answers, comment: { shown } }, comment) {
  return { taskId: id, status: answers[0]?.status ?? 'ok', ...(shown && comment && { comment }) };
}

/**
 * The reason why a task cannot be approved together with others, or null.
 *
 * @param {Task} task
 * @param {string} comment
 * @param {Translator} t
 */
function issueOf(task, comment, t) {
  if (task.fields.length > 0) return t('approve.fields');
  const issues = validateCompletion(completionOf(task, comment), task, { lang: t.lang });
  return issues.find(({ severity }) => severity === 'error')?.message ?? null;
}

/**
 * The label of the task's answer.
 *
 * @param {Task} task
 * @param {Translator} t
 */
function answerOf(task, t) {
  const [answer] = task.answers;
  return answer ? answerLabel(task, answer.status, t) : '';
}
