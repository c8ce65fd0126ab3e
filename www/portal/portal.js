import { ActivitySimulation } from './activity.js';
import { Clock, Timers } from './clock.js';
import { demoTasks } from './demo-tasks/index.js';
import { Faults } from './faults.js';
import { Limits } from './limits.js';
import { RequestLog } from './request-log.js';
import { Auth, SCOPES } from './rest/auth.js';
import { Users } from './rest/users.js';
import { dateSettings, zoneShift } from './tasks/moment.js';
import { DEFAULT_ENVIRONMENT, TaskStore } from './tasks/store.js';

/** @typedef {import('./tasks/store.js').Environment} Environment */
/** @typedef {import('./tasks/store.js').Task} Task */

/** The state of a portal: tokens, tasks, faults and settings. */
export class Portal {
  /** The portal's address, after it has started. */
  url = '';
  /** @type {'http' | 'https'} */
  scheme = 'http';
  clock = new Clock();
  timers = new Timers(this.clock);
  auth = new Auth(this.clock);
  faults = new Faults();
  requestLog = new RequestLog(this.clock);
  users = new Users();
  activity = new ActivitySimulation(this);
  /**
   * Origins of pages that belong to the app under test: its own, and those that had a token.
   *
   * @type {Set<string>}
   */
  appOrigins = new Set();
  /** Hosts of the app's pages; empty if no app was given. @type {string[]} */
  appHosts = [];
  /** @type {Map<number | undefined, Record<string, unknown>>} */
  #options = new Map();
  /**
   * Placements that the app has registered.
   *
   * @type {{ placement: string, userId: number, handler: string, options: unknown,
   *   title: string, description: string, langAll: unknown }[]}
   */
  placements = [];
  /** Whether the app's installation is finished. An app without an installation page needs none. */
  isInstalled = true;
  /** The initial value of `isInstalled`. */
  isInstalledAtStart = true;
  /** Users who have finished the app's set-up for their first launch. @type {Set<number>} */
  launchedBy = new Set();
  /** The scopes of the app. */
  scope = SCOPES;
  /** @type {Set<() => void>} */
  #listeners = new Set();

  /**
   * @param {readonly Task[] | undefined} tasks
   * @param {Partial<Environment>} env
   * @param {import('./limits.js').LimitOptions | undefined} limits
   */
  constructor(tasks, env, limits) {
    this.initial = { tasks, env: readEnvironment(env) };
    this.limits = new Limits(limits, this.clock);
    this.env = this.initial.env;
    this.store = this.#newStore(tasks);
  }

  /**
   * Restores a state: the given one, or the initial one.
   *
   * @param {readonly Task[]} [tasks]
   * @param {Partial<Environment>} [env]
   */
  reset(tasks = this.initial.tasks, env = this.initial.env) {
    const { store } = this;
    this.activity.stop();
    this.env = readEnvironment(env);
    this.store = this.#newStore(tasks);
    store.workflows.stop();
    const { timers } = this;
    this.timers = new Timers(this.clock);
    timers.cancel();
    this.limits.clear();
    this.#options.clear();
    this.placements = [];
    this.isInstalled = this.isInstalledAtStart;
    this.launchedBy.clear();
    this.faults.clear();
    this.requestLog.clear();
    this.changed();
  }

  /** Notifies the listeners of a change. */
  changed() {
    for (const listener of this.#listeners) listener();
  }

  /**
   * @param {() => void} listener
   * @returns {() => void} Stops the watching.
   */
  watch(listener) {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /**
   * The options that the app has stored for a user, or for all users.
   *
   * @param {number | undefined} user
   */
  options(user) {
    return { ...this.#options.get(user) };
  }

  /**
   * @param {number | undefined} user
   * @param {unknown} name
   * @param {unknown} value
   */
  setOption(user, name, value) {
    this.#options.set(user, { ...this.#options.get(user), [String(name)]: value });
  }

  /** Cancels all running calls. */
  stop() {
    this.activity.stop();
    this.store.workflows.stop();
    this.timers.cancel();
  }

  /** The tasks with their outcomes. */
  tasks() {
    return structuredClone(this.store.rows);
  }

  /** @param {readonly Task[] | undefined} tasks */
  #newStore(tasks) {
    const now = Math.floor(this.clock.now() / 1000);
    const held = tasks ?? demoTasks(dateSettings(this.env, this.clock), now);
    return new TaskStore(held, this.env, this.clock, () => this.changed());
  }
}

/**
 * @param {Partial<Environment>} env
 * @returns {Environment}
 */
function readEnvironment(env) {
  const unknown = Object.keys(env).filter((key) => !Object.hasOwn(DEFAULT_ENVIRONMENT, key));
  if (unknown.length > 0) {
    throw new TypeError(
      `env has no ${unknown.join(', ')}; it has ${Object.keys(DEFAULT_ENVIRONMENT).join(', ')}`,
    );
  }
  const complete = { ...DEFAULT_ENVIRONMENT, ...env };
  if (!Array.isArray(complete.usersWithoutAccess)) {
    throw new TypeError('env.usersWithoutAccess must be a list of ids');
  }
  requireZone('serverTz', complete.serverTz);
  if (complete.userTz !== '') {
    requireZone('userTz', complete.userTz);
    if (env.userOffset) throw new TypeError('env takes userTz or userOffset, not both');
  }
  return complete;
}

/**
 * @param {string} name
 * @param {string} zone
 */
function requireZone(name, zone) {
  try {
    zoneShift(0, zone);
  } catch {
    throw new TypeError(`env.${name} is not a time zone: ${zone}`);
  }
}
