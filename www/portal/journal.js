/** @typedef {import('./index.js').PortalRequest} JournalEntry */

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
