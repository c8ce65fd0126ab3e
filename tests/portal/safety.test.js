// Any page that is open in a developer's browser can post to the simulator.
import assert from 'node:assert/strict';
import { request } from 'node:http';
import { after, afterEach, before, test } from 'node:test';
import { startPortal } from '../../www/portal/index.js';
import { call, task, until } from './call.js';

/** @type {import('../../www/portal/index.js').RunningPortal} */
let portal;

const APP = 'http://app.example';
const STRANGER = 'http://stranger.example';

before(async () => {
  portal = await startPortal({ app: `${APP}/index.html` });
});

after(() => portal.stop());

afterEach(() => portal.reset());

/**
 * Posts as a browser does for a page.
 *
 * @param {string} path
 * @param {string | Buffer} body
 * @param {Record<string, string>} [headers]
 */
const post = (path, body, headers = {}) =>
  send('POST', path, body, { origin: STRANGER, ...headers });

/**
 * @param {string} method
 * @param {string} path
 * @param {string | Buffer} body
 * @param {Record<string, string>} headers
 * @returns {Promise<{ status: number | undefined, text: string }>}
 */
function send(method, path, body, headers) {
  return new Promise((resolve, reject) => {
    request(`${portal.url}${path}`, { method, headers }, async (response) => {
      let text = '';
      for await (const chunk of response.setEncoding('utf8')) text += chunk;
      resolve({ status: response.statusCode, text });
    })
      .on('error', reject)
      .end(body);
  });
}

/**
 * The CPU time of a function in milliseconds.
 *
 * @param {() => Promise<unknown>} run
 */
async function computing(run) {
  const { user } = process.cpuUsage();
  await run();
  return (process.cpuUsage().user - user) / 1000;
}

test('posts of other pages leave no data', async () => {
  const bodies = ['x'.repeat(1_000_000), `[${'0,'.repeat(400_000)}0]`];
  for (let count = 0; count < 60; count += 1) {
    const type = count % 2 ? 'application/json' : 'text/plain';
    const reply = await post('/rest/profile', bodies[count % 2] ?? '', { 'content-type': type });
    assert.equal(reply.status, 401);
  }
  const logged = portal.requests();
  assert.equal(logged.length, 50);
  assert.ok(logged.every(({ body, params }) => body.length < 1_100 && params === null));
  const state = await (await fetch(`${portal.url}/simulator/state`)).text();
  assert.ok(state.length < 1_000_000);
});

test('a large body of another page is refused', async () => {
  const body = Buffer.alloc(3_000_000, 'x');
  assert.equal((await post('/rest/profile', body)).status, 413);
  // A body of the app, or of a page with a token, is accepted.
  assert.equal((await post('/rest/profile', body, { origin: APP })).status, 401);
  const auth = portal.token(1);
  const withToken = Buffer.concat([Buffer.from(`auth=${auth}&x=`), body]);
  const origin = 'http://other.example';
  assert.equal((await post('/rest/profile', withToken, { origin })).status, 200);
  // Its origin is known now.
  assert.equal((await post('/rest/profile', body, { origin })).status, 401);
});

test('requests of other pages remove no calls of the app from the log', async () => {
  await call(portal, 'profile');
  for (let count = 0; count < 60; count += 1) await post('/rest/profile', 'a=1');
  assert.equal(portal.requests()[0]?.user, 1);
  assert.equal(portal.requests().length, 51);
});

test('the oldest calls lose their texts if there are too many', async () => {
  const url = `${portal.webhook(1)}profile`;
  for (let count = 0; count < 40; count += 1) {
    await fetch(url, { method: 'POST', body: new URLSearchParams({ a: 'x'.repeat(1_000_000) }) });
  }
  const logged = portal.requests();
  assert.equal(logged.length, 40);
  assert.deepEqual([logged[0]?.body, logged[0]?.params], ['…', null]);
  assert.equal(logged[39]?.body.length, 1_000_002);
});

test('a call of another page uses up no fault', async () => {
  portal.reset([task(1, 1)]);
  portal.fault({ kind: 'error', code: 'X', status: 400 });
  assert.equal((await post('/rest/profile', 'a=1')).status, 401);
  // An image, or a form that is sent by GET, has no origin.
  for (const mode of ['no-cors', 'navigate']) {
    const image = await send('GET', '/rest/profile', '', { 'sec-fetch-mode': mode });
    assert.equal(image.status, 401);
  }
  assert.equal((await post('/rest/profile', 'a=1', { origin: APP })).status, 400);

  portal.fault({ kind: 'error', code: 'X', status: 400, times: 2 });
  const { pathname } = new URL(portal.webhook(1));
  const origin = 'http://hook.example';
  assert.equal((await post(`${pathname}profile`, '', { origin })).status, 400);
  assert.equal((await call(portal, 'profile')).body.error, 'X');
});

test('a fault in the middle of a body waits until its caller is known', async () => {
  portal.fault({ kind: 'reset', afterBytes: 1_000 });
  const origin = 'http://late.example';
  const refused = await post('/rest/profile', 'x'.repeat(5_000), { origin });
  assert.equal(refused.status, 401);
  const body = `${'x'.repeat(5_000)}&auth=${portal.token(1)}`;
  await assert.rejects(post('/rest/profile', body, { origin }));
});

