import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';

/**
 * Sends a REST call of a user as JSON.
 *
 * @param {import('../../www/portal/index.js').RunningPortal} portal
 * @param {string} method
 * @param {Record<string, unknown>} [params]
 * @param {number} [user]
 * @returns {Promise<{ status: number, headers: Headers, body: any }>}
 */
export async function call(portal, method, params = {}, user = 1) {
  const response = await fetch(`${portal.url}/rest/${method}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ auth: portal.token(user), ...params }),
  });
  const text = await response.text();
  const isJson = response.headers.get('content-type')?.startsWith('application/json');
  return {
    status: response.status,
    headers: response.headers,
    body: isJson ? JSON.parse(text) : text,
  };
}

/**
 * A review task, or another one.
 *
 * @param {number} id
 * @param {number} user
 * @param {Partial<import('../../www/portal/index.js').Task>} [more]
 * @returns {import('../../www/portal/index.js').Task}
 */
export function task(id, user, more = {}) {
  return {
    ID: id,
    USER_ID: user,
    ACTIVITY: 'ReviewActivity',
    NAME: `Task ${id}`,
    DOCUMENT_ID: ['crm', 'CCrmDocumentDeal', 'DEAL_77'],
    PARAMETERS: {},
    ...more,
  };
}

/**
 * Waits for a condition, which may take a while on a busy machine.
 *
 * @param {() => unknown} holds
 */
export async function until(holds) {
  const end = performance.now() + 60_000;
  while (!(await holds())) {
    assert.ok(performance.now() < end, `never came to hold: ${holds}`);
    await sleep(5);
  }
}
