/**
 * A reimplementation of BX24.js, for placements in the portal simulator.
 *
 * It follows docs/contract/bx24js-behaviour.md, including the defects of the original: callbacks that are never called,
 * `start` that is deleted from the caller's object, values that become text. It is not the vendor's script.
 */
(() => {
  // biome-ignore lint/suspicious/noRedundantUseStrict: this is a classic script, not a module
  'use strict';

  /** @typedef {(...args: any[]) => void} Callback */
  /** @typedef {Record<string, any>} Dictionary */

  const global = /** @type {Dictionary} */ (/** @type {unknown} */ (window));

  const [host, protocol, appSid] = window.name.split('|');
  if (!host || !appSid) {
    global.BX24 = null;
    throw new Error('Unable to initialize Bitrix24 JS library!');
  }

  const domain = host.replace(/:(80|443)$/, '');
  const scheme = protocol === '1' ? 'https' : 'http';
  const portalOrigin = `${scheme}://${domain}`;

  /** The delay before a request is sent, and before `init` calls back. */
  const DEFERRAL = 10;
  /** The client's own throttle: this many calls at once, then 2 per second. */
  const ALLOWED_AMOUNT = 90;
  const DECAY_PER_MS = 0.002;
  const SLEEP = 1000;

  /** The data of the parent's reply; null before it. */
  /** @type {Dictionary | null} */
  let initData = null;
  let expiresAt = 0;
  let load = 0;
  let loadedAt = Date.now();

  /** @type {Callback[]} */
  const queue = [];
  /** `init` waits for the parent's reply, and for the handlers of a user's first launch. */
  let isReady = false;
  /** @type {Callback[]} */
  const launchHandlers = [];
  let isInLaunchHandler = false;
  /** @type {Map<string, Callback>} */
  const replies = new Map();

  // ---- The parent frame ----

  window.addEventListener('message', (event) => {
    if (event.origin !== portalOrigin) return;
    const colon = event.data.indexOf(':');
    const reply = replies.get(event.data.slice(0, colon));
    if (!reply) return;
    const text = event.data.slice(colon + 1);
    // The entry stays: event streams answer more than once.
    reply(text === '' ? undefined : JSON.parse(text));
  });

  /**
   * @param {string} method
   * @param {unknown} [params]
   * @param {Callback | null} [callback]
   */
  function sendMessage(method, params, callback) {
    let id = '';
    if (callback) {
      id = Array.from(crypto.getRandomValues(new Uint8Array(16)), hex).join('');
      replies.set(id, callback);
    }
    const json = params ? JSON.stringify(params) : '';
    parent.postMessage(`${method}:${json}:${id}:${appSid}`, portalOrigin);
  }

  /** @param {number} byte */
  function hex(byte) {
    return byte.toString(16).padStart(2, '0');
  }

  sendMessage('getInitData', null, (data) => {
    initData = data;
    expiresAt = Date.now() + data.AUTH_EXPIRES * 1000;
    if (data.FIRST_RUN && launchHandlers.length > 0) runNextLaunchHandler();
    else runQueue();
  });

  function runQueue() {
    isReady = true;
    for (const callback of queue.splice(0)) setTimeout(callback, DEFERRAL);
  }

  /** Each handler of the first launch calls `installFinish`, which runs the next one. */
  function runNextLaunchHandler() {
    const handler = launchHandlers.shift();
    if (handler) {
      isInLaunchHandler = true;
      setTimeout(handler, DEFERRAL);
      return;
    }
    isInLaunchHandler = false;
    sendMessage('setInstall', { install: true });
    runQueue();
  }

  function installFinish() {
    if (isInLaunchHandler) runNextLaunchHandler();
    else if (initData?.INSTALL) sendMessage('setInstallFinish', {});
  }

  // ---- Calls ----

  /**
   * @param {string} method
   * @param {any} params
   * @param {Callback} [callback]
   * @param {Dictionary} [config]
   * @returns {void}
   */
  function callMethod(method, params, callback, config = {}) {
    throttled(() => {
      if (!initData) {
        queue.push(() => callMethod(method, params, callback, config));
        return;
      }
      if (expiresAt <= Date.now()) {
        refreshAuth(() => callMethod(method, params, callback, config));
        return;
      }
      // Only next() can page: a caller's own start is deleted.
      if (params?.start) delete params.start;
      serialise(params, (data) => send(method, params, data, callback, config));
    });
  }

  /**
   * @param {string} method
   * @param {any} params
   * @param {string} data
   * @param {Callback | undefined} callback
   * @param {Dictionary} config
   */
  function send(method, params, data, callback, config) {
    const { AUTH_ID, PATH } = /** @type {Dictionary} */ (initData);
    const start = config.start === undefined ? '' : `&start=${config.start}`;
    const body = `auth=${AUTH_ID}${start}${data === '' ? '' : `&${data}`}`;

    const xhr = new XMLHttpRequest();
    xhr.open('POST', `${portalOrigin}${PATH}/${encodeURIComponent(method)}.json`, true);
    xhr.timeout = 0;
    xhr.onerror = fail;
    xhr.onload = () => {
      const { status, responseText } = xhr;
      const isSuccess =
        (status >= 200 && status < 300) ||
        status === 304 ||
        (status >= 400 && status < 500) ||
        status === 1223 ||
        status === 0;
      if (!isSuccess) fail();
      const answer = responseText === '' ? { result: {} } : parse(responseText);
      if (status === 401 && answer.error === 'expired_token') {
        refreshAuth(() => callMethod(method, params, callback, config));
        return;
      }
      const query = { method, data: clone(params), callback, ...config };
      callback?.(new AjaxResult(answer, query, status));
    };
    setTimeout(() => xhr.send(body), DEFERRAL);
  }

  /** @param {string} text */
  function parse(text) {
    try {
      return JSON.parse(text);
    } catch {
      return fail();
    }
  }

  /**
   * After a failed request: an exception that no caller sees, and no callback.
   *
   * @returns {never}
   */
  function fail() {
    throw 'Query error!';
  }

  /** @param {Callback} run */
  function throttled(run) {
    const now = Date.now();
    load = Math.max(0, load - (now - loadedAt) * DECAY_PER_MS);
    loadedAt = now;
    if (load >= ALLOWED_AMOUNT) {
      setTimeout(() => throttled(run), SLEEP);
      return;
    }
    load += 1;
    run();
  }

  class AjaxResult {
    /**
     * @param {Dictionary} answer
     * @param {Dictionary} query
     * @param {number} status
     */
    constructor(answer, query, status) {
      this.answer = answer;
      this.query = query;
      this.status = status;
      if (answer.next !== undefined) answer.next = Number.parseInt(answer.next, 10);
      if (answer.error !== undefined) {
        answer.ex = new AjaxError(status, typeof answer.error === 'object' ? answer.error : answer);
      }
    }

    data() {
      return this.answer.result;
    }

    error() {
      return this.answer.ex;
    }

    error_description() {
      return this.answer.error_description;
    }

    more() {
      return !Number.isNaN(Number(this.answer.next));
    }

    total() {
      return Number.parseInt(this.answer.total, 10);
    }

    /** @param {Callback} [callback] */
    next(callback) {
      if (!this.more()) return false;
      const { method, data, callback: first } = this.query;
      return callMethod(method, data, callback ?? first, { start: this.answer.next });
    }
  }

  class AjaxError {
    /**
     * @param {number} status
     * @param {Dictionary} ex
     */
    constructor(status, ex) {
      this.status = status;
      this.ex = ex;
    }

    getError() {
      return this.ex;
    }

    getStatus() {
      return this.status;
    }

    toString() {
      const { error, error_description: description } = this.ex;
      return `${error}${description ? `: ${description}` : ''} (${this.status})`;
    }
  }

  // ---- Batches ----

  /**
   * @param {any} calls
   * @param {Callback} [callback]
   * @param {boolean} [haltOnError]
   */
  function callBatch(calls, callback, haltOnError) {
    /** @type {Dictionary} */
    const commands = Array.isArray(calls) ? [] : {};
    /** @type {Dictionary} */
    const queries = {};
    let waiting = 1;
    let count = 0;

    const finish = () => {
      waiting -= 1;
      if (waiting > 0 || count === 0) return;
      const cmd = Object.entries(commands).map(
        ([key, command]) => `cmd[${encodeURIComponent(key)}]=${encodeURIComponent(command)}`,
      );
      callMethod('batch', `halt=${haltOnError ? 1 : 0}&${cmd.join('&')}`, (answer) => {
        callback?.(batchResults(answer, calls, queries));
      });
    };

    for (const key of Object.keys(calls)) {
      const call = calls[key];
      const method = call?.method ?? call?.[0];
      if (!call || !method) continue;
      const params = call.params ?? call[1];
      count += 1;
      waiting += 1;
      serialise(params, (data) => {
        commands[key] = `${method}?${data}`;
        queries[key] = { method, data, callback };
        finish();
      });
    }
    finish();
  }

  /**
   * @param {AjaxResult} answer
   * @param {any} calls
   * @param {Dictionary} queries
   */
  function batchResults(answer, calls, queries) {
    // A batch that failed as a whole has no data. This throws, and the callback is not called.
    const data = /** @type {Dictionary} */ (answer.data());
    /** @type {Dictionary} */
    const results = Array.isArray(calls) ? [] : {};
    for (const key of Object.keys(queries)) {
      const hasResult = typeof data.result[key] !== 'undefined';
      const failure = data.result_error[key];
      if (!hasResult && typeof failure === 'undefined') continue;
      results[key] = new AjaxResult(
        {
          result: hasResult ? data.result[key] : {},
          error: failure,
          total: data.result_total[key],
          next: data.result_next[key],
        },
        queries[key],
        answer.status,
      );
    }
    return results;
  }

  // ---- Serialisation ----

  /**
   * Writes parameters as a query string, with the losses and changes of the original.
   *
   * @param {any} params
   * @param {(data: string) => void} done Called at once unless files must be read.
   */
  function serialise(params, done) {
    if (params === null || params === undefined) {
      done('');
      return;
    }
    if (typeof params === 'string' || params instanceof String) {
      done(String(params));
      return;
    }
    /** @type {string[]} */
    const pieces = [];
    /** @type {{ input: HTMLInputElement, name: string, at: number }[]} */
    const inputs = [];
    write(params, '', pieces, inputs);
    if (inputs.length === 0) {
      done(pieces.join('&'));
      return;
    }
    if (typeof FileReader === 'undefined') return;
    let waiting = inputs.length;
    for (const { input, name, at } of inputs) {
      readFiles(input, (value) => {
        /** @type {string[]} */
        const own = [];
        write(value, name, own, []);
        pieces[at] = own.join('&');
        waiting -= 1;
        if (waiting === 0) done(pieces.join('&'));
      });
    }
  }

  /**
   * Scalars of a level come before its objects.
   *
   * @param {any} data
   * @param {string} prefix
   * @param {string[]} pieces
   * @param {{ input: HTMLInputElement, name: string, at: number }[]} inputs
   */
  function write(data, prefix, pieces, inputs) {
    /** @type {[string, any][]} */
    const nested = [];
    for (const key of Object.keys(data)) {
      const value = data[key];
      const name =
        prefix === '' ? encodeURIComponent(key) : `${prefix}[${encodeURIComponent(key)}]`;
      if (value === null) continue;
      if (value instanceof Date) {
        pieces.push(`${name}=${encodeURIComponent(String(value.toJSON()))}`);
      } else if (typeof value === 'object') {
        nested.push([name, value]);
      } else {
        pieces.push(`${name}=${encodeURIComponent(value)}`);
      }
    }
    for (const [name, value] of nested) {
      if (value instanceof HTMLInputElement && value.type === 'file') {
        if (value.files?.length) {
          inputs.push({ input: value, name, at: pieces.length });
          pieces.push('');
        } else {
          pieces.push(`${name}=`);
        }
      } else if (value instanceof Element && 'value' in value) {
        pieces.push(`${name}=${encodeURIComponent(String(value.value))}`);
      } else if (Array.isArray(value) && value.length === 0) {
        pieces.push(`${name}=`);
      } else {
        write(value, name, pieces, inputs);
      }
    }
  }

  /**
   * The name and base64 of an input's file. For several files, only the texts of two are sent.
   *
   * @param {HTMLInputElement} input
   * @param {(value: unknown) => void} done
   */
  function readFiles(input, done) {
    const files = Array.from(input.files ?? []).slice(0, input.multiple ? 2 : 1);
    /** @type {[string, string][]} */
    const pairs = [];
    for (const [index, file] of files.entries()) {
      const reader = new FileReader();
      reader.onload = () => {
        pairs[index] = [file.name, String(reader.result).replace(/^.*?,/s, '')];
        if (Object.keys(pairs).length < files.length) return;
        done(input.multiple ? pairs.map(String) : pairs[0]);
      };
      reader.readAsDataURL(file);
    }
  }

  /**
   * @param {any} value
   * @returns {any}
   */
  function clone(value) {
    if (value === null || typeof value !== 'object') return value;
    if (Array.isArray(value)) return value.map(clone);
    if (value instanceof Date) return new Date(value);
    if (value instanceof Node) return value;
    const copy = value.constructor ? new value.constructor() : {};
    for (const key of Object.keys(value)) copy[key] = clone(value[key]);
    return copy;
  }

  // ---- Authorisation ----

  function getAuth() {
    if (!initData || expiresAt <= Date.now()) return false;
    return {
      access_token: initData.AUTH_ID,
      refresh_token: initData.REFRESH_ID,
      expires_in: expiresAt,
      domain,
      member_id: initData.MEMBER_ID,
    };
  }

  /** @param {Callback} [callback] */
  function refreshAuth(callback) {
    if (!initData) return;
    sendMessage('refreshAuth', {}, (data) => {
      Object.assign(/** @type {Dictionary} */ (initData), data);
      expiresAt = Date.now() + data.AUTH_EXPIRES * 1000;
      callback?.(getAuth());
    });
  }

  // ---- The public face ----

  /** @param {Callback} callback */
  function init(callback) {
    if (isReady) setTimeout(callback, DEFERRAL);
    else queue.push(callback);
  }

  function getScrollSize() {
    const { documentElement: root, body } = document;
    return {
      scrollWidth: Math.max(root.scrollWidth, body?.scrollWidth ?? 0),
      scrollHeight: Math.max(root.scrollHeight, body?.scrollHeight ?? 0),
    };
  }

  /** @param {Callback} callback */
  function ready(callback) {
    if (document.readyState === 'loading') {
      document.addEventListener('DOMContentLoaded', () => callback());
    } else {
      setTimeout(callback, DEFERRAL);
    }
  }

  /** @type {Record<string, Callback | Record<string, Callback>>} */
  const BX24 = {
    init,
    ready,
    isReady: () => document.readyState !== 'loading',
    callMethod: (method, params, callback) => callMethod(method, params, callback),
    callBatch,
    getAuth,
    refreshAuth,
    isAdmin: () => Boolean(initData?.IS_ADMIN),
    getLang: () => initData?.LANG,
    getDomain: () => domain,
    canUse: (feature) => feature === 'upload' && typeof FileReader !== 'undefined',
    getScrollSize,
    resizeWindow: (width, height, cb) => sendMessage('resizeWindow', { width, height }, cb),
    fitWindow: (callback) =>
      sendMessage(
        'resizeWindow',
        { width: '100%', height: getScrollSize().scrollHeight },
        callback,
      ),
    reloadWindow: (callback) => sendMessage('reloadWindow', null, callback),
    setTitle: (title, callback) => sendMessage('setTitle', { title: String(title) }, callback),
    scrollParentWindow: (scroll, callback) => sendMessage('setScroll', { scroll }, callback),
    openApplication: (params, callback) => sendMessage('openApplication', params, callback),
    openPath: (path, callback) => sendMessage('openPath', { path }, callback),
    closeApplication: (callback) => sendMessage('closeApplication', null, callback),
    install: (handler) => void launchHandlers.push(handler),
    installFinish,
    selectUser: (...args) => select('selectUser', args, { mult: false }),
    selectUsers: (...args) => select('selectUser', args, { mult: true }),
    selectAccess: (value, callback) =>
      typeof value === 'function'
        ? sendMessage('selectAccess', { value: [] }, value)
        : sendMessage('selectAccess', { value }, callback),
    selectCRM: (params, callback) =>
      typeof params === 'function'
        ? sendMessage('selectCRM', {}, params)
        : sendMessage('selectCRM', params, callback),
    userOption: {
      get: (name) => initData?.USER_OPTIONS?.[name],
      set: (name, value, callback) => {
        if (initData) initData.USER_OPTIONS[name] = value;
        sendMessage('setUserOption', { name, value }, callback);
      },
    },
    appOption: {
      get: (name) => initData?.APP_OPTIONS?.[name],
      set: (name, value, callback) => sendMessage('setAppOption', { name, value }, callback),
    },
    placement: {
      info: () => ({ placement: initData?.PLACEMENT, options: initData?.PLACEMENT_OPTIONS }),
      getInterface: (callback) => sendMessage('getInterface', null, callback),
      /** @type {Callback} */
      call: (command, params, callback) => {
        if (command in BX24) return;
        if (typeof params === 'function') sendMessage(command, null, params);
        else sendMessage(command, params, callback);
      },
      bindEvent: (event, callback) => sendMessage('placementBindEvent', { event }, callback),
    },
    im: {
      callTo: (userId, video) => sendMessage('imCallTo', { userId, video }),
      phoneTo: (phone) => sendMessage('imPhoneTo', { phone }),
      openMessenger: (dialogId) => sendMessage('imOpenMessenger', { dialogId }),
      openHistory: (dialogId) => sendMessage('imOpenHistory', { dialogId }),
    },
  };

  /**
   * @param {string} command
   * @param {any[]} args A title, perhaps, and a callback.
   * @param {Dictionary} params
   */
  function select(command, args, params) {
    const [title, callback] = typeof args[0] === 'function' ? ['', args[0]] : args;
    sendMessage(command, { title, ...params }, callback);
  }

  global.BX24 = BX24;
})();
