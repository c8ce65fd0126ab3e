/** @import { LitElement, ReactiveController } from 'lit' */

/**
 * Moves the focus to an element that exists only after the next rendering.
 *
 * @implements {ReactiveController}
 */
export class FocusController {
  #host;
  /** @type {string | null} */
  #selector = null;

  /** @param {LitElement} host */
  constructor(host) {
    this.#host = host;
    host.addController(this);
  }

  /** @param {string} selector of the element that takes the focus after the next rendering */
  moveTo(selector) {
    this.#selector = selector;
    this.#host.requestUpdate();
  }

  /** Moves the focus when the focused element is removed. @param {string} from @param {string} selector */
  moveFrom(from, selector) {
    const { activeElement } = /** @type {ShadowRoot} */ (this.#host.renderRoot);
    if (activeElement?.matches(from)) this.moveTo(selector);
  }

  hostUpdated() {
    const selector = this.#selector;
    this.#selector = null;
    if (selector !== null) this.moveNow(selector);
  }

  /** @param {string} selector @param {FocusOptions} [options] @returns {boolean} whether there is such an element */
  moveNow(selector, options) {
    const target = this.#host.renderRoot.querySelector(selector);
    if (target instanceof HTMLElement) target.focus(options);
    return target instanceof HTMLElement;
  }
}
