/** The frame of the placement, and the messages that go in and out of it. */

import { explainFailure } from './app-failure.js';
import { COMMANDS, DENIED, NO_REPLY } from './commands.js';
import { request } from './request.js';

/**
 * @typedef {object} FrameSession
 * @property {string} sid
 * @property {{ id: number, role: string }} user
 * @property {string} placement
 * @property {string} action
 * @property {string} origin Where the app was opened: only from there is anything heard.
 * @property {'post' | 'get'} method
 * @property {string} windowName
 * @property {Record<string, string>} fields
 * @property {Record<string, any>} initData
 */

/**
 * A message out of a frame.
 *
 * @typedef {object} Message
 * @property {string} command
 * @property {any} params
 * @property {string} callback
 * @property {string} sid
 */

/**
 * What a command works with.
 *
 * @typedef {object} Context
 * @property {FrameSession} session
 * @property {HTMLIFrameElement} frame
 * @property {(() => void) | undefined} close Closes the slider that the frame stands in.
 * @property {typeof openFrame} open
 */

/**
 * Opens the placement as a portal does.
 *
 * @param {HTMLElement} parent
 * @param {Record<string, unknown>} wanted
 * @param {() => void} [close]
 * @returns {Promise<() => void>} Ends the listening to the frame.
 */
export async function openFrame(parent, wanted, close) {
  /** @type {FrameSession} */
  const session = await request('POST', 'frame', wanted);

  // A frame's name is the window.name of the page in it, and the target of the form. Browsers
  // take it up reliably only when the frame is created with it.
  const frame = document.createElement('iframe');
  frame.name = session.windowName;
  frame.title = 'Placement';
  parent.replaceChildren(frame);

  /** @param {MessageEvent} event */
  const onMessage = (event) => {
    const message = readMessage(event.data);
    const isFromApp = event.source === frame.contentWindow && event.origin === session.origin;
    if (isFromApp && message?.sid === session.sid)
      reply({ session, frame, close, open: openFrame }, message);
  };
  window.addEventListener('message', onMessage);
  submit(session);
  explainFailure(session, frame);
  return () => window.removeEventListener('message', onMessage);
}

/** @param {FrameSession} session */
function submit(session) {
  const form = document.createElement('form');
  form.hidden = true;
  form.target = session.windowName;
  form.method = session.method;
  form.action = session.action;
  // A form that is sent by GET replaces the query of its address.
  const fields =
    session.method === 'post'
      ? Object.entries(session.fields)
      : [...new URL(session.action).searchParams];
  for (const [name, value] of fields) {
    const input = document.createElement('input');
    input.type = 'hidden';
    input.name = name;
    input.value = value;
    form.append(input);
  }
  document.body.append(form);
  form.submit();
  form.remove();
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
 * Does what a message asks for, and answers where portals answer.
 *
 * @param {Context} context
 * @param {Message} message
 */
async function reply(context, { command, params, callback }) {
  const run = Object.hasOwn(COMMANDS, command) ? COMMANDS[command] : undefined;
  const isDenied = context.session.placement !== 'DEFAULT' && DENIED.includes(command);
  if (!run || isDenied) return;
  // A simulator that has ended is silent, and so is a page that is being left.
  const { shouldAnswer } = await request('POST', 'frame/should-answer', { command }).catch(() => ({
    shouldAnswer: false,
  }));
  if (!shouldAnswer) return;
  const result = await run(params, context);
  if (callback === '' || result === NO_REPLY) return;
  const json = result === undefined ? '' : JSON.stringify(result);
  context.frame.contentWindow?.postMessage(`${callback}:${json}`, context.session.origin);
}
