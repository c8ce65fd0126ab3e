/** Methods about the app itself: its rights, options and placements. */

import { APP_PAGE, PLACEMENTS } from '../host/placements.js';
import { isArray, isEmpty, toText, upperKeys } from '../php.js';
import { SCOPES } from './auth.js';
import { RestError } from './error.js';

/** @typedef {import('../php.js').PhpMap} PhpMap */
/** @typedef {import('./index.js').Invocation} Invocation */

/**
 * `app.info`. A webhook belongs to no app, and gets only its scope.
 *
 * @param {Invocation} invocation
 */
export function info({ portal, caller }) {
  const license = { LICENSE: 'en_company', LICENSE_TYPE: 'company', LICENSE_FAMILY: 'company' };
  if (caller.by === 'webhook') return { result: { SCOPE: caller.scope, ...license } };
  return {
    result: {
      ID: 1,
      CODE: 'local.portal.simulator',
      VERSION: 1,
      STATUS: 'L',
      INSTALLED: portal.isInstalled,
      PAYMENT_EXPIRED: 'N',
      DAYS: null,
      LANGUAGE_ID: 'en',
      ...license,
    },
  };
}

/**
 * `scope`: the caller's scopes, or all scopes.
 *
 * @param {Invocation} invocation
 */
export function scope({ caller, params }) {
  return { result: isEmpty(upperKeys(params).FULL) ? caller.scope : SCOPES };
}

/**
 * `app.option.get`.
 *
 * @param {Invocation} invocation
 */
export function getAppOptions({ portal, caller, params }) {
  requireApp(caller);
  return readOptions(portal.options(undefined), params);
}

/**
 * `app.option.set`, for administrators.
 *
 * @param {Invocation} invocation
 */
export function setAppOptions({ portal, caller, user, params }) {
  requireApp(caller);
  requireAdministrator(user);
  for (const [name, value] of givenOptions(params)) portal.setOption(undefined, name, value);
  return { result: true };
}

/**
 * `user.option.get`.
 *
 * @param {Invocation} invocation
 */
export function getUserOptions({ portal, caller, user, params }) {
  requireApp(caller);
  return readOptions(portal.options(user.id), params);
}

/**
 * `user.option.set`.
 *
 * @param {Invocation} invocation
 */
export function setUserOptions({ portal, caller, user, params }) {
  requireApp(caller);
  for (const [name, value] of givenOptions(params)) portal.setOption(user.id, name, value);
  return { result: true };
}

/**
 * `placement.list`: the places of a scope, of the app's scopes, or all.
 *
 * @param {Invocation} invocation
 */
export function listPlacements({ caller, params }) {
  requireApp(caller);
  const { SCOPE, FULL } = upperKeys(params);
  const wanted = toText(SCOPE);
  const result = Object.keys(PLACEMENTS).filter((placement) => {
    if (placement === APP_PAGE) return false;
    if (wanted !== '') return scopeOf(placement) === wanted;
    return !isEmpty(FULL) || isAllowed(caller, placement);
  });
  return { result };
}

/**
 * The scope that a placement belongs to; empty if it needs none.
 *
 * @param {string} placement
 */
function scopeOf(placement) {
  if (placement.startsWith('CRM_')) return 'crm';
  return placement.startsWith('TASK_') ? 'task' : '';
}

/**
 * @param {import('./auth.js').Caller} caller
 * @param {string} placement
 */
function isAllowed({ scope }, placement) {
  const needed = scopeOf(placement);
  return needed === '' || scope.includes(needed);
}

/**
 * `placement.get`: the handlers of the app.
 *
 * @param {Invocation} invocation
 */
export function listBoundPlacements({ portal, caller, user }) {
  requireApp(caller);
  requireAdministrator(user);
  return { result: portal.placements.map((bound) => ({ ...bound })) };
}

/**
 * `placement.bind`, for administrators.
 *
 * @param {Invocation} invocation
 */
