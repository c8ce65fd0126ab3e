/** @typedef {import('./index.js').PortalRequest} LogEntry */

/** The oldest entries go when there are more. */
const CAPACITY = 2000;

/** Of longer texts the beginning is kept: 2 GB of a file tell nobody more. */
const MAX_TEXT = 1024 * 1024;

/** Every REST call the portal received. */
export class RequestLog {
  /** @type {LogEntry[]} */
  #entries = [];
  #lastId = 0;

  /** @param {import('./clock.js').Clock} clock */
  constructor(clock) {
    this.clock = clock;
  }

  /**
   * @param {Pick<LogEntry, 'verb' | 'url' | 'method' | 'headers' | 'body'>} call
   * @returns {LogEntry}
   */
  open(call) {
    this.#lastId += 1;
    const entry = {
      id: this.#lastId,
      at: new Date(this.clock.now()).toISOString(),
      ...call,
      user: null,
      by: null,
      params: null,
      copyOf: null,
      status: null,
      reply: null,
      fault: null,
      ms: null,
    };
    this.#entries.push(entry);
    if (this.#entries.length > CAPACITY) this.#entries.shift();
    return entry;
  }

  clear() {
    this.#entries = [];
  }

  list() {
    return structuredClone(this.#entries);
  }
}

/**
 * A copy with the beginnings of long texts.
 *
 * @param {unknown} value
 * @returns {unknown}
 */
export function excerpts(value) {
  if (Buffer.isBuffer(value)) return excerpt(value);
  if (typeof value === 'string' && value.length > MAX_TEXT) {
    return `${value.slice(0, MAX_TEXT)}… (${value.length})`;
  }
  if (Array.isArray(value)) return value.map(excerpts);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, excerpts(item)]));
}

/** @param {Buffer} bytes */
export function excerpt(bytes) {
  return bytes.length > MAX_TEXT
    ? `${bytes.toString('utf8', 0, MAX_TEXT)}… (${bytes.length})`
    : bytes.toString('utf8');
}
