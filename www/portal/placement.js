/** The data that a portal passes to the frame of a placement. */

import { randomBytes } from 'node:crypto';
import { TOKEN_LIFETIME } from './rest/auth.js';
import { RestError } from './rest/error.js';
import { readUserId } from './rest/users.js';

/** @typedef {import('./portal.js').Portal} Portal */

const MEMBER_ID = 'da45a03b265edd8787f8a258d793cc5d';

/**
 * The options of each placement: the page and the entity it is on.
 *
 * @type {Record<string, Record<string, string>>}
 */
export const PLACEMENTS = {
  CRM_DEAL_DETAIL_TAB: { URI: '/crm/deal/details/77/', ID: '77' },
  CRM_CONTACT_DETAIL_TAB: { URI: '/crm/contact/details/607/', ID: '607' },
  CRM_COMPANY_DETAIL_TAB: { URI: '/crm/company/details/31/', ID: '31' },
  CRM_DYNAMIC_136_DETAIL_TAB: { URI: '/crm/type/136/details/12/', ID: '12' },
  TASK_VIEW_TAB: { URI: '/company/personal/user/1/tasks/task/view/418/', taskId: '418' },
  LEFT_MENU: { URI: '/' },
  DEFAULT: { URI: '/marketplace/app/1/' },
};

const CONNECTIONS = ['bx24', 'sdk', 'token', 'webhook'];

/**
 * Opens a placement for a user: the request that loads the app, and the parent's replies.
 *
 * @param {Portal} portal
 * @param {{ app: string | undefined, method: 'post' | 'get' }} options
 * @param {Record<string, unknown>} wanted
 * @param {string} host The portal's address as the browser knows it.
 */
export function openFrame(portal, options, wanted, host) {
  const user = portal.users.get(readUserId(wanted.user ?? 1));
  const placement = String(wanted.placement ?? 'CRM_DEAL_DETAIL_TAB');
  if (!Object.hasOwn(PLACEMENTS, placement)) {
    throw new RestError(
      'UNKNOWN_PLACEMENT',
      `No placement ${placement}; there are ${Object.keys(PLACEMENTS).join(', ')}`,
    );
  }
  const lang = String(wanted.lang ?? 'en');
  const connection = wanted.connection === undefined ? undefined : String(wanted.connection);
  if (connection !== undefined && !CONNECTIONS.includes(connection)) {
    throw new RestError('UNKNOWN_CONNECTION', `A connection is one of ${CONNECTIONS.join(', ')}`);
  }

  const protocol = portal.scheme === 'https' ? 1 : 0;
  const sid = randomBytes(16).toString('hex');
  const placementOptions = {
    ...PLACEMENTS[placement],
    .../** @type {Record<string, unknown>} */ (wanted.options ?? {}),
    // Only the simulator passes a webhook to a placement.
    ...(connection === 'webhook'
      ? {
          webhook: `${portal.scheme}://${host}/rest/${user.id}/${portal.auth.webhookSecret(user.id)}/`,
        }
      : {}),
  };
  const tokens = refreshFrame(portal, user.id);
  const app = new URL(options.app ?? `${portal.scheme}://${host}/welcome`);
  if (connection) app.searchParams.set('connection', connection);
  const isPost = (wanted.method ?? options.method) !== 'get' && options.app !== undefined;
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
      FIRST_RUN: false,
      IS_ADMIN: user.role === 'administrator',
      INSTALL: false,
      USER_OPTIONS: portal.options(user.id),
      APP_OPTIONS: portal.options(undefined),
      PLACEMENT: placement,
      PLACEMENT_OPTIONS: placementOptions,
    },
  };
}

/**
 * Fresh tokens for a frame.
 *
 * @param {Portal} portal
 * @param {number} user
 */
export function refreshFrame(portal, user) {
  return {
    AUTH_ID: portal.auth.issue(user),
    AUTH_EXPIRES: String(TOKEN_LIFETIME),
    REFRESH_ID: randomBytes(35).toString('hex'),
  };
}
