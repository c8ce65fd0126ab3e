import { RestError } from './rest/error.js';
import { isoText } from './tasks/moment.js';

/** @typedef {import('./clock.js').Clock} Clock */
/** @typedef {import('./index.js').LimitOptions} LimitOptions */

/**
 * The operating time of one method.
 *
 * @typedef {object} Operation
 * @property {() => void} begin Refuses the call when the method has used up its time.
 * @property {(started: number) => void} end
 * @property {(now: number, started: number) => number} sum Seconds, with the current call's.
 * @property {(started: number) => number} resetAt Epoch seconds at which some time comes back.
 */

export const OPTIONS = ['perSecond', 'burst', 'operating', 'executionMs', 'body'];

/** The limit of the cloud. Searches in a Buffer have the same limit. */
const MAX_BODY = 2 * 1024 ** 3;

/** Ten buckets of a minute. */
const BUCKET_MS = 60_000;
const BUCKETS = 10;

/** Shorter calls do not count. */
const COUNTED_MS = 100;

/** The portal's limits on request rate, operating time, execution time and body size. */
export class Limits {
  /** @type {Map<string, { level: number, at: number }>} */
  #buckets = new Map();
  /** @type {Map<string, Map<number, number>>} */
  #operations = new Map();

  /**
   * @param {LimitOptions | undefined} options Without them neither rate nor time is limited.
   * @param {Clock} clock
   */
  constructor(options, clock) {
    this.clock = clock;
    const unknown = Object.keys(options ?? {}).filter((key) => !OPTIONS.includes(key));
    if (unknown.length > 0) {
      throw new TypeError(`limits has no ${unknown.join(', ')}; it has ${OPTIONS.join(', ')}`);
    }
    for (const [name, value] of Object.entries(options ?? {})) {
      if (value !== undefined && !(typeof value === 'number' && value >= 0)) {
        throw new TypeError(`limits.${name} must be a number from 0, not ${value}`);
      }
    }
    const isRateLimited = options?.burst !== undefined || options?.perSecond !== undefined;
    this.burst = isRateLimited ? (options.burst ?? 50) : Number.POSITIVE_INFINITY;
    this.perSecond = options?.perSecond ?? 2;
    this.operating = options?.operating ?? Number.POSITIVE_INFINITY;
    this.executionMs = options?.executionMs ?? 60_000;
    this.body = options?.body ?? MAX_BODY;
    if (this.body > MAX_BODY) {
      throw new TypeError(`limits.body is a number of bytes up to ${MAX_BODY}`);
    }
  }

  /** Resets the counters. */
  clear() {
    this.#buckets.clear();
    this.#operations.clear();
  }

  /**
   * Accepts or refuses a request: each source has a leaky bucket.
   *
   * @param {string} source
   */
  admit(source) {
    const now = this.clock.elapsed();
    const bucket = this.#buckets.get(source) ?? { level: 0, at: now };
    const drained = ((now - bucket.at) / 1000) * this.perSecond;
    const level = Math.max(0, bucket.level - drained);
    const isFull = level + 1 > this.burst;
    this.#buckets.set(source, { level: isFull ? level : level + 1, at: now });
    if (isFull) throw new RestError('QUERY_LIMIT_EXCEEDED', 'Too many requests', 503);
  }

  /**
   * The operating time of a method for one kind of caller, all users together.
   *
   * @param {string} by
   * @param {string} method
   * @returns {Operation}
   */
  operation(by, method) {
    const key = `${by} ${method}`;
    const minutes = this.#operations.get(key) ?? new Map();
    this.#operations.set(key, minutes);

    const forget = () => {
      const oldest = Math.floor(this.clock.now() / BUCKET_MS) - BUCKETS;
      for (const minute of minutes.keys()) if (minute <= oldest) minutes.delete(minute);
    };
    const sum = () => [...minutes.values()].reduce((total, ms) => total + ms, 0);

    return {
      begin: () => {
        forget();
        if (sum() <= this.operating * 1000) return;
        throw new RestError(
          'OPERATION_TIME_LIMIT',
          'Method is blocked due to operation time limit.',
          429,
        );
      },
      end: (started) => {
        const took = this.clock.now() - started;
        if (took <= COUNTED_MS) return;
        const minute = Math.floor(this.clock.now() / BUCKET_MS);
        minutes.set(minute, (minutes.get(minute) ?? 0) + took);
      },
      sum: (now, started) => {
        const took = now - started;
        return (sum() + (took > COUNTED_MS ? took : 0)) / 1000;
      },
      resetAt: (started) => {
        const [first] = minutes.keys();
        return first === undefined
          ? Math.floor(started / 1000) + 600
          : ((first + BUCKETS) * BUCKET_MS) / 1000;
      },
    };
  }

  /**
   * The `time` of a reply.
   *
   * @param {number} started
   * @param {Operation | undefined} operation
   * @param {string} zone
   */
  time(started, operation, zone) {
    const finished = this.clock.now();
    const duration = (finished - started) / 1000;
    return {
      start: started / 1000,
      finish: finished / 1000,
      duration,
      processing: duration,
      date_start: isoText(Math.floor(started / 1000), zone),
      date_finish: isoText(Math.floor(finished / 1000), zone),
      operating_reset_at: operation?.resetAt(started) ?? Math.floor(started / 1000) + 600,
      operating: operation?.sum(finished, started) ?? 0,
    };
  }
}
