// Addresses of portals. For src/web/connection/http.rs.

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
