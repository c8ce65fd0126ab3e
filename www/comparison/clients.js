/** Completes a task with different clients, and returns the report of each. */

import { connect } from 'bizproc-tasks';

/**
 * @typedef {object} Report what a caller learns
 * @property {string} summary in the words of the README's table
 * @property {string} [outcome] of an error of this package
 */

const METHOD = 'bizproc.task.complete';

/**
 * The connections of this package in the comparison, by the names of the clients.
 *
 * @param {any} bx24
 * @param {any} sdk of `@bitrix24/b24jssdk`
 * @param {string} domain of the portal, with its scheme
 * @returns {Record<string, import('bizproc-tasks').Connection>}
 */
export function connectionsOf(bx24, sdk, domain) {
  return {
    'over BX24': bx24,
    'over the bridge of BX24': bx24,
    'over the SDK': sdk,
    'with a token': {
      domain,
      accessToken: bx24.getAuth().access_token,
      refresh: () =>
        new Promise((resolve) =>
          bx24.refreshAuth((/** @type {any} */ auth) => resolve(auth.access_token)),
        ),
    },
    'with a webhook': { webhook: bx24.placement.info().options.webhook },
  };
}

/**
 * @param {string} client
 * @param {import('bizproc-tasks').Connection | undefined} connection
 */
export function openPortal(client, connection) {
  const transport = client.startsWith('over the bridge') ? 'bridge' : 'http';
  return connect(connection, { transport });
}

/**
 * Stays pending if BX24.js does not call back.
 *
 * @param {any} bx24
 * @param {number} taskId
 * @param {number} status
 * @returns {Promise<Report>}
 */
export function completeOverBx24(bx24, taskId, status) {
  return new Promise((resolve) => {
    bx24.callMethod(METHOD, { TASK_ID: taskId, STATUS: status }, (/** @type {any} */ result) =>
      resolve({ summary: result.error() ? result.error().ex.error : 'completed' }),
    );
  });
}

/**
 * @param {any} sdk of `@bitrix24/b24jssdk`, in its default settings
 * @param {number} taskId
 * @param {number} status
 * @returns {Promise<Report>}
 */
export function completeOverSdk(sdk, taskId, status) {
  const params = { TASK_ID: taskId, STATUS: status };
  return sdk.actions.v2.call.make({ method: METHOD, params }).then(
    (/** @type {any} */ result) => ({ summary: result.isSuccess ? 'completed' : 'failed' }),
    (/** @type {any} */ error) => ({ summary: error.code }),
  );
}

/**
 * @param {import('bizproc-tasks').Portal} portal
 * @param {number} taskId
 * @param {1 | 2 | 3 | 4} status
 * @returns {Promise<Report>}
 */
export async function completeOverPackage(portal, taskId, status) {
  try {
    const { confirmedBy } = await portal.completeTask({ taskId, status });
    return { summary: confirmedBy === 'lookup' ? 'completed, looked up' : 'completed' };
  } catch (error) {
    const { code, outcome } = /** @type {any} */ (error);
    return { summary: `${code}, ${outcome}`, outcome };
  }
}
