import { button, element } from './element.js';
import { item, json, line, section, table } from './panel-item.js';
import { sendCommand } from './request.js';
import { editTask } from './task-editor.js';
import { viewerId } from './viewer.js';

/** @typedef {import('./panel.js').State} State */

const TASK_STATES = ['Open', 'Approved', 'Refused', 'Done', 'Timed out', 'Cancelled'];
const USER_STATES = ['Open', 'Yes', 'No', 'OK', 'Cancelled'];

/** The statuses that answer each type of task. @type {Record<string, number[]>} */
const ANSWERS = {
  ApproveActivity: [1, 2],
  ReviewActivity: [3],
  RequestInformationActivity: [3],
  RequestInformationOptionalActivity: [3, 4],
};

/**
 * Tasks with their outcomes, and the actions of other people.
 *
 * @returns {import('./panel.js').View}
 */
export function taskView() {
  const activity = element('input');
  activity.type = 'checkbox';
  activity.addEventListener('change', () =>
    activity.checked
      ? sendCommand('POST', 'activity', { users: [viewerId] })
      : sendCommand('DELETE', 'activity'),
  );
  const label = element('label', 'labelled');
  label.append(activity, ' Tasks come and go');
  label.title = 'A task arrives every 5 seconds, and the oldest of them ends by itself.';
  return {
    head: [
      button('Let a task arrive', () => sendCommand('POST', 'tasks/arrive', { user: viewerId })),
      button('Add…', () => editTask({ user: viewerId })),
      label,
    ],
    update: (state) => {
      activity.checked = state.activity !== null;
    },
    body: taskList,
  };
}

/**
 * The tasks of the user are first.
 *
 * @param {State} state
 */
function taskList(state) {
  if (state.tasks.length === 0) return [element('p', 'empty', 'The portal holds no tasks.')];
  const own = state.tasks.filter((/** @type {State} */ task) => Number(task.USER_ID) === viewerId);
  const others = state.tasks.filter(
    (/** @type {State} */ task) => Number(task.USER_ID) !== viewerId,
  );
  return [
    ...(own.length > 0 ? [element('h2', 'group', 'This user')] : []),
    ...own.map((/** @type {State} */ task) => entry(task, state)),
    ...(others.length > 0 ? [otherUsers(others, state)] : []),
    ...files(state.files),
  ];
}

let areOthersOpen = false;

/**
 * The tasks of the other users, collapsed.
 *
 * @param {State[]} tasks
 * @param {State} state
 */
function otherUsers(tasks, state) {
  const box = element('details', 'collapsed');
  const summary = element('summary', 'group', `Other users (${tasks.length})`);
  summary.dataset.key = 'others';
  box.append(summary, userLinks(state.users), ...tasks.map((task) => entry(task, state)));
  box.open = areOthersOpen;
  box.addEventListener('toggle', () => {
    areOthersOpen = box.open;
  });
  return box;
}

/**
 * Links that open the portal for each of the other users, to work as several users at once.
 *
 * @param {State[]} users
 */
function userLinks(users) {
  const line = element('p', 'user-links', 'In a window of their own:');
  for (const { id, name, lastName } of users) {
    if (id === viewerId) continue;
    const query = new URLSearchParams(location.search);
    query.set('user', String(id));
    const link = element('a', '', `${name} ${lastName}`);
    link.href = `/?${query}`;
    link.target = '_blank';
    link.dataset.key = `others ${id}`;
    line.append(' ', link);
  }
  return line;
}

/**
 * @param {State} task
 * @param {State} state
 */
function entry(task, state) {
  const owner = state.users.find((/** @type {State} */ one) => one.id === Number(task.USER_ID));
  const name = `${owner?.name ?? 'User'} ${owner?.lastName ?? task.USER_ID}`;
  const isOwn = Number(task.USER_ID) === viewerId;
  const isAnswered = Number(task.USER_STATUS) > 0;
  const word = isAnswered ? USER_STATES[task.USER_STATUS] : TASK_STATES[task.STATUS];
  const isRefused = task.USER_STATUS === '2' || task.USER_STATUS === '4';
  const key = `task ${task.ID} ${task.USER_ID}`;
  return item(
    key,
    {
      id: String(task.ID),
      name: task.NAME ?? `Task ${task.ID}`,
      note: [isOwn ? '' : name, task.ACTIVITY.replace(/Activity$/, '')].filter(Boolean).join(' · '),
      badge: task.STATUS === '4' ? 'Timed out' : (word ?? ''),
      tone: isAnswered ? (isRefused ? 'warning' : 'success') : '',
    },
    () => [
      actions(task, key, name),
      ...(task.outcome ? outcome(task.outcome) : section('Parameters', json(task.PARAMETERS))),
    ],
  );
}

/**
 * Actions of other people, and timeouts.
 *
 * @param {State} task
 * @param {string} key
 * @param {string} name Of its user.
 */
function actions({ outcome: _, ...task }, key, name) {
  const { ID: id, USER_ID, ACTIVITY, STATUS, USER_STATUS } = task;
  const ids = { id: Number(id), user: Number(USER_ID) };
  /**
   * @param {string} text
   * @param {() => void} onClick
   */
  const action = (text, onClick) => button(text, onClick, `${key} ${text}`);
  const box = element('div', 'actions');
  const isRunning = Number(STATUS) === 0;
  if (isRunning && Number(USER_STATUS) === 0) {
    for (const status of ANSWERS[ACTIVITY] ?? []) {
      const answer = action(`Answer “${USER_STATES[status]}”`, () =>
        sendCommand('POST', 'tasks/answer', { ...ids, STATUS: status }),
      );
      answer.title = `As ${name} would in another window`;
      box.append(answer);
    }
  } else {
    box.append(action('Reopen', () => sendCommand('POST', 'tasks/reopen', ids)));
  }
  if (isRunning) {
    box.append(
      action('Time out', () => sendCommand('POST', 'tasks/end', { ...ids, how: 'timed-out' })),
      action('End its workflow', () =>
        sendCommand('POST', 'tasks/end', { ...ids, how: 'terminated' }),
      ),
    );
  }
  box.append(action('Edit…', () => editTask(ids, task)));
  return box;
}

/** @param {State} done */
function outcome({ comment, variables, files: stored }) {
  return [
    ...line('Comment', comment === '' ? '(none)' : comment),
    ...(Object.keys(variables).length > 0
      ? table(
          'Variables written',
          Object.entries(variables).map(([name, value]) => [name, brief(value)]),
        )
      : []),
    ...files(stored),
  ];
}

/**
 * Converts dates to text.
 *
 * @param {any} value
 * @returns {unknown}
 */
function brief(value) {
  if (Array.isArray(value)) return value.map(brief);
  return value?.$bp ? `${value.server} (${value.$bp})` : value;
}

/** @param {State[]} stored */
function files(stored) {
  if (stored.length === 0) return [];
  const box = element('div', 'stored');
  box.append(
    ...table(
      'Files stored',
      stored.map(({ id, name, size }) => [String(id), `${name} (${size} bytes)`]),
    ),
  );
  return [box];
}
