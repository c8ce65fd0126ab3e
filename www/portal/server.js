import { createServer } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import { control } from './control.js';
import { servePage } from './pages.js';
import { serveRest } from './rest/serve.js';

/** @typedef {import('node:http').IncomingMessage} IncomingMessage */
/** @typedef {import('node:http').ServerResponse} ServerResponse */
/** @typedef {import('./portal.js').Portal} Portal */

/**
 * @typedef {object} ServerOptions
 * @property {number} port
 * @property {string} host
 * @property {string | undefined} app
 * @property {string | undefined} install
 * @property {string | undefined} comparison Address of the placement that compares clients.
 * @property {'post' | 'get'} method
 * @property {{ key: string, certificate: string } | undefined} tls What HTTPS is served with.
 */

/**
 * Starts serving a portal.
 *
 * @param {Portal} portal
 * @param {ServerOptions} options
 * @returns {Promise<{ url: string, stop: () => Promise<void> }>}
 */
export async function listen(portal, options) {
  /** @type {import('node:http').RequestListener} */
  const listener = (request, response) => {
    route(portal, options, request, response).catch((error) => {
      // An error of the simulator must not end other requests.
      if (!response.headersSent) response.writeHead(500, { 'Content-Type': 'text/plain' });
      response.end(`The portal simulator failed: ${error?.stack ?? error}\n`);
    });
  };
  // A body may take any time: faults slow it down.
  const settings = { requestTimeout: 0 };
  const { tls } = options;
  const server = tls
    ? createHttpsServer({ ...settings, key: tls.key, cert: tls.certificate }, listener)
    : createServer(settings, listener);
  portal.scheme = tls ? 'https' : 'http';
  server.on('clientError', (_error, socket) => socket.destroy());

  await new Promise((resolve, reject) => {
    server.once('error', (error) => reject(listenError(error, options)));
    server.listen(options.port, options.host, () => resolve(undefined));
  });
  const address = server.address();
  const port = typeof address === 'object' && address ? address.port : options.port;
  const host = options.host.includes(':') ? `[${options.host}]` : options.host;

  return {
    url: `${portal.scheme}://${host}:${port}`,
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
  response.setHeader('Date', new Date(portal.clock.now()).toUTCString());
  if (/^\/rest(\/|$)/.test(path)) {
    await serveRest(portal, request, response, path.slice('/rest/'.length), query);
  } else if (path.startsWith('/simulator/')) {
    await control(portal, options, request, response, path.slice('/simulator/'.length));
  } else {
    await servePage(request, response, path, query);
  }
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
      return new Error(`${port} is not a port.`);
    case 'EADDRNOTAVAIL':
      return new Error(`${host} is not an address of this machine.`);
    default:
      return error;
  }
}
