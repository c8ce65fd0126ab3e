/**
 * How this page reaches its portal. A page of your own needs one of these; here the address picks
 * it (`?connection=`), so that each can be seen and tested.
 *
 * @typedef {object} HostConnection
 * @property {import('bizproc-tasks').Connection} connection
 * @property {import('./frame.js').FrameHost} host
 * @property {string} lang
 *
 * @typedef {'outside' | 'silent' | 'unreachable' | 'no-webhook' | 'unknown-connection'} ConnectionErrorCode
 */

/** Long enough for a slow portal page. A parent that has not answered by then never will. */
const CONNECT_TIMEOUT_MS = 15_000;

const query = new URLSearchParams(location.search);

/** The portal's origin, as the portal itself names it when it opens the frame. */
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

/** How each connection is made, by its name in the address. */
const CONNECTORS = /** @type {Record<string, () => Promise<HostConnection>>} */ ({
  bx24: () => overBx24((bx24) => bx24),
  sdk: overSdk,
  token: () => overBx24(withToken),
  webhook: () => overBx24(withWebhook),
});

/** @returns {Promise<HostConnection>} */
export async function connectToPortal() {
  const name = query.get('connection') ?? 'bx24';
  if (!Object.hasOwn(CONNECTORS, name)) throw new ConnectionError('unknown-connection');
  // A portal names the frame "host|protocol|sid"; both scripts below refuse to work without that.
  if (window.parent === window || window.name.split('|').length !== 3) {
    throw new ConnectionError('outside');
  }
  return CONNECTORS[name]();
}

/**
 * @param {(bx24: Bx24) => import('bizproc-tasks').Connection} choose
 * @returns {Promise<HostConnection>}
 */
async function overBx24(choose) {
  await withTimeout(loadScript(scriptAddress()), 'unreachable');
  const bx24 = window.BX24;
  if (!bx24) throw new ConnectionError('outside');
  await withTimeout(new Promise((resolve) => bx24.init(() => resolve(undefined))), 'silent');
  return { connection: choose(bx24), host: bx24, lang: bx24.getLang() };
}

/** @returns {Promise<HostConnection>} */
async function overSdk() {
  const { initializeB24Frame } = await import('@bitrix24/b24jssdk');
  const frame = await withTimeout(initializeB24Frame(), 'silent');
  return { connection: frame, host: frame.parent, lang: frame.getLang() };
}

/**
 * The placement's own token, for pages that want to send their requests themselves.
 *
 * @param {Bx24} bx24
 */
function withToken(bx24) {
  const auth = bx24.getAuth();
  if (!auth) throw new ConnectionError('silent');
  return {
    // A bare host means https. Only a portal on one's own machine speaks plain http.
    domain: portalOrigin?.startsWith('http:') ? `http://${auth.domain}` : auth.domain,
    accessToken: auth.access_token,
    refresh: () =>
      new Promise((/** @type {(token: string) => void} */ resolve) =>
        bx24.refreshAuth((fresh) => resolve(fresh.access_token)),
      ),
  };
}

/**
 * Anybody who opens a page can read a webhook in it, so this is for trials only: the portal
 * simulator passes one among the placement's options, which no real portal does.
 *
 * @param {Bx24} bx24
 */
function withWebhook(bx24) {
  const { webhook } = bx24.placement.info().options;
  if (typeof webhook !== 'string') throw new ConnectionError('no-webhook');
  return { webhook };
}

/**
 * Anybody can write the address, so it must not say where scripts come from: only a portal on the
 * user's own machine serves its own script.
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
function withTimeout(promise, code) {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new ConnectionError(code)), CONNECT_TIMEOUT_MS);
    promise.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}
