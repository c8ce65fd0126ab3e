import { html, nothing } from 'lit';
import { ifDefined } from 'lit/directives/if-defined.js';
import { live } from 'lit/directives/live.js';
import { icon } from '../icon.js';
import { pickableKinds } from '../pickers.js';
import { textOf } from './text.js';
import { renderValueButtons } from './values.js';

/** @import { Control, Place } from './control.js' */
/** @import { Field } from 'bizproc-tasks' */
/** @import { PickedItem, Pickers } from '../pickers.js' */

/**
 * A user or a CRM item.
 *
 * @typedef {object} Entity
 * @property {string} value as a field holds it: `user_12`, `C_607`
 * @property {string} [name] where the portal's dialog gave it
 * @property {string} [typed] the text of the input, as long as it is there
 */

/**
 * @param {object} options
 * @param {(given: PickedItem) => string} options.toValue
 * @param {(field: Field, pickers: Pickers) => ((isMultiple: boolean) => Promise<PickedItem[]>) | null} options.picker
 * @param {(field: Field, pickers: Pickers) => boolean} options.isTyped whether a value can be typed as well
 * @param {(text: string, field: Field) => string} options.parse what is typed, or a default
 * @param {(field: Field) => import('../translator.js').TextKey} options.choose the text of the button
 * @param {NonNullable<Control<any>['hints']>} options.hints
 * @returns {Control<Entity[]>}
 */
const entities = ({ toValue, picker, isTyped, parse, choose, hints }) => ({
  role: 'group',
  enter: (given, field) =>
    (Array.isArray(given) ? given : [given]).flatMap((one) => {
      if (typeof one === 'object' && one !== null && 'id' in one) {
        return [{ value: toValue(one), name: one.name ?? one.title, typed: one.typed }];
      }
      const text = textOf(one).trim();
      return text === '' ? [] : [{ value: parse(text, field) }];
    }),
  read: (entered, { multiple }) =>
    multiple ? entered.map(({ value }) => value) : (entered[0]?.value ?? ''),
  save: (entered) => entered.map(({ value, name, typed }) => ({ id: value, name, typed })),
  hints: (field, t, pickers) => (isTyped(field, pickers) ? hints(field, t, pickers) : []),
  render(place) {
    const { id, field, entered, t, pickers } = place;
    const pick = picker(field, pickers);
    const chosen = entered.filter(({ typed }) => typed === undefined);
    const typed = entered.find((entity) => entity.typed !== undefined);
    const add = (/** @type {Entity[]} */ added) => {
      const known = chosen.map(({ value }) => value);
      const fresh = added.filter(({ value }) => !known.includes(value));
      if (added.length > 0) place.set(field.multiple ? [...chosen, ...fresh] : added.slice(0, 1));
    };
    const open = async () => {
      const items = (await pick?.(field.multiple)) ?? [];
      add(items.map((item) => ({ value: toValue(item), name: item.name ?? item.title })));
    };
    const type = (/** @type {any} */ { target }) => {
      const text = target.value;
      const others = field.multiple ? chosen : [];
      if (text.trim() === '') place.set(others);
      else place.set([...others, { value: parse(text.trim(), field), typed: text }]);
    };
    // Only with the Enter key: a change when the user leaves the input would move elements away from the pointer.
    const commit = (/** @type {KeyboardEvent} */ { key }) => {
      if (key === 'Enter' && typed) add([{ value: typed.value }]);
    };
    const invalid = ifDefined(place.isInvalid() ? 'true' : undefined);
    const nameOf = (/** @type {Entity} */ { value, name }) =>
      name || (place.names.get(value) ?? value);
    return html`<div class="entities">
      ${
        chosen.length > 0
          ? html`<ul class="chips">
              ${chosen.map(
                (entity, at) => html`<li class="chip ${place.isInvalid(at) ? 'is-invalid' : ''}">
                  <span dir="auto">${nameOf(entity)}</span>
                  ${renderValueButtons({
                    t,
                    name: nameOf(entity),
                    values: chosen,
                    at,
                    set: (values) => place.set(typed ? [...values, typed] : values),
                  })}
                </li>`,
              )}
            </ul>`
          : nothing
      }
      ${
        pick
          ? html`<button
              type="button"
              id=${id}
              part="button"
              aria-describedby=${ifDefined(place.describedBy)}
              @click=${open}
            >
              ${icon('add')}${t(choose(field))}
            </button>`
          : nothing
      }
      ${
        isTyped(field, pickers)
          ? html`<input
              id=${pick ? `${id}-code` : id}
              part="input"
              class="short"
              autocomplete="off"
              aria-label=${field.name || field.id}
              aria-invalid=${invalid}
              aria-describedby=${ifDefined(place.describedBy)}
              .value=${live(typed?.typed ?? '')}
              @input=${type}
              @keydown=${commit}
            />`
          : nothing
      }
    </div>`;
  },
});

export const users = entities({
  toValue: ({ id }) => (/^\d+$/.test(String(id)) ? `user_${id}` : String(id)),
  picker: (_, pickers) => pickers.users,
  isTyped: (_, pickers) => pickers.users === null,
  // The portal's own default is a group, if it is a number.
  parse: (text, field) =>
    /^\d+$/.test(text) && ![field.default].flat().includes(text) ? `user_${text}` : text,
  choose: ({ multiple }) => (multiple ? 'field.choose-users' : 'field.choose-user'),
  hints: (_, t) => [t('field.user')],
});

export const crmItems = entities({
  toValue: ({ id, type = '' }) =>
    type !== '' && /^\d+$/.test(String(id)) ? `${type.toUpperCase()}_${id}` : String(id),
  picker(field, pickers) {
    const kinds = pickableKinds(field);
    const { crm } = pickers;
    return crm && kinds.length > 0 ? (isMultiple) => crm(kinds, isMultiple) : null;
  },
  // The portal's dialog offers no items of smart processes.
  isTyped: (field, pickers) =>
    pickers.crm === null || pickableKinds(field).length < (field.options?.length ?? 1),
  parse(text, { options }) {
    const [only, ...others] = options ?? [];
    return only && others.length === 0 && /^\d+$/.test(text) ? `${only.value}_${text}` : text;
  },
  choose: () => 'field.choose-crm',
  hints(field, t) {
    const kinds = field.options?.map(({ value }) => value) ?? ['C', 'CO', 'D'];
    const examples = kinds.slice(0, 3).map((prefix, at) => `${prefix}_${[12, 7, 31][at]}`);
    return [t('field.crm', { examples: t.formatList(examples) })];
  },
});
