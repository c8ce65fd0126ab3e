/**
 * The simulator's own interface, for its host page and for tests in other processes. It answers only this machine, and
 * no page of another origin.
 */

import { findFailure } from './app-check.js';
import { readBody } from './body.js';
import { REQUEST_COMMANDS } from './control-requests.js';
import { stateOf } from './control-state.js';
import { TASK_COMMANDS } from './control-tasks.js';
import { Limits } from './limits.js';
import { openFrame, refreshFrame } from './placement.js';
import { RestError } from './rest/error.js';
import { readUserId } from './rest/users.js';

/** @typedef {import('node:http').IncomingMessage} IncomingMessage */
/** @typedef {import('node:http').ServerResponse} ServerResponse */
/** @typedef {import('./portal.js').Portal} Portal */
/** @typedef {import('./server.js').ServerOptions} ServerOptions */

/**
 * @typedef {object} Request
 * @property {Portal} portal
 * @property {ServerOptions} options
 * @property {Record<string, any>} body
 * @property {string} host The address the caller used, port included.
 */

const MAX_BODY_BYTES = 64 * 1024 * 1024;

/** Each event makes the host page load the whole state, so that an event for each change would slow it down. */
const EVENT_INTERVAL_MS = 100;

const CLOCK_KEYS = ['paused', 'set', 'advanceMs'];

/** @type {Record<string, (request: Request) => unknown>} */
const COMMANDS = {
  ...TASK_COMMANDS,
  ...REQUEST_COMMANDS,

  'GET state': ({ portal, options }) => stateOf(portal, options),

  'POST faults': ({ portal, body }) => {
    portal.faults.add(/** @type {any} */ (readForever(body)));
    portal.changed();
  },

  'DELETE faults': ({ portal }) => {
    portal.faults.clear();
    portal.changed();
  },

  'POST clock': ({ portal, body }) => moveClock(portal, body),

  'POST limits': ({ portal, body }) => {
    portal.limits = new Limits(body, portal.clock);
    portal.changed();
  },

  'POST reset': ({ portal, body }) => portal.reset(body.tasks, body.env),

  'POST token': ({ portal, body }) => ({
    token: portal.auth.issue(readUserId(body.user), body.scope),
  }),

  'POST webhook': ({ portal, body, host }) => {
    const user = readUserId(body.user);
    return {
      webhook: `${portal.scheme}://${host}/rest/${user}/${portal.auth.webhookSecret(user, body.scope)}/`,
    };
  },

  'POST frame': ({ portal, options, body, host }) => openFrame(portal, options, body, host),

  'POST frame/check': async ({ body }) => ({
    failure: await findFailure(String(body.address), String(body.method)),
  }),

  'POST frame/refresh': ({ portal, body }) => refreshFrame(portal, readUserId(body.user)),

  'POST frame/option': ({ portal, body }) =>
    portal.setOption(
      body.user === undefined ? undefined : readUserId(body.user),
      body.name,
      body.value,
    ),

  'POST frame/launched': ({ portal, body }) => {
    portal.launchedBy.add(readUserId(body.user));
  },

  'POST frame/installed': ({ portal }) => {
    portal.isInstalled = true;
    portal.changed();
  },

  'POST reinstall': ({ portal }) => {
    portal.isInstalled = false;
    portal.changed();
  },

  'POST frame/should-answer': ({ portal, body }) => {
    const isSilent = portal.faults.shouldDrop(String(body.command));
    if (isSilent) portal.changed();
    return { shouldAnswer: !isSilent };
  },
};

/**
 * @param {Portal} portal
 * @param {ServerOptions} options
 * @param {IncomingMessage} request
 * @param {ServerResponse} response
 * @param {string} path
 */
