/**
 * @import { LitElement } from 'lit'
 * @import { FieldState } from '../form.js'
 * @import { PortalController } from './portal.js'
 */

/** The names of users and CRM items. Where the app may not read them, their values are shown. */
export class NamesController {
  /** Names by values. @type {ReadonlyMap<string, string>} */
  names = new Map();
  #host;
  #portal;
  /** The values whose names were looked up. @type {Set<string>} */
  #requested = new Set();

  /**
   * @param {LitElement} host
   * @param {PortalController} portal
   */
  constructor(host, portal) {
    this.#host = host;
    this.#portal = portal;
  }

  /** @param {readonly FieldState[]} fields */
  async lookUp(fields) {
    const values = fields
      .flatMap(({ entered }) => (Array.isArray(entered) ? entered : []))
      .filter((entity) => typeof entity?.value === 'string' && !entity.name && !entity.typed)
      .map(({ value }) => value)
      .filter((value) => !this.#requested.has(value));
    if (values.length === 0) return;
    for (const value of values) this.#requested.add(value);
    try {
      const { signal } = this.#portal;
      const found = await this.#portal.connect().getNames(values, { signal });
      this.names = new Map([...this.names, ...found]);
      this.#host.requestUpdate();
    } catch {
      // The values themselves are shown.
    }
  }
}
