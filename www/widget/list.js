import { element, icon } from './element.js';
import { notice } from './notice.js';
import { explainReading } from './outcome.js';
import { activityName, isLate, taskName } from './task-meta.js';

/** How many rows are shown at a time: enough to fill a card, few enough for an overview. */
const PAGE_SIZE = 25;

/**
 * The current user's open tasks.
 *
 * @param {object} options
 * @param {import('bizproc-tasks').Portal} options.portal
 * @param {import('./translator.js').Translator} options.t
 * @param {(task: import('bizproc-tasks').Task) => void} options.open
 */
export function taskList({ portal, t, open }) {
  const title = element('h1', { tabindex: -1 }, t('list.title'));
  const count = element('p', { class: 'count', role: 'status' });
  const refresh = element(
    'button',
    {
      type: 'button',
      class: 'button--text button--icon',
      'aria-label': t('list.refresh'),
      click: load,
    },
    icon('again'),
  );
  refresh.title = t('list.refresh');
  const rows = element('ul', { class: 'rows', keydown: onArrowKey });
  const footer = element('div', { class: 'list-footer' });
  const root = element(
    'section',
    { class: 'list' },
    element('header', {}, element('div', {}, title, count), refresh),
    rows,
    footer,
  );

  /** Aborts the current `load`, which a later one replaces. */
  let reading = new AbortController();
  /** @type {AsyncIterator<import('bizproc-tasks').Task>} */
  let tasks;
  /**
   * A task read ahead, to know whether there are more.
   *
   * @type {import('bizproc-tasks').Task | null}
   */
  let lookahead = null;

  async function load() {
    reading.abort();
    reading = new AbortController();
    tasks = portal.listTasks({}, { signal: reading.signal })[Symbol.asyncIterator]();
    lookahead = null;
    rows.replaceChildren(
      ...[0, 1, 2].map(() => element('li', { class: 'skeleton', 'aria-hidden': 'true' })),
    );
    footer.replaceChildren();
    count.textContent = t('list.loading');
    root.setAttribute('aria-busy', 'true');
    await more();
  }

  async function more() {
    const { signal } = reading;
    try {
      const page = lookahead ? [lookahead] : [];
      lookahead = null;
      while (page.length <= PAGE_SIZE) {
        const next = await tasks.next();
        if (signal.aborted) return;
        if (next.done) break;
        page.push(next.value);
      }
      if (page.length > PAGE_SIZE) lookahead = page.pop() ?? null;
      show(page);
    } catch (error) {
      if (!signal.aborted) fail(error);
    }
  }

  /** @param {import('bizproc-tasks').Task[]} page */
  function show(page) {
    for (const waiting of rows.querySelectorAll('.skeleton')) waiting.remove();
    root.removeAttribute('aria-busy');
    const shown = page.map((task) => row(task));
    rows.append(...shown);
    const n = rows.children.length;
    count.textContent =
      n === 0 ? '' : lookahead ? t('list.count.more', { n }) : t('list.count', { n });
    footer.replaceChildren();
    if (lookahead)
      footer.append(element('button', { type: 'button', click: onMore }, t('list.more')));
    if (n === 0) {
      footer.append(
        element(
          'div',
          { class: 'empty', role: 'status' },
          icon('empty'),
          element('h2', {}, t('list.empty.title')),
          element('p', {}, t('list.empty.text')),
        ),
      );
    }
  }

  async function onMore() {
    const n = rows.children.length;
    footer.replaceChildren(element('p', { class: 'hint', role: 'status' }, t('list.loading')));
    await more();
    // The button is gone: go on reading where the new rows begin.
    rows.children[n]?.querySelector('button')?.focus();
  }

  /** @param {unknown} error */
  function fail(error) {
    for (const waiting of rows.querySelectorAll('.skeleton')) waiting.remove();
    root.removeAttribute('aria-busy');
    count.textContent = '';
    const explanation = explainReading(error, t, 'read.list');
    const retry = element('button', { type: 'button', click: load }, t('action.retry'));
    footer.replaceChildren(notice({ ...explanation, actions: [retry] }));
  }

  /** @param {import('bizproc-tasks').Task} task */
  function row(task) {
    const late = isLate(task);
    return element(
      'li',
      {},
      element(
        'button',
        { type: 'button', class: 'row', 'data-task': task.id, click: () => open(task) },
        element('span', { class: 'name' }, taskName(task, t)),
        element(
          'span',
          { class: 'task-meta' },
          element('span', { class: 'activity' }, activityName(task.activity, t)),
          task.documentName !== '' && element('span', { class: 'document' }, task.documentName),
        ),
        task.overdue !== null &&
          element(
            'span',
            { class: late ? 'due overdue' : 'due' },
            late ? t('list.overdue') : t('task.due', { date: t.formatDateTime(task.overdue) }),
          ),
        icon('forward'),
      ),
    );
  }

  /**
   * Arrow keys, Home and End move through the rows.
   *
   * @param {KeyboardEvent} event
   */
  function onArrowKey(event) {
    const buttons = [...rows.querySelectorAll('button')];
    const at = buttons.indexOf(/** @type {HTMLButtonElement} */ (document.activeElement));
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: buttons.length - 1 }[event.key];
    if (at < 0 || to === undefined) return;
    event.preventDefault();
    buttons[to]?.focus();
  }

  return {
    root,
    load,
    /**
     * Moves the focus to the row of this task, else to the title.
     *
     * @param {number} [taskId]
     */
    focus(taskId) {
      const button = rows.querySelector(`[data-task="${taskId}"]`);
      (button instanceof HTMLElement ? button : title).focus();
    },
  };
}
