// Connections: what they are, and calls over those that have calls of their own. For src/browser/connection.

/**
 * What a caller connects with: its kind, and for HTTP what a method's name is put behind, and the token; or what is wrong with it, by its parts only, since it holds secrets.
 *
 * @param {any} connection
 * @returns {{ kind: number, base?: string, token?: string } | { problem: string }}
 */
export function readConnection(connection) {
  if (connection === undefined || connection === null) return { kind: 0 };
  const isFunction = (/** @type {unknown} */ value) => typeof value === 'function';
  try {
    const { webhook, accessToken, actions, auth, callMethod } = connection;
    if (webhook !== undefined) return readWebhook(webhook);
    if (accessToken !== undefined) return readToken(connection);
    // The SDK has a callMethod too, which takes no callback.
    const isSdk = isFunction(auth?.getAuthData) && isFunction(callMethod);
    if (isFunction(actions?.v2?.call?.make) || isSdk) return { kind: 2 };
    if (isFunction(callMethod)) return { kind: 1 };
  } catch {
    // What throws when it is read is none.
  }
  return {
    problem:
      'connection must be BX24, an instance of @bitrix24/b24jssdk, { domain, accessToken } or { webhook }',
  };
}

/** @param {unknown} webhook */
function readWebhook(webhook) {
  const url = readAddress(webhook);
  const path = url?.pathname.replace(/\/?$/, '/') ?? '';
  return url && /\/rest\/\d+\/[^/]+\/$/.test(path)
    ? { kind: 3, base: url.origin + path }
    : { problem: 'connection.webhook must look like https://acme.bitrix24.com/rest/1/secret/' };
}

/** @param {{ domain: unknown, accessToken: unknown, refresh?: unknown }} connection */
function readToken({ domain, accessToken, refresh }) {
  const isText = typeof domain === 'string';
  const url = readAddress(isText && !/^https?:/.test(domain) ? `https://${domain}` : domain);
  if (url?.pathname !== '/') {
    return { problem: "connection.domain must be the portal's host, such as acme.bitrix24.com" };
  }
  if (typeof accessToken !== 'string' || !accessToken) {
    return { problem: "connection.accessToken must be the placement's AUTH_ID" };
  }
  if (refresh !== undefined && typeof refresh !== 'function') {
    return {
      problem: 'connection.refresh must be a function that resolves to a fresh access token',
    };
  }
  return { kind: 3, base: `${url.origin}/rest/`, token: accessToken };
}

/**
 * An address over HTTP that has nothing but a host and a path: no user, no query, no fragment.
 *
 * @param {unknown} address
 */
function readAddress(address) {
  if (typeof address !== 'string') return;
  try {
    const url = new URL(address);
    const { protocol, username, password, search, hash } = url;
    if (/^https?:$/.test(protocol) && !(username + password + search + hash)) return url;
  } catch {
    // It is none.
  }
}

/**
 * Calls a method. `page` is the result of the page before, where the one that begins at `start` is wanted.
 *
 * @param {import('./index.js').Bx24Bridge} bridge
 * @param {string} method
 * @param {Record<string, unknown>} params
 * @param {any} page
 * @param {number} start
 */
export async function callBridge(bridge, method, params, page, start) {
  const result = await called(bridge, method, params, page);
  let whole;
  try {
    whole = bridgeEnvelope(result, start);
  } catch {
    // It has none.
  }
  return { envelope: whole, status: result?.status, page: result };
}

/**
 * @param {import('./index.js').Bx24Bridge} bridge
 * @param {string} method
 * @param {Record<string, unknown>} params
 * @param {any} page
 * @returns {Promise<any>}
 */
function called(bridge, method, params, page) {
  return new Promise((resolve, reject) => {
    const returned =
      typeof page?.next === 'function'
        ? page.next(resolve)
        : bridge.callMethod(method, params, resolve);
    // A stand-in for BX24 may answer by a promise; one that promises nothing calls back.
    if (typeof returned?.then === 'function') {
      returned.then((/** @type {any} */ result) => result === undefined || resolve(result), reject);
    }
  });
}

