import { portalOriginOf } from './portal-origin.js';

/**
 * The input of a task's form, without files, which cannot be stored.
 *
 * @typedef {object} Draft
 * @property {string} comment
 * @property {Record<string, unknown>} fields what was entered in each field that was changed
 * @property {boolean} files whether files were attached
 *
 * The storage of a draft.
 *
 * @typedef {object} Drafts
 * @property {() => Draft | null} load
 * @property {(draft: Draft) => void} save
 * @property {() => void} clear
 */

/** The maximum length of a draft in an option of the portal. A longer one is stored only in the browser. */
const MAX_OPTION_LENGTH = 20_000;

/** @type {Map<string, string>} */
const memory = new Map();

/**
 * The drafts of a task. They are stored in the user's options on the portal, where other devices find them, and in the
 * browser's session storage, because the portal does not report a lost option, for example after the end of the user's
 * session. The newer one counts.
 *
 * @param {any} connection
 * @param {import('bizproc-tasks').Task} task
 * @returns {Drafts}
 */
export function draftsOf(connection, task) {
  // An option belongs to one user of one portal.
  const option = `bizproc-task-${task.id}`;
  const key = `${option}:${portalOriginOf(connection) ?? ''}:${task.userId}`;
  const options = optionsOf(connection);
  return {
    load() {
      const [latest = null] = [parse(options?.get(option)), parse(readSession(key))]
        .filter((draft) => draft !== null)
        .sort((one, other) => other.savedAt - one.savedAt);
      return latest;
    },
    save(draft) {
      const text = JSON.stringify({ ...draft, savedAt: Date.now() });
      writeSession(key, text);
      options?.set(option, text.length <= MAX_OPTION_LENGTH ? text : '');
    },
    clear() {
      writeSession(key, '');
      if (options?.get(option)) options.set(option, '');
    },
  };
}

/** @param {unknown} text @returns {(Draft & { savedAt: number }) | null} */
function parse(text) {
  try {
    const draft = JSON.parse(String(text));
    return typeof draft?.savedAt === 'number' ? draft : null;
  } catch {
    return null;
  }
}

/**
 * The options of the user over BX24 or the SDK, or null.
 *
 * @param {any} connection
 * @returns {{ get(name: string): unknown, set(name: string, value: string): void } | null}
 */
function optionsOf(connection) {
  const bridge = connection ?? /** @type {any} */ (globalThis).BX24;
  if (typeof bridge?.userOption?.set === 'function') {
    return {
      get: (name) => bridge.userOption.get(name),
      set: (name, value) => bridge.userOption.set(name, value, () => {}),
    };
  }
  if (typeof bridge?.options?.userSet === 'function') {
    return {
      get(name) {
        try {
          return bridge.options.userGet(name);
        } catch {
          // The SDK throws if nothing is stored.
          return null;
        }
      },
      // A draft that could not be stored is not reported to the user.
      set: (name, value) =>
        void Promise.resolve(bridge.options.userSet(name, value)).catch(() => {}),
    };
  }
  return null;
}

/** Reads from the session storage or, if the browser blocks it, from the memory of the page. @param {string} key */
function readSession(key) {
  try {
    return sessionStorage.getItem(key) ?? memory.get(key);
  } catch {
    return memory.get(key);
  }
}

/** @param {string} key @param {string} value */
function writeSession(key, value) {
  try {
    if (value === '') sessionStorage.removeItem(key);
    else sessionStorage.setItem(key, value);
    memory.delete(key);
  } catch {
    memory.set(key, value);
  }
}
