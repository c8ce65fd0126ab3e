/**
 * A call as it came in, and what was answered.
 *
 * @typedef {object} JournalEntry
 * @property {number} id
 * @property {string} at
 * @property {string} verb
 * @property {string} url Path and query, as sent.
 * @property {string} method The REST method.
 * @property {number | null} user
 * @property {'token' | 'webhook' | null} by
 * @property {Record<string, string | string[] | undefined>} headers
 * @property {string} body As sent.
 * @property {unknown} params As read, without the token.
 * @property {number | null} status Null while, and if, no reply was sent.
 * @property {string | null} reply
 * @property {string | null} fault The kind of fault that it met.
 * @property {number | null} ms
 */

/** The oldest entries go when there are more. */
const CAPACITY = 2000;

/** Every REST call the portal received. */
export class Journal {
  /** @type {JournalEntry[]} */
  #entries = [];
  #lastId = 0;

  /**
   * @param {Pick<JournalEntry, 'verb' | 'url' | 'method' | 'headers' | 'body'>} call
   * @returns {JournalEntry}
   */
  open(call) {
    this.#lastId += 1;
    const entry = {
      id: this.#lastId,
      at: new Date().toISOString(),
      ...call,
      user: null,
      by: null,
      params: null,
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
