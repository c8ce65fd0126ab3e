/** The frame of the placement, and its messages. */

import { explainFailure } from './app-failure.js';
import { COMMANDS, DENIED, NO_REPLY } from './commands.js';
import { record, recordReply, recordSilence } from './frame-log.js';
import { request, requestInOrder } from './request.js';

/**
 * @typedef {object} FrameSession
 * @property {string} sid
 * @property {{ id: number, role: string }} user
 * @property {string} placement
 * @property {string} action
 * @property {string} origin Where the app was opened: messages from other origins are ignored.
 * @property {'post' | 'get'} method
 * @property {string} windowName
 * @property {Record<string, string>} fields
 * @property {Record<string, any>} initData
 */

/**
 * A message of a frame.
 *
 * @typedef {object} Message
 * @property {string} command
 * @property {any} params
 * @property {string} callback
 * @property {string} sid
 */

/**
 * The context of a command.
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

  // A frame's name is the window.name of the page in it, and the target of the form. It works reliably only if the
  // frame is created with it.
  const frame = document.createElement('iframe');
  frame.name = session.windowName;
  frame.title = 'Placement';
  parent.replaceChildren(frame);

  /** @param {MessageEvent} event */
  const onMessage = ({ source, origin, data }) => {
    if (source !== frame.contentWindow) return;
    const message = readMessage(data);
    // The comparison sends this message to the simulator's page, not to a portal.
    if (message?.command === 'comparison') return;
    const entry = record(message?.command ?? '(unreadable)', message?.params ?? data);
    const problem = problemOf(session, message, origin);
    if (problem !== '') recordSilence(entry, problem);
    else if (message) reply({ session, frame, close, open: openFrame }, message, entry);
  };
  window.addEventListener('message', onMessage);
  record(`(opened by ${session.method.toUpperCase()})`, openingOf(session), 'opened');
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
 * The data with which the app's page is opened.
 *
 * @param {FrameSession} session
 */
function openingOf({ action, method, fields, initData }) {
  if (method === 'get') return { address: action };
  return {
    address: action,
    fields: { ...fields, PLACEMENT_OPTIONS: initData.PLACEMENT_OPTIONS },
  };
}

/**
 * The reason why a portal does not answer a message; empty if it answers.
 *
 * @param {FrameSession} session
 * @param {Message | undefined} message
 * @param {string} origin
 */
function problemOf(session, message, origin) {
  if (origin !== session.origin) return `its origin is ${origin}, not ${session.origin}`;
  if (!message) return 'not in a form that portals read';
  if (message.sid !== session.sid) return 'its APP_SID is another one';
  if (!Object.hasOwn(COMMANDS, message.command)) return 'portals have no such command';
  const isDenied = session.placement !== 'DEFAULT' && DENIED.includes(message.command);
  return isDenied ? 'only the app’s own page may do this' : '';
}

/**
 * Executes a message, and answers it if portals do.
 *
 * @param {Context} context
 * @param {Message} message
 * @param {import('./frame-log.js').FrameEntry} entry
 */
async function reply(context, { command, params, callback }, entry) {
  // There is no answer after the end of the simulator, or when the user leaves the page.
  const { shouldAnswer } = await requestInOrder('frame/should-answer', { command }).catch(() => ({
    shouldAnswer: false,
  }));
  if (!shouldAnswer) {
    recordSilence(entry, 'a fault');
    return;
  }
  const result = await COMMANDS[command]?.(params, context);
  if (result === NO_REPLY) {
    recordSilence(entry, 'portals do not answer it');
    return;
  }
  recordReply(entry, result);
  if (callback === '') return;
  const json = result === undefined ? '' : JSON.stringify(result);
  context.frame.contentWindow?.postMessage(`${callback}:${json}`, context.session.origin);
}
