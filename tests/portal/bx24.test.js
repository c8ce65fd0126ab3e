/** The reimplementation of BX24.js, in the order of docs/contract/bx24js-behaviour.md. */

import assert from 'node:assert/strict';
import { after, before, beforeEach, test } from 'node:test';
import { task, until } from './call.js';
import { openPlacement } from './placement.js';

/** @typedef {import('playwright').Frame} Frame */

/** @type {import('./placement.js').Fixture} */
let fixture;
/** @type {Frame} */
let frame;

/** More than a page of tasks. The host page shows them all after each call, so that few tests have them. */
const manyTasks = Array.from({ length: 120 }, (_, index) => task(index + 1, 1));

before(async () => {
  fixture = await openPlacement(
    { tasks: [task(1, 1)] },
    {
      content:
        '<input id="text" value="typed"><input id="file" type="file"><input id="files" type="file" multiple>',
    },
  );
});

beforeEach(async () => {
  fixture.portal.reset();
  fixture.errors.length = 0;
  frame = await (fixture.page.frames()[1] ? fixture.reopen() : fixture.open());
  await frame.evaluate(() => new Promise((resolve) => BX24.init(() => resolve(undefined))));
});

after(() => fixture.close());

/**
 * Calls a method and waits for its callback, but not for ever.
 *
 * @param {string} method
 * @param {string} [params] JavaScript source.
 * @param {number} [patience] Milliseconds.
 * @returns {Promise<any>} What the callback got, or 'never'.
 */
function callMethod(method, params = '{}', patience = 60_000) {
  return frame.evaluate(
    ([name, source, ms]) =>
      new Promise((resolve) => {
        setTimeout(() => resolve('never'), Number(ms));
        BX24.callMethod(name, new Function(`return (${source})`)(), (/** @type {any} */ result) =>
          resolve({
            status: result.status,
            data: result.data(),
            error: result.error() && String(result.error()),
            more: result.more(),
            total: result.total(),
          }),
        );
      }),
    /** @type {const} */ ([method, params, patience]),
  );
}

/**
 * The encoded body of parameters, without its token.
 *
 * @param {string} params
 */
async function bodyOf(params) {
  await callMethod('profile', params);
  const body = fixture.portal.requests().at(-1)?.body ?? '';
  return decodeURIComponent(body.replace(/^auth=[0-9a-f]+&?/, ''));
}

test('§1 a call is a simple POST of text to METHOD.json, and returns nothing', async () => {
  const returned = await frame.evaluate(
    () => typeof BX24.callMethod('profile', { a: 1 }, () => {}),
  );
  assert.equal(returned, 'undefined');
  await until(() => fixture.portal.requests().length > 0);
  const [request] = fixture.portal.requests();
  assert.equal(request?.verb, 'POST');
  assert.equal(request?.url, '/rest/profile.json');
  assert.equal(request?.headers['content-type'], 'text/plain;charset=UTF-8');
  assert.match(request?.body ?? '', /^auth=[0-9a-f]{70}&a=1$/);
});

test('§1 a truthy start is deleted from the caller, zero and START are sent', async () => {
  fixture.portal.reset(manyTasks);
  const page = await callMethod('bizproc.task.list', '{ start: 50, SELECT: ["ID"] }');
  assert.equal(page.data[0].ID, '120');
  const keys = await frame.evaluate(() => {
    const params = { start: 50, START: 50 };
    BX24.callMethod('profile', params, () => {});
    return Object.keys(params);
  });
  assert.deepEqual(keys, ['START']);
  assert.equal(await bodyOf('{ start: 0, START: 5 }'), 'start=0&START=5');
});

test('§1 symbols, lone surrogates, frozen starts and throwing getters throw at once', async () => {
  for (const source of [
    '{ a: Symbol() }',
    '{ a: "\\ud800" }',
    'Object.freeze({ start: 1 })',
    '{ get a() { throw new Error() } }',
  ]) {
    const thrown = await frame.evaluate((text) => {
      try {
        BX24.callMethod('profile', new Function(`return (${text})`)(), () => {});
        return false;
      } catch {
        return true;
      }
    }, source);
    assert.ok(thrown, source);
  }
});

