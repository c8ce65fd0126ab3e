import { ConnectionError, openBx24, portalOrigin, requireFrame, withTimeout } from './load-bx24.js';

/**
 * How this page reaches its portal. A page of your own needs one of these; here the address picks
 * it (`?connection=`), so that each can be seen and tested.
 *
 * @typedef {object} HostConnection
 * @property {import('bizproc-tasks').Connection} connection
 * @property {import('./frame.js').FrameHost} host
 * @property {string} lang
 */

/** How each connection is made, by its name in the address. */
const CONNECTORS = /** @type {Record<string, () => Promise<HostConnection>>} */ ({
  bx24: () => overBx24((bx24) => bx24),
  sdk: overSdk,
  token: () => overBx24(withToken),
  webhook: () => overBx24(withWebhook),
});

/** @returns {Promise<HostConnection>} */
export async function connectToPortal() {
  const name = new URLSearchParams(location.search).get('connection') ?? 'bx24';
  if (!Object.hasOwn(CONNECTORS, name)) throw new ConnectionError('unknown-connection');
  requireFrame();
  return CONNECTORS[name]();
}

/**
 * @param {(bx24: Bx24) => import('bizproc-tasks').Connection} choose
 * @returns {Promise<HostConnection>}
 */
async function overBx24(choose) {
  const bx24 = await openBx24();
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
