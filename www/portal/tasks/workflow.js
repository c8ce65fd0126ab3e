import { setMaxListeners } from 'node:events';
import { setTimeout } from 'node:timers/promises';
import { toInt } from '../php.js';
import { CutOffError, FatalError, RestError } from '../rest/error.js';
import { MESSAGES } from './messages.js';

/** @typedef {import('./store.js').Row} Row */

/** Longer waits overflow a timer. */
const MAX_TIMER = 2 ** 31 - 1;

/** The workflows behind the tasks, as far as a caller notices them. */
export class Workflows {
  /** @type {Set<string>} */
  #running = new Set();
  #end = new AbortController();

  constructor() {
    // Every wait listens to the same end.
    setMaxListeners(0, this.#end.signal);
  }

  /**
   * Refuses an answer while the workflow is busy with another one.
   *
   * @param {Row} row
   */
  requireIdle(row) {
    if (this.#running.has(keyOf(row))) {
      throw new RestError('ERROR_TASK_EXECUTION', MESSAGES.workflowLocked());
    }
  }

  /**
   * Runs a workflow on after an answer.
   *
   * @param {Row} row
   * @param {number} deadline When the call is cut off; the workflow ends all the same.
   */
  async resume(row, deadline) {
    const { takesMs = 0, failsWith } = row.AFTER_COMPLETION ?? {};
    if (takesMs > 0) {
      const key = keyOf(row);
      this.#running.add(key);
      this.later(takesMs, () => this.#running.delete(key));
      const allowed = deadline - Date.now();
      const isOver = await this.#wait(Math.min(takesMs, allowed));
      if (!isOver || takesMs > allowed) throw new CutOffError();
    }
    if (failsWith === 'fatal') throw new FatalError('A later step of the workflow failed');
    if (failsWith) throw new RestError(failsWith, MESSAGES.workflowFailed());
  }

  /**
   * Does something when its time has come.
   *
   * @param {number} ms
   * @param {() => void} run
   */
  async later(ms, run) {
    if (await this.#wait(ms)) run();
  }

  /** Cuts off what runs, and forgets what was to come. */
  stop() {
    this.#end.abort();
  }

  /**
   * @param {number} ms
   * @returns {Promise<boolean>} Whether the time is over, rather than all at an end.
   */
  async #wait(ms) {
    try {
      const { signal } = this.#end;
      await setTimeout(Math.min(ms, MAX_TIMER), undefined, { signal, ref: false });
      return true;
    } catch {
      return false;
    }
  }
}

/** @param {Row} row */
function keyOf(row) {
  return row.WORKFLOW_ID ?? `task ${toInt(row.ID)}`;
}
