import { BizprocError } from 'bizproc-tasks';

/**
 * Explains a failed read. Reading can always be repeated, because it changes nothing.
 *
 * @param {unknown} error
 * @param {import('./translator.js').Translator} t
 * @param {'read.list'} title
 * @returns {import('./notice.js').Notice}
 */
export function explainReadError(error, t, title) {
  // Only a developer can solve these.
  if (!(error instanceof BizprocError) || error.kind === 'usage') console.error(error);
  if (!(error instanceof BizprocError)) return { title: t(title), text: t('usage.text') };
  return { title: t(title), text: error.message, code: t('code', { code: error.code }) };
}

/** Codes of tasks that no longer wait for the user. */
const CLOSED = ['ERROR_TASK_COMPLETED', 'ERROR_TASK_NOT_FOUND'];

/** Temporary errors, and calls that the user has stopped. */
const PASSING = ['limit', 'network', 'portal', 'aborted', 'auth'];

/**
 * Whether the task no longer waits for the user, but not because of this call.
 *
 * @param {BizprocError} error
 */
export function isClosed({ code, outcome }) {
  return outcome === 'answered-elsewhere' || CLOSED.includes(code);
}

/**
 * Whether the completion can be sent again: it was certainly not executed, and may succeed.
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
