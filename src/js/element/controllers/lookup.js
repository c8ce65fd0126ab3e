/**
 * @import { LitElement } from 'lit'
 * @import { FieldState, TaskForm } from '../form.js'
 * @import { PortalController } from './portal.js'
 */

/** Looks up names and options for ids in a form. An id that the app may not read is shown as it is. */
export class LookupController {
  /** Names of users and CRM items, by their values. @type {ReadonlyMap<string, string>} */
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
  async lookUpNames(fields) {
    const values = fields
      .flatMap(({ entered }) => (Array.isArray(entered) ? entered : []))
      .filter((entity) => typeof entity?.value === 'string' && !entity.name && !entity.typed)
      .map(({ value }) => value)
      .filter((value) => !this.#requested.has(value));
    if (values.length === 0) return;
    for (const value of values) this.#requested.add(value);
    await this.#read(async ({ getNames }) => {
      this.names = new Map([...this.names, ...(await getNames(values))]);
    });
  }

  /** Reads the options of fields that have none in the task. @param {TaskForm} form */
  lookUpOptions(form) {
    return this.#read(async ({ getOptions }) =>
      form.takeOptions(await getOptions(form.task.fields)),
    );
  }

  /**
   * Reads even while the element is moved to another place in the page.
   *
   * @param {(portal: import('bizproc-tasks').Portal) => Promise<void>} read
   */
  async #read(read) {
    try {
      await read(this.#portal.connect());
      this.#host.requestUpdate();
    } catch {
      // The form works without the names and options.
    }
  }
}
