import { BizprocError } from 'bizproc-tasks';

/**
 * Explains why something could not be read. Reading changes nothing, so it can always be repeated.
 *
 * @param {unknown} error
 * @param {import('./translator.js').Translator} t
 * @param {'read.list'} title
 * @returns {import('./notice.js').Notice}
 */
export function explainReading(error, t, title) {
  // Only a developer can fix these.
  if (!(error instanceof BizprocError) || error.kind === 'usage') console.error(error);
  if (!(error instanceof BizprocError)) return { title: t(title), text: t('usage.text') };
  return { title: t(title), text: error.message, code: t('code', { code: error.code }) };
}
