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
export function list({ portal, user, params, start, conditions }) {
  const { lagMs } = conditions;
  return listTasks(portal.store, user, upperKeys(params), start, portal, lagMs);
}

/**
 * `bizproc.task.complete`. Stores the answer first. Then the rest of the workflow runs in the same call, and its error
 * becomes the reply.
 *
 * @param {Invocation} invocation
 */
export async function complete({ portal, user, params, form, deadlineMs, conditions }) {
  const { store } = portal;
  const { row, outcome } = completeTask(store, user.id, upperKeys(params), form);
  store.workflows.requireIdle(row);
  store.record(row, outcome);
  portal.changed();
  await store.workflows.resume(row, deadlineMs, conditions.takesMs);
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
