// BX24 and BX.rest: calls that answer through a callback. For src/web/connection/bridge.rs.

/**
 * Calls a method. `page` is the result of the page before, where the one that begins at `start` is wanted.
 *
 * @param {import('./index.js').Bx24Bridge} bridge
 * @param {string} method
 * @param {object} params
 * @param {any} page
 * @param {number} start
 */
export async function call(bridge, method, params, page, start) {
  const result = await called(bridge, method, params, page);
  let whole;
  try {
    whole = envelope(result, start);
  } catch {
    // It has none.
  }
  return { envelope: whole, status: result?.status, page: result };
}

/**
 * @param {import('./index.js').Bx24Bridge} bridge
 * @param {string} method
 * @param {object} params
 * @param {any} page
 * @returns {Promise<any>}
 */
function called(bridge, method, params, page) {
  return new Promise((resolve, reject) => {
    const returned =
      typeof page?.next === 'function'
        ? page.next(resolve)
        : bridge.callMethod(method, params, resolve);
    // A stand-in for BX24 may answer by a promise; one that promises nothing calls back.
    if (typeof returned?.then === 'function') {
      returned.then((/** @type {any} */ result) => result === undefined || resolve(result), reject);
    }
  });
}

/**
 * The reply's envelope as the portal sent it, or made again from what a result tells of it. `start` is where its page
 * begins.
 *
 * @param {any} result
 * @param {number} start
 */
function envelope(result, start) {
  const answer = result?.answer;
  if (answer && ('error' in answer || 'result' in answer)) return answer;
  const error = typeof result?.error === 'function' ? result.error() : result?.error;
  if (error) {
    const inner = error.ex ?? error.getError?.() ?? error;
    return { error: String(inner.error ?? inner), error_description: inner.error_description };
  }
  if (typeof result?.data !== 'function') return undefined;
  return {
    result: result.data(),
    next: result.more?.() ? start + 50 : undefined,
    total: result.total?.(),
    time: result.time?.(),
  };
}
