import { en } from './messages/en.js';
import { ru } from './messages/ru.js';

/** @typedef {keyof typeof en} Message */

/**
 * The page's words in one language.
 *
 * @typedef {ReturnType<typeof wordsIn>} Words
 * @param {string} lang
 */
export function wordsIn(lang) {
  const russian = lang.toLowerCase().startsWith('ru');
  const tag = russian ? 'ru' : 'en';
  /** @type {Record<Message, string | Record<string, string>>} */
  const messages = russian ? ru : en;
  const plural = new Intl.PluralRules(tag);
  const moment = new Intl.DateTimeFormat(tag, { dateStyle: 'medium', timeStyle: 'short' });
  const size = (/** @type {string} */ unit, /** @type {number} */ number) =>
    new Intl.NumberFormat(tag, { style: 'unit', unit, maximumFractionDigits: 1 }).format(number);
  const list = new Intl.ListFormat(tag, { type: 'disjunction' });

  /**
   * @param {Message} key
   * @param {Record<string, string | number>} [params] `n` picks the plural
   * @returns {string}
   */
  const words = (key, params = {}) => {
    const found = messages[key];
    const text =
      typeof found === 'string' ? found : (found[plural.select(Number(params.n))] ?? found.other);
    return text.replace(/\{(\w+)\}/g, (_, name) => String(params[name]));
  };
  return Object.assign(words, {
    lang: tag,
    /** @param {string} iso */
    moment: (iso) => moment.format(new Date(iso)),
    /** @param {number} bytes */
    size: (bytes) => {
      if (bytes < 1e3) return size('byte', bytes);
      return bytes < 1e6 ? size('kilobyte', Math.ceil(bytes / 1e3)) : size('megabyte', bytes / 1e6);
    },
    /** @param {string[]} items */
    any: (items) => list.format(items),
  });
}
