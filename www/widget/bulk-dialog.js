import { html, nothing } from 'lit/html.js';
import { Dialog } from './dialog.js';
import { icon } from './icon.js';
import { isClosed, isRetryable } from './outcome.js';
import { taskName } from './task-meta.js';

/**
 * @import { BizprocError, Task } from 'bizproc-tasks'
 * @import { Translator } from './translator.js'
 *
 * @typedef {object} TaskResult The outcome of one task.
 * @property {number | null} taskId
 * @property {BizprocError} [error]
 *
 * @typedef {object} Progress
 * @property {number} settled
 * @property {number} total
 *
 * @typedef {object} BulkForm what is asked before anything is sent
 * @property {unknown} content
 * @property {string} submit the label of the button
 * @property {Task[]} tasks those that would be sent now
 *
 * @typedef {object} BulkOptions
 * @property {HTMLElement} app
 * @property {HTMLElement} opener
 * @property {Translator} t
 * @property {'approve' | 'delegate'} what
 * @property {Task[]} tasks
 * @property {(update: () => void) => BulkForm} form
 * @property {(tasks: Task[], options: { signal: AbortSignal, onProgress: (progress: Progress) => void }) => Promise<TaskResult[]>} send
 * @property {(taskIds: number[]) => void} settled called with the tasks that wait for the user no longer
 * @property {(task: Task) => void} open shows one task by itself
 * @property {() => void} closed
 */

/**
 * A dialog for an action with several tasks: asks the user, shows the progress, and shows the outcome of each task.
 *
 * @param {BulkOptions} options
 */
export function openBulkDialog({ app, opener, t, what, tasks, form, send, settled, open, closed }) {
  /** @type {Task | null} */
  let opened = null;
  const dialog = new Dialog(app, opener, () => (opened ? open(opened) : closed()));
  /** The outcome of each task, including the last attempt. @type {Map<number, TaskResult>} */
  const results = new Map();
  const close = () => dialog.close();

  const ask = () => {
    const { content, submit, tasks: ready } = form(() => dialog.update(ask()));
    const onSubmit = (/** @type {Event} */ event) => {
      event.preventDefault();
      if (ready.length > 0) run(ready);
    };
    return html`<form @submit=${onSubmit}>
      <h2 id="dialog-title" tabindex="-1">${t(`${what}.title`, { n: tasks.length })}</h2>
      ${content}
      <div class="actions">
        <button type="submit" class="button--primary" ?disabled=${ready.length === 0}>${submit}</button>
        <button type="button" @click=${close}>${t('action.cancel')}</button>
      </div>
    </form>`;
  };

  /** @param {Task[]} sent */
  async function run(sent) {
    const stop = new AbortController();
    const onProgress = (/** @type {Progress} */ progress) => dialog.update(sending(progress, stop));
    dialog.isBusy = true;
    dialog.show(sending({ settled: 0, total: sent.length }, stop));
    /** @type {TaskResult[]} */
    let outcomes;
    try {
      outcomes = await send(sent, { signal: stop.signal, onProgress });
    } catch (error) {
      // Nothing was sent.
      outcomes = sent.map(({ id }) => ({ taskId: id, error: /** @type {BizprocError} */ (error) }));
    }
    dialog.isBusy = false;
    for (const outcome of outcomes) results.set(Number(outcome.taskId), outcome);
    settled(
      outcomes.filter(({ error }) => !error || isClosed(error)).map(({ taskId }) => Number(taskId)),
    );
    dialog.show(report());
  }

  /**
   * @param {Progress} progress
   * @param {AbortController} stop
   */
  function sending({ settled: n, total }, stop) {
    return html`<h2 id="dialog-title" tabindex="-1">${t(`${what}.sending`)}</h2>
      <p role="status">${t('results.progress', { settled: n, total })}</p>
      <progress max=${total} value=${n} aria-label=${t(`${what}.sending`)}></progress>
      <div class="actions">
        <button type="button" ?disabled=${stop.signal.aborted} @click=${() => stop.abort()}>
          ${t('action.stop')}
        </button>
      </div>`;
  }

  function report() {
    const all = [...results.values()];
    const failed = all.filter(({ error }) => error);
    const again = tasks.filter(({ id }) => isRetryable(results.get(id)?.error));
    const n = all.length - failed.length;
    const isSuccess = failed.length === 0;
    return html`<h2 id="dialog-title" class=${isSuccess ? 'success' : 'warning'} tabindex="-1">
        ${icon(isSuccess ? 'done' : 'warning')}${t(isSuccess ? `${what}.done.all` : `${what}.done`, { n, total: all.length })}
      </h2>
      ${
        isSuccess
          ? nothing
          : html`<ul class="results">
              ${failed.map(({ taskId, error }) => failure(taskId, error))}
            </ul>`
      }
      <div class="actions">
        ${
          again.length === 0
            ? nothing
            : html`<button type="button" class="button--primary" @click=${() => run(again)}>
                ${t('results.retry', { n: again.length })}
              </button>`
        }
        <button
          type="button"
          class=${again.length === 0 ? 'button--primary' : ''}
          @click=${close}
        >
          ${t('action.close')}
        </button>
      </div>`;
  }

  /**
   * @param {number | null} taskId
   * @param {BizprocError | undefined} error
   */
  function failure(taskId, error) {
    const task = tasks.find(({ id }) => id === taskId);
    if (!task || !error) return nothing;
    const openTask = () => {
      opened = task;
      close();
    };
    return html`<li>
      <div>
        <bdi class="name">${taskName(task, t)}</bdi>
        <span class="badge ${error.outcome}">${t(`results.${error.outcome}`)}</span>
        <p>${error.message}</p>
      </div>
      ${
        isClosed(error)
          ? nothing
          : html`<button
              type="button"
              aria-label=${t('results.open', { name: taskName(task, t) })}
              @click=${openTask}
            >
              ${t('action.open')}
            </button>`
      }
    </li>`;
  }

  dialog.show(ask());
}
