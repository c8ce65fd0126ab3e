import { upperKeys } from '../php.js';
import { completeTask } from '../tasks/complete.js';
import { delegateTasks } from '../tasks/delegate.js';
import { listTasks } from '../tasks/list.js';

/** @typedef {import('./index.js').Invocation} Invocation */

/**
 * `bizproc.task.list`.
 *
 * @param {Invocation} invocation
 */
export function list({ portal, user, params, start }) {
  return listTasks(portal.store, user, upperKeys(params), start, portal);
}

/**
 * `bizproc.task.complete`. The answer is booked first; the rest of the workflow then runs within
 * the same call, and what befalls it befalls the reply.
 *
 * @param {Invocation} invocation
 */
export async function complete({ portal, user, params, form, deadline }) {
  const { store } = portal;
  const { row, outcome } = completeTask(store, user.id, upperKeys(params), form);
  store.workflows.requireIdle(row);
  store.record(row, outcome);
  portal.changed();
  await store.workflows.resume(row, deadline);
  return { result: true };
}

/**
 * `bizproc.task.delegate`.
 *
 * @param {Invocation} invocation
 */
export function delegate({ portal, user, params }) {
  delegateTasks(portal.store, portal.users, user, upperKeys(params));
  return { result: true };
}
