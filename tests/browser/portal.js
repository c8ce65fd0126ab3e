// Fakes of a portal, and of the connections to it.

/**
 * Replaces `fetch` with a fake. It records each request with its text, and replies at once.
 *
 * @param {(request: Request, count: number) => Response | Promise<Response>} answer
 */
export function stubFetch(answer) {
  const { fetch } = globalThis;
  /** @type {[Request, string][]} */
  const requests = [];
  globalThis.stub = Object.assign(
    async (input, init) => {
      const request = new Request(input, init);
      requests.push([request.clone(), await request.clone().text()]);
      const response = await answer(request, requests.length);
      const text = await response.text();
      return {
        status: response.status,
        type: response.type,
        blob: async () => ({ text: async () => text }),
      };
    },
    { requests },
  );
  globalThis.fetch = globalThis.stub;
  return () => {
    globalThis.fetch = fetch;
  };
}

/**
 * The method of a batch's command, and its parameters. The reference to the first reply's ID is replaced.
 *
 * @param {string} command
 * @param {any[]} envelopes the replies to the commands before it
 * @returns {[string, URLSearchParams]}
 */
function readCommand(command, [first]) {
  const [method = '', query] = command.split('?');
  const params = new URLSearchParams(query);
  for (const [name, value] of [...params]) {
    if (value === '$result[0][ID]') params.set(name, first.result.ID);
  }
  return [method, params];
}

/**
 * The reply to a batch, of the replies to its commands.
 *
 * @param {any[]} envelopes
 */
function replyToBatch(envelopes) {
  const maps = { result: {}, result_error: {}, result_total: {}, result_next: {} };
  for (const [index, envelope] of envelopes.entries()) {
    if (envelope.error) {
      maps.result_error[index] = envelope;
      continue;
    }
    maps.result[index] = envelope.result;
    if (envelope.total !== undefined) maps.result_total[index] = envelope.total;
    if (envelope.next !== undefined) maps.result_next[index] = envelope.next;
  }
  return { result: maps };
}

/**
 * Replies to batches of reads as well, for {@link stubFetch}: by what `answer` replies to their commands.
 *
 * @param {(request: Request) => Promise<Response>} answer
 */
function withBatches(answer) {
  return async (request) => {
    if (!request.url.endsWith('/batch')) return answer(request);
    const body = new URLSearchParams(await request.text());
    const envelopes = [];
    for (const command of [body.get('cmd[0]'), body.get('cmd[1]')]) {
      const [method, params] = readCommand(command, envelopes);
      const url = request.url.replace(/batch$/, method);
      params.set('auth', body.get('auth') ?? '');
      const reply = await answer(new Request(url, { method: 'POST', body: params }));
      // A PHP error ends the whole batch, and a token is refused before anything is executed.
      if (reply.status === 500 || reply.status === 401) return reply;
      envelopes.push(JSON.parse(await reply.text()));
    }
    const { time } = envelopes[0];
    return new Response(JSON.stringify({ ...replyToBatch(envelopes), time }));
  };
}

/**
 * A portal: `answer(method, params)` returns an envelope, `calls` contains the received calls. A `status` replaces the
 * HTTP status.
 *
 * @param {number} rows how many open tasks it has
 * @param {(id: unknown) => object} createRow
 */
export function createPortal(rows, createRow) {
  /** @type {[string, any][]} */
  const calls = [];
  const list = Array.from({ length: rows }, (_, index) => createRow(rows - index));
  /** @param {string} method @param {any} params */
  const answer = (method, params) => {
    calls.push([method, params]);
    if (method === 'batch') {
      const count = calls.length;
      const envelopes = [];
      for (const command of params.cmd) {
        const [method, query] = readCommand(command, envelopes);
        const id = query.get('FILTER[ID]');
        envelopes.push(portal.answer(method, { FILTER: id ? { ID: id } : {} }));
      }
      calls.length = count;
      return replyToBatch(envelopes);
    }
    if (method === 'profile') return { result: { ID: '7', ADMIN: true } };
    if (method === 'bizproc.task.complete') return { result: true, time: { duration: 1 } };
    if (params.FILTER?.ID) return { result: [createRow(params.FILTER.ID)], total: 1 };
    const form = typeof params === 'string' ? new URLSearchParams(params) : null;
    let start = Math.floor(Number((form ? form.get('start') : params.start) ?? 0) / 50) * 50;
    if (start >= list.length) start = 0;
    const next = start + 50 < list.length ? { next: start + 50 } : {};
    return { result: list.slice(start, start + 50), total: list.length, ...next };
  };
  const portal = { calls, answer };
  return portal;
}

/**
 * BX24 with its real behaviour: it changes its arguments, and reads the next page through the result of the previous
 * one.
 */
