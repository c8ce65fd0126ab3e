import { html, nothing } from 'lit';
import { afterRender } from '../after-render.js';
import { icon } from '../icon.js';

/** @import { Translator } from '../translator.js' */

/**
 * The buttons of one of several values, which move it up and remove it. The focus stays beside them.
 *
 * @template Value
 * @param {object} options
 * @param {Translator} options.t
 * @param {string} options.name of the value
 * @param {readonly Value[]} options.values all of them
 * @param {number} options.at the value's index
 * @param {(values: Value[]) => void} options.set
 * @param {boolean} [options.isLastKept] whether one value always remains
 * @param {string} [options.removeLabel]
 */
export function renderValueButtons({ t, name, values, at, set, isLastKept = false, removeLabel }) {
  const without = (/** @type {number} */ index) => values.filter((_, other) => other !== index);
  const moveUp = (/** @type {Event} */ event) => {
    const others = without(at);
    set([...others.slice(0, at - 1), ...values.slice(at, at + 1), ...others.slice(at - 1)]);
    // A user who keeps pressing the key at the top must not remove the value.
    moveFocus(event, [at - 1], at > 1 ? '.up' : 'input, textarea');
  };
  const remove = (/** @type {Event} */ event) => {
    set(without(at));
    moveFocus(event, [at, at - 1], 'input, textarea, .remove');
  };
  return html`${
    at === 0
      ? nothing
      : html`<button
          type="button"
          class="button--text button--icon up"
          aria-label=${t('field.move-up', { name })}
          @click=${moveUp}
        >
          ${icon('up')}
        </button>`
  }${
    isLastKept && values.length === 1
      ? nothing
      : html`<button
          type="button"
          class="button--text button--icon remove"
          aria-label=${removeLabel ?? t('field.remove-value', { name })}
          @click=${remove}
        >
          ${icon('remove')}
        </button>`
  }`;
}

/**
 * After a change, moves the focus to the first of these values that still exists; otherwise to the control.
 *
 * @param {Event} event of a button in the list of values
 * @param {number[]} indexes
 * @param {string} selector
 */
function moveFocus({ target }, indexes, selector) {
  const list = /** @type {Element} */ (target).closest('ul, .values');
  const control = list?.parentElement;
  afterRender(target, () => {
    const values = indexes.map((at) => list?.children[at]);
    const value = values.find((one) => one?.isConnected);
    const found =
      value?.querySelector(selector) ?? value ?? control?.querySelector('input, button');
    if (!(found instanceof HTMLElement)) return;
    if (found === value) found.tabIndex = -1;
    found.focus();
  });
}
