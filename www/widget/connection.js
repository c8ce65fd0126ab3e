import { ConnectionError, openBx24, portalOrigin, requireFrame, withTimeout } from './load-bx24.js';

/**
 * The connection of this page to its portal, and the functions of the portal's page around it. Your own page needs one
 * connection. Here the address selects it (`?connection=`), so that each connection can be tried and tested.
 *
 * @typedef {object} HostConnection
 * @property {import('bizproc-tasks').Connection} connection
 * @property {import('./frame.js').FrameHost} host
 * @property {string} lang
 * @property {{ placement: string, options: Record<string, unknown> }} placement where in the portal this page is
 * @property {(() => Promise<{ id: string | number, name: string } | null>) | null} selectUser the portal's dialog, if it
 *   has one. It never settles if it is closed
 * @property {((path: string) => Promise<boolean>) | null} openPath opens a page of the portal over this one, if the portal
 *   can do that; resolves to whether it did
 */

/** Creates each connection, by its name in the address. */
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
  return {
    connection: choose(bx24),
    host: bx24,
    lang: bx24.getLang(),
    placement: bx24.placement.info(),
    selectUser: bx24.selectUser ? () => new Promise((resolve) => bx24.selectUser?.(resolve)) : null,
    openPath: bx24.openPath
      ? (path) =>
          new Promise((resolve) =>
            bx24.openPath?.(path, ({ result }) => resolve(result !== 'error')),
          )
      : null,
  };
}

/** @returns {Promise<HostConnection>} */
async function overSdk() {
  const { initializeB24Frame } = await import('@bitrix24/b24jssdk');
  const frame = await withTimeout(initializeB24Frame(), 'silent');
  const { parent, placement, dialog, slider } = frame;
  return {
    connection: frame,
    host: parent,
    lang: frame.getLang(),
    placement: { placement: placement.placement, options: placement.options },
    selectUser: () => dialog.selectUser(),
    // The SDK rejects where the portal opens nothing. On mobile devices it opens a tab by itself.
    openPath: (path) =>
      slider.openPath(slider.getUrl(path)).then(
        () => true,
        () => false,
      ),
  };
}

/**
 * The placement's own token, for pages that send their requests themselves.
 *
 * @param {Bx24} bx24
 */
function withToken(bx24) {
  const auth = bx24.getAuth();
  if (!auth) throw new ConnectionError('silent');
  return {
    // A host without a scheme means https. Only a portal on the same machine uses plain http.
    domain: portalOrigin?.startsWith('http:') ? `http://${auth.domain}` : auth.domain,
    accessToken: auth.access_token,
    refresh: () =>
      new Promise((/** @type {(token: string) => void} */ resolve) =>
        bx24.refreshAuth((fresh) => resolve(fresh.access_token)),
      ),
  };
}

/**
 * Anyone who opens a page can read a webhook in it, so this is only for tests: the portal simulator passes a webhook in
 * the placement's options. A real portal never does.
 *
 * @param {Bx24} bx24
 */
function withWebhook(bx24) {
  const { webhook } = bx24.placement.info().options;
  if (typeof webhook !== 'string') throw new ConnectionError('no-webhook');
  return { webhook };
}
