import { html } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import { icon } from '../icon.js';

/** @import { Control, Place } from './control.js' */

/** @typedef {{ key: number, entered: any }} Item */

/** The key also differs from those in a draft. @param {any} entered */
const item = (entered) => ({ key: Math.random(), entered });

/**
 * Any number of values, each in an input of its own.
 *
 * @param {Control<any>} single
 * @returns {Control<Item[]>}
 */
export const list = (single) => ({
  role: 'group',
  hints: single.hints,
  enter(value, field, t) {
    const values = (Array.isArray(value) ? value : [value]).filter(
      (one) => one !== null && one !== undefined && one !== '',
    );
    // There is always a place to enter a value.
    const shown = values.length > 0 ? values : [''];
    return shown.map((one) => item(single.enter(one, field, t)));
  },
  read: (items, field, t) =>
    items.map(({ entered }) => single.read(entered, field, t)).filter((value) => value !== ''),
  render(place) {
    const { id, field, entered: items, t } = place;
    const name = field.name || field.id;
    const focus = (/** @type {Element} */ root, /** @type {string} */ target) =>
      setTimeout(() => /** @type {HTMLElement | null} */ (root.querySelector(target))?.focus());
    const root = (/** @type {any} */ { target }) => target.closest('.list');
    const add = (/** @type {Event} */ event) => {
      focus(root(event), '.value:last-child input, .value:last-child textarea');
      place.set([...items, item(single.enter('', field, t))]);
    };
    const drop = (/** @type {Event} */ event, /** @type {number} */ at) => {
      const next = Math.min(at, items.length - 2) + 1;
      focus(root(event), `.value:nth-child(${next}) input, .value:nth-child(${next}) textarea`);
      place.set(items.filter((_, other) => other !== at));
    };
    const raise = (/** @type {Event} */ event, /** @type {number} */ at) => {
      const order = [...items];
      order.splice(at - 1, 0, ...order.splice(at, 1));
      focus(root(event), `.value:nth-child(${at}) :is(.up:not([hidden]), input, textarea)`);
      place.set(order);
    };
    // Empty values are not sent: an issue counts the others.
    const indexes = countValues(items, (one) => single.read(one.entered, field, t) !== '');
    return html`<div class="list">
      <div class="values">
        ${repeat(
          items,
          ({ key }) => key,
          ({ key, entered }, at) => {
            const label = t('field.value', { name, n: at + 1 });
            return html`<div class="value">
              ${single.render({
                ...place,
                id: at === 0 ? id : `${id}-${key}`,
                entered,
                required: place.required && items.length === 1,
                label,
                describedBy: undefined,
                isInvalid: () => place.isInvalid(indexes[at]),
                set: (changed) =>
                  place.set(
                    items.map((one, at2) => (at2 === at ? { key, entered: changed } : one)),
                  ),
              })}
              <button
                type="button"
                class="button--text button--icon up"
                aria-label=${t('field.move-up', { name: label })}
                ?hidden=${at === 0}
                @click=${(/** @type {Event} */ event) => raise(event, at)}
              >
                ${icon('up')}
              </button>
              <button
                type="button"
                class="button--text button--icon"
                aria-label=${t('field.remove-value', { name: label })}
                ?hidden=${items.length === 1}
                @click=${(/** @type {Event} */ event) => drop(event, at)}
              >
                ${icon('remove')}
              </button>
            </div>`;
          },
        )}
      </div>
      <button type="button" class="button--text add" @click=${add}>
        ${icon('add')}${t('field.add')}
      </button>
    </div>`;
  },
});

/**
 * The index of each item among those that have a value.
 *
 * @param {Item[]} items
 * @param {(item: Item) => boolean} hasValue
 */
function countValues(items, hasValue) {
  let count = 0;
  return items.map((one) => (hasValue(one) ? count++ : -1));
}
