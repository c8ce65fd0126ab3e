/**
 * The origin of a connection's portal, or null. Only a portal on the same machine uses plain http.
 *
 * @param {any} connection
 */
export function portalOriginOf(connection) {
  const bridge = connection ?? /** @type {any} */ (globalThis).BX24;
  const address =
    bridge?.getDomain?.() ??
    (typeof bridge?.getTargetOrigin === 'function' ? bridge.getTargetOrigin() : null) ??
    bridge?.domain ??
    bridge?.webhook;
  if (typeof address !== 'string' || address === '') return null;
  const isLocal = /^(127\.0\.0\.1|localhost)(:|$)/.test(address);
  const url = address.includes('://') ? address : `${isLocal ? 'http' : 'https'}://${address}`;
  return parseUrl(url)?.origin ?? null;
}

/**
 * A web address; null for other texts.
 *
 * @param {string} text
 * @param {string} [base]
 */
export function parseUrl(text, base) {
  try {
    const url = new URL(text, base);
    return url.protocol === 'http:' || url.protocol === 'https:' ? url : null;
  } catch {
    return null;
  }
}

/**
 * An address on the portal, or null if the portal is not known.
 *
 * @param {any} connection
 * @param {string | null} path
 */
export function portalAddress(connection, path) {
  const origin = portalOriginOf(connection);
  return path && origin ? (parseUrl(path, origin)?.href ?? null) : null;
}
