import { repeat } from 'lit/directives/repeat.js';
import { html, nothing, render } from 'lit/html.js';
import { Filters } from './filters.js';
import { icon } from './icon.js';
import { notice } from './notice.js';
import { explainReadError } from './outcome.js';
import { row } from './row.js';
import { Selection } from './selection.js';
import { TaskList } from './task-list.js';
import { processParts, taskName, typeName } from './task-meta.js';
import { userNames } from './user-names.js';

/**
 * @import { Portal, Task, TaskQuery } from 'bizproc-tasks'
 * @import { Action } from './selection.js'
 * @import { Translator } from './translator.js'
 */

/**
 * The current user's open or finished tasks.
 *
 * @param {object} options
 * @param {Portal} options.portal
 * @param {Translator} options.t
 * @param {TaskQuery['placement'] | null} options.card the card whose tasks are listed; null for all tasks
 * @param {(task: Task) => void} options.open
 * @param {(task: Task) => boolean} options.hasDraft
 * @param {Action[]} options.actions what can be done with selected tasks
 */
export function taskList({ portal, t, card, open, hasDraft, actions }) {
  const root = document.createElement('section');
  root.className = 'list';
  let isFinished = false;
  const list = new TaskList(portal, () => {
    filters.learn(list.tasks);
    names.lookUp(list.tasks.map(({ workflow }) => workflow.startedBy));
    update();
  });
  const names = userNames(portal, update);
  const selection = new Selection(t, update);
  const filters = new Filters(t, {
    names: card ? ['activity', 'process'] : ['activity', 'process', 'document'],
    narrowed: load,
    searched: update,
  });

  function load() {
    selection.clear();
    return list.load({
      ...filters.query,
      ...(card && { placement: card }),
      ...(isFinished ? { open: false, order: '-modified' } : { order: 'deadline' }),
    });
  }

  /** @param {boolean} finished */
  function show(finished) {
    if (finished === isFinished) return;
    isFinished = finished;
    filters.reset();
    load();
  }

  /** The loaded tasks that match the search. */
  function shownTasks() {
    if (filters.search === '') return list.tasks;
    return list.tasks.filter((task) =>
      filters.matches([
        taskName(task, t),
        task.documentName,
        typeName(task, t),
        ...processParts(task, names.get(task.workflow.startedBy), t),
      ]),
    );
  }

  function update() {
    const shown = shownTasks();
    root.ariaBusy = String(list.state === 'loading');
    render(
      html`<header>
          <div>
            <h1 tabindex="-1">${t('list.title')}</h1>
            <p class="count" role="status">${countText(shown)}</p>
          </div>
          <button
            type="button"
            class="button--text button--icon"
            aria-label=${t('list.refresh')}
            title=${t('list.refresh')}
            @click=${load}
          >
            ${icon('again')}
          </button>
        </header>
        <div class="tabs" role="group" aria-label=${t('list.which')}>
          ${[false, true].map(
            (finished) => html`<button
              type="button"
              aria-pressed=${finished === isFinished ? 'true' : 'false'}
              @click=${() => show(finished)}
            >
              ${t(finished ? 'list.finished' : 'list.open')}
            </button>`,
          )}
        </div>
        ${filters.render(!isFinished)}
        ${!isFinished && shown.length > 1 ? selection.render(shown, actions) : nothing}
        <ul class="rows" @keydown=${onArrowKey}>
          ${
            list.state === 'loading' && list.tasks.length === 0
              ? [0, 1, 2].map(() => html`<li class="skeleton" aria-hidden="true"></li>`)
              : repeat(
                  shown,
                  ({ id }) => id,
                  (task) => rowOf(task, shown.length > 1),
                )
          }
        </ul>
        <div class="list-footer">${footer(shown)}</div>`,
      root,
    );
  }

  /**
   * @param {Task} task
   * @param {boolean} isOneOfMany
   */
  function rowOf(task, isOneOfMany) {
    return row(
      {
        task,
        starter: names.get(task.workflow.startedBy),
        hasDraft: task.open && hasDraft(task),
        isNew: list.isNew(task.id),
        isSelected: isOneOfMany && !isFinished ? selection.has(task.id) : null,
        open: () => open(task),
        select: (isSelected) => selection.set([task.id], isSelected),
      },
      t,
    );
  }

  /** @param {Task[]} shown */
  function countText(shown) {
    if (list.state === 'loading') return t('list.loading');
    if (list.tasks.length === 0) return '';
    if (filters.search !== '') return t('list.found', { n: shown.length });
    const n = list.tasks.length;
    if (list.total === null) return t('list.count.unknown', { n });
    const isNarrowed = filters.isActive ? 'list.found' : card ? 'list.count.card' : 'list.count';
    const counts = [t(isFinished ? 'list.count.finished' : isNarrowed, { n: list.total })];
    if (list.overdue) counts.push(t('list.count.overdue', { n: list.overdue }));
    if (list.hasMore) counts.push(t('list.count.shown', { n }));
    return counts.join(' · ');
  }

  /** @param {Task[]} shown */
  function footer(shown) {
    if (list.state === 'failed') {
      const retry = html`<button type="button" @click=${load}>${t('action.retry')}</button>`;
      return notice({ ...explainReadError(list.error, t, 'read.list'), actions: [retry] });
    }
    if (list.state === 'loading-more') return html`<p class="hint">${t('list.loading')}</p>`;
    if (list.state === 'loading') return nothing;
    return [
      shown.length === 0 ? empty() : nothing,
      list.hasMore
        ? html`<button type="button" @click=${onMore}>${t('list.more')}</button>`
        : nothing,
    ];
  }

  function empty() {
    const isNarrowed = filters.isActive || filters.search !== '';
    const what = isNarrowed ? 'narrowed' : isFinished ? 'finished' : card ? 'card' : 'open';
    return html`<div class="empty">
      ${icon(isNarrowed ? 'search' : 'empty')}
      <h2>${t(`empty.${what}.title`)}</h2>
      <p>${t(`empty.${what}.text`)}</p>
      ${
        isNarrowed
          ? html`<button type="button" @click=${clearFilters}>${t('filter.clear')}</button>`
          : nothing
      }
    </div>`;
  }

  async function clearFilters() {
    filters.reset();
    await load();
    focus();
  }

  async function onMore() {
    const known = new Set(list.tasks.map(({ id }) => id));
    await list.more();
    // The button is gone, so the focus moves to the first new row.
    focus(list.tasks.find(({ id }) => !known.has(id))?.id);
  }

  const rowButtons = () => [...root.querySelectorAll(/** @type {'button'} */ ('button.row'))];

  /**
   * Arrow keys, Home and End move through the rows.
   *
   * @param {KeyboardEvent} event
   */
  function onArrowKey(event) {
    const buttons = rowButtons();
    const at = buttons.indexOf(/** @type {HTMLButtonElement} */ (document.activeElement));
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: buttons.length - 1 }[event.key];
    if (at < 0 || to === undefined) return;
    event.preventDefault();
    buttons[to]?.focus();
  }

  /**
   * Moves the focus to the row of this task, otherwise to the title.
   *
   * @param {number} [taskId]
   */
  function focus(taskId) {
    const button = rowButtons().find(({ dataset }) => dataset.task === String(taskId));
    (button ?? root.querySelector('h1'))?.focus();
  }

  return {
    root,
    load,
    update,
    focus,
    names,
    /**
     * Removes tasks that are answered or gone.
     *
     * @param {readonly number[]} ids
     */
    remove(ids) {
      selection.set(ids, false);
      list.remove(ids);
    },
    /**
     * The task below this one in the list, or the last one.
     *
     * @param {number} taskId
     */
    nextTo(taskId) {
      const shown = shownTasks();
      const at = shown.findIndex(({ id }) => id === taskId);
      return isFinished ? null : (shown[at + 1] ?? shown[at - 1] ?? null);
    },
  };
}