export function bindPlacement({ portal, caller, user, params }) {
  requireApp(caller);
  requireAdministrator(user);
  const given = upperKeys(params);
  const placement = requireArgument(given, 'PLACEMENT');
  const handler = requireArgument(given, 'HANDLER');
  checkHandler(portal, handler);
  const isThere = Object.hasOwn(PLACEMENTS, placement) && placement !== APP_PAGE;
  if (!isThere || !isAllowed(caller, placement)) {
    throw new RestError('ERROR_PLACEMENT_NOT_FOUND', 'Placement not found');
  }
  const isBound = portal.placements.some(
    (bound) => bound.placement === placement && bound.handler === handler,
  );
  if (isBound) {
    throw new RestError('ERROR_CORE', 'Unable to set placement handler: Handler already binded');
  }
  portal.placements.push({
    placement,
    userId: 0,
    handler,
    options: isArray(given.OPTIONS) ? given.OPTIONS : [],
    title: toText(given.TITLE),
    description: toText(given.DESCRIPTION),
    langAll: readTitles(given.LANG_ALL),
  });
  portal.changed();
  return { result: true };
}

/**
 * The texts of a placement by language and name.
 *
 * @param {unknown} langAll
 */
function readTitles(langAll) {
  // An empty array of PHP is written as a list.
  if (!isArray(langAll) || isEmpty(langAll)) return [];
  return Object.fromEntries(
    Object.entries(langAll).map(([lang, texts]) => [
      lang,
      isArray(texts)
        ? Object.fromEntries(Object.entries(texts).map(([name, text]) => [name, toText(text)]))
        : [],
    ]),
  );
}

/**
 * Refuses an address that a portal cannot open, or that is on another host than the app.
 *
 * @param {import('../portal.js').Portal} portal
 * @param {string} handler
 */
function checkHandler({ appHosts }, handler) {
  const address = URL.canParse(handler) ? new URL(handler) : undefined;
  if (!address?.hostname.includes('.')) {
    throw new RestError('ERROR_WRONG_HANDLER_URL', 'Wrong handler URL');
  }
  if (!/^https?:$/.test(address.protocol)) {
    throw new RestError('ERROR_UNSUPPORTED_PROTOCOL', 'Unsupported handler protocol');
  }
  const isOfApp = appHosts.length === 0 || appHosts.includes('localhost');
  if (!isOfApp && !appHosts.includes(address.hostname)) {
    throw new RestError(
      'ERROR_HANDLER_URL_MATCH',
      "Handler URL host doesn't match application URL",
    );
  }
}

/**
 * `placement.unbind`: one handler, or all of a placement.
 *
 * @param {Invocation} invocation
 */
export function unbindPlacement({ portal, caller, user, params }) {
  requireApp(caller);
  requireAdministrator(user);
  const given = upperKeys(params);
  const placement = requireArgument(given, 'PLACEMENT');
  const handler = toText(given.HANDLER);
  const before = portal.placements.length;
  portal.placements = portal.placements.filter(
    (bound) => bound.placement !== placement || (handler !== '' && bound.handler !== handler),
  );
  portal.changed();
  return { result: { count: before - portal.placements.length } };
}

/**
 * One option, or all of them.
 *
 * @param {Record<string, unknown>} options
 * @param {PhpMap} params
 */
function readOptions(options, params) {
  const name = toText(upperKeys(params).OPTION);
  if (name === '') return { result: options };
  return { result: Object.hasOwn(options, name) ? options[name] : null };
}

/** @param {PhpMap} params */
function givenOptions(params) {
  const options = upperKeys(params).OPTIONS;
  if (!isArray(options) || isEmpty(options)) {
    throw new RestError('ERROR_ARGUMENT', "Argument 'options' is null or empty", 400, {
      argument: 'options',
    });
  }
  return Object.entries(options);
}

/**
 * @param {PhpMap} given
 * @param {string} name
 */
function requireArgument(given, name) {
  if (isEmpty(given[name])) {
    const description = `Argument '${name}' is null or empty`;
    throw new RestError('ERROR_ARGUMENT', description, 400, { argument: name });
  }
  return toText(given[name]);
}

/** @param {import('./auth.js').Caller} caller */
function requireApp({ by }) {
  if (by !== 'token') {
    throw new RestError('WRONG_AUTH_TYPE', 'Application context required', 403);
  }
}

/** @param {import('./users.js').User} user */
export function requireAdministrator({ role }) {
  if (role !== 'administrator') throw new RestError('ACCESS_DENIED', 'Access denied!', 403);
}
