/**
 * The error of a call: see `BizprocError` in index.d.ts.
 */
export class BizprocError extends Error {
  // Bundlers and minifiers rename classes.
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
    ...options
  } = {}) {
    // Like Error, which has no property `cause` if there is none.
    super(message, options);
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

  /** All properties except `stack` and `cause`. Contains no token, no webhook and no sent value. */
  toJSON() {
    // Name, message and cause are not enumerable.
    const { name, message } = this;
    return Object.assign({ name, message }, this);
  }
}

// On the prototype, as in Error, so that it does not appear in every log line.
Object.defineProperty(BizprocError.prototype, 'name', {
  value: 'BizprocError',
  writable: true,
  configurable: true,
});
