import { TLSSocket } from 'node:tls';
import { readBody } from '../body.js';
import { breaksAfterBytes, skipsExecution } from '../faults.js';
import { CallerCheck, UNKNOWN_BODY_BYTES } from './caller-check.js';
import { faultReply } from './fault-reply.js';
import { answer, readPath } from './index.js';
import { CORS_HEADERS, htmlReply } from './reply.js';

/** @typedef {import('node:http').IncomingMessage} IncomingMessage */
/** @typedef {import('node:http').ServerResponse} ServerResponse */
/** @typedef {import('../faults.js').Fault} Fault */
/** @typedef {import('../portal.js').Portal} Portal */
/** @typedef {import('../request-log.js').LogEntry} LogEntry */
/** @typedef {import('./index.js').RestCall} RestCall */
/** @typedef {import('./reply.js').Reply} Reply */

/** The default speed of a body with a fault that slows it down. */
const SLOW_BYTES_PER_SECOND = 100_000;

/**
 * Serves a REST call over HTTP, with the fault that applies to it.
 *
 * @param {Portal} portal
 * @param {IncomingMessage} request
 * @param {ServerResponse} response
 * @param {string} path The part of the path after `/rest/`.
 * @param {string} query
 */
export async function serveRest(portal, request, response, path, query) {
  const { method, webhook } = readPath(path);
  const verb = request.method ?? 'GET';
  const isPreflight = verb === 'OPTIONS' && portal.env.preflight;
  const check = new CallerCheck(portal, request, webhook);
  const callFault = new CallFault(portal, check, isPreflight ? undefined : method);
  const bytes = await readBody(
    incoming(portal, request, response, callFault),
    Number(request.headers['content-length'] ?? 0),
    () => (check.isKnown ? portal.limits.body : UNKNOWN_BODY_BYTES),
  );
  if (!bytes) {
    send(response, htmlReply(413, 'Request Entity Too Large'));
    return;
  }
  const fault = callFault.take();
  const entry = portal.requestLog.open(
    { verb, url: request.url ?? '', method, headers: request.headers, body: bytes },
    check.isKnown,
  );
  if (isPreflight) {
    reply(response, entry, { status: 200, headers: CORS_HEADERS, body: '' });
    return;
  }
  entry.fault = fault?.kind ?? null;
  if (fault && bytes.length >= breaksAfterBytes(fault)) {
    resetConnection(request.socket);
    return;
  }
  /** @type {RestCall} */
  const call = {
    verb,
    method,
    webhook,
    query,
    contentType: request.headers['content-type'] ?? '',
    authorization: request.headers.authorization,
    bytes,
    isKnown: check.isKnown,
    // Other pages do not use up the rate of the app.
    source: `${request.socket.remoteAddress} ${check.isKnown}`,
  };
  const started = portal.clock.elapsed();
  try {
    if (fault) await replyWithFault(portal, call, entry, response, fault);
    else reply(response, entry, await answer(portal, call, entry));
  } finally {
    portal.requestLog.close(entry);
    entry.ms = Math.round(portal.clock.elapsed() - started);
    portal.changed();
  }
}

/** The fault of one call of the app under test. It is taken once. */
class CallFault {
  #isTaken = false;
  /** @type {Fault | undefined} */
  #fault;

  /**
   * @param {Portal} portal
   * @param {CallerCheck} check
   * @param {string | undefined} method A call without a method has no fault.
   */
  constructor(portal, check, method) {
    this.portal = portal;
    this.check = check;
    this.method = method;
  }

  take() {
    if (!this.#isTaken && this.method !== undefined && this.check.isKnown) {
      this.#isTaken = true;
      this.#fault = this.portal.faults.take(this.method);
    }
    return this.#fault;
  }
}

/**
 * Executes a call now, later or never, and replies as its fault specifies.
 *
 * @param {Portal} portal
 * @param {RestCall} call
 * @param {LogEntry} entry
 * @param {ServerResponse} response
 * @param {Fault} fault
 */
