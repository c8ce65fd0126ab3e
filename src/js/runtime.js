// Starts the WebAssembly module and creates the functions of the package. Both entries share this file, so that a page
// that loads both has one instance of the module.
import * as glue from '../../target/wasm-pack/bizproc_tasks.js';

export const BizprocError = /** @type {typeof import('./error.js').BizprocError} */ (
  glue.BizprocError
);

/** @import * as Api from './index.js' */

/** The smallest valid module. Starting it shows whether WebAssembly is allowed. */
const EMPTY_MODULE = Uint8Array.of(0, 97, 115, 109, 1, 0, 0, 0);

/** A module with a function type that has a reference parameter, as in the package's module. */
const MODULE_WITH_REFERENCE = Uint8Array.of(...EMPTY_MODULE, 1, 5, 1, 96, 1, 111, 0);

let ready = false;

/** Whether the module has been started. */
export const isReady = () => ready;

/** The added languages, the newest first. The element finds its texts there. @type {Api.Language[]} */
export const languages = [];

/** Called when a language is added. @type {Set<() => void>} */
export const languageListeners = new Set();

/**
 * Adds a language, also before the module is started.
 *
 * @param {Api.Language} language
 */
export function registerLanguage(language) {
  if (ready) glue.addLanguage(language);
  languages.unshift(language);
  for (const listener of languageListeners) listener();
}

/** Marks the module as started. */
function markReady() {
  ready = true;
  for (const language of [...languages].reverse()) glue.addLanguage(language);
}

/**
 * Starts the module at once, for synchronous functions.
 *
 * @param {() => BufferSource} getBytes
 */
export function startSync(getBytes) {
  if (ready) return;
  try {
    glue.initSync({ module: getBytes() });
    markReady();
  } catch (error) {
    const advice = error instanceof RangeError ? ' Await init() before synchronous functions.' : '';
    throw startError(error, advice);
  }
}

/**
 * Starts the module without blocking the page.
 *
 * @param {() => BufferSource | Promise<WebAssembly.Module>} getModule
 */
export async function start(getModule) {
  if (ready) return;
  try {
    const given = await getModule();
    const module = given instanceof WebAssembly.Module ? given : await WebAssembly.compile(given);
    try {
      // Does nothing if a synchronous function has started the module in the meantime.
      glue.initSync({ module });
    } catch (error) {
      // Chromium before 115 refuses this on the main thread of a page. It also refuses startSync, so no second instance
      // can be created in the meantime.
      if (!(error instanceof RangeError)) throw error;
      await glue.default({ module_or_path: module });
    }
    if (!ready) markReady();
  } catch (error) {
    throw error instanceof BizprocError ? error : startError(error);
  }
}

/**
 * Creates the function `init` of an entry. Calls share one start, and a call after a failure tries again.
 *
 * @template {unknown[]} Args
 * @param {(...args: Args) => Promise<void>} start
 */
export function createInit(start) {
  /** @type {Promise<void> | undefined} */
  let starting;
  return (/** @type {Args} */ ...args) => {
    starting ??= start(...args).catch((error) => {
      starting = undefined;
      throw error;
    });
    return starting;
  };
}

/** The error for a runtime that has no WebAssembly, forbids it or is too old; otherwise null. */
export function wasmUnavailable() {
  try {
    // Safari compiles modules, but may then refuse to instantiate them.
    new WebAssembly.Instance(new WebAssembly.Module(EMPTY_MODULE));
    if (WebAssembly.validate(MODULE_WITH_REFERENCE)) return null;
    return usageError(
      'This browser is too old: its WebAssembly has no reference types, which Chrome 96, Firefox 79 and Safari 15 have.',
    );
  } catch (error) {
    let advice = " Add 'wasm-unsafe-eval' to script-src of the Content-Security-Policy.";
    if (error instanceof ReferenceError) advice = '';
    if (globalThis.navigator?.userAgent === 'Cloudflare-Workers')
      advice = ' Import the module, and pass it to init() of bizproc-tasks/url.';
    return usageError(`WebAssembly is not available here: ${sentence(error)}${advice}`);
  }
}

/**
 * @param {unknown} error
 * @param {string} [advice]
 */
const startError = (error, advice = '') =>
  wasmUnavailable() ??
  usageError(`The WebAssembly module could not be started: ${sentence(error)}${advice}`);

/** The first line of an error's text, with one full stop at its end. @param {unknown} error */
export const sentence = (error) => String(error).replace(/\.?(\n.*)?$/s, '.');

/** @param {string} message */
export const usageError = (message) => new BizprocError({ message });

/**
 * Gives an error the stack of the caller, where the engine can: its own begins in WebAssembly, where nobody waits.
 *
 * @template Result
 * @param {() => Promise<Result>} call
 */
async function withCallerStack(call) {
  try {
    return await call();
  } catch (error) {
    if (error instanceof BizprocError) Error.captureStackTrace?.(error);
    throw error;
  }
}

