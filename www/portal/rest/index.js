import { readRequest } from '../body.js';
import { toInt } from '../php.js';
import { excerpts } from '../request-log.js';
import { batch } from './batch.js';
import { RestError } from './error.js';
import { methodNamed } from './methods.js';
import { errorReply, jsonReply } from './reply.js';

/** @typedef {import('../request-log.js').LogEntry} LogEntry */
/** @typedef {import('../php.js').PhpMap} PhpMap */
/** @typedef {import('../portal.js').Portal} Portal */
/** @typedef {import('./auth.js').Caller} Caller */
/** @typedef {import('./reply.js').Reply} Reply */
/** @typedef {import('./users.js').User} User */

/**
 * A REST call over HTTP.
 *
 * @typedef {object} RestCall
 * @property {string} verb
 * @property {string} method
 * @property {{ user: number, secret: string } | undefined} webhook
 * @property {string} query
 * @property {string} contentType
 * @property {string | undefined} authorization
 * @property {Buffer} bytes
 * @property {boolean} isKnown Whether it comes from the app under test, and not from another page.
 * @property {string} source Whose rate of requests it counts for.
 */

/**
 * The arguments of a method.
 *
 * @typedef {object} Invocation
 * @property {Portal} portal
 * @property {Caller} caller
 * @property {User} user
 * @property {PhpMap} params
 * @property {PhpMap} form Values that PHP itself parsed: none of a JSON body.
 * @property {number} start
 * @property {number} deadlineMs Elapsed time of the portal's clock at which the call is cut off.
 * @property {Conditions} conditions
 */

/**
 * The changes of a fault to a call's execution.
 *
 * @typedef {object} Conditions
 * @property {number} [lagMs] How far reads lag behind what is stored.
 * @property {number} [takesMs] How long the workflow runs after an answer.
 */

/** @typedef {{ result: unknown, next?: number, total?: number }} MethodResult */

/** Removed before a method sees its parameters. */
const SYSTEM_NAMES = ['start', 'state', 'method'];

const INSUFFICIENT_SCOPE =
  'The request requires higher privileges than provided by the access token';

/** @type {import('./methods.js').Method} */
const BATCH = { scope: '', run: (invocation) => batch(invocation, invoke) };

/**
 * Splits a path under `/rest/` into the method and the webhook's credentials.
 *
 * @param {string} path
 */
export function readPath(path) {
  const segments = path.split('/').filter(Boolean).map(decode);
  const [user = '', secret = ''] = segments;
  const isWebhook = segments.length >= 3 && /^\d+$/.test(user);
  const name = (isWebhook ? segments.slice(2) : segments).join('/');
  return {
    method: name.replace(/\.(json|xml)$/, '').toLowerCase(),
    webhook: isWebhook ? { user: Number(user), secret } : undefined,
  };
}

/**
 * Answers a call.
 *
 * @param {Portal} portal
 * @param {RestCall} call
 * @param {LogEntry} entry
 * @param {Conditions} [conditions]
 * @returns {Promise<Reply>}
 */
export async function answer(portal, call, entry, { lagMs, takesMs } = {}) {
  try {
    portal.limits.admit(call.source);
    if (portal.env.isDeleted) throw new RestError('PORTAL_DELETED', 'Portal was deleted', 403);
    const { params, form } = readRequest(call.verb, call.query, call.contentType, call.bytes);
    const credentials = portal.auth.takeCredentials(params, call.authorization);
    if (call.isKnown) entry.params = excerpts(params);
    // A portal searches the method first: for an unknown one it needs no token.
    findMethod(call.method);
    const caller = portal.auth.identify(call.webhook, credentials, params);
    requireAccess(portal, caller);
    entry.user = caller.user;
    entry.by = caller.by;
    const deadlineMs = portal.clock.elapsed() + portal.limits.executionMs;
    const conditions = { lagMs, takesMs };
    return jsonReply(
      200,
      await invoke(call.method, { portal, caller, params, form, deadlineMs, conditions }),
    );
  } catch (error) {
    return errorReply(error);
  }
}

/**
 * Runs a method for an identified caller, on its own or in a batch.
 *
 * @param {string} method
 * @param {Omit<Invocation, 'user' | 'start'>} call
 * @param {boolean} [isInBatch]
 */
export async function invoke(method, call, isInBatch = false) {
  const { portal, caller, params } = call;
  const found = findMethod(method);
  if (found.scope !== '' && !caller.scope.includes(found.scope)) {
    throw new RestError('insufficient_scope', isInBatch ? '' : INSUFFICIENT_SCOPE, 401);
  }

  // A batch has no limit of its own; its methods are counted.
  const operation = method === 'batch' ? undefined : portal.limits.operation(caller.by, method);
  operation?.begin();
  const started = portal.clock.now();
  const start = toInt(params.start);
  for (const name of SYSTEM_NAMES) delete params[name];
  try {
    const done = await found.run({ ...call, user: portal.users.get(caller.user), start });
    return { ...done, time: portal.limits.time(started, operation, portal.env.serverTz) };
  } finally {
    operation?.end(started);
  }
}

/** @param {string} name */
function findMethod(name) {
  const found = name === 'batch' ? BATCH : methodNamed(name);
  if (!found) throw new RestError('ERROR_METHOD_NOT_FOUND', 'Method not found!', 404);
  return found;
}

/**
 * Refuses callers whom the portal's settings exclude.
 *
 * @param {Portal} portal
 * @param {Caller} caller
 */
function requireAccess(portal, { user, by }) {
  const { webhooksNeedHttps, usersWithoutAccess } = portal.env;
  if (by === 'webhook') {
    if (webhooksNeedHttps && portal.scheme === 'http') {
      throw new RestError('INVALID_REQUEST', 'Https required.', 401);
    }
  } else if (usersWithoutAccess.includes(user) && portal.users.get(user).role !== 'administrator') {
    const description = 'The user does not have access to the application.';
    throw new RestError('user_access_error', description, 401);
  }
}

/** @param {string} segment */
function decode(segment) {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}
