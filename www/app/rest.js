/** Calls over BX24, with a timeout. */

/** BX24.js does not call back after lost connections and HTTP 5xx. */
const TIMEOUT_MS = 30_000;

/** An error of the portal, or `NO_REPLY`. */
export class RestError extends Error {
  /**
   * @param {string} code
   * @param {string} [description]
   */
  constructor(code, description = '') {
    super(description);
    this.code = code;
  }
}

/**
 * @param {Bx24} bx24
 * @param {string} method
 * @param {object} [params]
 * @returns {Promise<any>} the result
 */
export function call(bx24, method, params = {}) {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new RestError('NO_REPLY')), TIMEOUT_MS);
    bx24.callMethod(method, params, (/** @type {any} */ result) => {
      clearTimeout(timer);
      const error = result.error();
      if (error) reject(new RestError(String(error.ex.error), result.error_description()));
      else resolve(result.data());
    });
  });
}