async function replyWithFault(portal, call, entry, response, fault) {
  const { timers } = portal;
  if (fault.kind === 'expire-tokens') portal.auth.expireAll();
  const { executeAfterMs, repeatAfterMs } = fault;
  if (executeAfterMs !== undefined) deliverLater(portal, call, entry, executeAfterMs, fault);
  if (repeatAfterMs !== undefined || fault.kind === 'duplicate') {
    deliverLater(portal, call, entry, (executeAfterMs ?? 0) + (repeatAfterMs ?? 0));
  }

  // A caller that leaves after sending does not change the execution.
  if (!fault.after && !(await delay(portal, fault))) {
    response.destroy();
    return;
  }
  const normalReply = skipsExecution(fault) ? undefined : await answer(portal, call, entry, fault);
  portal.changed();
  if (fault.after) await delay(portal, fault, response);
  // A reset of the portal cancels all waits.
  if (portal.timers !== timers) response.destroy();
  if (response.destroyed) return;

  const changed = faultReply(fault, entry.url, normalReply);
  if (changed) reply(response, entry, changed);
  else if (response.socket) resetConnection(response.socket);
}

/**
 * Delivers a delayed call, or a copy of it. Its reply is not sent.
 *
 * @param {Portal} portal
 * @param {RestCall} call
 * @param {LogEntry} first
 * @param {number} ms
 * @param {import('./index.js').Conditions} [conditions]
 */
function deliverLater(portal, call, first, ms, conditions) {
  portal.timers.later(ms, async () => {
    const { verb, url, method, headers, body } = first;
    const entry = portal.requestLog.open({ verb, url, method, headers, body }, true);
    entry.copyOf = first.id;
    const { status, body: text } = await answer(portal, call, entry, conditions);
    entry.status = status;
    entry.reply = text;
    portal.requestLog.close(entry);
    portal.changed();
  });
}

/**
 * The received body, with the speed and length of the fault.
 *
 * @param {Portal} portal
 * @param {IncomingMessage} request
 * @param {ServerResponse} response
 * @param {CallFault} callFault
 * @returns {AsyncGenerator<Buffer>}
 */
async function* incoming(portal, request, response, callFault) {
  let length = 0;
  // The connection must stay open: it is reset later, not closed in order.
  for await (const chunk of request.iterator({ destroyOnReturn: false })) {
    if (length < UNKNOWN_BODY_BYTES) callFault.check.read(chunk);
    yield chunk;
    length += chunk.length;
    const fault = callFault.take();
    if (fault && length >= breaksAfterBytes(fault)) return;
    const bytesPerSecond =
      fault?.bytesPerSecond ?? (fault?.kind === 'slow' ? SLOW_BYTES_PER_SECOND : undefined);
    if (bytesPerSecond !== undefined) {
      await portal.timers.wait((1000 * chunk.length) / bytesPerSecond, response);
    }
  }
}

/**
 * Waits for the delay of a fault.
 *
 * @param {Portal} portal
 * @param {Fault} fault
 * @param {ServerResponse} [caller] Whose leaving ends the wait.
 */
async function delay(portal, { kind, delayMs }, caller) {
  const ms = delayMs ?? (kind === 'delay' ? Number.POSITIVE_INFINITY : 0);
  return ms === 0 || portal.timers.wait(ms, caller);
}

/**
 * Resets a connection. A TLS connection cannot be reset. It is closed in the middle, which has the same effect for
 * clients.
 *
 * Also breaks idle connections, as a broken line does. Otherwise browsers resend the request over each of them, so the
 * number of copies would depend on earlier requests of the page.
 *
 * @param {import('node:net').Socket & { server?: import('node:http').Server }} socket
 */
function resetConnection(socket) {
  socket.server?.closeIdleConnections();
  if (socket instanceof TLSSocket) socket.destroy();
  else socket.resetAndDestroy();
}

/**
 * @param {ServerResponse} response
 * @param {LogEntry} entry
 * @param {Reply} sent
 */
function reply(response, entry, sent) {
  if (response.destroyed) return;
  entry.status = sent.status;
  entry.reply = sent.body;
  send(response, sent);
}

/**
 * @param {ServerResponse} response
 * @param {Reply} reply
 */
function send(response, reply) {
  response.writeHead(reply.status, reply.headers);
  response.end(reply.body);
}
