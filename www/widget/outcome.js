import { BizprocError } from 'bizproc-tasks';

/** Codes with which a portal says that the app, not the session, lacks something. */
const RIGHTS = ['insufficient_scope', 'user_access_error', 'ACCESS_DENIED', 'WRONG_LICENSE'];

/**
 * What can be done next: send the same again, look at the task first, or leave it.
 *
 * @typedef {'retry' | 'check' | 'leave'} Next
 * @typedef {import('./notice.js').Notice & { next: Next }} Explanation
 */

/**
 * What became of an answer whose completion failed. The error's `outcome` decides what may be done
 * next, its `kind` and `code` say why.
 *
 * @param {unknown} error
 * @param {import('./words.js').Words} words
 * @returns {Explanation}
 */
export function explainCompleting(error, words) {
  if (!(error instanceof BizprocError)) return { ...say('usage', 'Error'), next: 'leave' };
  const { code, kind, outcome } = error;

  if (code === 'ERROR_TASK_COMPLETED') return { ...say('completed'), next: 'leave' };
  if (code === 'ERROR_TASK_NOT_FOUND') return { ...say('gone'), next: 'leave' };
  if (outcome === 'completed') return { ...say('saved'), tone: 'unsure', next: 'leave' };
  if (outcome === 'unknown') {
    const why = code === 'TIMEOUT' ? 'timeout' : kind;
    const known = why === 'timeout' || why === 'network' || why === 'aborted' || why === 'portal';
    const reason = known ? `${words(`unknown.${why}`)} ` : '';
    return {
      ...say('unknown'),
      text: reason + words('unknown.text'),
      tone: 'unsure',
      next: 'check',
    };
  }
  switch (kind) {
    case 'task':
      if (code !== 'ERROR_TASK_EXECUTION') return { ...say('invalid'), next: 'leave' };
      return {
        ...say('execution'),
        text: words('execution.text', { message: error.message }),
        next: 'retry',
      };
    case 'auth':
      return { ...say(RIGHTS.includes(code) ? 'rights' : 'session'), next: 'retry' };
    case 'limit':
      if (error.retryAfter === null) return { ...say('limit'), next: 'retry' };
      return {
        ...say('limit'),
        text: words('limit.seconds', { n: Math.ceil(error.retryAfter / 1000) }),
        next: 'retry',
      };
    case 'portal':
      return { ...say(code === 'ERROR_METHOD_NOT_FOUND' ? 'method' : 'portal'), next: 'retry' };
    case 'usage':
      return { ...say('usage'), next: 'leave' };
    default:
      return { ...say(kind), next: 'retry' };
  }

  /**
   * @param {'completed' | 'gone' | 'saved' | 'unknown' | 'execution' | 'session' | 'rights' | 'method'
   *   | 'invalid' | 'limit' | 'portal' | 'network' | 'aborted' | 'usage'} what
   * @param {string} [name]
   */
  function say(what, name = /** @type {BizprocError} */ (error).code) {
    return {
      title: words(`${what}.title`),
      text: words(`${what}.text`),
      code: words('code', { code: name }),
    };
  }
}

/**
 * Why something could not be read. Reading changes nothing, so trying again always may.
 *
 * @param {unknown} error
 * @param {import('./words.js').Words} words
 * @param {'read.list' | 'read.task'} title
 * @returns {import('./notice.js').Notice}
 */
export function explainReading(error, words, title) {
  const { code, kind } = error instanceof BizprocError ? error : { code: 'Error', kind: 'usage' };
  return { title: words(title), text: words(reason()), code: words('code', { code }) };

  /** @returns {import('./words.js').Message} */
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
