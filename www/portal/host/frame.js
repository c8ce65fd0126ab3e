/** The frame of the placement, and what a portal's page answers to it. */

import { request } from './request.js';

/**
 * @typedef {object} FrameSession
 * @property {string} sid
 * @property {{ id: number, role: string }} user
 * @property {string} placement
 * @property {string} action
 * @property {string} origin
 * @property {'post' | 'get'} method
 * @property {string} windowName
 * @property {Record<string, string>} fields
 * @property {Record<string, unknown>} initData
 */

/**
 * A message out of the frame.
 *
 * @typedef {object} Message
 * @property {string} command
 * @property {any} params
 * @property {string} callback
 * @property {string} sid
 */

/** Commands that placements other than the app's own page are denied. */
const DENIED = ['setTitle', 'setScroll', 'reloadWindow'];

/**
 * Opens the placement as a portal does.
 *
 * @param {string} placement
 * @param {URLSearchParams} query
 */
export async function openFrame(placement, query) {
  /** @type {FrameSession} */
  const session = await request('POST', 'frame', {
    user: Number(query.get('user') ?? 1),
    placement,
    lang: query.get('lang') ?? 'en',
    connection: query.get('connection') ?? undefined,
    method: query.get('method') ?? undefined,
  });

  // A frame's name is the window.name of the page in it, and the target of the form. Browsers
  // take it up reliably only when the frame is created with it.
  const frame = document.createElement('iframe');
  frame.name = session.windowName;
  frame.title = 'Placement';
  document.getElementById('pane-app')?.replaceChildren(frame);

  const form = /** @type {HTMLFormElement} */ (document.getElementById('opener'));
  window.addEventListener('message', (event) => {
    const message = readMessage(event.data);
    const isFromApp = event.source === frame.contentWindow && event.origin === session.origin;
    if (!isFromApp || message?.sid !== session.sid) return;
    reply(session, frame, message);
  });

  form.target = session.windowName;
  form.method = session.method;
  form.action = session.action;
  const fields =
    session.method === 'post'
      ? Object.entries(session.fields)
      : [...new URL(session.action).searchParams];
  form.replaceChildren(
    ...fields.map(([name, value]) => {
      const input = document.createElement('input');
      input.type = 'hidden';
      input.name = name;
      input.value = value;
      return input;
    }),
  );
  form.submit();
}

/**
 * Reads both forms of a message: `METHOD:[JSON]:[callback]:SID` and an object.
 *
 * @param {unknown} data
 * @returns {Message | undefined}
 */
function readMessage(data) {
  if (typeof data === 'string') {
    const pieces = data.split(':');
    if (pieces.length < 3) return undefined;
    const [command = '', ...rest] = pieces;
    const sid = rest.pop() ?? '';
    const callback = rest.pop() ?? '';
    const json = rest.join(':');
    try {
      return { command, params: json === '' ? {} : JSON.parse(json), callback, sid };
    } catch {
      return undefined;
    }
  }
  if (typeof data !== 'object' || data === null) return undefined;
  const { method, params, callback, appSid } = /** @type {Record<string, any>} */ (data);
  return { command: String(method), params: params || {}, callback: callback ?? '', sid: appSid };
}

/**
 * @param {FrameSession} session
 * @param {HTMLIFrameElement} frame
 * @param {Message} message
 */
async function reply(session, frame, { command, params, callback }) {
  const run = Object.hasOwn(COMMANDS, command) ? COMMANDS[command] : undefined;
  if (!run || (session.placement !== 'DEFAULT' && DENIED.includes(command))) return;
  const { hears } = await request('POST', 'frame/hears', { command });
  if (!hears) return;
  const result = await run(params, session, frame);
  if (callback === '') return;
  const json = result === undefined ? '' : JSON.stringify(result);
  frame.contentWindow?.postMessage(`${callback}:${json}`, session.origin);
}

let isFirstRun = true;

/** @type {Record<string, (params: any, session: FrameSession, frame: HTMLIFrameElement) => unknown>} */
const COMMANDS = {
  getInitData: (_params, session) => {
    const data = { ...session.initData, FIRST_RUN: isFirstRun };
    isFirstRun = false;
    return data;
  },

  refreshAuth: async (_params, session) => {
    const tokens = await request('POST', 'frame/refresh', { user: session.user.id });
    Object.assign(session.initData, tokens);
    return tokens;
  },

  resizeWindow: ({ width, height }, _session, frame) => {
    frame.style.width = typeof width === 'number' ? `${width}px` : '100%';
    if (Number(height) > 0) frame.style.height = `${Number(height)}px`;
    return { width: frame.offsetWidth, height: frame.offsetHeight };
  },

  setTitle: (params) => {
    document.title = String(params.title);
    return params;
  },

  setScroll: (params) => {
    window.scrollTo(0, Number(params.scroll));
    return params;
  },

  reloadWindow: () => location.reload(),

  setUserOption: (params, session) => {
    session.initData.USER_OPTIONS = {
      .../** @type {object} */ (session.initData.USER_OPTIONS),
      [params.name]: params.value,
    };
    return params;
  },

  getInterface: () => ({ command: ['setTitle', 'setScroll', 'reloadWindow'], event: [] }),
};