test('other pages do not use up the rate of requests', async () => {
  const limited = await startPortal({ limits: { perSecond: 0, burst: 1 } });
  try {
    const headers = { origin: STRANGER };
    const refused = await fetch(`${limited.url}/rest/profile`, { method: 'POST', headers });
    assert.equal(refused.status, 401);
    assert.equal((await fetch(`${limited.webhook(1)}profile`)).status, 200);
    assert.equal((await fetch(`${limited.webhook(1)}profile`)).status, 503);
  } finally {
    await limited.stop();
  }
});

test('every body is read in a short time', async () => {
  const url = `${portal.webhook(1)}bizproc.task.complete`;
  const batch = `${portal.webhook(1)}batch`;
  portal.reset([task(1, 1)]);
  /**
   * @param {string} address
   * @param {string} body
   * @param {string} [type]
   */
  const submit = (address, body, type = 'application/x-www-form-urlencoded') =>
    fetch(address, { method: 'POST', body, headers: { 'content-type': type } });
  const boundary = 'b';
  const part = `--b\r\ncontent-disposition: form-data; name="a[]"\r\n\r\n1\r\n`;
  const requests = {
    'items without a number': () => submit(url, 'a[]=1&'.repeat(150_000)),
    'inner blanks of a comment': () =>
      submit(url, `TASK_ID=1&STATUS=3&COMMENT=a${'+'.repeat(500_000)}b`),
    'outer blanks of a comment': () =>
      submit(url, `TASK_ID=1&STATUS=3&COMMENT=${'+'.repeat(500_000)}b`),
    'brackets in a name': () => submit(url, `a${'['.repeat(500_000)}=1`),
    'keys in a name': () => submit(url, `a${'[x]'.repeat(300_000)}=1`),
    'many parts': () =>
      submit(url, part.repeat(15_000), `multipart/form-data; boundary=${boundary}`),
    'a part without an end': () =>
      submit(
        url,
        `--b\r\ncontent-disposition: form-data; ${'name="'.repeat(100_000)}`,
        `multipart/form-data; boundary=${boundary}`,
      ),
    'deep JSON': () => submit(url, '['.repeat(500_000), 'application/json'),
    'deep JSON that ends': () =>
      submit(url, `${'['.repeat(250_000)}${']'.repeat(250_000)}`, 'application/json'),
    'references of a batch': () =>
      submit(
        batch,
        JSON.stringify({ cmd: [`profile?a=${'$result['.repeat(60_000)}`] }),
        'application/json',
      ),
    'brackets of a reference': () =>
      submit(
        batch,
        JSON.stringify({ cmd: [`profile?a=$result${'['.repeat(500_000)}`] }),
        'application/json',
      ),
    'digits of a token': () => submit(url, 'a'.repeat(1_000_000)),
  };
  for (const [name, run] of Object.entries(requests)) {
    const ms = await computing(run);
    assert.ok(ms < 1_500, `${name}: ${Math.round(ms)} ms`);
  }
});

test('form values are limited in number and depth, as PHP limits them', async () => {
  const hook = `${portal.webhook(1)}profile`;
  const names = (/** @type {number} */ count) =>
    Array.from({ length: count }, (_, index) => `p${index}=1`).join('&');
  await fetch(hook, { method: 'POST', body: new URLSearchParams(names(10_001)) });
  const { params } = /** @type {any} */ (portal.requests().at(-1));
  assert.equal(Object.keys(params).length, 10_000);

  const part = (/** @type {number} */ index) =>
    `--b\r\ncontent-disposition: form-data; name="p${index}"\r\n\r\n1\r\n`;
  const parts = Array.from({ length: 10_001 }, (_, index) => part(index)).join('');
  const headers = { 'content-type': 'multipart/form-data; boundary=b' };
  await fetch(hook, { method: 'POST', body: `${parts}--b--`, headers });
  const last = /** @type {any} */ (portal.requests().at(-1)).params;
  assert.equal(Object.keys(last).length, 10_000);

  await fetch(`${hook}?a${'[x]'.repeat(63)}=1&b${'[x]'.repeat(64)}=1`);
  assert.deepEqual(Object.keys(/** @type {any} */ (portal.requests().at(-1)).params), ['a']);
});

test('the control interface ignores other pages', async () => {
  const reply = await post('/simulator/reset', Buffer.alloc(3_000_000));
  assert.equal(reply.status, 403);
  for (const site of ['cross-site', 'same-site']) {
    const image = await send('GET', '/simulator/state', '', { 'sec-fetch-site': site });
    assert.equal(image.status, 403);
  }
  const own = await send('GET', '/simulator/state', '', { 'sec-fetch-site': 'same-origin' });
  assert.equal(own.status, 200);
});

test('no page may frame the host page', async () => {
  for (const path of ['/', '/index.html']) {
    const { headers } = await fetch(portal.url + path);
    assert.equal(headers.get('content-security-policy'), "frame-ancestors 'none'");
    assert.equal(headers.get('x-frame-options'), 'DENY');
  }
  const welcome = await fetch(`${portal.url}/welcome`);
  assert.equal(welcome.headers.get('content-security-policy'), "frame-ancestors 'self'");
});

test('a slow body allocates no memory for its announced length', async () => {
  const { hostname, port } = new URL(portal.url);
  const before = process.memoryUsage().arrayBuffers;
  const headers = { origin: STRANGER, 'content-length': String(2 * 1024 ** 3) };
  const slow = Array.from({ length: 10 }, () => {
    const one = request({ hostname, port, path: '/rest/profile', method: 'POST', headers });
    one.on('error', () => {});
    one.write('a=1');
    return one;
  });
  await call(portal, 'profile');
  await until(() => process.memoryUsage().arrayBuffers - before < 100_000_000);
  for (const one of slow) one.destroy();
});
