/**
 * Why a call did not do what was asked: see `BizprocError` in index.d.ts.
 */
export class BizprocError extends Error {
  // Bundlers and minifiers give classes names of their own.
  static name = 'BizprocError';

  /** @param {Partial<import('./index.js').BizprocError>} data */
  constructor({
    message,
    code = 'USAGE',
    kind = 'usage',
    outcome = 'not-completed',
    answer = null,
    issues = [],
    description = '',
    status = null,
    retryAfter = null,
    trace = [],
  } = {}) {
    super(message);
    this.code = code;
    this.kind = kind;
    this.outcome = outcome;
    this.answer = answer;
    this.issues = issues;
    this.description = description;
    this.status = status;
    this.retryAfter = retryAfter;
    this.trace = trace;
  }

  /** Everything but the stack. It holds no token, no webhook and nothing that was sent. */
  toJSON() {
    // Name and message are not enumerable.
    const { name, message } = this;
    return Object.assign({ name, message }, this);
  }
}

// On the prototype, where Error has its own: not a property that shows up in every log line.
Object.defineProperty(BizprocError.prototype, 'name', {
  value: 'BizprocError',
  writable: true,
  configurable: true,
});