test('§2 values become text, or nothing', async () => {
  /** @type {[string, string][]} */
  const table = [
    ['{ a: "x" }', 'a=x'],
    ['{ a: 12, b: 1.5, c: 1e21 }', 'a=12&b=1.5&c=1e+21'],
    ['{ a: NaN, b: Infinity }', 'a=NaN&b=Infinity'],
    ['{ a: true, b: false }', 'a=true&b=false'],
    ['{ a: undefined, b: null }', 'a=undefined'],
    ['{ a: new Date(Date.UTC(2025, 1, 5, 9, 11, 33)) }', 'a=2025-02-05T09:11:33.000Z'],
    ['{ a: new Date(NaN) }', 'a=null'],
    ['{ a: [], b: {} }', 'a='],
    ['{ a: [1, 2] }', 'a[0]=1&a[1]=2'],
    ['{ a: [1, , 3] }', 'a[0]=1&a[2]=3'],
    ['{ a: [1, null, {}, 4] }', 'a[0]=1&a[3]=4'],
    ['{ a: { b: { c: 1 } } }', 'a[b][c]=1'],
    ['{ a: { x: 1 }, b: 2 }', 'b=2&a[x]=1'],
    ['{ a: 10n }', 'a=10'],
    ['{ a: new Map([[1, 2]]), b: new Set([1]), c: new Blob(["x"]) }', ''],
    ['{ a: new Uint8Array([7, 8]) }', 'a[0]=7&a[1]=8'],
    ['{ a: () => 1 }', 'a=() => 1'],
    ['{ a: document.getElementById("text") }', 'a=typed'],
    ['{ a: document.getElementById("file") }', 'a='],
    ['"a=1&b=2"', 'a=1&b=2'],
    ['new String("a=1")', 'a=1'],
    ['null', ''],
    ['undefined', ''],
    ['Object.create({ inherited: 1 })', ''],
  ];
  for (const [source, body] of table) assert.equal(await bodyOf(source), body, source);
});

test('§2 one chosen file is a pair, several are broken', async () => {
  const files = ['a.txt', 'b.txt', 'c.txt'].map((name) => ({
    name,
    mimeType: 'text/plain',
    buffer: Buffer.from('Hello'),
  }));
  await frame.setInputFiles('#file', files.slice(0, 1));
  await frame.setInputFiles('#files', files);
  assert.equal(
    await bodyOf('{ f: document.getElementById("file"), g: 1 }'),
    'g=1&f[0]=a.txt&f[1]=SGVsbG8=',
  );
  assert.equal(
    await bodyOf('{ f: document.getElementById("files") }'),
    'f[0]=a.txt,SGVsbG8=&f[1]=b.txt,SGVsbG8=',
  );
});

test('§3 the callback is never called after a lost connection, a 5xx or an HTML page', async () => {
  /** @type {import('../../www/portal/index.js').FaultSpec[]} */
  const faults = [
    { kind: 'reset', times: 9 },
    { kind: 'error', code: 'QUERY_LIMIT_EXCEEDED', status: 503 },
    { kind: 'html', status: 502 },
    { kind: 'truncated' },
    { kind: 'delay' },
  ];
  for (const fault of faults) {
    fixture.portal.fault(null);
    fixture.portal.fault(fault);
    fixture.errors.length = 0;
    assert.equal(await callMethod('profile', '{}', 300), 'never', fault.kind);
    if (fault.kind !== 'delay') await until(() => /Query error!/.test(fixture.errors.join()));
  }
});

test('§3 a 4xx comes back as an error, an empty body as success', async () => {
  const refused = await callMethod('bizproc.task.complete', '{ TASK_ID: 0 }');
  assert.deepEqual(
    [refused.status, refused.data, refused.error],
    [400, undefined, 'ERROR_TASK_VALIDATION: empty TASK_ID (400)'],
  );
  fixture.portal.fault({ kind: 'empty' });
  const empty = await callMethod('profile');
  assert.deepEqual([empty.status, empty.data, empty.error], [200, {}, undefined]);
});

test('§3 an expired token is refreshed and the call repeated, without end', async () => {
  fixture.portal.fault({ kind: 'expire-tokens', times: 3 });
  assert.equal((await callMethod('profile')).data.ID, '1');
  assert.deepEqual(
    fixture.portal.requests().map(({ status }) => status),
    [401, 401, 401, 200],
  );
});

