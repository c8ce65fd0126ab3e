import { html, nothing } from 'lit';
import { ifDefined } from 'lit/directives/if-defined.js';
import { live } from 'lit/directives/live.js';
import { textOf } from './text.js';

/** @import { Control, Place } from './control.js' */

/** Up to this number, options are radio buttons or checkboxes. More options are a list. */
const MAX_RADIO_OPTIONS = 6;
/** From this number of options, a list has a search. */
const MIN_SEARCH_OPTIONS = 20;

/** @typedef {{ value: string, label: string }} Option */

/** @param {Place<any>} place */
const name = ({ id }) => `${id}-choice`;

/**
 * Radio buttons.
 *
 * @param {Place<string>} place
 * @param {Option[]} options
 * @param {'choices' | 'segments'} className below each other, or side by side
 */
const radios = (place, options, className) => html`<div class=${className}>
  ${options.map(
    ({ value, label }, at) => html`<label>
      <input
        type="radio"
        name=${name(place)}
        id=${at === 0 ? place.id : `${place.id}-${at}`}
        .checked=${live(place.entered === value)}
        @change=${() => place.set(value)}
      /><span dir="auto">${label}</span></label
    >`,
  )}
</div>`;

/** @type {Control<string>} */
export const yesNo = {
  role: 'radiogroup',
  enter(value) {
    const text = textOf(value);
    if (/^(y|yes|1|true)$/i.test(text)) return 'Y';
    return /^(n|no|0|false)$/i.test(text) ? 'N' : '';
  },
  read: (entered) => entered,
  render(place) {
    const { field, t } = place;
    const isUnsettable = !field.required || field.multiple;
    const options = [
      { value: 'Y', label: t('field.yes') },
      { value: 'N', label: t('field.no') },
      ...(isUnsettable ? [{ value: '', label: t('field.unset') }] : []),
    ];
    return radios(place, options, 'segments');
  },
};

/**
 * A control for one of the field's options.
 *
 * @param {number} count of the options
 * @returns {Control<string>}
 */
export function one(count) {
  /** @type {Pick<Control<string>, 'enter' | 'read'>} */
  const text = { enter: textOf, read: (entered) => entered };
  if (count <= MAX_RADIO_OPTIONS) return { ...text, role: 'radiogroup', render: choices };
  if (count < MIN_SEARCH_OPTIONS) return { ...text, role: 'input', render: select };
  return { ...text, role: 'radiogroup', render: (place) => searchable(place, choices(place)) };
}

/**
 * A control for several of the field's options.
 *
 * @param {number} count of the options
 * @returns {Control<string[]>}
 */
export const several = (count) => ({
  role: 'group',
  enter: (value) =>
    (Array.isArray(value) ? value : [value]).map(textOf).filter((item) => item !== ''),
  read: (entered) => entered,
  render: (place) => (count < MIN_SEARCH_OPTIONS ? boxes(place) : searchable(place, boxes(place))),
});

/** The field's options as radio buttons. @param {Place<string>} place */
function choices(place) {
  const { field, t } = place;
  const none = field.required ? [] : [{ value: '', label: t('field.none') }];
  return radios(place, [...(field.options ?? []), ...none], 'choices');
}

/** @param {Place<string[]>} place */
function boxes(place) {
  const { field, entered } = place;
  const toggle = (/** @type {string} */ value, /** @type {boolean} */ isChosen) => {
    const rest = entered.filter((other) => other !== value);
    place.set(isChosen ? [...rest, value] : rest);
  };
  return html`<div class="choices">
    ${(field.options ?? []).map(
      ({ value, label }, at) => html`<label>
        <input
          type="checkbox"
          id=${at === 0 ? place.id : `${place.id}-${at}`}
          aria-invalid=${ifDefined(place.isInvalid(entered.indexOf(value)) ? 'true' : undefined)}
          .checked=${live(entered.includes(value))}
          @change=${(/** @type {any} */ { target }) => toggle(value, target.checked)}
        /><span dir="auto">${label}</span></label
      >`,
    )}
  </div>`;
}

/** @param {Place<string>} place */
function select(place) {
  const { field, entered, t } = place;
  // A value that is no longer an option is shown as none, but is kept until the user chooses an option.
  const isKnown = field.options?.some(({ value }) => value === entered);
  return html`<select
    id=${place.id}
    part="input select"
    aria-label=${ifDefined(place.label)}
    aria-required=${ifDefined(place.required ? 'true' : undefined)}
    aria-invalid=${ifDefined(place.isInvalid() ? 'true' : undefined)}
    aria-describedby=${ifDefined(place.describedBy)}
    @change=${(/** @type {any} */ { target }) => place.set(target.value)}
  >
    <option value="" .selected=${!isKnown}>${t(field.required ? 'field.choose' : 'field.none')}</option>
    ${field.options?.map(
      ({ value, label }) =>
        html`<option value=${value} .selected=${value === entered}>${label}</option>`,
    )}
  </select>`;
}

/**
 * A list of options with a search, which hides options that do not match. Chosen options are always shown.
 *
 * @param {Place<any>} place
 * @param {import('lit').TemplateResult} list
 */
function searchable(place, list) {
  const { t, id } = place;
  const filter = (/** @type {any} */ { target }) => {
    const wanted = fold(target.value);
    let n = 0;
    for (const label of target.parentElement.querySelectorAll('.choices label')) {
      const isFound = fold(label.textContent ?? '').includes(wanted);
      if (isFound) n += 1;
      label.hidden = !isFound && !label.querySelector('input').checked;
    }
    target.parentElement.querySelector('.count').textContent = t('field.found', { n });
  };
  return html`<div class="searchable">
    <input
      type="search"
      id="${id}-search"
      part="input search"
      autocomplete="off"
      aria-label=${t('field.search')}
      placeholder=${t('field.search')}
      @input=${(/** @type {Event} */ event) => {
        // A search does not change the form.
        event.stopPropagation();
        filter(event);
      }}
    />
    <span class="visually-hidden count" role="status"></span>
    ${list ?? nothing}
  </div>`;
}

/** Letters without case and accents. @param {string} text */
const fold = (text) => text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase().trim();
