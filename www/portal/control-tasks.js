/** Tasks in the simulator's own interface. */

import { answer } from './activity.js';
import { readUserId } from './rest/users.js';

/** @typedef {import('./control.js').Request} Request */

/** @type {Record<string, (request: Request) => unknown>} */
export const TASK_COMMANDS = {
  'POST tasks': ({ portal, body }) => portal.store.add(body.tasks),

  'POST tasks/arrive': ({ portal, body }) => ({
    id: portal.activity.addTask(readUserId(body.user ?? 1)),
  }),

  'POST tasks/replace': ({ portal, body }) =>
    portal.store.update(readTaskId(body.id), () => body.task, readUserId(body.user)),

  'POST tasks/reopen': ({ portal, body }) =>
    portal.store.reopen(
      readTaskId(body.id),
      body.user === undefined ? undefined : readUserId(body.user),
    ),

  'POST tasks/end': ({ portal, body }) => endTask(portal, readTaskId(body.id), body.how),

  'POST tasks/answer': async ({ portal, body: { id, user, ...params } }) => {
    await answer(portal, readTaskId(id), readUserId(user), params);
  },

  'POST activity': ({ portal, body }) => {
    portal.activity.start(body);
    portal.changed();
  },

  'DELETE activity': ({ portal }) => {
    portal.activity.stop();
    portal.changed();
  },
};

/**
 * Ends a task without an answer of its participants.
 *
 * @param {import('./portal.js').Portal} portal
 * @param {number} id
 * @param {unknown} how
 */
export function endTask({ store }, id, how) {
  if (how === 'timed-out') store.timeOut(id);
  else if (how === 'terminated') store.terminate(id);
  else throw new TypeError(`A task ends as timed-out or terminated, not as ${how}`);
}

/** @param {unknown} value */
function readTaskId(value) {
  const id = Number(value);
  if (!Number.isInteger(id) || id < 1) throw new TypeError(`No task can have the id ${value}`);
  return id;
}
