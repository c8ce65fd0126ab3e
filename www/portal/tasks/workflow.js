import { Timers } from '../clock.js';
import { toInt } from '../php.js';
import { CutOffError, FatalError, RestError } from '../rest/error.js';
import { MESSAGES } from './messages.js';

/** @typedef {import('../clock.js').Clock} Clock */
/** @typedef {import('./store.js').Row} Row */

/** The part of workflows that callers can see. */
export class Workflows {
  /** @type {Set<string>} */
  #running = new Set();
  #timers;

  /** @param {Clock} clock */
  constructor(clock) {
    this.clock = clock;
    this.#timers = new Timers(clock);
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
   * Runs the rest of a workflow after an answer was stored.
   *
   * @param {Row} row
   * @param {number} deadlineMs Elapsed time at which the call is cut off. The workflow runs on.
   * @param {number} [takesMs] How long it runs, in place of what the task says.
   */
  async resume(row, deadlineMs, takesMs = row.AFTER_COMPLETION?.takesMs ?? 0) {
    const {
      failsWith,
      description = MESSAGES.workflowFailed(),
      status,
    } = row.AFTER_COMPLETION ?? {};
    if (takesMs > 0) {
      const key = keyOf(row);
      this.#running.add(key);
      this.later(takesMs, () => this.#running.delete(key));
      const allowedMs = deadlineMs - this.clock.elapsed();
      const isOver = await this.#timers.wait(Math.min(takesMs, allowedMs));
      if (!isOver || takesMs > allowedMs) throw new CutOffError();
    }
    if (failsWith === 'fatal') throw new FatalError('A later step of the workflow failed');
    if (failsWith) throw new RestError(failsWith, description, status);
  }

  /**
   * Runs a function after some time.
   *
   * @param {number} ms
   * @param {() => void} run
   */
  later(ms, run) {
    this.#timers.later(ms, run);
  }

  /** Aborts running workflows, and cancels planned ones. */
  stop() {
    this.#timers.cancel();
  }
}

/** @param {Row} row */
function keyOf(row) {
  return row.WORKFLOW_ID ?? `task ${toInt(row.ID)}`;
}
