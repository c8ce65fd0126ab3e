import { copy } from './clipboard.js';
import { curlOf } from './curl.js';
import { button, element } from './element.js';
import { item, json, section } from './panel-item.js';
import { request, sendCommand } from './request.js';
import { search } from './search.js';
import { toast } from './toast.js';
import { viewerId } from './viewer.js';

/** @typedef {import('./panel.js').State} State */

/**
 * All received calls, newest first.
 *
 * @param {() => void} render
 * @returns {import('./panel.js').View}
 */
export function requestView(render) {
  const { field, finds } = search(render);
  return {
    head: [
      field,
      button('Clear', () => sendCommand('DELETE', 'requests')),
      button('Copy webhook', async () => {
        const { webhook } = await request('POST', 'webhook', { user: viewerId });
        copy('A webhook of this user was', webhook);
      }),
      button('Copy token', async () => {
        const { token } = await request('POST', 'token', { user: viewerId });
        copy('An access token of this user was', token);
      }),
    ],
    body: (state) => {
      if (state.requests.length === 0) {
        return [element('p', 'empty', 'No REST call has come in yet.')];
      }
      const found = state.requests.filter(finds);
      if (found.length === 0) return [element('p', 'empty', 'No call has this text.')];
      return found.toReversed().map(requestItem);
    },
  };
}

/** @param {State} call */
function requestItem(call) {
  const notes = [
    `${call.at.slice(11, 19)} UTC`,
    call.verb,
    call.user === null ? '' : `user ${call.user}`,
    call.by,
    call.ms === null ? '' : `${call.ms} ms`,
    call.fault && `fault: ${call.fault}`,
    call.copyOf !== null && `copy of ${call.copyOf}`,
  ];
  const key = `request ${call.id}`;
  return item(
    key,
    {
      id: String(call.id),
      name: call.method || '(no method)',
      note: notes.filter(Boolean).join(' · '),
      badge: call.status === null ? 'no reply' : String(call.status),
      tone: call.status === null ? 'warning' : call.status < 400 ? 'success' : 'danger',
    },
    () => [
      actions(call.id, key),
      ...section('Address', call.url),
      ...(call.body ? section('Body as sent', call.body) : []),
      ...(call.params === null ? [] : section('Read as', json(call.params))),
      ...section('Reply', pretty(call.reply)),
    ],
  );
}

/**
 * @param {number} id
 * @param {string} key
 */
function actions(id, key) {
  /** @param {(original: import('./curl.js').OriginalRequest) => Promise<void>} use */
  const withOriginal = (use) => () =>
    request('POST', 'requests/original', { id })
      .then(use)
      .catch((error) => toast(error.message));
  const box = element('div', 'actions');
  box.append(
    button('Send again', withOriginal(sendAgain), `${key} again`),
    button(
      'Copy as cURL',
      withOriginal((original) => copy('The command was', curlOf(original, location.origin))),
      `${key} curl`,
    ),
  );
  return box;
}

/** @param {import('./curl.js').OriginalRequest} original */
async function sendAgain({ verb, url, headers, body }) {
  const hasBody = verb !== 'GET' && verb !== 'HEAD';
  const { status } = await fetch(url, { method: verb, headers, ...(hasBody ? { body } : {}) });
  toast(`The portal answered ${status}.`);
}

/** @param {string | null} text */
function pretty(text) {
  if (text === null) return '(none)';
  if (text === '') return '(empty)';
  try {
    return json(JSON.parse(text));
  } catch {
    return text;
  }
}
