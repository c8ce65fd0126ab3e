/**
 * A portal to develop and test against: REST, tasks with their rules, and a page that hosts a
 * placement as a portal does.
 */

import { Portal } from './portal.js';
import { listen } from './server.js';

/** @typedef {import('./faults.js').FaultSpec} FaultSpec */
/** @typedef {import('./journal.js').JournalEntry} JournalEntry */
/** @typedef {import('./limits.js').LimitOptions} LimitOptions */
/** @typedef {import('./tasks/store.js').Environment} Environment */
/** @typedef {import('./tasks/store.js').Outcome} Outcome */
/** @typedef {import('./tasks/store.js').Row} TaskState */
/** @typedef {import('./tasks/store.js').Task} Task */

/**
 * @typedef {object} PortalOptions
 * @property {number} [port] 0, the default, takes a free one.
 * @property {string} [host] Address to listen on; 127.0.0.1 when absent.
 * @property {readonly Task[]} [tasks] Tasks as the server has them; demo tasks when absent.
 * @property {Partial<Environment>} [env]
 * @property {LimitOptions} [limits] None but that a call may run a minute, when absent.
 * @property {string} [app] Address of the placement that the host page opens.
 * @property {'post' | 'get'} [method] How the host page opens it; as portals do, by POST, when
 *   absent.
 */

/**
 * @typedef {object} RunningPortal
 * @property {string} url Address of the host page, without a slash at its end.
 * @property {(userId?: number) => string} token A valid access token.
 * @property {(userId?: number) => string} webhook A webhook's address, with a slash at its end.
 * @property {(spec: FaultSpec | null) => void} fault Sets a fault; null takes all back.
 * @property {() => TaskState[]} tasks What the portal holds now, each task with its outcome.
 * @property {() => JournalEntry[]} requests Every REST call as it came.
 * @property {(tasks?: readonly Task[], env?: Partial<Environment>) => void} reset
 * @property {() => Promise<void>} stop
 */

const OPTIONS = ['port', 'host', 'tasks', 'env', 'limits', 'app', 'method'];

/**
 * Starts a portal.
 *
 * @param {PortalOptions} [options]
 * @returns {Promise<RunningPortal>}
 */
export async function startPortal(options = {}) {
  const unknown = Object.keys(options).filter((key) => !OPTIONS.includes(key));
  if (unknown.length > 0) {
    throw new TypeError(
      `startPortal has no option ${unknown.join(', ')}; it has ${OPTIONS.join(', ')}`,
    );
  }
  const { port = 0, host = '127.0.0.1', tasks, env = {}, limits, app, method = 'post' } = options;
  if (app !== undefined && !URL.canParse(app)) throw new TypeError(`app is no address: ${app}`);

  const portal = new Portal(tasks, env, limits);
  const { url, stop } = await listen(portal, { port, host, app, method });
  portal.url = url;
  return {
    url,
    token: (userId = 1) => portal.auth.issue(portal.users.get(userId).id),
    webhook: (userId = 1) => {
      const user = portal.users.get(userId);
      return `${url}/rest/${user.id}/${portal.auth.webhookSecret(user.id)}/`;
    },
    fault: (spec) => {
      if (spec === null) portal.faults.clear();
      else portal.faults.add(spec);
      portal.changed();
    },
    tasks: () => portal.tasks(),
    requests: () => portal.journal.list(),
    reset: (newTasks, newEnv) => portal.reset(newTasks, newEnv),
    stop: () => {
      portal.stop();
      return stop();
    },
  };
}
