import { connect } from 'bizproc-tasks';
import { languageListeners } from '../../runtime.js';
import { createTranslator, findLanguage } from '../translator.js';

/**
 * @import { Connection, Portal, PortalOptions } from 'bizproc-tasks'
 * @import { LitElement, ReactiveController } from 'lit'
 *
 * @typedef {LitElement & { connection: Connection | null, options: PortalOptions | null }} Host
 */

/**
 * The portal, and the language of the element: its own, the portal's, or the page's.
 *
 * @implements {ReactiveController}
 */
export class PortalController {
  t = createTranslator('en');
  #host;
  #tag = '';
  /** @type {Portal | null} */
  #portal = null;
  #life = new AbortController();

  /** @param {Host} host */
  constructor(host) {
    this.#host = host;
    host.addController(this);
  }

  /** Aborted when the element is removed or shows another task. */
  get signal() {
    return this.#life.signal;
  }

  hostConnected() {
    languageListeners.add(this.#onLanguage);
    if (this.signal.aborted) this.#life = new AbortController();
  }

  hostDisconnected() {
    languageListeners.delete(this.#onLanguage);
    this.#life.abort();
  }

  /** Aborts the work for an earlier task. */
  abort() {
    this.#life.abort();
    this.#life = new AbortController();
  }

  /** Connects again before the next call. */
  disconnect() {
    this.#portal = null;
  }

  /** A language module may be loaded after the element. */
  #onLanguage = () => this.#host.requestUpdate();

  /** Updates the language. */
  translate() {
    const { lang, connection } = this.#host;
    const bridge = connection ?? /** @type {any} */ (globalThis).BX24;
    const tag =
      lang ||
      bridge?.getLang?.() ||
      this.#host.closest('[lang]')?.getAttribute('lang') ||
      navigator.language;
    if (tag === this.#tag && findLanguage(tag) === this.t.language) return;
    this.#tag = tag;
    this.t = createTranslator(tag);
    this.disconnect();
  }

  /** @returns {Portal} */
  connect() {
    const { connection, options } = this.#host;
    this.#portal ??= connect(connection ?? undefined, { ...options, lang: this.t.lang });
    return this.#portal;
  }
}