/**
 * Creates the functions of an entry.
 *
 * @param {() => void} ensureReady starts the module synchronously, or throws
 * @param {typeof Api.init} init
 * @returns {Omit<typeof Api, 'BizprocError'>}
 */
export function createApi(ensureReady, init) {
  /** The portal of each bridge, so that the current user is read only once. @type {WeakMap<object, Api.Portal>} */
  const portals = new WeakMap();

  /** @type {typeof Api.connect} */
  function connect(connection, options) {
    /** @type {glue.Portal | undefined} */
    let portal;
    const getPortal = () => {
      portal ??= new glue.Portal(connection, options);
      return portal;
    };
    const initPortal = async () => {
      await init();
      return getPortal();
    };
    /**
     * @param {Exclude<keyof glue.Portal, 'free' | 'listTasks' | 'watchTasks' | symbol>} name
     * @returns {(...args: any[]) => Promise<any>}
     */
    const call =
      (name) =>
      (...args) =>
        withCallerStack(async () => {
          const portal = /** @type {any} */ (await initPortal());
          return portal[name](...args);
        });
    const api = Object.freeze({
      getTask: call('getTask'),
      getNames: call('getNames'),
      getOptions: call('getOptions'),
      listTasks: (/** @type {unknown} */ query, /** @type {unknown} */ options) =>
        listTasks(initPortal, query, options),
      watchTasks: (/** @type {unknown} */ query, /** @type {unknown} */ options) =>
        watchTasks(initPortal, query, options),
      countTasks: call('countTasks'),
      completeTask: call('completeTask'),
      completeTasks: call('completeTasks'),
      delegateTasks: call('delegateTasks'),
    });
    try {
      ensureReady();
    } catch {
      // The first call starts the module, or throws the reason why it cannot start.
      return api;
    }
    // An invalid connection is an error at once.
    getPortal();
    return api;
  }

  /** @param {any} connection */
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
    init,
    connect,
    async completeTask(completion, options) {
      await init();
      let portal;
      try {
        portal = portalOf(options?.connection);
      } catch (error) {
        throw error instanceof BizprocError
          ? error
          : usageError('options.connection cannot be read.');
      }
      return portal.completeTask(completion, options);
    },
    async diagnose(connection, options) {
      await init();
      return glue.diagnose(connection, options);
    },
    addLanguage(language) {
      ensureReady();
      registerLanguage(language);
    },
    parseStatus(value) {
      ensureReady();
      return glue.parseStatus(value);
    },
    allowedStatuses(activity) {
      ensureReady();
      return glue.allowedStatuses(activity);
    },
    fieldKind(type) {
      ensureReady();
      return glue.fieldKind(type);
    },
    parseDescription(text) {
      ensureReady();
      return glue.parseDescription(text);
    },
    parseTask(row) {
      ensureReady();
      return glue.parseTask(row);
    },
    validateCompletion(completion, task, options) {
      ensureReady();
      return glue.validateCompletion(completion, task, options);
    },
    toParams(completion, task) {
      ensureReady();
      return glue.toParams(completion, task);
    },
    validateField(field, value, options) {
      ensureReady();
      return glue.validateField(field, value, options);
    },
    taskSchema(task, options) {
      /** @type {glue.TaskSchema | undefined} */
      let schema;
      return {
        '~standard': {
          version: 1,
          vendor: 'bizproc-tasks',
          validate(values) {
            ensureReady();
            schema ??= new glue.TaskSchema(task, options);
            return schema.validate(values);
          },
        },
      };
    },
  };
}

/**
 * @param {() => Promise<glue.Portal>} initPortal
 * @param {unknown} query
 * @param {unknown} options
 */
async function* listTasks(initPortal, query, options) {
  const pages = (await initPortal()).listTasks(query, options);
  try {
    let next = pages.next();
    const page = () => withCallerStack(() => next);
    for (let tasks = await page(); tasks; tasks = await page()) {
      // One page ahead. Its error is thrown when the page is asked for.
      next = pages.next();
      next.catch(() => {});
      yield* tasks;
    }
  } finally {
    pages.free();
  }
}

/**
 * @param {() => Promise<glue.Portal>} initPortal
 * @param {unknown} query
 * @param {unknown} options
 * @returns {AsyncIterableIterator<Api.TaskChanges>}
 */
function watchTasks(initPortal, query, options) {
  /** @type {glue.TaskWatch | undefined} */
  let watch;
  let isClosed = false;
  async function* iterate() {
    const own = (await initPortal()).watchTasks(query, options);
    watch = own;
    try {
      const next = () => withCallerStack(() => own.next());
      let changes = isClosed ? null : await next();
      while (changes) {
        yield changes;
        changes = await next();
      }
    } finally {
      watch = undefined;
      own.free();
    }
  }
  const changes = iterate();
  return {
    next: () => changes.next(),
    // A generator would end only after the next change.
    return() {
      isClosed = true;
      watch?.close();
      return changes.return(undefined);
    },
    [Symbol.asyncIterator]() {
      return this;
    },
  };
}
