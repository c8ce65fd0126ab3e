import { clearTimeout, setImmediate, setTimeout } from 'node:timers';

/** Longer waits overflow a timer of Node. */
const MAX_TIMER_MS = 2 ** 31 - 1;

/**
 * The portal's time. It runs with the machine's clock until a test controls it.
 *
 * There are two times: the time of day, which replies contain and `set` changes, and the elapsed time, which all waits
 * use.
 */
export class Clock {
  /** Milliseconds elapsed when the clock last started or stopped. */
  #elapsedMs = 0;
  /** The machine's time at which the clock last started; undefined while it is paused. */
  /** @type {number | undefined} */
  #runningSince;
  /** The portal's time of day at which nothing had elapsed yet. */
  #epochMs;
  /** @type {Set<{ dueMs: number, run: () => void }>} */
  #scheduled = new Set();
  /** @type {NodeJS.Timeout | undefined} */
  #timer;

  constructor() {
    this.#runningSince = this.#epochMs = Date.now();
  }

  /** The time of day, in milliseconds since 1970. */
  now() {
    return Math.round(this.#epochMs + this.elapsed());
  }

  /** Milliseconds that have passed since the portal was started. */
  elapsed() {
    return this.#runningSince === undefined
      ? this.#elapsedMs
      : this.#elapsedMs + Date.now() - this.#runningSince;
  }

  /** Stops the clock: only `advance` moves it from now on. */
  pause() {
    this.#elapsedMs = this.elapsed();
    this.#runningSince = undefined;
    this.#arm();
  }

  /** Lets the clock run with the machine's again. */
  resume() {
    this.#runningSince ??= Date.now();
    this.#arm();
  }

  /**
   * Changes the time of day. No time passes: no wait becomes due.
   *
   * @param {number | Date} time
   */
  set(time) {
    const wanted = Number(time);
    if (!Number.isFinite(wanted)) throw new TypeError(`The clock cannot be set to ${time}`);
    this.#epochMs = wanted - this.elapsed();
  }

  /**
   * Lets time pass at once. Everything that becomes due runs in the order of its time.
   *
   * @param {number} ms
   */
  async advance(ms) {
    if (!(ms >= 0 && ms < Number.POSITIVE_INFINITY)) {
      throw new TypeError(`The clock cannot advance by ${ms}`);
    }
    const endMs = this.elapsed() + ms;
    await settle();
    for (let next = this.#next(); next && next.dueMs <= endMs; next = this.#next()) {
      this.#moveTo(next.dueMs);
      this.#scheduled.delete(next);
      next.run();
      await settle();
    }
    this.#moveTo(endMs);
    this.#arm();
  }

  /**
   * Runs a function after some time; never if it is infinite.
   *
   * @param {number} ms
   * @param {() => void} run
   * @returns {() => void} Cancels it.
   */
  schedule(ms, run) {
    const scheduled = { dueMs: this.elapsed() + ms, run };
    this.#scheduled.add(scheduled);
    this.#arm();
    return () => this.#scheduled.delete(scheduled);
  }

  #next() {
    /** @type {{ dueMs: number, run: () => void } | undefined} */
    let first;
    for (const scheduled of this.#scheduled) {
      if (!first || scheduled.dueMs < first.dueMs) first = scheduled;
    }
    return first;
  }

  /** @param {number} elapsedMs */
  #moveTo(elapsedMs) {
    this.#elapsedMs += Math.max(0, elapsedMs - this.elapsed());
  }

  /** Wakes up when the first scheduled run is due, as long as the clock runs. */
  #arm() {
    clearTimeout(this.#timer);
    const next = this.#next();
    if (!next || next.dueMs === Number.POSITIVE_INFINITY || this.#runningSince === undefined) {
      return;
    }
    const ms = Math.min(Math.max(0, next.dueMs - this.elapsed()), MAX_TIMER_MS);
    this.#timer = setTimeout(() => this.#runDue(), Math.ceil(ms)).unref();
  }

  #runDue() {
    for (let next = this.#next(); next && next.dueMs <= this.elapsed(); next = this.#next()) {
      this.#scheduled.delete(next);
      next.run();
    }
    this.#arm();
  }
}

/** Waits that are cancelled together. */
export class Timers {
  /** @type {Set<() => void>} */
  #cancellations = new Set();

  /** @param {Clock} clock */
  constructor(clock) {
    this.clock = clock;
  }

  /**
   * Waits on the portal's clock.
   *
   * @param {number} ms
   * @param {import('node:events').EventEmitter} [caller] Whose `close` ends the wait early.
   * @returns {Promise<boolean>} Whether all that time has passed.
   */
  wait(ms, caller) {
    return new Promise((resolve) => {
      /** @param {boolean} isOver */
      const end = (isOver) => {
        unschedule();
        this.#cancellations.delete(cancel);
        caller?.off('close', cancel);
        resolve(isOver);
      };
      const cancel = () => end(false);
      const unschedule = this.clock.schedule(ms, () => end(true));
      this.#cancellations.add(cancel);
      caller?.once('close', cancel);
    });
  }

  /**
   * Runs a function after some time, unless all waits are cancelled before.
   *
   * @param {number} ms
   * @param {() => void} run
   */
  async later(ms, run) {
    if (await this.wait(ms)) run();
  }

  /** Cancels all waits. */
  cancel() {
    for (const cancel of [...this.#cancellations]) cancel();
  }
}

/** Lets the tasks run that the last step of the clock has started. */
function settle() {
  return new Promise((resolve) => setImmediate(resolve));
}
