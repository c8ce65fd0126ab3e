import { en } from './texts/en.js';
import { ru } from './texts/ru.js';

/**
 * @typedef {keyof typeof en} TextKey
 * @typedef {Record<TextKey, string | Record<string, string>>} Texts
 */

/**
 * The texts of each language, by its tag.
 *
 * @type {Map<string, { texts: Texts, messages?: Record<string, string> }>}
 */
const languages = new Map([
  ['en', { texts: en }],
  ['ru', { texts: ru }],
]);

/** Portals name some languages by codes of their own. @type {Record<string, string>} */
const PORTAL_CODES = { br: 'pt-br', sc: 'zh-cn', ua: 'uk', la: 'es' };

/**
 * Makes a language known to all elements of the page.
 *
 * @param {import('../element.js').Language} language
 */
export function addLanguage({ lang, texts, messages }) {
  languages.set(lang.toLowerCase(), { texts: /** @type {Texts} */ (texts), messages });
}

/** The language that is known for a tag: `de-AT` → `de`; else English. @param {string} tag */
function resolve(tag) {
  const lower = tag.toLowerCase().replace('_', '-');
  const wanted = PORTAL_CODES[lower] ?? lower;
  if (languages.has(wanted)) return wanted;
  const [base] = wanted.split('-');
  const known = [...languages.keys()].find((name) => name.split('-')[0] === base);
  return known ?? 'en';
}

/**
 * Translates texts into one language, and formats values for it.
 *
 * @typedef {ReturnType<typeof createTranslator>} Translator
 * @param {string} tag
 */
export function createTranslator(tag) {
  const lang = resolve(tag);
  const { texts, messages } = /** @type {{ texts: Texts, messages?: Record<string, string> }} */ (
    languages.get(lang)
  );
  // The region decides on dates and numbers: en-GB is not en-US.
  const [locale] = Intl.getCanonicalLocales(isLocaleOf(tag, lang) ? tag : lang);
  const plural = new Intl.PluralRules(locale);
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
    const found = texts[key] ?? en[key];
    const text =
      typeof found === 'string' ? found : (found[plural.select(Number(params.n))] ?? found.other);
    return text.replace(/\{(\w+)\}/g, (_, name) => String(params[name]));
  };
  return Object.assign(t, {
    lang,
    locale,
    /** The messages of issues and errors, where the core has none in this language. */
    messages,
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
  });
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
