/** An error that a method answers with: a JSON body and a status. */
export class RestError extends Error {
  /**
   * @param {string} code
   * @param {string} description
   * @param {number} [status]
   * @param {Record<string, unknown>} [extra] Further keys of the body, as `argument` has them.
   */
  constructor(code, description, status = 400, extra = {}) {
    super(description);
    this.code = code;
    this.description = description;
    this.status = status;
    this.extra = extra;
  }
}

/**
 * A PHP `Error` that the portal's REST server does not catch: the caller gets HTTP 500 with an HTML page or an empty
 * body instead of the usual error object.
 */
export class FatalError extends Error {}

/** A call that exceeded the portal's execution time. */
export class CutOffError extends Error {}