test('§3 with a silent parent a call waits for ever', async () => {
  fixture.portal.fault({ kind: 'expire-tokens' });
  fixture.portal.fault({ kind: 'silent-parent', command: 'refreshAuth' });
  assert.equal(await callMethod('profile', '{}', 300), 'never');
});

test('§4 more than 90 calls at once must wait', async () => {
  const sent = await frame.evaluate(async () => {
    // The bucket leaks with time, and a slow machine takes long for 95 calls.
    const { now } = Date;
    const started = now();
    Date.now = () => started;
    let count = 0;
    const { send } = XMLHttpRequest.prototype;
    XMLHttpRequest.prototype.send = function (body) {
      count += 1;
      send.call(this, body);
    };
    for (let call = 0; call < 95; call += 1) BX24.callMethod('profile', {}, () => {});
    await new Promise((resolve) => setTimeout(resolve, 500));
    Date.now = now;
    return count;
  });
  assert.equal(sent, 90);
});

test('§5 a result pages with next, and only with next', async () => {
  fixture.portal.reset(manyTasks);
  const pages = await frame.evaluate(
    () =>
      new Promise((resolve) => {
        /** @type {any[]} */
        const seen = [];
        BX24.callMethod('bizproc.task.list', { SELECT: ['ID'] }, (/** @type {any} */ result) => {
          seen.push([result.data()[0].ID, result.answer.next, result.total()]);
          if (result.more()) result.next();
          else resolve([...seen, result.next()]);
        });
      }),
  );
  assert.deepEqual(pages, [['120', 50, 120], ['70', 100, 120], ['20', undefined, 120], false]);
});

test('§5, §6 results and errors have the documented members', async () => {
  const seen = await frame.evaluate(
    () =>
      new Promise((resolve) => {
        const params = { TASK_ID: 0, nested: { a: [1] } };
        BX24.callMethod('bizproc.task.complete', params, (/** @type {any} */ result) => {
          const error = result.error();
          resolve({
            code: error.ex.error,
            same: error.ex === result.answer && error.getError() === error.ex,
            status: error.getStatus(),
            isError: error instanceof Error,
            description: result.error_description(),
            total: String(result.total()),
            method: result.query.method,
            isClone: result.query.data !== params && result.query.data.nested.a[0] === 1,
          });
        });
      }),
  );
  assert.deepEqual(seen, {
    code: 'ERROR_TASK_VALIDATION',
    same: true,
    status: 400,
    isError: false,
    description: 'empty TASK_ID',
    total: 'NaN',
    method: 'bizproc.task.complete',
    isClone: true,
  });
});

test('§7 a batch returns results by key, without commands that were not run', async () => {
  fixture.portal.reset(manyTasks);
  const seen = await frame.evaluate(
    () =>
      new Promise((resolve) => {
        BX24.callBatch(
          {
            me: ['profile'],
            list: { method: 'bizproc.task.list', params: { SELECT: ['ID'] } },
            bad: ['nothing', { a: 1 }],
            skipped: null,
            late: ['profile'],
          },
          (/** @type {any} */ results) =>
            resolve({
              keys: Object.keys(results),
              id: results.me.data().ID,
              total: results.list.total(),
              bad: [results.bad.data(), results.bad.error().ex.error, results.bad.status],
            }),
          true,
        );
      }),
  );
  assert.deepEqual(seen, {
    keys: ['me', 'list', 'bad'],
    id: '1',
    total: 120,
    bad: [{}, 'ERROR_METHOD_NOT_FOUND', 200],
  });
  const body = decodeURIComponent(fixture.portal.requests().at(-1)?.body ?? '');
  assert.match(body, /&halt=1&cmd\[me\]=profile\?&cmd\[list\]=bizproc\.task\.list\?SELECT\[0\]=ID/);
});

test('§7 an item of a batch reads the next page as a single call', async () => {
  fixture.portal.reset(manyTasks);
  const second = await frame.evaluate(
    () =>
      new Promise((resolve) => {
        BX24.callBatch([['bizproc.task.list', { SELECT: ['ID'] }]], (/** @type {any} */ results) =>
          results[0].next((/** @type {any} */ result) => resolve(result.data()[0].ID)),
        );
      }),
  );
  assert.equal(second, '70');
  assert.equal(fixture.portal.requests().at(-1)?.method, 'bizproc.task.list');
});

