/**
 * The origin of the portal behind a connection, or null. Only a portal on one's own machine speaks plain http.
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
  return URL.canParse(url) ? new URL(url).origin : null;
}
