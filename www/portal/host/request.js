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

/**
 * The same for a button: shows errors in a toast.
 *
 * @param {'GET' | 'POST' | 'DELETE'} verb
 * @param {string} path
 * @param {unknown} [body]
 */
export async function sendCommand(verb, path, body) {
  await request(verb, path, body).catch((error) => toast(error.message));
}