test('§7 a batch that fails as a whole, or is empty, never calls back', async () => {
  fixture.portal.fault({ kind: 'error', code: 'insufficient_scope', status: 401 });
  const called = await frame.evaluate(
    () =>
      new Promise((resolve) => {
        setTimeout(() => resolve('never'), 300);
        BX24.callBatch([['profile']], () => resolve('called'));
        BX24.callBatch([null, {}], () => resolve('called'));
      }),
  );
  assert.equal(called, 'never');
  assert.match(fixture.errors.join(), /TypeError|undefined/);
});

test('§8 init, getAuth, placement and the window behave as described', async () => {
  const seen = await frame.evaluate(async () => {
    let isLater = false;
    const called = new Promise((resolve) => BX24.init(() => resolve(isLater)));
    isLater = true;
    const auth = BX24.getAuth();
    const size = await new Promise((resolve) => BX24.fitWindow(resolve));
    let isSilent = true;
    BX24.placement.call('refreshAuth', {}, () => {
      isSilent = false;
    });
    const refreshed = await new Promise((resolve) => BX24.refreshAuth(resolve));
    return {
      isLater: await called,
      token: typeof auth.access_token,
      inAnHour: Math.abs(auth.expires_in - Date.now() - 3_600_000) < 60_000,
      domain: auth.domain,
      size,
      isNew: refreshed.access_token !== auth.access_token,
      isSilent,
      placement: BX24.placement.info().placement,
      upload: BX24.canUse('upload'),
      lang: BX24.getLang(),
      isAdmin: BX24.isAdmin(),
    };
  });
  const { size, ...rest } = seen;
  assert.ok(/** @type {any} */ (size).height > 0);
  assert.deepEqual(rest, {
    isLater: true,
    token: 'string',
    inAnHour: true,
    domain: new URL(fixture.portal.url).host,
    isNew: true,
    isSilent: true,
    placement: 'CRM_DEAL_DETAIL_TAB',
    upload: true,
    lang: 'en',
    isAdmin: false,
  });
});

test('§8 outside a frame the script throws and leaves BX24 null', async () => {
  fixture.errors.length = 0;
  await fixture.page.goto(`${fixture.portal.url}/welcome`);
  await fixture.page.addScriptTag({ url: `${fixture.portal.url}/api/v1/` });
  assert.equal(await fixture.page.evaluate(() => /** @type {any} */ (window).BX24), null);
  assert.match(fixture.errors.join(), /Unable to initialize Bitrix24 JS library!/);
});

test('§8 the handlers of the first launch run before those of init, once for each user', async () => {
  const own = await openPlacement();
  try {
    await own.page.addInitScript(() => {
      /** @type {any} */
      let loaded;
      /** @type {string[]} */
      const order = [];
      Object.defineProperty(window, 'BX24', {
        get: () => loaded,
        set: (bx24) => {
          loaded = bx24;
          bx24?.init(() => order.push('init'));
          for (const name of ['first', 'second']) {
            bx24?.install(() => {
              order.push(name);
              bx24.callMethod('profile', {}, () => bx24.installFinish());
            });
          }
        },
      });
      Object.assign(window, { order });
    });
    /** @param {string} query */
    const orderOf = async (query) => {
      const opened = await own.open(query);
      await opened.waitForFunction(() => /** @type {any} */ (window).order.includes('init'));
      return opened.evaluate(() => /** @type {any} */ (window).order);
    };
    assert.deepEqual(await orderOf('?user=1'), ['first', 'second', 'init']);
    assert.deepEqual(await orderOf('?user=1'), ['init']);
    assert.deepEqual(await orderOf('?user=2'), ['first', 'second', 'init']);
    // An installed app has nothing to finish.
    assert.equal(
      await own.page.frames()[1]?.evaluate(() => /** @type {any} */ (window).BX24.installFinish()),
      undefined,
    );
    assert.deepEqual(own.errors, []);
  } finally {
    await own.close();
  }
});

test('§1 a call before init waits for it, and throws later', async () => {
  fixture.portal.fault({ kind: 'silent-parent', command: 'getInitData' });
  frame = await fixture.open();
  assert.equal(await callMethod('profile', '{}', 300), 'never');
  assert.equal(await frame.evaluate(() => BX24.getAuth()), false);
  assert.equal(fixture.portal.requests().length, 0);
});
