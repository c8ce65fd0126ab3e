/**
 * Where what was typed is kept until it is sent: in the portal's options of the user, else in the browser's session, else
 * in this page.
 *
 * @typedef {object} Drafts
 * @property {() => string | null} load
 * @property {(draft: string) => void} save
 * @property {() => void} clear
 */

/** Characters of a draft that a portal's option takes. A longer one is kept in the browser. */
const MAX_OPTION_LENGTH = 20_000;

/** @type {Map<string, string>} */
const memory = new Map();

/**
 * @param {any} connection
 * @param {import('bizproc-tasks').Task} task
 * @returns {Drafts}
 */
export function draftsOf(connection, task) {
  // An option belongs to one user of one portal already.
  const option = `bizproc-task-${task.id}`;
  const key = `${option}:${portalOf(connection)}:${task.userId}`;
  const options = optionsOf(connection);
  const session = sessionOf();
  return {
    load: () => textOf(options?.get(option)) ?? textOf(session.get(key)),
    save(draft) {
      const isShort = options !== null && draft.length <= MAX_OPTION_LENGTH;
      if (isShort) options.set(option, draft);
      else session.set(key, draft);
    },
    clear() {
      if (textOf(options?.get(option)) !== null) options?.set(option, '');
      session.set(key, '');
    },
  };
}

/** @param {unknown} value */
const textOf = (value) => (typeof value === 'string' && value !== '' ? value : null);

/** @param {any} connection */
function portalOf(connection) {
  const bridge = connection ?? /** @type {any} */ (globalThis).BX24;
  return bridge?.getDomain?.() ?? bridge?.domain ?? bridge?.getTargetOrigin?.() ?? '';
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
          // The SDK throws where nothing is stored.
          return null;
        }
      },
      // A draft that could not be kept is no reason to disturb.
      set: (name, value) =>
        void Promise.resolve(bridge.options.userSet(name, value)).catch(() => {}),
    };
  }
  return null;
}

/** The session's storage, which a browser may refuse, else the page's memory. */
function sessionOf() {
  return {
    get(/** @type {string} */ key) {
      try {
        return sessionStorage.getItem(key) ?? memory.get(key);
      } catch {
        return memory.get(key);
      }
    },
    set(/** @type {string} */ key, /** @type {string} */ value) {
      try {
        if (value === '') sessionStorage.removeItem(key);
        else sessionStorage.setItem(key, value);
        memory.delete(key);
      } catch {
        memory.set(key, value);
      }
    },
  };
}