/**
 * The reply's envelope as the portal sent it, or made again from what a result tells of it. `start` is where its page
 * begins.
 *
 * @param {any} result
 * @param {number} start
 */
function bridgeEnvelope(result, start) {
  const answer = result?.answer;
  if (answer && ('error' in answer || 'result' in answer)) return answer;
  const error = typeof result?.error === 'function' ? result.error() : result?.error;
  if (error) {
    const inner = error.ex ?? error.getError?.() ?? error;
    return { error: String(inner.error ?? inner), error_description: inner.error_description };
  }
  if (typeof result?.data !== 'function') return undefined;
  return {
    result: result.data(),
    next: result.more?.() ? start + 50 : undefined,
    total: result.total?.(),
    time: result.time?.(),
  };
}

/**
 * Calls a method, and makes the reply's envelope again from what the SDK tells of it. `start` is where a list's page
 * begins. `once`: the SDK is not to repeat the call.
 *
 * @param {any} sdk
 * @param {string} method
 * @param {{ start?: number }} params
 * @param {boolean} once
 */
export async function callSdk(sdk, method, params, once) {
  try {
    const result = await (once
      ? withoutRetries(sdk, () => start(sdk, method, params))
      : start(sdk, method, params));
    if (result?.isSuccess === false) {
      const [error] = result.getErrors?.() ?? [];
      return rejection(error ?? {}, result.getStatus?.());
    }
    const { result: data, time } = result?.getData?.() ?? {};
    // Without these readers, a page with nothing new on it is the last.
    const more = result?.isMore ? result.isMore() : data?.length === 50;
    return {
      envelope: {
        result: data,
        time,
        next: more ? (params.start ?? 0) + 50 : undefined,
        total: result?.getTotal?.(),
      },
      status: result?.getStatus?.(),
    };
  } catch (error) {
    return rejection(error, /** @type {any} */ (error)?.status);
  }
}

/**
 * @param {any} sdk
 * @param {string} method
 * @param {{ start?: number }} params
 */
function start(sdk, method, params) {
  const actions = sdk.actions?.v2?.call;
  return actions ? actions.make({ method, params }) : sdk.callMethod(method, params, params.start);
}

/**
 * The SDK repeats what got no answer in 30 s, or a 5xx, up to three times; a completion is then reported as done by
 * somebody else. There is no setting for one call, but a call reads how often it may be tried as soon as it is made:
 * the settings are back before anything else can run.
 *
 * @template T
 * @param {any} sdk
 * @param {() => T} make
 */
function withoutRetries(sdk, make) {
  const http = sdk.getHttpClient?.('v2') ?? sdk;
  const settings = http.getRestrictionManagerParams?.();
  if (!settings) return make();
  http.setRestrictionManagerParams({ ...settings, maxRetries: 1, retryOnNetworkError: false });
  try {
    return make();
  } finally {
    http.setRestrictionManagerParams(settings);
  }
}

/**
 * An error of the SDK holds the request too, and is left behind here.
 *
 * @param {any} error
 * @param {unknown} status
 */
function rejection(error, status) {
  const code = typeof error?.code === 'string' ? error.code : 'JSSDK_UNKNOWN_ERROR';
  return { envelope: { error: code, error_description: error?.message }, status };
}

/** Bytes of a body whose way is worth watching. */
const WATCHED = 2 ** 20;

/**
 * Origins where a watched upload failed before it was on its way, as it does where a preflight is not answered.
 *
 * @type {Set<string>}
 */
const unwatched = new Set();

/**
 * Posts a form without what the page and the browser would add to it, and reads the reply's envelope as far as there
 * is one.
 *
 * @param {string} url
 * @param {URLSearchParams | Blob} form
 * @param {import('./values.js').Report} [report]
 */
