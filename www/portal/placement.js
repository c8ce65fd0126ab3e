/** The data that a portal passes to the frame of a placement. */

import { randomBytes } from 'node:crypto';
import { APP_PAGE, optionsOf, PLACEMENTS } from './host/placements.js';
import { TOKEN_LIFETIME } from './rest/auth.js';
import { RestError } from './rest/error.js';
import { readUserId } from './rest/users.js';

/** @typedef {import('./portal.js').Portal} Portal */

const MEMBER_ID = 'da45a03b265edd8787f8a258d793cc5d';

const CONNECTIONS = ['bx24', 'sdk', 'token', 'webhook'];

/**
 * @typedef {object} FrameOptions
 * @property {string | undefined} app Address of the app's own page.
 * @property {string | undefined} install Address of its installation page, if it has one.
 * @property {string | undefined} comparison Address of the placement that compares clients.
 * @property {'post' | 'get'} method
 */

/**
 * Opens a placement for a user: the request that loads the app, and the parent's replies.
 *
 * @param {Portal} portal
 * @param {FrameOptions} options
 * @param {Record<string, unknown>} wanted
 * @param {string} host The portal's address as the browser knows it.
 */
export function openFrame(portal, options, wanted, host) {
  const user = portal.users.get(readUserId(wanted.user ?? 1));
  const isInstalling = options.install !== undefined && !portal.isInstalled;
  const placement = isInstalling ? APP_PAGE : String(wanted.placement ?? 'CRM_DEAL_DETAIL_TAB');
  if (!Object.hasOwn(PLACEMENTS, placement)) {
    throw new RestError(
      'UNKNOWN_PLACEMENT',
      `No placement ${placement}; there are ${Object.keys(PLACEMENTS).join(', ')}`,
    );
  }
  const handler =
    wanted.page === 'comparison'
      ? options.comparison
      : isInstalling
        ? installationPage(options, user)
        : handlerOf(portal, options, placement, wanted.handler);
  const lang = String(wanted.lang ?? 'en');
  const connection = wanted.connection === undefined ? undefined : String(wanted.connection);
  if (connection !== undefined && !CONNECTIONS.includes(connection)) {
    throw new RestError('UNKNOWN_CONNECTION', `A connection is one of ${CONNECTIONS.join(', ')}`);
  }

  const protocol = portal.scheme === 'https' ? 1 : 0;
  const sid = randomBytes(16).toString('hex');
  const placementOptions = {
    ...optionsOf(placement, readItemId(wanted.id)),
    .../** @type {Record<string, unknown>} */ (wanted.options ?? {}),
    // Only the simulator passes a webhook to a placement.
    ...(connection === 'webhook'
      ? {
          webhook: `${portal.scheme}://${host}/rest/${user.id}/${portal.auth.webhookSecret(user.id)}/`,
        }
      : {}),
  };
  const tokens = refreshFrame(portal, user.id);
  const app = new URL(handler ?? `${portal.scheme}://${host}/welcome`);
  if (connection) app.searchParams.set('connection', connection);
  const isPost = (wanted.method ?? options.method) !== 'get' && handler !== undefined;
  for (const [name, value] of [
    ['DOMAIN', host],
    ['PROTOCOL', String(protocol)],
    ['LANG', lang],
    ['APP_SID', sid],
  ]) {
    app.searchParams.set(/** @type {string} */ (name), /** @type {string} */ (value));
  }

  return {
    sid,
    user,
    placement,
    lang,
    action: app.href,
    origin: app.origin,
    method: isPost ? 'post' : 'get',
    windowName: `${host}|${protocol}|${sid}`,
    fields: {
      ...tokens,
      member_id: MEMBER_ID,
      status: 'L',
      PLACEMENT: placement,
      PLACEMENT_OPTIONS: JSON.stringify(placementOptions),
    },
    initData: {
      LANG: lang,
      DOMAIN: host,
      PROTOCOL: protocol,
      PATH: '/rest',
      ...tokens,
      MEMBER_ID,
      FIRST_RUN: !portal.launchedBy.has(user.id),
      IS_ADMIN: user.role === 'administrator',
      INSTALL: isInstalling,
      USER_OPTIONS: portal.options(user.id),
      APP_OPTIONS: portal.options(undefined),
      PLACEMENT: placement,
      PLACEMENT_OPTIONS: placementOptions,
    },
  };
}

/**
 * The id of the CRM item in whose card a placement is opened.
 *
 * @param {unknown} value
 */
function readItemId(value) {
  if (value === undefined || /^\d+$/.test(String(value))) return /** @type {string} */ (value);
  throw new RestError('UNKNOWN_ITEM', `No CRM item can have the id ${value}`);
}

/**
 * The installation page, which a portal shows instead of an app until it is installed.
 *
 * @param {FrameOptions} options
 * @param {import('./rest/users.js').User} user
 */
function installationPage({ install }, user) {
  if (user.role !== 'administrator') {
    throw new RestError(
      'NOT_INSTALLED',
      'The application is not fully installed yet. Please contact your Bitrix24 administrator to complete the installation.',
    );
  }
  return install;
}

/**
 * The address that a placement opens. Without an installation page the app need not register its placements.
 *
 * @param {Portal} portal
 * @param {FrameOptions} options
 * @param {string} placement
 * @param {unknown} wanted One of several handlers.
 */
function handlerOf(portal, { app, install }, placement, wanted) {
  if (placement === APP_PAGE) return app;
  const handlers = portal.placements
    .filter((bound) => bound.placement === placement)
    .map(({ handler }) => handler);
  if (wanted !== undefined && !handlers.includes(String(wanted))) {
    throw new RestError('UNKNOWN_HANDLER', `${wanted} is not registered for ${placement}.`);
  }
  if (handlers.length === 0 && install !== undefined) {
    throw new RestError('NO_HANDLER', `The app has registered nothing for ${placement}.`);
  }
  return wanted === undefined ? (handlers[0] ?? app) : String(wanted);
}

/**
 * New tokens for a frame.
 *
 * @param {Portal} portal
 * @param {number} user
 */
export function refreshFrame(portal, user) {
  return {
    AUTH_ID: portal.auth.issue(user, portal.scope),
    AUTH_EXPIRES: String(TOKEN_LIFETIME),
    REFRESH_ID: randomBytes(35).toString('hex'),
  };
}
