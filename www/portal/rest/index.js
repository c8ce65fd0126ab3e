import { readRequest } from '../body.js';
import { toInt, upperKeys, writeJson } from '../php.js';
import { completeTask } from '../tasks/complete.js';
import { listTasks } from '../tasks/list.js';
import { isoText } from '../tasks/moment.js';
import { FatalError, RestError } from './error.js';
import { profile } from './users.js';

/** @typedef {import('../php.js').PhpMap} PhpMap */
/** @typedef {import('../portal.js').Portal} Portal */
/** @typedef {import('./users.js').User} User */

/**
 * A REST call as HTTP brings it.
 *
 * @typedef {object} RestCall
 * @property {string} verb
 * @property {string} method
 * @property {{ user: number, secret: string } | undefined} webhook
 * @property {string} query
 * @property {string} contentType
 * @property {string | undefined} authorization
 * @property {Buffer} bytes
 */

/**
 * @typedef {object} Reply
 * @property {number} status
 * @property {Record<string, string>} headers
 * @property {string} body
 */

/**
 * What a method is called with.
 *
 * @typedef {object} Invocation
 * @property {Portal} portal
 * @property {User} user
 * @property {PhpMap} params
 * @property {PhpMap} form
 * @property {number} start
 */

/** @typedef {{ result: unknown, next?: number, total?: number }} MethodResult */

/** Sent with every reply of the REST server, errors included. */
export const CORS_HEADERS = {
  'Access-Control-Allow-Origin': '*',
  'Access-Control-Allow-Headers': 'origin, content-type, accept',
  'X-Content-Type-Options': 'nosniff',
};

const JSON_HEADERS = { ...CORS_HEADERS, 'Content-Type': 'application/json; charset=utf-8' };

/** Removed before a method sees its parameters. */
const SYSTEM_NAMES = ['start', 'state', 'method'];

/** @type {Record<string, (invocation: Invocation) => MethodResult>} */
const METHODS = {
  profile: ({ user }) => ({ result: profile(user) }),

  'bizproc.task.list': ({ portal, user, params, start }) =>
    listTasks(portal.store, user, upperKeys(params), start, portal),

  'bizproc.task.complete': ({ portal, user, params, form }) => {
    const { row, outcome } = completeTask(portal.store, user.id, upperKeys(params), form);
    portal.store.record(row, outcome);
    return { result: true };
  },
};

/**
 * Takes a path under `/rest/` apart: a method, and who calls when it is a webhook.
 *
 * @param {string} path
 */
export function readPath(path) {
  const segments = path.replace(/\/+$/, '').split('/').map(decode);
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
 * @param {import('../journal.js').JournalEntry} entry
 * @returns {Reply}
 */
export function answer(portal, call, entry) {
  const started = Date.now() / 1000;
  try {
    const { params, form } = readRequest(call.verb, call.query, call.contentType, call.bytes);
    entry.params = params;
    const caller = portal.auth.identify(call.webhook, params, call.authorization);
    entry.user = caller.user;
    entry.by = caller.by;

    const run = Object.hasOwn(METHODS, call.method) ? METHODS[call.method] : undefined;
    if (!run) throw new RestError('ERROR_METHOD_NOT_FOUND', 'Method not found!', 404);

    const start = toInt(params.start);
    for (const name of SYSTEM_NAMES) delete params[name];
    const user = portal.users.get(caller.user);
    const done = run({ portal, user, params, form, start });
    return json(200, { ...done, time: time(started, portal) });
  } catch (error) {
    return errorReply(error);
  }
}

/**
 * @param {unknown} error
 * @returns {Reply}
 */
export function errorReply(error) {
  if (error instanceof RestError) {
    return json(error.status, {
      error: error.code,
      error_description: error.description,
      ...error.extra,
    });
  }
  if (error instanceof FatalError) return htmlReply(500, 'Internal Server Error');
  throw error;
}

/**
 * A page of the web server in front of a portal, which knows nothing of REST or CORS.
 *
 * @param {number} status
 * @param {string} title
 * @returns {Reply}
 */
export function htmlReply(status, title) {
  return {
    status,
    headers: { 'Content-Type': 'text/html; charset=utf-8' },
    body: `<html><head><title>${status} ${title}</title></head><body><center><h1>${status} ${title}</h1></center><hr></body></html>`,
  };
}

/**
 * @param {number} status
 * @param {unknown} value
 * @returns {Reply}
 */
function json(status, value) {
  return { status, headers: JSON_HEADERS, body: writeJson(value) };
}

/**
 * @param {number} start
 * @param {Portal} portal
 */
function time(start, portal) {
  const finish = Date.now() / 1000;
  const zone = portal.env.serverTz;
  return {
    start,
    finish,
    duration: finish - start,
    processing: finish - start,
    date_start: isoText(Math.floor(start), zone),
    date_finish: isoText(Math.floor(finish), zone),
    operating_reset_at: Math.floor(start) + 600,
    operating: 0,
  };
}

/** @param {string} segment */
function decode(segment) {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}
