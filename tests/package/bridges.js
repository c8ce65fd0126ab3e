// Connections without a token, which encode parameters in their own ways.

/**
 * `BX24`, which encodes parameters as a form: docs/contract/bx24js-behaviour.md, section 2.
 *
 * @param {string} webhook
 */
export const bx24 = (webhook) => ({
  /** @param {string} method @param {any} params @param {(result: any) => void} callback */
  callMethod(method, params, callback) {
    const body = typeof params === 'string' ? params : write(params, '').join('&');
    fetch(webhook + method, { method: 'POST', body })
      .then(async (response) => ({ answer: await response.json(), status: response.status }))
      .then(({ answer, status }) =>
        callback({
          answer,
          status,
          data: () => answer.result,
          error: () => answer.error && { ex: answer },
          more: () => false,
        }),
      );
  },
});

/**
 * The scalars of a level are before its lists and maps.
 *
 * @param {any} data
 * @param {string} prefix
 * @returns {string[]}
 */
function write(data, prefix) {
  /** @type {string[]} */
  const scalars = [];
  /** @type {string[]} */
  const nested = [];
  for (const [key, value] of Object.entries(data)) {
    const encoded = encodeURIComponent(key);
    const name = prefix ? `${prefix}[${encoded}]` : encoded;
    if (value === null) continue;
    if (Array.isArray(value) && !value.length) nested.push(`${name}=`);
    else if (typeof value === 'object') nested.push(...write(value, name));
    else scalars.push(`${name}=${encodeURIComponent(value)}`);
  }
  return [...scalars, ...nested];
}

/**
 * An instance of `@bitrix24/b24jssdk`, which sends JSON.
 *
 * @param {string} webhook
 */
export const sdk = (webhook) => ({
  actions: {
    v2: {
      call: {
        /** @param {{ method: string, params: any }} call */
        async make({ method, params }) {
          const headers = { 'content-type': 'application/json' };
          const body = JSON.stringify(params);
          const response = await fetch(webhook + method, { method: 'POST', headers, body });
          const { error, error_description: message, ...data } = await response.json();
          const { status } = response;
          if (error) throw Object.assign(new Error(message), { code: error, status });
          return { isSuccess: true, getStatus: () => status, getData: () => data };
        },
      },
    },
  },
});
