import { element } from './element.js';
import { item, json, line, section, table } from './panel-item.js';

/** @typedef {import('./panel.js').State} State */

const TASK_STATES = ['Open', 'Approved', 'Refused', 'Done', 'Timed out', 'Cancelled'];
const USER_STATES = ['Open', 'Yes', 'No', 'OK', 'Cancelled'];

/**
 * Tasks with what came of them: those of the user first.
 *
 * @param {State} state
 */
export function taskView(state) {
  if (state.tasks.length === 0) return [element('p', 'empty', 'The portal holds no tasks.')];
  const user = Number(new URLSearchParams(location.search).get('user') ?? 1);
  const own = state.tasks.filter((/** @type {State} */ task) => Number(task.USER_ID) === user);
  const others = state.tasks.filter((/** @type {State} */ task) => Number(task.USER_ID) !== user);
  return [
    ...(own.length > 0 ? [element('h2', 'group', 'This user')] : []),
    ...own.map((/** @type {State} */ task) => entry(task, true, state)),
    ...(others.length > 0 ? [otherUsers(others, state)] : []),
    ...files(state.files),
  ];
}

let areOthersOpen = false;

/**
 * The tasks of the other users, folded away until somebody asks for them.
 *
 * @param {State[]} tasks
 * @param {State} state
 */
function otherUsers(tasks, state) {
  const box = element('details', 'folded');
  const summary = element('summary', 'group', `Other users (${tasks.length})`);
  box.append(summary, ...tasks.map((task) => entry(task, false, state)));
  box.open = areOthersOpen;
  box.addEventListener('toggle', () => {
    areOthersOpen = box.open;
  });
  return box;
}

/**
 * @param {State} task
 * @param {boolean} isOwn
 * @param {State} state
 */
function entry(task, isOwn, state) {
  const user = state.users.find((/** @type {State} */ one) => one.id === Number(task.USER_ID));
  const owner = isOwn ? '' : `${user?.name ?? 'User'} ${user?.lastName ?? task.USER_ID}`;
  const isAnswered = Number(task.USER_STATUS) > 0;
  const word = isAnswered ? USER_STATES[task.USER_STATUS] : TASK_STATES[task.STATUS];
  const isRefused = task.USER_STATUS === '2' || task.USER_STATUS === '4';
  return item(
    `task ${task.ID} ${task.USER_ID}`,
    {
      id: String(task.ID),
      name: task.NAME ?? `Task ${task.ID}`,
      note: [owner, task.ACTIVITY.replace(/Activity$/, '')].filter(Boolean).join(' · '),
      badge: task.STATUS === '4' ? 'Timed out' : (word ?? ''),
      tone: isAnswered ? (isRefused ? 'warn' : 'good') : '',
    },
    () => (task.outcome ? outcome(task.outcome) : section('Parameters', json(task.PARAMETERS))),
  );
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
 * Dates as text; everything else as it is.
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
