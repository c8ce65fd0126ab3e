// HTTP: addresses of portals, and what they answer. For src/web/connection/http.rs.

/**
 * Origin and path of an address over HTTP that has nothing else in it: no user, no query, no fragment.
 *
 * @param {string} address
 */
export function address(address) {
  try {
    const { protocol, origin, pathname, username, password, search, hash } = new URL(address);
    if (/^https?:$/.test(protocol) && !(username + password + search + hash)) {
      return [origin, pathname];
    }
  } catch {
    // It is none.
  }
}

/**
 * Sends a request, and reads the reply's envelope as far as there is one.
 *
 * @param {Request} request
 */
export async function exchange(request) {
  const response = await fetch(request);
  const text = await response.text();
  let envelope;
  try {
    envelope = JSON.parse(text);
  } catch {
    // It is none.
  }
  return { envelope, status: response.status };
}
