import { languages, usageError } from '../runtime.js';
import { en } from './texts/en.js';
import { ru } from './texts/ru.js';

/**
 * @import { Language } from 'bizproc-tasks'
 *
 * The texts of a language for the element. The package has the messages of the built-in languages.
 *
 * @typedef {Omit<Language, 'messages'>} ElementLanguage
 *
 * @typedef {keyof typeof en} TextKey
 * @typedef {Record<TextKey, string | Record<string, string>>} Texts
 */

/** @type {readonly ElementLanguage[]} */
const BUILT_IN = [
  { lang: 'en', texts: en },
  { lang: 'ru', texts: ru },
];

/**
 * Finds a language by a tag or a portal's own code: the language itself, otherwise one with the same primary language
 * (`pt-BR` for `pt-PT`), otherwise English. src/messages/languages.rs chooses messages in the same way.
 *
 * @param {string} tag
 */
export function findLanguage(tag) {
  const wanted = normalize(tag);
  const [primary] = wanted.split('-');
  const known = [...languages, ...BUILT_IN];
  return (
    known.find(({ lang, aliases = [] }) => [lang, ...aliases].map(normalize).includes(wanted)) ??
    known.find(({ lang }) => normalize(lang) === primary) ??
    known.find(({ lang }) => normalize(lang).split('-')[0] === primary) ??
    /** @type {ElementLanguage} */ (BUILT_IN[0])
  );
}

/** @param {string} tag */
const normalize = (tag) => tag.toLowerCase().replaceAll('_', '-');

/** Languages whose texts were checked. @type {WeakSet<ElementLanguage>} */
const checked = new WeakSet();

/**
 * Throws an error with the key of an invalid text.
 *
 * @param {ElementLanguage} language
 */
function check(language) {
  if (checked.has(language)) return;
  for (const [key, text] of Object.entries(language.texts ?? {})) {
    const name = `language.texts: “${key}”`;
    const english = en[/** @type {TextKey} */ (key)];
    if (english === undefined)
      throw usageError(`${name} is not the key of a text of this version.`);
    const forms = typeof text === 'string' ? [text] : Object.values(Object(text));
    if (
      !forms.every((form) => typeof form === 'string') ||
      (typeof text !== 'string' && !text?.other)
    )
      throw usageError(`${name} must be a text, or an object of plural forms with “other”.`);
    const params = JSON.stringify(english);
    for (const [param] of forms.join().matchAll(/\{\w+\}/g)) {
      if (!params.includes(param))
        throw usageError(`${name} has “${param}”, which the English text does not have.`);
    }
  }
  checked.add(language);
}

/**
 * Translates texts into one language, and formats values for it.
 *
 * @typedef {ReturnType<typeof createTranslator>} Translator
 * @param {string} tag
 */
export function createTranslator(tag) {
  const language = findLanguage(tag);
  check(language);
  const { lang } = language;
  const texts = /** @type {Partial<Texts>} */ (language.texts ?? {});
  // The region decides the format of dates and numbers: en-GB differs from en-US.
  const [locale] = Intl.getCanonicalLocales(isLocaleOf(tag, lang) ? tag : lang);
  const dateTime = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'short' });
  const list = new Intl.ListFormat(locale, { type: 'disjunction' });
  const formatUnit = (/** @type {string} */ unit, /** @type {number} */ number) =>
    new Intl.NumberFormat(locale, { style: 'unit', unit, maximumFractionDigits: 1 }).format(number);

  /**
   * @param {TextKey} key
   * @param {Record<string, string | number>} [params] `n` picks the plural
   * @returns {string}
   */
  const t = (key, params = {}) => {
    const own = texts[key];
    const text = selectForm(own ?? en[key], own === undefined ? 'en' : locale, params.n);
    return text.replace(/\{(\w+)\}/g, (_, name) => String(params[name]));
  };
  return Object.assign(t, {
    language,
    lang,
    locale,
    /** @param {string} iso */
    formatDateTime: (iso) => dateTime.format(new Date(iso)),
    /** @param {number} bytes */
    formatBytes: (bytes) => {
      if (bytes < 1e3) return formatUnit('byte', bytes);
      return bytes < 1e6
        ? formatUnit('kilobyte', Math.ceil(bytes / 1e3))
        : formatUnit('megabyte', bytes / 1e6);
    },
    /** @param {string[]} items */
    formatList: (items) => list.format(items),
    /** Joins two sentences. @param {string} first @param {string} second */
    joinSentences: (first, second) => t('sentences', { first, second }),
  });
}

/**
 * The plural form of a text for a number.
 *
 * @param {string | Record<string, string>} text
 * @param {string | undefined} locale
 * @param {string | number | undefined} n
 */
function selectForm(text, locale, n) {
  if (typeof text === 'string') return text;
  return text[new Intl.PluralRules(locale).select(Number(n))] ?? String(text.other);
}

/**
 * @param {string} tag
 * @param {string} lang
 */
function isLocaleOf(tag, lang) {
  try {
    return new Intl.Locale(tag).language === new Intl.Locale(lang).language;
  } catch {
    return false;
  }
}
