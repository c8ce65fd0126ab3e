/** @typedef {import('./index.js').PortalRequest} LogEntry */

/** The maximum number of entries, and of entries of other pages. */
const CAPACITY = 2000;
const UNKNOWN_CAPACITY = 50;

/** How much of one text is kept: the beginning of a file is enough. */
const MAX_TEXT = 1024 * 1024;
const UNKNOWN_MAX_TEXT = 1000;

/** How many characters are kept of all texts together. */
const BUDGET = 64 * 1024 * 1024;

/** The size of an entry's parameters and headers without their texts, in characters. */
const NODE_CHARS = 50;

/** Every REST call the portal received. */
export class RequestLog {
  /** @type {LogEntry[]} */
  #entries = [];
  /** Entries of other pages. @type {LogEntry[]} */
  #unknown = [];
  /** The size of entries whose texts are kept, oldest first. @type {Map<LogEntry, number>} */
  #sizes = new Map();
  #size = 0;
  #lastId = 0;

  /** @param {import('./clock.js').Clock} clock */
  constructor(clock) {
    this.clock = clock;
  }

  /**
   * @param {Pick<LogEntry, 'verb' | 'url' | 'method' | 'headers'> & { body: Buffer | string }} call
   * @param {boolean} isKnown Whether it comes from the app under test.
   * @returns {LogEntry}
   */
  open({ body, ...call }, isKnown) {
    this.#lastId += 1;
    const entry = {
      id: this.#lastId,
      at: new Date(this.clock.now()).toISOString(),
      ...call,
      body: typeof body === 'string' ? body : excerpt(body, isKnown ? MAX_TEXT : UNKNOWN_MAX_TEXT),
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
    if (!isKnown) {
      this.#unknown.push(entry);
      if (this.#unknown.length > UNKNOWN_CAPACITY) this.#remove(this.#unknown[0]);
    }
    if (this.#entries.length > CAPACITY) this.#remove(this.#entries[0]);
    return entry;
  }

  /**
   * Marks an entry as complete. If there are too many texts, the oldest entries lose theirs.
   *
   * @param {LogEntry} entry
   */
  close(entry) {
    const size = sizeOf(entry);
    this.#sizes.set(entry, size);
    this.#size += size;
    for (const [oldest, freed] of this.#sizes) {
      if (this.#size <= BUDGET || oldest === entry) break;
      this.#removeSize(oldest, freed);
      Object.assign(oldest, { body: '…', params: null, reply: oldest.reply === null ? null : '…' });
    }
  }

  clear() {
    this.#entries = [];
    this.#unknown = [];
    this.#sizes.clear();
    this.#size = 0;
  }

  list() {
    return structuredClone(this.#entries);
  }

  /**
   * An entry itself, not a copy.
   *
   * @param {number} id
   */
  find(id) {
    return this.#entries.find((entry) => entry.id === id);
  }

  /**
   * The last entries themselves, not copies.
   *
   * @param {number} count
   */
  latest(count) {
    return this.#entries.slice(-count);
  }

  /** @param {LogEntry | undefined} entry */
  #remove(entry) {
    if (!entry) return;
    this.#entries.splice(this.#entries.indexOf(entry), 1);
    const index = this.#unknown.indexOf(entry);
    if (index >= 0) this.#unknown.splice(index, 1);
    this.#removeSize(entry, this.#sizes.get(entry) ?? 0);
  }

  /**
   * @param {LogEntry} entry
   * @param {number} size
   */
  #removeSize(entry, size) {
    this.#sizes.delete(entry);
    this.#size -= size;
  }
}

/**
 * A copy with the beginnings of long texts.
 *
 * @param {unknown} value
 * @returns {unknown}
 */
export function excerpts(value) {
  if (Buffer.isBuffer(value)) return excerpt(value, MAX_TEXT);
  if (typeof value === 'string' && value.length > MAX_TEXT) {
    return `${value.slice(0, MAX_TEXT)}… (${value.length})`;
  }
  if (Array.isArray(value)) return value.map(excerpts);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, excerpts(item)]));
}

/**
 * @param {Buffer} bytes
 * @param {number} length
 */
function excerpt(bytes, length) {
  return bytes.length > length
    ? `${bytes.toString('utf8', 0, length)}… (${bytes.length})`
    : bytes.toString('utf8');
}

/**
 * About how many characters a value takes in memory.
 *
 * @param {unknown} value
 * @returns {number}
 */
function sizeOf(value) {
  if (typeof value === 'string') return NODE_CHARS + value.length;
  if (typeof value !== 'object' || value === null) return NODE_CHARS;
  let size = NODE_CHARS;
  for (const [key, item] of Object.entries(value)) size += key.length + sizeOf(item);
  return size;
}
