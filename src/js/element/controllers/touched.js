/**
 * @import { LitElement, ReactiveController } from 'lit'
 * @import { TaskForm } from '../form.js'
 */

/**
 * Shows the issues of a field after the user has left it. Nothing changes while a mouse button or a finger is down: an
 * issue must not move a button away from the pointer between press and release.
 *
 * @implements {ReactiveController}
 */
export class TouchedController {
  #host;
  #formOf;
  /** The fields that were left while the pointer was down. @type {Set<string>} */
  #left = new Set();
  #isPressed = false;

  /**
   * @param {LitElement} host
   * @param {() => TaskForm | null} formOf
   */
  constructor(host, formOf) {
    this.#host = host;
    this.#formOf = formOf;
    host.addController(this);
    host.addEventListener('pointerdown', () => {
      this.#isPressed = true;
    });
  }

  hostConnected() {
    window.addEventListener('pointerup', this.#onRelease);
    window.addEventListener('pointercancel', this.#onRelease);
  }

  hostDisconnected() {
    window.removeEventListener('pointerup', this.#onRelease);
    window.removeEventListener('pointercancel', this.#onRelease);
  }

  /** @param {string} id of the field @param {FocusEvent} event */
  leave(id, { currentTarget, relatedTarget }) {
    const isInside =
      relatedTarget &&
      /** @type {Element} */ (currentTarget).contains(/** @type {Node} */ (relatedTarget));
    if (isInside) return;
    this.#left.add(id);
    if (!this.#isPressed) this.#show();
  }

  #onRelease = () => {
    if (!this.#isPressed) return;
    setTimeout(() => {
      this.#isPressed = false;
      this.#show();
    });
  };

  #show() {
    for (const id of this.#left) this.#formOf()?.touched.add(id);
    this.#left.clear();
    this.#host.requestUpdate();
  }
}
