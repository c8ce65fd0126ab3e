import { makeCertificate } from './certificate.js';
import { endTask } from './control-tasks.js';
import { Portal } from './portal.js';
import { requireScope } from './rest/auth.js';
import { listen } from './server.js';

/** The local names for which a certificate is valid. */
const LOCAL_HOSTS = ['localhost', '127.0.0.1', '::1'];

const OPTIONS = [
  'port',
  'host',
  'tasks',
  'env',
  'limits',
  'app',
  'install',
  'scope',
  'method',
  'https',
];

/** @type {typeof import('./index.js').startPortal} */
export function startPortal(options = {}) {
  return startSimulator(options);
}

/**
 * Starts a portal. With the comparison's placement, its page can compare clients.
 *
 * @param {import('./index.js').PortalOptions} options
 * @param {string} [comparison] Address of the placement of www/comparison.
 * @returns {Promise<import('./index.js').RunningPortal>}
 */
export async function startSimulator(options, comparison) {
  const unknown = Object.keys(options).filter((key) => !OPTIONS.includes(key));
  if (unknown.length > 0) {
    throw new TypeError(
      `startPortal has no option ${unknown.join(', ')}; it has ${OPTIONS.join(', ')}`,
    );
  }
  const { port = 0, host = '127.0.0.1', tasks, env = {}, limits, method = 'post' } = options;
  if (!Number.isInteger(port) || port < 0 || port > 65_535) {
    throw new TypeError(`port must be a number from 0 to 65535, not ${port}`);
  }
  if (method !== 'post' && method !== 'get') {
    throw new TypeError(`method must be post or get, not ${method}`);
  }
  const app = readAddress('app', options.app);
  const install = readAddress('install', options.install);
  if (install !== undefined && app === undefined) throw new TypeError('install needs app');
  const tls = options.https ? makeCertificate([...new Set([...LOCAL_HOSTS, host])]) : undefined;
  const portal = new Portal(tasks, env, limits);
  if (options.scope !== undefined) {
    requireScope(options.scope);
    portal.scope = options.scope;
  }
  portal.isInstalledAtStart = install === undefined;
  portal.isInstalled = portal.isInstalledAtStart;
  const { url, stop } = await listen(portal, {
    port,
    host,
    app,
    install,
    comparison,
    method,
    tls,
  });
  portal.url = url;
  for (const address of [app, install]) {
    if (address === undefined) continue;
    portal.appOrigins.add(new URL(address).origin);
    portal.appHosts.push(new URL(address).hostname);
  }
  return {
    url,
    token: (userId = 1, { scope } = {}) => portal.auth.issue(portal.users.get(userId).id, scope),
    webhook: (userId = 1, { scope } = {}) => {
      const user = portal.users.get(userId);
      return `${url}/rest/${user.id}/${portal.auth.webhookSecret(user.id, scope)}/`;
    },
    fault: (spec) => {
      if (spec === null) portal.faults.clear();
      else portal.faults.add(spec);
      portal.changed();
    },
    certificate: tls?.certificate ?? null,
    clock: portal.clock,
    tasks: () => portal.tasks(),
    addTasks: (newTasks) => portal.store.add(newTasks),
    updateTask: (id, changes, userId) =>
      portal.store.update(id, (row) => ({ ...row, ...changes }), userId),
    reopenTask: (id, userId) => portal.store.reopen(id, userId),
    endTask: (id, how) => endTask(portal, id, how),
    activity: (settings) => {
      if (settings === null) portal.activity.stop();
      else portal.activity.start(settings);
      portal.changed();
    },
    requests: () => portal.requestLog.list(),
    reset: (newTasks, newEnv) => portal.reset(newTasks, newEnv),
    stop: () => {
      portal.stop();
      return stop();
    },
  };
}

/**
 * Parses the address of a web page. Adds `http://` if it has no scheme.
 *
 * @param {string} option
 * @param {string | undefined} value
 */
function readAddress(option, value) {
  if (value === undefined) return undefined;
  if (typeof value !== 'string') throw new TypeError(`${option} must be an address, not ${value}`);
  const address = value.includes('://') ? value : `http://${value}`;
  if (!URL.canParse(address) || !/^https?:$/.test(new URL(address).protocol)) {
    throw new TypeError(`${option} is not the address of a web page: ${value}`);
  }
  return address;
}
