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

/** Codes of tasks that wait for the user no longer. */
const CLOSED = ['ERROR_TASK_COMPLETED', 'ERROR_TASK_NOT_FOUND'];

/** What may pass by itself, or what the user may have stopped. */
const PASSING = ['limit', 'network', 'portal', 'aborted', 'auth'];

/**
 * Whether the task waits for the user no longer, although not by this call.
 *
 * @param {BizprocError} error
 */
export function isClosed({ code, outcome }) {
  return outcome === 'answered-elsewhere' || CLOSED.includes(code);
}

/**
 * Whether the same may be sent again: it was certainly not executed, and may succeed.
 *
 * @param {BizprocError | undefined} error
 */
export function isRetryable(error) {
  return (
    error !== undefined &&
    error.outcome === 'not-completed' &&
    !isClosed(error) &&
    PASSING.includes(error.kind)
  );
}
