import { Timers } from './clock.js';
import { arrival } from './demo-tasks/arrivals.js';
import { map, toInt } from './php.js';
import { complete } from './rest/tasks.js';

/** @typedef {import('./index.js').Activity} Settings */
/** @typedef {import('./portal.js').Portal} Portal */

const DEFAULT_INTERVAL_MS = 5_000;

/** The number of arrived tasks that stay open before the oldest of them ends. */
const MAX_OPEN = 4;

/** Simulates the work of other people: tasks arrive, and end without the user's answer. */
export class ActivitySimulation {
  /** Null while it is stopped. @type {Required<Settings> | null} */
  settings = null;
  #timers;
  /** How many tasks have arrived. */
  #count = 0;
  /** Ids of tasks that have arrived and not ended yet, the oldest first. @type {number[]} */
  #open = [];

  /** @param {Portal} portal */
  constructor(portal) {
    this.portal = portal;
    this.#timers = new Timers(portal.clock);
  }

  /** @param {Settings} settings */
  start({ everyMs = DEFAULT_INTERVAL_MS, users = [1], ...unknown }) {
    for (const name in unknown) throw new TypeError(`activity has no ${name}`);
    if (!(everyMs > 0)) throw new TypeError(`everyMs is a number of milliseconds, not ${everyMs}`);
    if (!Array.isArray(users) || users.length === 0)
      throw new TypeError('users must be a list of ids');
    for (const user of users) this.portal.users.get(user);
    this.stop();
    this.settings = { everyMs, users };
    this.#step();
  }

  stop() {
    this.settings = null;
    this.#count = 0;
    this.#open = [];
    this.#timers.cancel();
  }

  /**
   * Lets one task arrive for a user, of each kind in turn.
   *
   * @param {number} user
   * @returns {number} Its id.
   */
  addTask(user) {
    const { store, clock } = this.portal;
    const id = store.nextId();
    store.add(arrival(this.#count, { id, user, now: Math.floor(clock.now() / 1000) }));
    this.#count += 1;
    return id;
  }

  #step() {
    if (!this.settings) return;
    const { everyMs, users } = this.settings;
    const user = /** @type {number} */ (users[this.#count % users.length]);
    this.#open.push(this.addTask(user));
    const oldest = this.#open.length > MAX_OPEN ? this.#open.shift() : undefined;
    if (oldest !== undefined) this.#end(oldest);
    this.#timers.later(everyMs, () => this.#step());
  }

  /**
   * Ends a task in the way of its kind, unless it was answered.
   *
   * @param {number} id
   */
  #end(id) {
    const { store } = this.portal;
    const waiting = store.rows.filter((row) => toInt(row.ID) === id && toInt(row.STATUS) === 0);
    const [first, colleague] = waiting;
    if (!first) return;
    if (colleague) answer(this.portal, id, toInt(colleague.USER_ID), { STATUS: 1 });
    else if (first.ACTIVITY === 'ReviewActivity') store.timeOut(id);
    else store.terminate(id);
  }
}

/**
 * Answers a task as a user, without a request, so that no fault applies to it.
 *
 * @param {Portal} portal
 * @param {number} id
 * @param {number} user
 * @param {Record<string, unknown>} params `STATUS`, and what else a completion has.
 */
export function answer(portal, id, user, params) {
  return complete({
    portal,
    user: portal.users.get(user),
    caller: { user, by: 'token', scope: portal.scope },
    params: Object.assign(map(), params, { TASK_ID: id }),
    form: map(),
    start: 0,
    deadlineMs: Number.POSITIVE_INFINITY,
    conditions: {},
  });
}
