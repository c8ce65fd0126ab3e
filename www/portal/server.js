import { createServer } from 'node:http';
import { readBody } from './body.js';
import { control } from './control.js';
import { servePage } from './pages.js';
import { excerpt } from './request-log.js';
import { RestError } from './rest/error.js';
import { answer, readPath } from './rest/index.js';
import { CORS_HEADERS, errorReply, htmlReply } from './rest/reply.js';

/** @typedef {import('node:http').IncomingMessage} IncomingMessage */
/** @typedef {import('node:http').ServerResponse} ServerResponse */
/** @typedef {import('./faults.js').Fault} Fault */
/** @typedef {import('./portal.js').Portal} Portal */
/** @typedef {import('./rest/reply.js').Reply} Reply */

/**
 * @typedef {object} ServerOptions
 * @property {number} port
 * @property {string} host
 * @property {string | undefined} app
 * @property {'post' | 'get'} method
 */

/**
 * Starts serving a portal.
 *
 * @param {Portal} portal
 * @param {ServerOptions} options
 * @returns {Promise<{ url: string, stop: () => Promise<void> }>}
 */
export async function listen(portal, options) {
  // However slowly a large body comes in, it has as long as it takes.
  const server = createServer({ requestTimeout: 0 }, (request, response) => {
    route(portal, options, request, response).catch((error) => {
      // A defect of the simulator must not take the other requests with it.
      if (!response.headersSent) response.writeHead(500, { 'Content-Type': 'text/plain' });
      response.end(`The portal simulator failed: ${error?.stack ?? error}\n`);
    });
  });
  server.on('clientError', (_error, socket) => socket.destroy());

  await new Promise((resolve, reject) => {
    server.once('error', (error) => reject(listenError(error, options)));
    server.listen(options.port, options.host, () => resolve(undefined));
  });
  const address = server.address();
  const port = typeof address === 'object' && address ? address.port : options.port;
  const host = options.host.includes(':') ? `[${options.host}]` : options.host;

  return {
    url: `http://${host}:${port}`,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/**
 * @param {Portal} portal
 * @param {ServerOptions} options
 * @param {IncomingMessage} request
 * @param {ServerResponse} response
 */
async function route(portal, options, request, response) {
  const { path, query } = splitUrl(request.url ?? '/');
  if (/^\/rest(\/|$)/.test(path)) {
    await serveRest(portal, request, response, path.slice('/rest/'.length), query);
  } else if (path.startsWith('/simulator/')) {
    await control(portal, options, request, response, path.slice('/simulator/'.length));
  } else {
    await servePage(request, response, path, query);
  }
}

/**
 * @param {Portal} portal
 * @param {IncomingMessage} request
 * @param {ServerResponse} response
 * @param {string} path
 * @param {string} query
 */
async function serveRest(portal, request, response, path, query) {
  const started = performance.now();
  const { method, webhook } = readPath(path);
  const verb = request.method ?? 'GET';
  const isPreflight = verb === 'OPTIONS' && portal.env.preflight;
  const fault = isPreflight ? undefined : portal.faults.take(method);
  const bytes = await readBody(
    incoming(request, response, fault),
    Number(request.headers['content-length'] ?? 0),
    portal.limits.body,
  );
  if (!bytes) {
    send(response, htmlReply(413, 'Request Entity Too Large'));
    return;
  }
  const entry = portal.requestLog.open({
    verb,
    url: request.url ?? '',
    method,
    headers: request.headers,
    body: excerpt(bytes),
  });

  try {
    if (isPreflight) {
      entry.status = 200;
      send(response, { status: 200, headers: CORS_HEADERS, body: '' });
      return;
    }
    entry.fault = fault?.kind ?? null;
    if (fault && bytes.length >= breaksAt(fault)) {
      request.socket.resetAndDestroy();
      return;
    }
    if (fault?.kind === 'expire-tokens') portal.auth.expireAll();

    if (fault && !fault.after) await delay(fault, response);
    const usual =
      fault && skipsExecution(fault)
        ? undefined
        : await answer(
            portal,
            {
              verb,
              method,
              webhook,
              query,
              contentType: request.headers['content-type'] ?? '',
              authorization: request.headers.authorization,
              bytes,
              source: request.socket.remoteAddress ?? '',
            },
            entry,
          );
    portal.changed();
    if (fault?.after) await delay(fault, response);

    const reply = fault ? faultReply(fault, usual) : usual;
    if (response.destroyed) return;
    if (!reply) {
      request.socket.resetAndDestroy();
      return;
    }
    entry.status = reply.status;
    entry.reply = reply.body;
    send(response, reply);
  } finally {
    entry.ms = Math.round(performance.now() - started);
    portal.changed();
  }
}

/**
 * The body as it comes in, as fast and as far as a fault lets it.
 *
 * @param {IncomingMessage} request
 * @param {ServerResponse} response
 * @param {Fault | undefined} fault
 * @returns {AsyncGenerator<Buffer>}
 */
async function* incoming(request, response, fault) {
  const bytesPerSecond = fault?.bytesPerSecond ?? (fault?.kind === 'slow' ? 100_000 : undefined);
  let length = 0;
  // The connection is not to end in peace.
  for await (const chunk of request.iterator({ destroyOnReturn: false })) {
    yield chunk;
    length += chunk.length;
    if (fault && length >= breaksAt(fault)) return;
    if (bytesPerSecond !== undefined) await wait((1000 * chunk.length) / bytesPerSecond, response);
  }
}

/**
 * How much of a body comes in before its connection breaks.
 *
 * @param {Fault} fault
 */
function breaksAt({ kind, afterBytes }) {
  return (kind === 'reset' ? afterBytes : undefined) ?? Number.POSITIVE_INFINITY;
}

/**
 * Whether the fault comes in place of the call's work.
 *
 * @param {Fault} fault
 */
function skipsExecution({ kind, after }) {
  return !after && !['expire-tokens', 'delay', 'slow'].includes(kind);
}

/**
 * Waits as long as a fault says.
 *
 * @param {Fault} fault
 * @param {ServerResponse} response
 */
function delay(fault, response) {
  return wait(fault.delayMs ?? (fault.kind === 'delay' ? Number.POSITIVE_INFINITY : 0), response);
}

/**
 * Waits, but no longer than the caller and the portal are there.
 *
 * @param {number} ms
 * @param {ServerResponse} response
 * @returns {Promise<void>}
 */
function wait(ms, response) {
  if (ms <= 0) return Promise.resolve();
  return new Promise((resolve) => {
    const end = () => {
      clearTimeout(timer);
      response.off('close', end);
      resolve();
    };
    const timer = Number.isFinite(ms) ? setTimeout(end, ms) : undefined;
    response.once('close', end);
  });
}

/**
 * What the caller gets instead; undefined for a broken connection.
 *
 * @param {Fault} fault
 * @param {Reply | undefined} usual
 * @returns {Reply | undefined}
 */
function faultReply(fault, usual) {
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
        status: 302,
        headers: { Location: fault.location ?? 'http://renamed.invalid/' },
        body: '',
      };
    case 'html':
      return htmlReply(fault.status ?? 502, 'Bad Gateway');
    case 'truncated':
      return {
        status: 200,
        headers: CORS_HEADERS,
        ...usual,
        body: usual ? usual.body.slice(0, usual.body.length / 2) : '{"result":',
      };
    case 'empty':
      return { status: 200, headers: CORS_HEADERS, body: '' };
    default:
      return usual;
  }
}

/**
 * @param {ServerResponse} response
 * @param {Reply} reply
 */
function send(response, reply) {
  response.writeHead(reply.status, reply.headers);
  response.end(reply.body);
}

/** @param {string} url */
function splitUrl(url) {
  const mark = url.indexOf('?');
  return mark < 0
    ? { path: url, query: '' }
    : { path: url.slice(0, mark), query: url.slice(mark + 1) };
}

/**
 * @param {NodeJS.ErrnoException} error
 * @param {ServerOptions} options
 */
function listenError(error, { port, host }) {
  switch (error.code) {
    case 'EADDRINUSE':
      return new Error(`Port ${port} is in use: choose another one, or 0 for any free one.`);
    case 'EACCES':
      return new Error(`Port ${port} may not be used by this user: choose one above 1024.`);
    case 'ERR_SOCKET_BAD_PORT':
      return new Error(`${port} is no port.`);
    case 'EADDRNOTAVAIL':
      return new Error(`${host} is no address of this machine.`);
    default:
      return error;
  }
}
