import { html, nothing } from 'lit/html.js';
import { icon } from './icon.js';
import { answerLabel, isOverdue, processParts, taskName, typeName } from './task-meta.js';

/**
 * @import { Task } from 'bizproc-tasks'
 * @import { Translator } from './translator.js'
 *
 * @typedef {object} RowState
 * @property {Task} task
 * @property {string | undefined} starter the name of who began the process
 * @property {boolean} hasDraft
 * @property {boolean} isNew
 * @property {boolean | null} isSelected null where tasks cannot be selected
 * @property {() => void} open
 * @property {(isSelected: boolean) => void} select
 */

/**
 * A task in the list.
 *
 * @param {RowState} state
 * @param {Translator} t
 */
export function row({ task, starter, hasDraft, isNew, isSelected, open, select }, t) {
  const name = taskName(task, t);
  return html`<li class=${isSelected ? 'item is-selected' : 'item'}>
    ${
      isSelected === null
        ? nothing
        : html`<input
            type="checkbox"
            class="check"
            aria-label=${t('select.one', { name })}
            .checked=${isSelected}
            @change=${(/** @type {any} */ { target }) => select(target.checked)}
          />`
    }
    <button type="button" class="row" data-task=${task.id} @click=${open}>
      <span class="heading">
        <span class="name" dir="auto">${name}</span>
        ${isNew ? html`<span class="badge">${t('list.new')}</span>` : nothing}
        ${hasDraft ? html`<span class="badge draft">${t('list.draft')}</span>` : nothing}
      </span>
      <span class="task-meta"
        ><bdi>${typeName(task, t)}</bdi
        >${task.documentName === '' ? nothing : html`<bdi>${task.documentName}</bdi>`}</span
      >
      <span class="task-meta process"
        >${processParts(task, starter, t).map((part) => html`<bdi>${part}</bdi>`)}</span
      >
      ${task.open ? due(task, t) : answer(task, t)}${icon('forward')}
    </button>
  </li>`;
}

/**
 * @param {Task} task
 * @param {Translator} t
 */
function due(task, t) {
  if (task.overdue === null) return nothing;
  return isOverdue(task)
    ? html`<span class="due overdue">${t('list.overdue', { date: t.formatDate(task.overdue) })}</span>`
    : html`<span class="due">${t('task.due', { date: t.formatDateTime(task.overdue) })}</span>`;
}

/**
 * @param {Task} task
 * @param {Translator} t
 */
function answer(task, t) {
  const date = task.modified && html`<br />${t.formatDate(task.modified)}`;
  return task.answer === null
    ? nothing
    : html`<span class="due"><bdi>${answerLabel(task, task.answer, t)}</bdi>${date}</span>`;
}
