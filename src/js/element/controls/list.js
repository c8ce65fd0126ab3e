import { html } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import { afterRender } from '../after-render.js';
import { icon } from '../icon.js';
import { renderValueButtons } from './values.js';

/** @import { Control, Place } from './control.js' */

/** @typedef {{ key: number, entered: any }} Item */

let lastKey = 0;

/** @param {any} entered @returns {Item} */
const item = (entered) => ({ key: ++lastKey, entered });

/**
 * A list of values, each with its own control.
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
    // There is always at least one input.
    const shown = values.length > 0 ? values : [''];
    return shown.map((one) => item(single.enter(one, field, t)));
  },
  read: (items, field, t) =>
    items.map(({ entered }) => single.read(entered, field, t)).filter((value) => value !== ''),
  save: (items, field, t) =>
    items.map(({ entered }) => (single.save ?? single.read)(entered, field, t)),
  render(place) {
    const { id, field, entered: items, t } = place;
    const name = field.name || field.id;
    const add = (/** @type {any} */ { target }) => {
      const values = target.parentElement.querySelector('.values');
      place.set([...items, item(single.enter('', field, t))]);
      afterRender(target, () =>
        values.lastElementChild.querySelector('input, textarea, select').focus(),
      );
    };
    // Empty values are not sent, so the index of an issue counts only the others.
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
              ${renderValueButtons({
                t,
                name: label,
                values: items,
                at,
                set: place.set,
                isLastKept: true,
              })}
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
