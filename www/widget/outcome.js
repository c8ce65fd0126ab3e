import { BizprocError } from 'bizproc-tasks';

/** Codes that mean that the session has ended, not that the app lacks a permission. */
const SESSION = ['NO_AUTH_FOUND', 'expired_token', 'invalid_token', 'session_failed'];

/** Codes of tasks that can no longer be completed here. */
const CLOSED = ['ERROR_TASK_COMPLETED', 'ERROR_TASK_NOT_FOUND', 'ERROR_TASK_TYPE'];

/**
 * What can be done next: send the same again, look at the task before that, or leave it.
 *
 * @typedef {'retry' | 'check' | 'leave'} Next
 * @typedef {import('./notice.js').Notice & { next: Next }} Explanation
 */

/**
 * Explains a failed completion. The error's `outcome` decides what can be done next, its `kind` and
 * `code` say why.
 *
 * @param {unknown} error
 * @param {import('./translator.js').Translator} t
 * @returns {Explanation}
 */
export function explainCompleting(error, t) {
  reportDefect(error);
  if (!(error instanceof BizprocError)) {
    return { title: t('usage.title'), text: t('usage.text'), next: 'leave' };
  }
  const { code, kind, message, outcome } = error;
  const text = kind === 'usage' ? t('usage.text') : message;
  const explanation = { text, code: t('code', { code }) };
  if (outcome === 'unknown' && !CLOSED.includes(code)) {
    return { ...explanation, title: t('unknown.title'), tone: 'warning', next: 'check' };
  }
  const title = t(`${titleOf(error)}.title`);
  if (outcome === 'answered-elsewhere' || CLOSED.includes(code)) {
    return { ...explanation, title, tone: 'warning', next: 'leave' };
  }
  const next = kind === 'usage' ? 'leave' : 'retry';
  return { ...explanation, title, text: `${text} ${t('not-saved')}`, next };
}

/**
 * @param {BizprocError} error
 * @returns {'aborted' | 'completed' | 'execution' | 'gone' | 'in-progress' | 'invalid' | 'limit' | 'method' | 'network'
 *   | 'portal' | 'rights' | 'session' | 'type' | 'usage'}
 */
function titleOf({ code, kind, outcome }) {
  if (outcome === 'answered-elsewhere') return 'completed';
  switch (code) {
    case 'ERROR_TASK_COMPLETED':
      return 'completed';
    case 'ERROR_TASK_NOT_FOUND':
      return 'gone';
    case 'ERROR_TASK_TYPE':
      return 'type';
    case 'ERROR_TASK_EXECUTION':
      return 'execution';
    case 'ERROR_METHOD_NOT_FOUND':
      return 'method';
    case 'IN_PROGRESS':
      return 'in-progress';
  }
  switch (kind) {
    case 'task':
      return 'invalid';
    case 'auth':
      return SESSION.includes(code) ? 'session' : 'rights';
    default:
      return kind;
  }
}

/**
 * Explains why something could not be read. Reading changes nothing, so it can always be repeated.
 *
 * @param {unknown} error
 * @param {import('./translator.js').Translator} t
 * @param {'read.list' | 'read.task'} title
 * @returns {import('./notice.js').Notice}
 */
export function explainReading(error, t, title) {
  reportDefect(error);
  if (!(error instanceof BizprocError)) return { title: t(title), text: t('usage.text') };
  return { title: t(title), text: error.message, code: t('code', { code: error.code }) };
}

/** Logs what only a developer can fix. @param {unknown} error */
function reportDefect(error) {
  if (!(error instanceof BizprocError) || error.kind === 'usage') console.error(error);
}
