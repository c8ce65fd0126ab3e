import { BizprocError } from 'bizproc-tasks';

/** Codes with which a portal says that the app, not the session, lacks something. */
const RIGHTS = ['insufficient_scope', 'user_access_error', 'ACCESS_DENIED', 'WRONG_LICENSE'];

/** Failures in which the portal itself said nothing: it may still be at work. */
const SILENCE = /^(NETWORK|TIMEOUT|ABORTED|BAD_RESPONSE|JSSDK_.*)$/;

/**
 * What can be done next: send the same again, let the reader look at the task before that, look at
 * it at once since the portal is done with it, or leave it.
 *
 * @typedef {'retry' | 'check' | 'verify' | 'leave'} Next
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
  reportDefect(error);
  if (!(error instanceof BizprocError)) return { ...say('usage', 'Error'), next: 'leave' };
  const { code, kind, outcome } = error;

  if (outcome === 'completed') return { ...say('saved'), tone: 'unsure', next: 'leave' };
  if (outcome === 'unknown' && SILENCE.test(code)) {
    const why = words(code === 'TIMEOUT' ? 'unknown.timeout' : silence(kind));
    const text = `${why} ${words('unknown.text')}`;
    return { ...say('unknown'), text, tone: 'unsure', next: 'check' };
  }
  const next = outcome === 'unknown' ? 'verify' : 'retry';
  switch (kind) {
    case 'task':
      if (code === 'ERROR_TASK_COMPLETED') return { ...say('completed'), next: 'leave' };
      if (code === 'ERROR_TASK_NOT_FOUND') return { ...say('gone'), next: 'leave' };
      if (code === 'ERROR_TASK_TYPE') return { ...say('type'), next: 'leave' };
      if (code !== 'ERROR_TASK_EXECUTION') return { ...say('invalid'), next };
      return {
        ...say('execution'),
        text: words('execution.text', { message: error.message }),
        next,
      };
    case 'auth':
      return { ...say(RIGHTS.includes(code) ? 'rights' : 'session'), next };
    case 'limit': {
      if (error.retryAfter === null) return { ...say('limit'), next };
      const seconds = Math.ceil(error.retryAfter / 1000);
      return { ...say('limit'), text: words('limit.seconds', { n: seconds }), next };
    }
    case 'portal':
      return { ...say(code === 'ERROR_METHOD_NOT_FOUND' ? 'method' : 'portal'), next };
    case 'usage':
      return { ...say('usage'), next: 'leave' };
    default:
      return { ...say(kind), next };
  }

  /**
   * @param {'aborted' | 'completed' | 'execution' | 'gone' | 'invalid' | 'limit' | 'method'
   *   | 'network' | 'portal' | 'rights' | 'saved' | 'session' | 'type' | 'unknown' | 'usage'} what
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
 * @param {BizprocError['kind']} kind
 * @returns {import('./words.js').Message}
 */
function silence(kind) {
  return kind === 'portal' || kind === 'aborted' ? `unknown.${kind}` : 'unknown.network';
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
  reportDefect(error);
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

/** What only a developer can put right is for the console. @param {unknown} error */
function reportDefect(error) {
  if (!(error instanceof BizprocError) || error.kind === 'usage') console.error(error);
}
