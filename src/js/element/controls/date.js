import { html } from 'lit';
import { input, textOf } from './text.js';

/** @import { Control, Place } from './control.js' */
/** @import { Translator } from '../translator.js' */

/**
 * The browser's date picker. It may show less than the value contains. The value stays until the user picks another
 * one.
 *
 * @typedef {{ text: string, shown: string, given: string }} Picked
 */

/**
 * @param {'date' | 'time' | 'datetime-local'} type
 * @param {(value: string) => string} show the part of a value that the picker shows
 * @param {(text: string) => import('bizproc-tasks').FieldValue} readText
 * @param {(text: string, t: Translator) => unknown} [note]
 * @returns {Control<Picked>}
 */
const picker = (type, show, readText, note) => ({
  role: 'input',
  enter(value) {
    const toText = type === 'date' ? dayOf : (/** @type {Date} */ at) => at.toISOString();
    const given = value instanceof Date ? toText(value) : textOf(value);
    const shown = show(given);
    return { text: shown, shown, given };
  },
  read({ text, shown, given }) {
    if (text === shown && text !== '') return readText(given);
    return text === '' ? '' : readText(text);
  },
  render(place) {
    const { entered, t } = place;
    return html`<span class="with-note">${input({ type })({
      ...place,
      entered: entered.text,
      set: (text) => place.set({ ...entered, text }),
    })}${note?.(entered.text, t)}</span>`;
  },
});

export const date = picker(
  'date',
  (value) => value.slice(0, 10),
  (text) => text,
);

export const time = picker(
  'time',
  (value) => value.slice(0, 5),
  (text) => text,
);

/** An instant. It is shown in the time zone of the browser. */
export const dateTime = picker(
  'datetime-local',
  (value) => {
    const at = new Date(value);
    if (Number.isNaN(at.getTime())) return '';
    return toLocalIso(at).slice(0, 16);
  },
  (text) => new Date(text),
  (text, t) =>
    html`<span class="note">${t('field.time-zone', { zone: zoneAt(text, t.locale) })}</span>`,
);

/** In the time zone of the browser. @param {Date} at */
const toLocalIso = (at) => new Date(at.getTime() - at.getTimezoneOffset() * 60_000).toISOString();

/** The day as validation reads it: midnight in UTC is a day without a time zone. @param {Date} at */
const dayOf = (at) =>
  (at.getTime() % 86_400_000 === 0 ? at.toISOString() : toLocalIso(at)).slice(0, 10);

/**
 * The browser's time zone, with its offset at a time: `Europe/Berlin (GMT+02:00)`.
 *
 * @param {string} text
 * @param {string} locale
 */
function zoneAt(text, locale) {
  const at = new Date(text);
  const format = new Intl.DateTimeFormat(locale, { timeZoneName: 'longOffset' });
  const parts = format.formatToParts(Number.isNaN(at.getTime()) ? new Date() : at);
  const offset = parts.find(({ type }) => type === 'timeZoneName')?.value ?? '';
  const { timeZone } = format.resolvedOptions();
  return timeZone === 'UTC' ? 'UTC' : `${timeZone.replaceAll('_', ' ')} (${offset})`;
}
