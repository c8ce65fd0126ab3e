/** @import { LitElement } from 'lit' */

/**
 * Runs a function after an element has rendered its changes, before the browser handles the next key.
 *
 * @param {EventTarget | null} target inside the element
 * @param {() => void} run
 */
export function afterRender(target, run) {
  const { host } = /** @type {ShadowRoot} */ (/** @type {Node} */ (target).getRootNode());
  /** @type {LitElement} */ (host).updateComplete.then(run);
}
