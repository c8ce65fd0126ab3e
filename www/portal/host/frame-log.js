/** The messages between the app in the frame and the portal's page. */

/**
 * A command of the app, or the opening of its page.
 *
 * @typedef {object} FrameEntry
 * @property {number} id
 * @property {string} at ISO 8601.
 * @property {string} name
 * @property {unknown} sent
 * @property {'opened' | 'waits' | 'answered' | 'not answered'} state
 * @property {string} reason Why nothing is answered.
 * @property {unknown} reply
 * @property {number | null} ms
 */

const CAPACITY = 500;

/** Keys whose values are secrets. */
const SECRETS = ['AUTH_ID', 'REFRESH_ID', 'webhook'];

/** @type {FrameEntry[]} */
let entries = [];
let lastId = 0;
let notify = () => {};

/**
 * Logs a message of an app, or the data with which it was opened.
 *
 * @param {string} name
 * @param {unknown} sent
 * @param {FrameEntry['state']} [state]
 */
export function record(name, sent, state = 'waits') {
  lastId += 1;
  /** @type {FrameEntry} */
  const entry = {
    id: lastId,
    at: new Date().toISOString(),
    name,
    sent: redact(sent),
    state,
    reason: '',
    reply: undefined,
    ms: null,
  };
  entries = [...entries, entry].slice(-CAPACITY);
  notify();
  return entry;
}

/**
 * @param {FrameEntry} entry
 * @param {unknown} reply
 */
export function recordReply(entry, reply) {
  Object.assign(entry, {
    state: 'answered',
    reply: redact(reply),
    ms: Date.now() - Date.parse(entry.at),
  });
  notify();
}

/**
 * @param {FrameEntry} entry
 * @param {string} reason
 */
export function recordSilence(entry, reason) {
  Object.assign(entry, { state: 'not answered', reason });
  notify();
}

/** The entries, oldest first. */
export function frameEntries() {
  return entries;
}

export function clearFrameLog() {
  entries = [];
  notify();
}

/** @param {() => void} onChange */
export function watchFrameLog(onChange) {
  notify = onChange;
}

/**
 * A copy without tokens and webhooks.
 *
 * @param {unknown} value
 * @returns {unknown}
 */
function redact(value) {
  if (Array.isArray(value)) return value.map(redact);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [key, SECRETS.includes(key) ? '…' : redact(item)]),
  );
}
