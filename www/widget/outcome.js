import { BizprocError } from 'bizproc-tasks';

/** Codes that mean that the app lacks a permission, not that the session has ended. */
const RIGHTS = [
  'insufficient_scope',
  'user_access_error',
  'ALLOWED_ONLY_INTRANET_USER',
  'ACCESS_DENIED',
  'access_denied',
  'WRONG_LICENSE',
  'PAYMENT_REQUIRED',
];

/** Codes after which nothing about the task is left to check. */
const SETTLED = ['ERROR_TASK_COMPLETED', 'ERROR_TASK_NOT_FOUND'];

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
  if (!(error instanceof BizprocError)) return { ...say('usage', 'Error'), next: 'leave' };
  const { code, kind, outcome } = error;

  if (outcome === 'unknown' && !SETTLED.includes(code)) {
    const why = t(code === 'TIMEOUT' ? 'unknown.timeout' : unknownReason(kind));
    const text = `${why} ${t('unknown.text')}`;
    return { ...say('unknown'), text, tone: 'warning', next: 'check' };
  }
  switch (kind) {
    case 'task':
      // Only the message says which answer the task has, or that its time ran out.
      if (code === 'ERROR_TASK_COMPLETED') {
        return { ...quote('completed.title', error), next: 'leave' };
      }
      if (code === 'ERROR_TASK_NOT_FOUND') return { ...say('gone'), next: 'leave' };
      if (code === 'IN_PROGRESS') {
        return { ...quote('in-progress.title', error), next: 'retry' };
      }
      if (code === 'ERROR_TASK_TYPE') return { ...say('type'), next: 'leave' };
      if (code !== 'ERROR_TASK_EXECUTION') return { ...say('invalid'), next: 'retry' };
      return {
        ...say('execution'),
        text: t('execution.text', { message: error.message }),
        next: 'retry',
      };
    case 'auth':
      return { ...say(RIGHTS.includes(code) ? 'rights' : 'session'), next: 'retry' };
    case 'limit': {
      if (error.retryAfter === null) return { ...say('limit'), next: 'retry' };
      const seconds = Math.ceil(error.retryAfter / 1000);
      return { ...say('limit'), text: t('limit.seconds', { n: seconds }), next: 'retry' };
    }
    case 'portal':
      return { ...say(code === 'ERROR_METHOD_NOT_FOUND' ? 'method' : 'portal'), next: 'retry' };
    case 'usage':
      return { ...say('usage'), next: 'leave' };
    default:
      return { ...say(kind), next: 'retry' };
  }

  /**
   * The package's own message, in the user's language.
   *
   * @param {import('./translator.js').MessageKey} title
   * @param {BizprocError} error
   */
  function quote(title, { code, message }) {
    return { title: t(title), text: message, code: t('code', { code }) };
  }

  /**
   * @param {'aborted' | 'execution' | 'gone' | 'invalid' | 'limit' | 'method' | 'network'
   *   | 'portal' | 'rights' | 'session' | 'type' | 'unknown' | 'usage'} what
   * @param {string} [name]
   */
  function say(what, name = /** @type {BizprocError} */ (error).code) {
    return {
      title: t(`${what}.title`),
      text: t(`${what}.text`),
      code: t('code', { code: name }),
    };
  }
}

/**
 * @param {BizprocError['kind']} kind
 * @returns {import('./translator.js').MessageKey}
 */
function unknownReason(kind) {
  return kind === 'network' ? 'unknown.network' : 'unknown.portal';
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
  const { code, kind } = error instanceof BizprocError ? error : { code: 'Error', kind: 'usage' };
  return { title: t(title), text: t(reason()), code: t('code', { code }) };

  /** @returns {import('./translator.js').MessageKey} */
  function reason() {
    if (code === 'ERROR_METHOD_NOT_FOUND') return 'read.method';
    switch (kind) {
      case 'auth':
        return RIGHTS.includes(code) ? 'read.rights' : 'read.session';
      case 'task':
        return 'read.gone';
      case 'limit':
      case 'network':
      case 'portal':
        return `read.${kind}`;
      default:
        return 'read.usage';
    }
  }
}

/** Logs what only a developer can fix. @param {unknown} error */
function reportDefect(error) {
  if (!(error instanceof BizprocError) || error.kind === 'usage') console.error(error);
}
