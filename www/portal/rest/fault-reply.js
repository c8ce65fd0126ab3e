import { RestError } from './error.js';
import { CORS_HEADERS, errorReply, htmlReply } from './reply.js';

/** @typedef {import('../faults.js').Fault} Fault */
/** @typedef {import('./reply.js').Reply} Reply */

/** The default target of the redirect of a renamed portal. */
const RENAMED = 'http://renamed.invalid/';

/**
 * The reply of a fault; undefined for a broken connection.
 *
 * @param {Fault} fault
 * @param {string} url The path and query that were called.
 * @param {Reply | undefined} normalReply The reply of the execution, if there was one.
 * @returns {Reply | undefined}
 */
export function faultReply(fault, url, normalReply) {
  const reply = replyOf(fault, url, normalReply);
  return reply && { ...reply, headers: { ...reply.headers, ...fault.headers } };
}

/**
 * @param {Fault} fault
 * @param {string} url
 * @param {Reply | undefined} normalReply
 * @returns {Reply | undefined}
 */
function replyOf(fault, url, normalReply) {
  switch (fault.kind) {
    case 'reset':
      return undefined;
    case 'error':
      return errorReply(
        new RestError(
          fault.code ?? 'INTERNAL_SERVER_ERROR',
          fault.description ?? 'Internal server error',
          fault.status ?? 500,
        ),
      );
    case 'redirect':
      return {
        status: fault.status ?? 302,
        headers: { Location: redirectTarget(fault.location ?? RENAMED, url) },
        body: '',
      };
    case 'html':
      return htmlReply(fault.status ?? 502, 'Bad Gateway');
    case 'reply':
      return {
        status: fault.status ?? 504,
        headers: { ...CORS_HEADERS, 'Content-Type': 'application/json; charset=utf-8' },
        body: fault.body ?? '{"error":"Gateway Timeout"}',
      };
    case 'truncated':
      return {
        status: 200,
        headers: CORS_HEADERS,
        ...normalReply,
        body: normalReply ? normalReply.body.slice(0, normalReply.body.length / 2) : '{"result":',
      };
    case 'empty':
      return { status: 200, headers: CORS_HEADERS, body: '' };
    default:
      return normalReply;
  }
}

/**
 * The target of a redirect. A target without a path gets the same path and query.
 *
 * @param {string} location
 * @param {string} url
 */
function redirectTarget(location, url) {
  if (!URL.canParse(location)) return location;
  const { origin, pathname, search } = new URL(location);
  return pathname === '/' && search === '' ? origin + url : location;
}
