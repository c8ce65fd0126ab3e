/** Loads BX24.js in a portal's frame, and waits until it can be used. */

/** @typedef {'outside' | 'silent' | 'unreachable' | 'no-webhook' | 'unknown-connection'} ConnectionErrorCode */

/** Long enough for a slow portal page. */
const CONNECT_TIMEOUT_MS = 15_000;

const query = new URLSearchParams(location.search);

/** The portal's origin, which the portal passes when it opens the frame. */
export const portalOrigin = query.has('DOMAIN')
  ? `${query.get('PROTOCOL') === '0' ? 'http' : 'https'}://${query.get('DOMAIN')}`
  : null;

/** The portal's language, from the address. */
export const addressLang = query.get('LANG') ?? navigator.language;

export class ConnectionError extends Error {
  /** @param {ConnectionErrorCode} code */
  constructor(code) {
    super(code);
    this.code = code;
  }
}

/** Rejects if the page is not in a portal's frame, because BX24.js and the SDK do not work there. */
export function requireFrame() {
  // The name of a portal's frame is "host|protocol|sid".
  if (window.parent === window || window.name.split('|').length !== 3) {
    throw new ConnectionError('outside');
  }
}

/**
 * BX24, after it was loaded and initialised.
 *
 * @returns {Promise<Bx24>}
 */
export async function openBx24() {
  requireFrame();
  await loadBx24();
  const bx24 = window.BX24;
  if (!bx24) throw new ConnectionError('outside');
  await withTimeout(new Promise((resolve) => bx24.init(() => resolve(undefined))), 'silent');
  return bx24;
}

/** Loads BX24.js. Outside a portal `BX24` stays null. */
export function loadBx24() {
  return withTimeout(loadScript(scriptAddress()), 'unreachable');
}

/**
 * Anyone can write the address, so it must not decide the origin of scripts. Only a portal on the same machine serves
 * its own script.
 */
function scriptAddress() {
  const host = portalOrigin && new URL(portalOrigin).hostname;
  return host === '127.0.0.1' || host === 'localhost'
    ? `${portalOrigin}/api/v1/`
    : 'https://api.bitrix24.com/api/v1/';
}

/** @param {string} address */
function loadScript(address) {
  return new Promise((resolve, reject) => {
    const script = document.createElement('script');
    script.src = address;
    script.onload = resolve;
    script.onerror = () => reject(new ConnectionError('unreachable'));
    document.head.append(script);
  });
}

/**
 * @template T
 * @param {Promise<T>} promise
 * @param {ConnectionErrorCode} code of the error when the promise does not settle in time
 * @returns {Promise<T>}
 */
export function withTimeout(promise, code) {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new ConnectionError(code)), CONNECT_TIMEOUT_MS);
    promise.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}
