import { en } from './messages/en.js';
import { ru } from './messages/ru.js';

/** @typedef {keyof typeof en} MessageKey */

/**
 * Translates the page's messages into one language, and formats values for it.
 *
 * @typedef {ReturnType<typeof createTranslator>} Translator
 * @param {string} lang
 */
export function createTranslator(lang) {
  const russian = lang.toLowerCase().startsWith('ru');
  const tag = russian ? 'ru' : 'en';
  /** @type {Record<MessageKey, string | Record<string, string>>} */
  const messages = russian ? ru : en;
  const plural = new Intl.PluralRules(tag);
  const dateTime = new Intl.DateTimeFormat(tag, { dateStyle: 'medium', timeStyle: 'short' });
  const date = new Intl.DateTimeFormat(tag, { dateStyle: 'medium' });

  /**
   * @param {MessageKey} key
   * @param {Record<string, string | number>} [params] `n` picks the plural
   * @returns {string}
   */
  const t = (key, params = {}) => {
    const found = messages[key];
    const text =
      typeof found === 'string' ? found : (found[plural.select(Number(params.n))] ?? found.other);
    return text.replace(/\{(\w+)\}/g, (_, name) => String(params[name]));
  };
  return Object.assign(t, {
    lang: tag,
    /** @param {string} iso */
    formatDateTime: (iso) => dateTime.format(new Date(iso)),
    /** @param {string} iso */
    formatDate: (iso) => date.format(new Date(iso)),
  });
}
