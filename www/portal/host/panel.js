/** What the portal holds, beside the card: tasks, requests, faults. */

import { request } from './request.js';
import { setCount, tabs } from './tabs.js';

/** @typedef {Record<string, any>} State */

const TASK_STATES = ['Running', 'Approved', 'Refused', 'Done', 'Timed out', 'Cancelled'];
const USER_STATES = ['Waiting', 'Yes', 'No', 'OK', 'Cancelled'];

const FAULTS = [
  ['Expired token', { kind: 'expire-tokens' }],
  ['Connection lost before the work', { kind: 'reset' }],
  ['Connection lost after the work', { kind: 'reset', after: true }],
  ['Reply 5 s late', { kind: 'delay', delayMs: 5000 }],
  ['No reply at all', { kind: 'delay' }],
  ['502 page after the work', { kind: 'html' }],
  ['Half a reply', { kind: 'truncated' }],
  ['Empty reply', { kind: 'empty' }],
  [
    'Too many requests',
    { kind: 'error', code: 'QUERY_LIMIT_EXCEEDED', description: 'Too many requests', status: 503 },
  ],
  [
    'Server error after the work',
    { kind: 'error', code: 'ERROR_CORE', description: 'Internal error', status: 400, after: true },
  ],
  ['Silent parent frame', { kind: 'silent-parent' }],
];

const list = /** @type {HTMLElement} */ (document.getElementById('panel-tabs'));
const body = /** @type {HTMLElement} */ (document.getElementById('panel-body'));
const status = /** @type {HTMLElement} */ (document.getElementById('connection-state'));

/** @type {State | undefined} */
let state;
let view = 'Tasks';
/** Which entries the reader has opened; they stay open when something changes. */
const open = new Set();

/**
 * Shows the portal's state, and keeps showing it.
 *
 * @param {(state: State) => void} onState
 */
export function watchPortal(onState) {
  tabs(list, ['Tasks', 'Requests', 'Faults'], (name) => {
    view = name;
    render();
  });
  document.getElementById('reset')?.addEventListener('click', () => request('POST', 'reset'));

  let isLoading = false;
  let isStale = false;
  const load = async () => {
    isStale = true;
    if (isLoading) return;
    isLoading = true;
    while (isStale) {
      isStale = false;
      state = await request('GET', 'state');
      onState(/** @type {State} */ (state));
      render();
    }
    isLoading = false;
  };
  const events = new EventSource('/simulator/events');
  events.onmessage = () => {
    status.textContent = 'Live';
    load();
  };
  events.onerror = () => {
    status.textContent = 'The simulator does not answer';
  };
}

function render() {
  if (!state) return;
  setCount(list, 'Requests', state.requests.length);
  setCount(list, 'Faults', state.faults.length);
  const items =
    view === 'Tasks'
      ? taskItems(state)
      : view === 'Requests'
        ? requestItems(state)
        : faultItems(state);
  body.replaceChildren(...items);
}

/** @param {State} shown */
function taskItems(shown) {
  if (shown.tasks.length === 0) return [element('p', 'empty', 'The portal holds no tasks.')];
  return shown.tasks.map((/** @type {State} */ task) => {
    const user = shown.users.find((/** @type {State} */ one) => one.id === Number(task.USER_ID));
    const answered = Number(task.USER_STATUS) > 0;
    const badge = answered ? USER_STATES[task.USER_STATUS] : TASK_STATES[task.STATUS];
    const tone = answered
      ? task.USER_STATUS === '2' || task.USER_STATUS === '4'
        ? 'warn'
        : 'good'
      : '';
    const name = element('span', 'name', task.NAME ?? `Task ${task.ID}`);
    name.append(
      element(
        'small',
        '',
        `${user ? `${user.name} ${user.lastName}` : `User ${task.USER_ID}`} · ${task.ACTIVITY.replace('Activity', '')}`,
      ),
    );
    const detail = element('div', 'detail');
    if (task.outcome) {
      section(detail, 'Comment', task.outcome.comment || '(none)');
      section(detail, 'Variables written', show(task.outcome.variables));
      if (task.outcome.files.length > 0) section(detail, 'Files', show(task.outcome.files));
    } else {
      section(detail, 'Parameters', show(task.PARAMETERS));
    }
    return item(
      `task ${task.ID} ${task.USER_ID}`,
      [element('span', 'id', String(task.ID)), name, element('span', `badge ${tone}`, badge)],
      detail,
    );
  });
}

/** @param {State} shown */
function requestItems(shown) {
  if (shown.requests.length === 0) {
    return [element('p', 'empty', 'No REST call has come in yet.')];
  }
  return shown.requests.toReversed().map((/** @type {State} */ entry) => {
    const name = element('span', 'name', entry.method);
    const notes = [
      entry.at.slice(11, 19),
      entry.verb,
      entry.by,
      entry.fault && `fault: ${entry.fault}`,
    ];
    name.append(element('small', '', notes.filter(Boolean).join(' · ')));
    const detail = element('div', 'detail');
    section(detail, 'Address', entry.url);
    if (entry.body) section(detail, 'Body as sent', entry.body);
    section(detail, 'Read as', show(entry.params));
    section(detail, 'Reply', pretty(entry.reply));
    const tone = entry.status === null ? 'warn' : entry.status < 400 ? 'good' : 'bad';
    return item(
      `request ${entry.id}`,
      [
        element('span', 'id', String(entry.id)),
        name,
        element('span', `badge ${tone}`, entry.status === null ? 'no reply' : String(entry.status)),
      ],
      detail,
    );
  });
}

/** @param {State} shown */
function faultItems(shown) {
  const form = element('div', 'detail fault-form');
  form.append(element('h3', '', 'The next call meets'));
  for (const [name, spec] of /** @type {[string, object][]} */ (FAULTS)) {
    const button = document.createElement('button');
    button.type = 'button';
    button.textContent = name;
    button.addEventListener('click', () => request('POST', 'faults', spec));
    form.append(button, ' ');
  }
  const pending = shown.faults.map((/** @type {State} */ fault) => {
    const line = element('div', 'item');
    const row = element('div', 'line');
    row.append(
      element('span', 'id', '•'),
      element('span', 'name', fault.kind),
      element('span', 'badge warn', 'waiting'),
    );
    line.append(row);
    return line;
  });
  return [form, ...pending];
}

/**
 * @param {string} key
 * @param {HTMLElement[]} line
 * @param {HTMLElement} detail
 */
function item(key, line, detail) {
  const details = document.createElement('details');
  details.className = 'item';
  details.open = open.has(key);
  details.addEventListener('toggle', () => {
    if (details.open) open.add(key);
    else open.delete(key);
  });
  const summary = document.createElement('summary');
  summary.append(...line);
  details.append(summary, detail);
  return details;
}

/**
 * @param {HTMLElement} parent
 * @param {string} title
 * @param {string} text
 */
function section(parent, title, text) {
  parent.append(element('h3', '', title), element('pre', '', text));
}

/** @param {unknown} value */
function show(value) {
  return JSON.stringify(value, null, 2) ?? '';
}

/** @param {string | null} text */
function pretty(text) {
  if (text === null) return '(none)';
  try {
    return show(JSON.parse(text));
  } catch {
    return text;
  }
}

/**
 * @param {string} name
 * @param {string} className
 * @param {string} [text]
 */
function element(name, className, text = '') {
  const created = document.createElement(name);
  created.className = className;
  created.textContent = text;
  return created;
}
