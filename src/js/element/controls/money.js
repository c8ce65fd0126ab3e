import { html } from 'lit';
import { ifDefined } from 'lit/directives/if-defined.js';
import { live } from 'lit/directives/live.js';
import { fromLocalNumber, textOf, toLocalNumber } from './text.js';

/** @import { Control } from './control.js' */

/** The id of the `datalist` of currencies, which all fields of an element share. */
export const CURRENCIES = 'currencies';

/**
 * An amount and its currency: `100.50|EUR`. Without a currency the portal uses its own.
 *
 * @type {Control<{ amount: string, currency: string }>}
 */
export const money = {
  role: 'group',
  enter(value, _, t) {
    const [amount = '', currency = ''] = textOf(value).split('|');
    return { amount: toLocalNumber(amount, t.locale), currency };
  },
  read({ amount, currency }, _, t) {
    // Messages show the portal's format, and users then type it.
    const [text = '', typed = currency] = amount.split('|');
    const number = fromLocalNumber(text, t.locale).trim();
    if (number === '') return '';
    return typed.trim() === '' ? number : `${number}|${typed.trim().toUpperCase()}`;
  },
  // A currency without an amount is not a value.
  save: ({ amount, currency }, _, t) => `${fromLocalNumber(amount, t.locale)}|${currency}`,
  render(place) {
    const { id, entered, t, label } = place;
    const invalid = ifDefined(place.isInvalid() ? 'true' : undefined);
    const name = (/** @type {string} */ part) => (label ? `${label}, ${part}` : part);
    return html`<div class="money">
      <input
        id=${id}
        part="input"
        class="short"
        inputmode="decimal"
        autocomplete="off"
        aria-label=${name(t('field.amount'))}
        aria-required=${ifDefined(place.required ? 'true' : undefined)}
        aria-invalid=${invalid}
        .value=${live(entered.amount)}
        @input=${(/** @type {any} */ { target }) => place.set({ ...entered, amount: target.value })}
      />
      <input
        id="${id}-currency"
        part="input"
        class="currency"
        list=${CURRENCIES}
        maxlength="3"
        autocomplete="off"
        autocapitalize="characters"
        placeholder="···"
        aria-label=${name(t('field.currency'))}
        aria-invalid=${invalid}
        .value=${live(entered.currency)}
        @input=${(/** @type {any} */ { target }) => place.set({ ...entered, currency: target.value })}
      />
    </div>`;
  },
};

/** @param {string} locale */
export function currencyList(locale) {
  const names = new Intl.DisplayNames(locale, { type: 'currency' });
  return html`<datalist id=${CURRENCIES}>
    ${(Intl.supportedValuesOf?.('currency') ?? []).map(
      (code) => html`<option value=${code}>${names.of(code)}</option>`,
    )}
  </datalist>`;
}