export function createBx24(portal) {
  return {
    callMethod(method, params, callback) {
      if (params.start) delete params.start;
      const send = (data) => {
        const answer = portal.answer(method, data);
        setTimeout(() =>
          callback({
            answer,
            status: portal.status ?? (answer.error ? 400 : 200),
            data: () => answer.result,
            error: () => answer.error && { ex: answer },
            more: () => answer.next !== undefined,
            next: (nextCallback) => {
              callback = nextCallback ?? callback;
              send({ ...data, start: answer.next });
            },
          }),
        );
      };
      send(params);
    },
    getLang: () => 'ru',
  };
}

/** An instance of the SDK, version 2; without actions, version 1. */
export function createSdk(portal, hasActions) {
  const make = async (method, params) => {
    const answer = portal.answer(method, params);
    if (answer.error) {
      throw Object.assign(new Error('secret words'), {
        code: answer.error,
        status: portal.status ?? 400,
      });
    }
    return {
      isSuccess: true,
      getStatus: () => 200,
      getData: () => ({ result: answer.result, time: answer.time }),
      isMore: () => answer.next !== undefined,
      getTotal: () => answer.total,
    };
  };
  return {
    auth: { getAuthData: () => false, refreshAuth: async () => false },
    callMethod: (method, params, start) =>
      make(method, start === undefined ? params : { ...params, start }),
    ...(hasActions && {
      actions: { v2: { call: { make: ({ method, params }) => make(method, params) } } },
    }),
  };
}

/**
 * BX24 over a portal with one approval, of user 7: `answer` is its stored status, `sent` has the completions that came,
 * `looks` counts the look-ups. `complete(reply)` replies to a completion, or does not.
 */
export function createApproval() {
  const bridge = {
    answer: '0',
    sent: [],
    looks: 0,
    complete: (_reply) => {},
    getDomain: () => 'acme.bitrix24.com',
    callMethod(method, params, callback) {
      const statusOf = ({ error }) => (error === 'QUERY_LIMIT_EXCEEDED' ? 503 : error ? 400 : 200);
      const reply = (answer) => setTimeout(() => callback({ answer, status: statusOf(answer) }));
      const profile = { result: { ID: '7' } };
      const list = (id) => {
        bridge.looks++;
        const row = {
          ID: String(id),
          USER_ID: '7',
          ACTIVITY: 'ApproveActivity',
          STATUS: '0',
          USER_STATUS: bridge.answer,
        };
        return { result: [row], total: 1 };
      };
      if (method === 'profile') return reply(profile);
      if (method === 'batch') {
        const [, query] = readCommand(params.cmd[1], [profile]);
        return reply(replyToBatch([profile, list(query.get('FILTER[ID]'))]));
      }
      if (method === 'bizproc.task.complete') {
        bridge.sent.push(params);
        return bridge.complete(reply);
      }
      return reply(list(params.FILTER.ID));
    },
  };
  return bridge;
}

/**
 * Replies of a portal with one approval, number 12 of user 7, for {@link stubFetch}. It counts completions in
 * `globalThis.completions`.
 *
 * @param {(reply: Function, time: object) => unknown} complete replies to a completion
 * @param {(completions: number) => object} readRow what the task's row has besides
 * @param {(token: string | null) => string} userOf the user of a token
 */
export function replyAsPortal(complete, readRow, userOf) {
  return withBatches(async (request) => {
    const body = new URLSearchParams(await request.text());
    const time = { finish: Date.now() / 1000 };
    const reply = (envelope, status = 200) => new Response(JSON.stringify(envelope), { status });
    if (request.url.endsWith('/profile'))
      return reply({ result: { ID: userOf(body.get('auth')) }, time });
    if (request.url.endsWith('.list')) {
      const row = {
        ID: '12',
        USER_ID: '7',
        NAME: 'x',
        ACTIVITY: 'ApproveActivity',
        STATUS: '0',
        USER_STATUS: '0',
        PARAMETERS: { ShowComment: 'Y' },
        ...readRow(globalThis.completions),
      };
      return reply({ result: [row], time });
    }
    globalThis.completions = (globalThis.completions ?? 0) + 1;
    return complete(reply, time);
  });
}

/**
 * Replies of a portal with a changing list of tasks, for {@link stubFetch}. All tasks belong to user 7, newest first.
 *
 * - `tasks`: further columns of their rows, by id.
 * - `unlisted`: ids that are missing on pages, but not in requests by id.
 * - `broken`: ids whose form the portal fails to read.
 * - `error`: an error reply, or `'lost'`, instead of lists.
 * - `lists`: the requests for lists: their time, their ids, and whether with forms.
 */
