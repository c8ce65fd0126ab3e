import { element, icon } from './element.js';
import { activityName, isLate, taskName } from './facts.js';
import { notice } from './notice.js';
import { explainReading } from './outcome.js';

/** How many rows come at a time: enough to fill a card, few enough to stay an overview. */
const STEP = 25;

/**
 * The current user's open tasks.
 *
 * @param {object} given
 * @param {import('bizproc-tasks').Portal} given.portal
 * @param {import('./words.js').Words} given.words
 * @param {(task: import('bizproc-tasks').Task) => void} given.open
 */
export function taskList({ portal, words, open }) {
  const title = element('h1', { tabindex: -1 }, words('list.title'));
  const count = element('p', { class: 'count', role: 'status' });
  const refresh = element(
    'button',
    { type: 'button', class: 'quiet square', 'aria-label': words('list.refresh'), click: load },
    icon('again'),
  );
  refresh.title = words('list.refresh');
  const rows = element('ul', { class: 'rows', keydown: walk });
  const rest = element('div', { class: 'rest' });
  const root = element(
    'section',
    { class: 'list' },
    element('header', {}, element('div', {}, title, count), refresh),
    rows,
    rest,
  );

  /** What is being read now: a later `load` makes an earlier one stop. */
  let reading = new AbortController();
  /** @type {AsyncIterator<import('bizproc-tasks').Task>} */
  let tasks;
  /**
   * A task read ahead, to know whether there are more.
   *
   * @type {import('bizproc-tasks').Task | null}
   */
  let ahead = null;

  async function load() {
    reading.abort();
    reading = new AbortController();
    tasks = portal.listTasks({}, { signal: reading.signal })[Symbol.asyncIterator]();
    ahead = null;
    rows.replaceChildren(
      ...[0, 1, 2].map(() => element('li', { class: 'skeleton', 'aria-hidden': 'true' })),
    );
    rest.replaceChildren();
    count.textContent = words('list.loading');
    root.setAttribute('aria-busy', 'true');
    await more();
  }

  async function more() {
    const { signal } = reading;
    try {
      const step = ahead ? [ahead] : [];
      ahead = null;
      while (step.length <= STEP) {
        const next = await tasks.next();
        if (signal.aborted) return;
        if (next.done) break;
        step.push(next.value);
      }
      if (step.length > STEP) ahead = step.pop() ?? null;
      show(step);
    } catch (error) {
      if (!signal.aborted) fail(error);
    }
  }

  /** @param {import('bizproc-tasks').Task[]} step */
  function show(step) {
    for (const waiting of rows.querySelectorAll('.skeleton')) waiting.remove();
    root.removeAttribute('aria-busy');
    const shown = step.map((task) => row(task));
    rows.append(...shown);
    const n = rows.children.length;
    count.textContent =
      n === 0 ? '' : ahead ? words('list.count.more', { n }) : words('list.count', { n });
    rest.replaceChildren();
    if (ahead)
      rest.append(element('button', { type: 'button', click: onMore }, words('list.more')));
    if (n === 0) {
      rest.append(
        element(
          'div',
          { class: 'empty', role: 'status' },
          icon('empty'),
          element('h2', {}, words('list.empty.title')),
          element('p', {}, words('list.empty.text')),
        ),
      );
    }
  }

  async function onMore() {
    const n = rows.children.length;
    rest.replaceChildren(element('p', { class: 'hint', role: 'status' }, words('list.loading')));
    await more();
    // The button is gone: go on reading where the new rows begin.
    rows.children[n]?.querySelector('button')?.focus();
  }

  /** @param {unknown} error */
  function fail(error) {
    for (const waiting of rows.querySelectorAll('.skeleton')) waiting.remove();
    root.removeAttribute('aria-busy');
    count.textContent = '';
    const told = explainReading(error, words, 'read.list');
    const retry = element('button', { type: 'button', click: load }, words('action.retry'));
    rest.replaceChildren(notice({ ...told, actions: [retry] }));
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
        element('span', { class: 'name' }, taskName(task, words)),
        element(
          'span',
          { class: 'facts' },
          element('span', { class: 'activity' }, activityName(task.activity, words)),
          task.documentName !== '' && element('span', { class: 'document' }, task.documentName),
        ),
        task.overdue !== null &&
          element(
            'span',
            { class: late ? 'due late' : 'due' },
            late ? words('list.overdue') : words('task.due', { date: words.moment(task.overdue) }),
          ),
        icon('forward'),
      ),
    );
  }

  /**
   * Arrows walk the rows, as in any list of this kind.
   *
   * @param {KeyboardEvent} event
   */
  function walk(event) {
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
     * Where a reader left off: the row of this task, else the top.
     *
     * @param {number} [taskId]
     */
    focus(taskId) {
      const button = rows.querySelector(`[data-task="${taskId}"]`);
      (button instanceof HTMLElement ? button : title).focus();
    },
  };
}
