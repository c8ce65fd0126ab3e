import { html, nothing, render } from 'lit/html.js';
import { openDocument } from './document.js';
import { icon } from './icon.js';
import { taskName } from './task-meta.js';

/**
 * @import { Task } from 'bizproc-tasks'
 * @import { HostConnection } from './connection.js'
 * @import { Translator } from './translator.js'
 */

/**
 * One task: its form, and the buttons for the list and the next task.
 *
 * @typedef {ReturnType<typeof taskView>} TaskView
 * @param {object} options
 * @param {Task} options.task as the list has it: it is read anew
 * @param {HostConnection} options.place
 * @param {Translator} options.t
 * @param {string} options.theme
 * @param {() => void} options.leave back to the list
 * @param {() => Task | null} options.nextTask
 * @param {(task: Task) => void} options.open
 * @param {(opener: HTMLElement) => void} options.delegate
 */
export function taskView({ task, place, t, theme, leave, nextTask, open, delegate }) {
  let isClosed = false;
  const form = Object.assign(document.createElement('bizproc-task'), {
    lang: t.lang,
    theme,
    draft: true,
    headingLevel: 1,
    connection: place.connection,
    taskId: task.id,
  });
  const footer = document.createElement('div');
  footer.slot = 'footer';
  footer.className = 'task-footer';
  form.append(footer);
  const root = document.createElement('article');
  root.className = 'task';
  root.addEventListener('keydown', onKey);
  // The user cannot leave while an answer is being sent, because they would not see its outcome.
  for (const event of ['bizproc-submit', 'bizproc-complete', 'bizproc-error']) {
    form.addEventListener(/** @type {'bizproc-submit'} */ (event), update);
  }
  form.addEventListener('bizproc-close', () => {
    isClosed = true;
    update();
  });
  form.addEventListener('click', (event) => openDocument(event, task, place));

  function update() {
    render(
      html`<div class="task-bar">
          <button type="button" class="button--text" ?disabled=${form.busy} @click=${leave}>
            ${icon('back')}${t('task.back')}
          </button>
          ${
            task.open && !isClosed
              ? html`<button
                  type="button"
                  class="button--text"
                  ?disabled=${form.busy}
                  @click=${(/** @type {any} */ { currentTarget }) => delegate(currentTarget)}
                >
                  ${icon('person')}${t('delegate.action')}
                </button>`
              : nothing
          }
        </div>
        ${form}`,
      root,
    );
    const next = isClosed ? nextTask() : null;
    render(
      isClosed
        ? html`${
            next
              ? html`<button type="button" class="button--primary" @click=${() => open(next)}>
                  ${t('task.next', { name: taskName(next, t) })}
                </button>`
              : nothing
          }<button type="button" class=${next ? '' : 'button--primary'} @click=${leave}>
            ${t('action.back')}
          </button>`
        : nothing,
      footer,
    );
  }
  update();

  /** @param {KeyboardEvent} event */
  function onKey(event) {
    if (event.key === 'Escape' && !event.defaultPrevented && !form.busy) leave();
  }

  return {
    root,
    focus: () => form.updateComplete.then(() => form.focus()),
    /** Whether closing the page would lose input. */
    isModified: () => form.modified,
    /** Whether the user can do nothing more here, and the list no longer contains the task. */
    isClosed: () => isClosed,
  };
}
