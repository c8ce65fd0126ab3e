import { BizprocError } from 'bizproc-tasks';

/** @import { Translator } from './translator.js' */

/** Codes for the end of the session, as opposed to a missing permission of the app. */
const SESSION = [
  'NO_AUTH_FOUND',
  'expired_token',
  'invalid_token',
  'session_failed',
  'authorization_error',
  'REFRESH_FAILED',
  'USER_CHANGED',
];

/** Codes of tasks that can no longer be completed here. */
const CLOSED = ['ERROR_TASK_COMPLETED', 'ERROR_TASK_NOT_FOUND', 'ERROR_TASK_TYPE'];

/**
 * A message for the user: what happened and what to do.
 *
 * @typedef {object} Notice
 * @property {string} title
 * @property {string} text
 * @property {'danger' | 'warning' | 'success' | 'info'} tone
 * @property {string[]} [details]
 * @property {string} [code] for the person who is asked for help
 *
 * The next action: send the answer again, check the task first, leave the task because it needs no answer any more, or
 * stop because the app has an error.
 *
 * @typedef {'retry' | 'check' | 'leave' | 'give-up'} Next
 */

/**
 * Explains a failed completion. The error's `outcome` decides the next action. Its `kind` and `code` give the cause.
 *
 * @param {unknown} error
 * @param {Translator} t
 * @returns {Notice & { next: Next }}
 */
export function explainCompletionError(error, t) {
  if (!(error instanceof BizprocError)) {
    return { title: t('usage.title'), text: t('usage.text'), tone: 'danger', next: 'give-up' };
  }
  const { code, kind, message, outcome } = error;
  const explanation = {
    text: kind === 'usage' ? t('usage.text') : message,
    code: t('code', { code }),
  };
  if (outcome === 'unknown' && !CLOSED.includes(code)) {
    return { ...explanation, title: t('unknown.title'), tone: 'warning', next: 'check' };
  }
  const title = t(`${titleOf(error)}.title`);
  if (outcome === 'answered-elsewhere' || CLOSED.includes(code)) {
    return { ...explanation, title, tone: 'warning', next: 'leave' };
  }
  return {
    ...explanation,
    title,
    text: t.joinSentences(explanation.text, t('not-saved')),
    tone: 'danger',
    next: kind === 'usage' ? 'give-up' : 'retry',
  };
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
 * Explains why the task could not be read. Reading can always be repeated, because it changes nothing.
 *
 * @param {unknown} error
 * @param {Translator} t
 * @returns {Notice}
 */
export function explainReadError(error, t) {
  const title = t('read.title');
  if (!(error instanceof BizprocError)) return { title, text: t('usage.text'), tone: 'danger' };
  return { title, text: error.message, tone: 'danger', code: t('code', { code: error.code }) };
}
