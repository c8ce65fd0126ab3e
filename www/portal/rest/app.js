/** What an app asks about itself: its rights, its options and its placements. */

import { isArray, isEmpty, toText, upperKeys } from '../php.js';
import { PLACEMENTS } from '../placement.js';
import { SCOPES } from './auth.js';
import { RestError } from './error.js';

/** @typedef {import('../php.js').PhpMap} PhpMap */
/** @typedef {import('./index.js').Invocation} Invocation */

/**
 * `app.info`. A webhook belongs to no app, and only learns its scope.
 *
 * @param {Invocation} invocation
 */
export function info({ caller }) {
  const license = { LICENSE: 'en_company', LICENSE_TYPE: 'company', LICENSE_FAMILY: 'company' };
  if (caller.by === 'webhook') return { result: { SCOPE: caller.scope, ...license } };
  return {
    result: {
      ID: 1,
      CODE: 'local.portal.simulator',
      VERSION: 1,
      STATUS: 'L',
      INSTALLED: true,
      PAYMENT_EXPIRED: 'N',
      DAYS: null,
      LANGUAGE_ID: 'en',
      ...license,
    },
  };
}

/**
 * `scope`: what the caller may use, or all there is.
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
 * `placement.list`: the places of this portal.
 *
 * @param {Invocation} invocation
 */
export function listPlacements({ caller }) {
  requireApp(caller);
  return { result: Object.keys(PLACEMENTS) };
}

/**
 * `placement.get`: what the app has registered.
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
  if (!Object.hasOwn(PLACEMENTS, placement)) {
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
    title: toText(given.TITLE),
    description: toText(given.DESCRIPTION),
  });
  return { result: true };
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
function requireAdministrator({ role }) {
  if (role !== 'administrator') throw new RestError('ACCESS_DENIED', 'Access denied!', 403);
}