export function createInbox() {
  const inbox = {
    tasks: new Map(),
    unlisted: new Set(),
    broken: new Set(),
    error: null,
    lists: [],
    clock: Date.now() - performance.now(),
    now: () => inbox.clock + performance.now(),
    row: (id) => ({
      ID: String(id),
      NAME: `Task ${id}`,
      USER_ID: '7',
      ACTIVITY: 'ApproveActivity',
      STATUS: '0',
      USER_STATUS: '0',
      ...inbox.tasks.get(id),
    }),
    answer: withBatches(async (request) => {
      const body = new URLSearchParams(await request.text());
      const reply = (envelope, status = 200) => {
        const time = { finish: inbox.now() / 1000 };
        return new Response(JSON.stringify({ ...envelope, time }), { status });
      };
      if (request.url.endsWith('/profile')) return reply({ result: { ID: '7' } });
      const values = (name) =>
        [...body].filter(([key]) => key.startsWith(name)).map(([, value]) => value);
      const asked = values('FILTER[ID]').map(Number);
      const hasForms = values('SELECT').includes('PARAMETERS');
      inbox.lists.push({ at: performance.now(), asked, hasForms });
      if (inbox.error === 'lost') throw new TypeError('Failed to fetch');
      if (inbox.error) return reply(...inbox.error);
      let ids = [...inbox.tasks.keys()].sort((one, other) => other - one);
      ids = ids.filter((id) => (asked.length ? asked.includes(id) : !inbox.unlisted.has(id)));
      const start = Number(body.get('start') ?? 0);
      const page = ids.slice(start, start + 50);
      if (hasForms && page.some((id) => inbox.broken.has(id))) {
        return new Response('<html>Internal error</html>', { status: 500 });
      }
      const next = start + 50 < ids.length ? { next: start + 50 } : {};
      return reply({ result: page.map(inbox.row), total: ids.length, ...next });
    }),
  };
  return inbox;
}

/**
 * Replies of a portal with approvals of user 7 that are completed in batches, for {@link stubFetch}.
 *
 * - `isExpired`: whether the first token has expired.
 * - `limitedUntil`: the time until which completions are refused because their operating time is used up.
 * - `resetsIn`: the reset time in replies, in seconds from now; no reset time if it is null.
 * - `userOf`: the user of a token.
 * - `profiles`, `stored`: the number of requests for the current user, and the completed tasks.
 */
export function createBatchPortal() {
  const portal = {
    isExpired: false,
    limitedUntil: 0,
    resetsIn: null,
    userOf: (_token) => '7',
    profiles: 0,
    stored: [],
    complete(command) {
      const id = new URLSearchParams(command.split('?')[1]).get('TASK_ID');
      if (performance.now() < portal.limitedUntil) return { error: 'OPERATION_TIME_LIMIT' };
      if (portal.stored.includes(id)) return { error: 'ERROR_TASK_COMPLETED' };
      portal.stored.push(id);
      return { result: true };
    },
    async answer(request) {
      const body = new URLSearchParams(await request.text());
      const finish = 1_800_000_000 + performance.now() / 1000;
      const time = {
        finish,
        ...(portal.resetsIn && { operating: 1, operating_reset_at: finish + portal.resetsIn }),
      };
      const reply = (envelope, status = 200) =>
        new Response(JSON.stringify({ ...envelope, time }), { status });
      const values = (name) =>
        [...body].filter(([key]) => key.startsWith(name)).map(([, value]) => value);
      if (portal.isExpired && body.get('auth') === 'marker-token') {
        return reply({ error: 'expired_token' }, 401);
      }
      if (request.url.endsWith('/profile')) {
        portal.profiles++;
        return reply({ result: { ID: portal.userOf(body.get('auth')) } });
      }
      if (request.url.endsWith('.list')) {
        const row = (id) => ({
          ID: id,
          USER_ID: '7',
          ACTIVITY: 'ApproveActivity',
          STATUS: portal.stored.includes(id) ? '1' : '0',
          USER_STATUS: portal.stored.includes(id) ? '1' : '0',
        });
        return reply({ result: values('FILTER[ID]').map(row) });
      }
      if (request.url.endsWith('.complete')) {
        const answer = portal.complete(`?${body}`);
        return reply(answer, answer.error ? 429 : 200);
      }
      const maps = { result: {}, result_error: {}, result_time: {} };
      for (const [index, command] of values('cmd').entries()) {
        const { result, error } = portal.complete(command);
        if (error) {
          maps.result_error[index] = { error, error_description: '' };
        } else {
          maps.result[index] = result;
          maps.result_time[index] = time;
        }
      }
      return reply({ result: maps });
    },
  };
  return portal;
}
