import { html } from 'lit';
import { ifDefined } from 'lit/directives/if-defined.js';
import { live } from 'lit/directives/live.js';

/** @import { Control, Place } from './control.js' */
/** @import { Field } from 'bizproc-tasks' */
/** @import { Translator } from '../translator.js' */

/**
 * A value as text. Portals send objects too, such as `{}` for a date that they could not read.
 *
 * @param {unknown} value
 * @returns {string}
 */
export function textOf(value) {
  if (typeof value === 'string') return value;
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  if (Array.isArray(value)) return textOf(value[0]);
  if (typeof value === 'object' && value !== null && 'TEXT' in value) return textOf(value.TEXT);
  return '';
}

/**
 * One line of text. Numbers, e-mail addresses and web addresses are text inputs too: an input of their own type hides
 * text that it cannot parse, so no message could explain the problem.
 *
 * @param {object} [options]
 * @param {'text' | 'date' | 'time' | 'datetime-local'} [options.type]
 * @param {'numeric' | 'decimal' | 'email' | 'tel' | 'url'} [options.inputmode]
 */
export const input =
  ({ type = 'text', inputmode } = {}) =>
  (/** @type {Place<string>} */ place) =>
    html`<input
    id=${place.id}
    part="input"
    class=${type === 'text' && !inputmode?.match(/^(numeric|decimal)$/) ? '' : 'short'}
    type=${type}
    inputmode=${ifDefined(inputmode)}
    autocomplete="off"
    dir=${ifDefined(type === 'text' && !inputmode ? 'auto' : undefined)}
    aria-label=${ifDefined(place.label)}
    aria-required=${ifDefined(place.required ? 'true' : undefined)}
    aria-invalid=${ifDefined(place.isInvalid() ? 'true' : undefined)}
    aria-describedby=${ifDefined(place.describedBy)}
    .value=${live(place.entered)}
    @input=${(/** @type {any} */ { target }) => place.set(target.value)}
  />`;

/** Several lines of text. @param {Place<string>} place */
export const area = (place) => html`<textarea
  id=${place.id}
  part="input textarea"
  rows="3"
  dir="auto"
  aria-label=${ifDefined(place.label)}
  aria-required=${ifDefined(place.required ? 'true' : undefined)}
  aria-invalid=${ifDefined(place.isInvalid() ? 'true' : undefined)}
  aria-describedby=${ifDefined(place.describedBy)}
  .value=${live(place.entered)}
  @input=${(/** @type {any} */ { target }) => place.set(target.value)}
></textarea>`;

/**
 * @param {Control<string>['render']} render
 * @param {Control<string>['hints']} [hints]
 * @returns {Control<string>}
 */
const textControl = (render, hints) => ({
  role: 'input',
  enter: textOf,
  read: (entered) => entered,
  render,
  hints,
});

export const line = textControl(input());
export const lines = textControl(area);
export const unknown = textControl(input(), (_, t) => [t('field.unknown')]);
export const email = textControl(input({ inputmode: 'email' }));
export const phone = textControl(input({ inputmode: 'tel' }));
export const url = textControl(input({ inputmode: 'url' }));
export const entityId = textControl(input({ inputmode: 'numeric' }), (_, t) => [
  t('field.entity-id'),
]);

/**
 * A number, with the decimal separator of the language.
 *
 * @param {'numeric' | 'decimal'} inputmode
 * @returns {Control<string>}
 */
const number = (inputmode) => ({
  role: 'input',
  enter: (value, _, t) => toLocalNumber(textOf(value), t.locale),
  read: (entered, _, t) => fromLocalNumber(entered, t.locale),
  render: input({ inputmode }),
});

export const integer = number('numeric');
export const decimal = number('decimal');

/**
 * Converts a number with a decimal point to the notation of the language.
 *
 * @param {string} text
 * @param {string} locale
 */
export const toLocalNumber = (text, locale) =>
  /^-?\d+\.\d+$/.test(text) ? text.replace('.', signsOf(locale).decimal) : text;

/**
 * Converts a number in the notation of the language to one with a decimal point. Other texts are left to validation. It
 * supports more notations, but cannot know whether `1,234` is a thousand here.
 *
 * @param {string} text
 * @param {string} locale
 */
export function fromLocalNumber(text, locale) {
  const { decimal, group } = signsOf(locale);
  const plain = text.trim();
  const whole = plain.split(decimal, 1)[0] ?? '';
  const fraction = plain.slice(whole.length + decimal.length);
  const hasFraction = plain.length > whole.length;
  const digits = /^[+-]?\d{1,3}$/.test(whole.split(group, 1)[0] ?? '')
    ? whole.replaceAll(group, '')
    : whole;
  const isGrouped = whole
    .split(group)
    .slice(1)
    .every((part) => part.length === 3);
  if (!isGrouped || !/^[+-]?\d+$/.test(digits) || (hasFraction && !/^\d+$/.test(fraction))) {
    return text;
  }
  return hasFraction ? `${digits}.${fraction}` : digits;
}

/** @param {string} locale */
function signsOf(locale) {
  const parts = new Intl.NumberFormat(locale, { useGrouping: true }).formatToParts(-1234567.5);
  const sign = (/** @type {string} */ type) => parts.find((part) => part.type === type)?.value;
  return { decimal: sign('decimal') ?? '.', group: sign('group') ?? ',' };
}

/**
 * The text of an address. The value also contains its coordinates and its id in the portal's catalogue, which do not
 * apply to a changed text.
 *
 * @type {Control<{ text: string, given: unknown, shown: string }>}
 */
export const address = {
  role: 'input',
  enter(given) {
    const [text = ''] = textOf(given).split('|');
    return { text, given, shown: text };
  },
  read: ({ text, given, shown }) => (text === shown ? textOf(given) : text),
  render: (place) =>
    area({
      ...place,
      entered: place.entered.text,
      set: (text) => place.set({ ...place.entered, text }),
    }),
};

/**
 * Text with a type. The type is kept.
 *
 * @type {Control<{ text: string, type: unknown }>}
 */
export const markup = {
  role: 'input',
  enter: (value) => ({
    text: textOf(value),
    type: typeof value === 'object' && value !== null && 'TYPE' in value ? value.TYPE : undefined,
  }),
  read: ({ text, type }) =>
    typeof type === 'string' && text !== '' ? { TYPE: type, TEXT: text } : text,
  render: (place) =>
    area({
      ...place,
      entered: place.entered.text,
      set: (text) => place.set({ ...place.entered, text }),
    }),
};
