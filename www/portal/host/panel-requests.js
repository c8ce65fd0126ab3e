import { element } from './element.js';
import { item, json, section } from './panel-item.js';

/** @typedef {import('./panel.js').State} State */

/**
 * @param {() => void} _render
 * @returns {import('./panel.js').View}
 */
export function requestView(_render) {
  return { head: [], body: requestList };
}

/**
 * Every call as it came in, the latest first.
 *
 * @param {State} state
 */
function requestList(state) {
  if (state.requests.length === 0) {
    return [element('p', 'empty', 'No REST call has come in yet.')];
  }
  return state.requests.toReversed().map((/** @type {State} */ call) => {
    const notes = [
      `${call.at.slice(11, 19)} UTC`,
      call.verb,
      call.by,
      call.ms === null ? '' : `${call.ms} ms`,
      call.fault && `fault: ${call.fault}`,
    ];
    return item(
      `request ${call.id}`,
      {
        id: String(call.id),
        name: call.method || '(no method)',
        note: notes.filter(Boolean).join(' · '),
        badge: call.status === null ? 'no reply' : String(call.status),
        tone: call.status === null ? 'warn' : call.status < 400 ? 'good' : 'bad',
      },
      () => [
        ...section('Address', call.url),
        ...(call.body ? section('Body as sent', call.body) : []),
        ...(call.params === null ? [] : section('Read as', json(call.params))),
        ...section('Reply', pretty(call.reply)),
      ],
    );
  });
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