export async function control(portal, options, request, response, path) {
  if (!isLocal(portal, request)) {
    request.resume();
    send(response, 403, {
      error: `This interface is for this machine only, under http://127.0.0.1 or http://localhost.`,
    });
    return;
  }
  const name = `${request.method} ${path}`;
  if (name === 'GET events') {
    streamEvents(portal, response);
    return;
  }
  const command = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
  if (!command) {
    send(response, 404, {
      error: `There is no ${name}; there is ${Object.keys(COMMANDS).join(', ')}.`,
    });
    return;
  }
  const bytes = await readBody(request, 0, () => MAX_BODY_BYTES);
  if (!bytes) {
    send(response, 413, { error: `A body has at most ${MAX_BODY_BYTES} bytes.` });
    return;
  }
  try {
    const body = bytes.length ? JSON.parse(bytes.toString('utf8')) : {};
    if (typeof body !== 'object' || body === null) {
      throw new TypeError('The body must be a JSON object.');
    }
    const host = request.headers.host ?? '';
    send(response, 200, (await command({ portal, options, body, host })) ?? { ok: true });
  } catch (error) {
    const message = error instanceof RestError ? error.description : String(error);
    send(response, 400, { error: message });
  }
}

/**
 * Moves the portal's clock and returns its time.
 *
 * @param {Portal} portal
 * @param {Record<string, unknown>} wanted
 */
async function moveClock({ clock }, wanted) {
  const unknown = Object.keys(wanted).filter((key) => !CLOCK_KEYS.includes(key));
  if (unknown.length > 0) throw new TypeError(`The clock has no ${unknown.join(', ')}`);
  if (wanted.paused === true) clock.pause();
  if (wanted.set !== undefined) clock.set(new Date(/** @type {any} */ (wanted.set)));
  if (wanted.advanceMs !== undefined) await clock.advance(Number(wanted.advanceMs));
  if (wanted.paused === false) clock.resume();
  return { now: new Date(clock.now()).toISOString() };
}

/**
 * Sends an event to a page after a change: at once, or together with other changes of the same interval.
 *
 * @param {Portal} portal
 * @param {ServerResponse} response
 */
function streamEvents(portal, response) {
  response.writeHead(200, { 'Content-Type': 'text/event-stream', 'Cache-Control': 'no-store' });
  /** @type {NodeJS.Timeout | undefined} */
  let timer;
  let hasChanged = false;
  const send = () => {
    hasChanged = false;
    response.write('data: changed\n\n');
    timer = setTimeout(() => {
      timer = undefined;
      if (hasChanged) send();
    }, EVENT_INTERVAL_MS);
  };
  const stop = portal.watch(() => {
    if (timer) hasChanged = true;
    else send();
  });
  send();
  response.on('close', () => {
    stop();
    clearTimeout(timer);
  });
}

/**
 * Whether the caller is on this machine, and not a page of another origin.
 *
 * @param {Portal} portal
 * @param {IncomingMessage} request
 */
function isLocal(portal, request) {
  const address = request.socket.remoteAddress ?? '';
  if (!/^(::1|(::ffff:)?127\.)/.test(address)) return false;
  const { origin, host = '', 'sec-fetch-site': site = 'none' } = request.headers;
  if (!/^(localhost|127\.\d+\.\d+\.\d+|\[::1\])(:\d+)?$/.test(host)) return false;
  // A page's image or script has no origin, but says that it is of another site.
  if (site !== 'same-origin' && site !== 'none') return false;
  return origin === undefined || origin === `${portal.scheme}://${host}`;
}

/**
 * Replaces `"forever"` by infinity, which JSON does not have.
 *
 * @param {Record<string, unknown>} body
 */
function readForever(body) {
  return Object.fromEntries(
    Object.entries(body).map(([key, value]) => [
      key,
      value === 'forever' ? Number.POSITIVE_INFINITY : value,
    ]),
  );
}

/**
 * @param {ServerResponse} response
 * @param {number} status
 * @param {unknown} value
 */
function send(response, status, value) {
  response.writeHead(status, {
    'Content-Type': 'application/json; charset=utf-8',
    'Cache-Control': 'no-store',
  });
  response.end(JSON.stringify(value));
}
