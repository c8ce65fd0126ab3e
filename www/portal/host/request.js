import { toast } from './toast.js';

/**
 * Calls the simulator's own interface.
 *
 * @param {'GET' | 'POST' | 'DELETE'} verb
 * @param {string} path
 * @param {unknown} [body]
 * @returns {Promise<any>}
 */
export async function request(verb, path, body) {
  const response = await fetch(`/simulator/${path}`, {
    method: verb,
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const value = await response.json();
  if (!response.ok) throw new Error(value.error);
  return value;
}

/** The end of the last request that a message of a frame caused. */
let previous = Promise.resolve();

/**
 * Sends a request that a message of a frame causes. These requests go one after the other: a portal executes messages
 * in their order, but replies of requests that run side by side may change places.
 *
 * @param {string} path
 * @param {unknown} [body]
 * @returns {Promise<any>}
 */
export function requestInOrder(path, body) {
  const response = previous.then(() => request('POST', path, body));
  previous = response.catch(() => {});
  return response;
}

/**
 * Sends a request for a button: shows errors in a toast.
 *
 * @param {'GET' | 'POST' | 'DELETE'} verb
 * @param {string} path
 * @param {unknown} [body]
 */
export async function sendCommand(verb, path, body) {
  await request(verb, path, body).catch((error) => toast(error.message));
}