export function post(url, form, report) {
  const size = form instanceof Blob ? form.size : 0;
  const { origin } = new URL(url);
  if (report && size > WATCHED && globalThis.XMLHttpRequest && !unwatched.has(origin)) {
    return upload(url, form, report, () => unwatched.add(origin));
  }
  const controller = new AbortController();
  const send = async () => {
    const response = await fetch(url, {
      method: 'POST',
      body: form,
      mode: 'cors',
      credentials: 'omit',
      redirect: 'error',
      referrerPolicy: 'no-referrer',
      cache: 'no-store',
      signal: controller.signal,
    });
    // By way of a Blob, so that Chromium knows by then how much room there is for large ones: see values.js.
    const reply = received(response.status, await (await response.blob()).text());
    if (size) report?.('upload', size, size);
    return reply;
  };
  return Object.assign(send(), { abort: () => controller.abort() });
}

/**
 * Only this tells how far an upload is. Browsers ask for leave first, by a preflight.
 *
 * @param {string} url
 * @param {any} body
 * @param {import('./values.js').Report} report
 * @param {() => void} onUnwatched
 */
function upload(url, body, report, onUnwatched) {
  const request = new XMLHttpRequest();
  let isOnItsWay = false;
  const sending = new Promise((resolve, reject) => {
    request.open('POST', url);
    request.upload.onprogress = ({ loaded, total }) => {
      isOnItsWay = true;
      report('upload', loaded, total);
    };
    request.onload = () => resolve(received(request.status, request.responseText));
    request.onabort = reject;
    request.onerror = (error) => {
      if (!isOnItsWay) onUnwatched();
      reject(error);
    };
    request.send(body);
  });
  return Object.assign(sending, { abort: () => request.abort() });
}

/**
 * @param {number} status
 * @param {string} text
 */
function received(status, text) {
  let envelope;
  try {
    envelope = JSON.parse(text);
  } catch {
    // It is none.
  }
  return { envelope, status };
}

/**
 * The way to the same portal over HTTP, with what a bridge or the SDK has for its own calls: a connection, or nothing.
 *
 * @param {any} connection
 */
export async function direct(connection) {
  const auth = connection.auth ?? connection;
  try {
    // A webhook has its key in the address, and no token.
    const base = auth.getTargetOriginWithPath?.();
    const webhook = `${base?.get?.('v2') ?? base}/`;
    if (!('problem' in readWebhook(webhook))) return { webhook };
    const fresh = () => refresh(auth, auth === connection);
    const patience = () => new Promise((resolve) => setTimeout(resolve, PATIENCE));
    const { access_token: accessToken, domain } =
      (auth.getAuthData ? auth.getAuthData() : auth.getAuth()) ||
      (await Promise.race([fresh(), patience()]));
    return {
      domain: domain.includes('://') ? domain : schemeOf(domain) + domain,
      accessToken,
      refresh: async () => (await fresh()).access_token,
    };
  } catch {
    // There is none.
  }
}

/**
 * A portal of one's own may do without HTTPS. It tells its frames so by their name: host, whether over HTTPS, frame.
 *
 * @param {string} domain
 */
function schemeOf(domain) {
  const [host, isSecure] = String(/** @type {any} */ (globalThis).name).split('|');
  return host?.startsWith(domain) && isSecure !== '1' ? 'http://' : 'https://';
}

/** After this nobody waits for one any more, and the next call asks anew. */
const PATIENCE = 10_000;

/** @type {WeakMap<object, { since: number, fresh: Promise<any> }>} */
const pending = new WeakMap();

/**
 * What the owner of a token gives for a fresh one: by a callback, as `refreshAuth` of BX24, or by a promise.
 *
 * @param {any} owner
 * @param {boolean} byCallback
 */
export function refresh(owner, byCallback) {
  const now = performance.now();
  const shared = pending.get(owner);
  if (shared && now - shared.since < PATIENCE) return shared.fresh;
  const fresh = byCallback
    ? new Promise((resolve) => owner.refreshAuth(resolve))
    : (async () => (owner.refresh ?? owner.refreshAuth).call(owner))();
  const own = { since: now, fresh };
  const end = () => pending.get(owner) === own && pending.delete(owner);
  pending.set(owner, own);
  fresh.then(end, end);
  return fresh;
}
