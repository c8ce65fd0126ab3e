// The one instance of the module, and the package's functions over it. The entries share this file, so that a
// page which loads both has one instance.
import * as glue from '../../target/pkg/link.js';
import { BizprocError } from './error.js';

export { BizprocError };

/** @import * as Api from './index.js' */

let ready = false;

/** Whether the module can be called. */
export const isReady = () => ready;

/**
 * Makes the module callable.
 *
 * @param {() => WebAssembly.Module} compile
 */
export function instantiate(compile) {
  if (ready) return;
  try {
    glue.link(compile());
    ready = true;
  } catch (error) {
    throw notStarted(error);
  }
}

/**
 * What a browser throws here it throws for the page's own reasons, and is told in words.
 *
 * @param {unknown} error
 */
export const notStarted = (error) =>
  unusable(
    `WebAssembly could not be started: ${error}. Allow 'wasm-unsafe-eval' in script-src of the Content-Security-Policy.`,
  );

/** @param {string} message */
export const unusable = (message) => new BizprocError({ message });

/**
 * The functions of an entry.
 *
 * @param {() => void} now makes the module ready, or throws
 * @param {typeof Api.init} later makes it ready
 * @returns {Omit<typeof Api, 'BizprocError'>}
 */
export function functions(now, later) {
  /** @type {WeakMap<object, Api.Portal>} */
  const portals = new WeakMap();

  /** @type {typeof Api.connect} */
  function connect(connection, options) {
    /** @type {glue.Portal | undefined} */
    let portal;
    const open = () => {
      portal ??= new glue.Portal(connection, options);
      return portal;
    };
    const opened = async () => {
      await later();
      return open();
    };
    const api = Object.freeze({
      getTask: async (/** @type {unknown} */ taskId, /** @type {unknown} */ options) =>
        (await opened()).getTask(taskId, options),
      listTasks: (/** @type {unknown} */ query, /** @type {unknown} */ options) =>
        list(opened, query, options),
      completeTask: async (/** @type {unknown} */ completion, /** @type {unknown} */ options) =>
        (await opened()).completeTask(completion, options),
    });
    try {
      now();
    } catch {
      // The first call will try again, and tell why not.
      return api;
    }
    // What is wrong with a connection is told at once, where it can be.
    open();
    return api;
  }

  /**
   * A bridge's portal is kept, so that it is asked only once whose tasks these are.
   *
   * @param {any} connection
   */
  function portalOf(connection) {
    const bridge = connection ?? /** @type {any} */ (globalThis).BX24;
    if (typeof bridge !== 'object' || bridge === null || bridge.accessToken || bridge.webhook) {
      return connect(connection);
    }
    const portal = portals.get(bridge) ?? connect(connection);
    portals.set(bridge, portal);
    return portal;
  }

  return {
    init: later,
    connect,
    async completeTask(completion, options) {
      await later();
      let portal;
      try {
        portal = portalOf(options?.connection);
      } catch (error) {
        throw error instanceof BizprocError
          ? error
          : unusable('options.connection cannot be read.');
      }
      return portal.completeTask(completion, options);
    },
    parseStatus(value) {
      now();
      return glue.parseStatus(value);
    },
    allowedStatuses(activity) {
      now();
      return glue.allowedStatuses(activity);
    },
    parseTask(row) {
      now();
      return glue.parseTask(row);
    },
    validateCompletion(completion, task, options) {
      now();
      return glue.validateCompletion(completion, task, options);
    },
    toParams(completion, task) {
      now();
      return glue.toParams(completion, task);
    },
    validateField(field, value, options) {
      now();
      return glue.validateField(field, value, options);
    },
    taskSchema(task, options) {
      return {
        '~standard': {
          version: 1,
          vendor: 'bizproc-tasks',
          validate(values) {
            now();
            return glue.validateForm(values, task, options);
          },
        },
      };
    },
  };
}

/**
 * @param {() => Promise<glue.Portal>} opened
 * @param {unknown} query
 * @param {unknown} options
 */
async function* list(opened, query, options) {
  const pages = (await opened()).listTasks(query, options);
  try {
    for (let tasks = await pages.next(); tasks; tasks = await pages.next()) yield* tasks;
  } finally {
    pages.free();
  }
}
