// The tables of all languages: the same keys, the same placeholders, and the plural forms of the language.
import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { addLanguage, BizprocError, validateField } from 'bizproc-tasks';
import { activityName } from 'bizproc-tasks/element';
import { readMessages } from '../../scripts/messages.js';
import { en } from '../../src/js/element/texts/en.js';
import { ru } from '../../src/js/element/texts/ru.js';

const root = path.join(import.meta.dirname, '../..');

/** @param {string} tag */
const builtIn = (tag) => readMessages(path.join(root, `src/messages/${tag}.txt`));

/** @type {Record<string, string>} */
const english = builtIn('en');

const modules = readdirSync(path.join(root, 'src/js/lang'))
  .filter((file) => file.endsWith('.js'))
  .map((file) => path.basename(file, '.js'));

/** @type {{ name: string, language: import('bizproc-tasks').Language }[]} */
const languages = [
  { name: 'ru', language: { lang: 'ru', messages: builtIn('ru'), texts: ru } },
  ...(await Promise.all(
    modules.map(async (name) => ({
      name,
      language: (await import(`bizproc-tasks/lang/${name}`)).default,
    })),
  )),
];

/** Texts that are the same in English, such as loanwords. @type {Record<string, string[]>} */
const SAME_AS_ENGLISH = {
  '*': ['error.kind_invalid', 'error.kind_usage', 'check.browser', 'answer.ok'],
  de: ['field.optional', 'code'],
  es: ['answer.no', 'field.no'],
  fr: ['task.document', 'task.description'],
};

/** @param {unknown} text */
const placeholders = (text) => [...new Set(String(text).match(/\{\w+\}/g) ?? [])].sort();

/** @param {string | Readonly<Record<string, string>>} text */
const formsOf = (text) => (typeof text === 'string' ? { other: text } : text);

for (const { name, language } of languages) {
  const { lang, messages = {}, texts = {} } = language;

  const plural = new Intl.PluralRules(lang);
  /** Whether the form "one" is also used for other numbers, such as 21 or 0. */
  const isOneMore = [0, 21].some((n) => plural.select(n) === 'one');

  test(`${name}: every text exists, with the placeholders of the English one`, () => {
    assert.equal(lang.toLowerCase(), name);
    assert.deepEqual(Intl.getCanonicalLocales(lang), [lang]);
    assert.deepEqual(Object.keys(messages).sort(), Object.keys(english).sort());
    assert.deepEqual(Object.keys(texts).sort(), Object.keys(en).sort());
    for (const [key, text] of Object.entries(english)) {
      assert.deepEqual(placeholders(messages[key]), placeholders(text), key);
    }
    for (const [key, text] of Object.entries(en)) {
      const expected = placeholders(formsOf(text).other);
      const { one = '{n}', ...forms } = formsOf(texts[key] ?? '');
      for (const form of Object.values(forms)) assert.deepEqual(placeholders(form), expected, key);
      // The form "one" may have no placeholder.
      if (isOneMore || one.includes('{')) assert.deepEqual(placeholders(one), ['{n}'], key);
    }
  });

  test(`${name}: plurals have the forms of the language`, () => {
    const { pluralCategories } = plural.resolvedOptions();
    for (const [key, text] of Object.entries(en)) {
      const isPlural = typeof text !== 'string';
      assert.equal(typeof texts[key] !== 'string', isPlural, key);
      if (isPlural) {
        const forms = Object.keys(formsOf(texts[key] ?? ''));
        assert.deepEqual(forms.sort(), [...pluralCategories].sort(), key);
      }
    }
  });

  test(`${name}: no text is still in English`, () => {
    const allowed = [...(SAME_AS_ENGLISH['*'] ?? []), ...(SAME_AS_ENGLISH[name] ?? [])];
    const isWords = (/** @type {unknown} */ text) =>
      /[a-z]{2}/i.test(String(text).replace(/\{\w+\}/g, ''));
    const own = { ...messages, ...texts };
    const same = Object.entries({ ...english, ...en }).filter(
      ([key, text]) => isWords(text) && JSON.stringify(own[key]) === JSON.stringify(text),
    );
    assert.deepEqual(
      same.map(([key]) => key).filter((key) => !allowed.includes(key)),
      [],
    );
  });

  test(`${name}: texts have no full stop that the package adds`, () => {
    for (const [key, text] of Object.entries(messages)) {
      if (key !== 'punctuation.full_stop') assert.doesNotMatch(text, /[.。]$/, key);
      assert.doesNotMatch(text, /^\s|\s$| {2}|'/, key);
    }
  });
}

test('a language module provides messages, by its tag and by the portal’s code', () => {
  const field = /** @type {import('bizproc-tasks').Field} */ ({
    ...{ id: 'n', type: 'int', name: 'N', description: '', multiple: false, required: true },
    ...{ options: null, settings: null, default: null },
  });
  for (const { language } of languages) {
    for (const lang of [language.lang, ...(language.aliases ?? [])]) {
      const [issue] = validateField(field, '', { lang });
      assert.equal(issue?.message, language.messages?.value_required?.replace('{name}', 'N'), lang);
    }
  }
});

test('the element finds its texts by tag, by the portal’s code, and by the first part of a tag', () => {
  for (const { language } of languages) {
    const expected = language.texts?.['activity.ApproveActivity'];
    const [primary] = language.lang.split('-');
    for (const lang of [language.lang, ...(language.aliases ?? []), primary, `${primary}-XA`]) {
      assert.equal(activityName('ApproveActivity', lang), expected, lang);
    }
  }
  for (const lang of ['', 'en-GB', 'xx', 'no language']) {
    assert.equal(activityName('ApproveActivity', lang), 'Approval', lang);
  }
});

test('a missing text is shown in English', () => {
  addLanguage({ lang: 'it', messages: {}, texts: { 'activity.other': 'Compito' } });
  assert.equal(activityName('Other', 'it'), 'Compito');
  assert.equal(activityName('ApproveActivity', 'it'), 'Approval');
});

test('the error for an invalid text names its key', () => {
  /** @param {string} key */
  const named = (key) => (/** @type {unknown} */ error) =>
    error instanceof BizprocError && error.code === 'USAGE' && error.message.includes(`“${key}”`);
  const messages = { 'value_invalid.intger': 'x' };
  assert.throws(() => addLanguage({ lang: 'it', messages }), named('value_invalid.intger'));
  for (const [key, text] of [
    ['activity.othr', 'x'],
    ['task.due', '{dat}'],
    ['field.found', { one: '{n}' }],
  ]) {
    addLanguage({ lang: 'xa', messages: {}, texts: { [String(key)]: /** @type {any} */ (text) } });
    assert.throws(() => activityName('Other', 'xa'), named(String(key)));
  }
});
