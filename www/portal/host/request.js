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
