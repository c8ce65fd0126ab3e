import assert from 'node:assert/strict';
import { constants } from 'node:buffer';
import { createCipheriv, createHash } from 'node:crypto';
import { Agent, request } from 'node:http';
import { after, afterEach, beforeEach, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { readRequest } from '../../www/portal/body.js';
import { startPortal } from '../../www/portal/index.js';
import { call, task } from './call.js';

/** @typedef {import('../../www/portal/index.js').PortalOptions} PortalOptions */

const METHOD = 'bizproc.task.complete';
const MEGABYTE = 1024 * 1024;
const NAME = 'Отчёт «№ 7»\r\n"quoted%22" 📎.pdf';

const FIELDS = [
  { Title: 'Document', Name: 'document', Type: 'file', Required: '0', Multiple: '0' },
  { Title: 'Files', Name: 'files', Type: 'file', Required: '0', Multiple: '1' },
  { Title: 'Note', Name: 'note', Type: 'text', Required: '0', Multiple: '0' },
];

const tasks = [
  task(1, 1, { ACTIVITY: 'RequestInformationActivity', PARAMETERS: { REQUEST: FIELDS } }),
];

/** @type {import('../../www/portal/index.js').RunningPortal} */
let portal;

const agent = new Agent({ keepAlive: true });

beforeEach(async () => {
  portal = await startPortal({ tasks });
});

afterEach(() => portal.stop());
after(() => agent.destroy());

/**
 * Bytes without a pattern, the same ones each time.
 *
 * @param {number} size
 */
function random(size) {
  return createCipheriv('aes-128-ctr', Buffer.alloc(16), Buffer.alloc(16)).update(
    Buffer.alloc(size),
  );
}

/** @param {Buffer} bytes */
const sha1 = (bytes) => createHash('sha1').update(bytes).digest('hex');

/**
 * A multipart body.
 *
 * @param {[string, string][]} values
 */
function multipart(values) {
  const parts = values.map(
    ([name, value]) => `--x\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`,
  );
  return Buffer.from(`${parts.join('')}--x--\r\n`);
}

/**
 * Posts a body in pieces, without its length.
 *
 * @param {Iterable<string | Buffer>} pieces
 * @param {{ type?: string, method?: string, url?: string }} [to]
 * @returns {Promise<{ status: number, text: string }>}
 */
function post(pieces, { type = 'multipart/form-data; boundary=x', method = METHOD, url } = {}) {
  const address = url ?? `${portal.url}/rest/${method}`;
  return new Promise((resolve, reject) => {
    const headers = { 'content-type': type };
    const sending = request(address, { method: 'POST', headers, agent }, (response) => {
      let text = '';
      response.setEncoding('utf8');
      response.on('data', (data) => {
        text += data;
      });
      response.on('end', () => resolve({ status: response.statusCode ?? 0, text }));
    });
    sending.on('error', reject);
    sending.setNoDelay(true);
    const iterator = pieces[Symbol.iterator]();
    const next = () => {
      const { value, done } = iterator.next();
      if (done) sending.end();
      else sending.write(value, next);
    };
    next();
  });
}

/**
 * @param {Buffer} bytes
 * @param {number} size
 */
function* cut(bytes, size) {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

/**
 * The parsed body.
 *
 * @param {string} text
 * @param {number} [size] Of the pieces that it is sent in.
 */
async function readAs(text, size = text.length) {
  await post(cut(Buffer.from(text), size), { method: 'profile' });
  return portal.requests().at(-1)?.params;
}

/** The values of the completion. */
const outcome = () => portal.tasks()[0]?.outcome;

test('a file of many megabytes arrives unchanged, with any name', async () => {
  const bytes = random(17 * MEGABYTE + 1);
  const body = multipart([
    ['auth', portal.token()],
    ['TASK_ID', '1'],
    ['STATUS', '3'],
    ['FIELDS[document][0]', NAME],
    ['FIELDS[document][1]', bytes.toString('base64')],
  ]);
  const reply = await post(cut(body, 65_521));
  assert.equal(reply.status, 200, reply.text);
  assert.deepEqual(outcome()?.files, [
    { id: 1001, name: NAME, size: bytes.length, sha1: sha1(bytes), dir: 'bizproc_rest' },
  ]);
  assert.equal(outcome()?.variables.document, 1001);
});

test('a form of fetch with several files is accepted', async () => {
  const files = [random(3 * MEGABYTE), random(10), random(MEGABYTE + 5)];
  const form = new FormData();
  form.set('TASK_ID', '1');
  form.set('STATUS', '3');
  for (const [index, bytes] of files.entries()) {
    form.set(`FIELDS[files][${index}][0]`, `${index}.bin`);
    form.set(`FIELDS[files][${index}][1]`, bytes.toString('base64'));
  }
  const reply = await fetch(`${portal.webhook()}${METHOD}`, { method: 'POST', body: form });
  assert.equal(reply.status, 200);
  assert.deepEqual(
    outcome()?.files.map((file) => [file.name, file.size, file.sha1]),
    files.map((bytes, index) => [`${index}.bin`, bytes.length, sha1(bytes)]),
  );
  assert.deepEqual(outcome()?.variables.files, [1001, 1002, 1003]);
});

test('large files are accepted in every kind of body, with or without line breaks', async () => {
  const bytes = random(4 * MEGABYTE + 2);
  const plain = bytes.toString('base64');
  for (const content of [plain, plain.replace(/.{76}/g, '$&\r\n').replace(/=+$/, '')]) {
    const auth = portal.token();
    const form = new URLSearchParams({ auth, TASK_ID: '1', STATUS: '3' });
    form.set('FIELDS[document][0]', 'a.bin');
    form.set('FIELDS[document][1]', content);
    const value = { auth, TASK_ID: 1, STATUS: 3, FIELDS: { document: ['a.bin', content] } };
    /** @type {[string, string | Buffer][]} */
    const bodies = [
      ['application/json', JSON.stringify(value)],
      ['application/x-www-form-urlencoded', String(form)],
      ['text/plain;charset=UTF-8', String(form)],
      ['multipart/form-data; boundary=x', multipart([...form])],
    ];
    for (const [type, body] of bodies) {
      portal.reset();
      const reply = await post([body], { type });
      assert.equal(reply.status, 200, `${type}: ${reply.text}`);
      const [file] = outcome()?.files ?? [];
      assert.deepEqual([file?.size, file?.sha1], [bytes.length, sha1(bytes)], type);
    }
  }
});

test('long text that is not a file stays text', async () => {
  const text = 'é'.repeat(2 * MEGABYTE);
  await post([
    multipart([
      ['auth', portal.token()],
      ['task_id', '1'],
      ['status', 'ok'],
      ['fields[note]', text],
      ['fields[files]', text],
      ['comment', text],
    ]),
  ]);
  assert.equal(outcome()?.variables.note, text);
  // Several files are a list. Other values are kept unchanged.
  assert.equal(outcome()?.variables.files, text);
  assert.equal(outcome()?.comment, text);
  assert.deepEqual(outcome()?.files, []);
});

test('multipart bodies are parsed as in PHP', async () => {
  const part = '--x\r\nContent-Disposition: form-data; name=';
  /** @type {[string, Record<string, unknown>][]} */
  const table = [
    [`${part}"a"\r\n\r\n1\r\n${part}"b"\r\n\r\n\r\n--x--\r\n`, { a: '1', b: '' }],
    // Text that looks like the beginning of a boundary.
    [`${part}"a"\r\n\r\n\r\n--\r\n--y\r\n-x\r\n\r\n--x--\r\n`, { a: '\r\n--\r\n--y\r\n-x\r\n' }],
    // Before the first boundary and behind the last.
    [`a\r\n --x\r\n--xy\r\n${part}"a"\r\n\r\n1\r\n--x--\r\nb=2\r\n`, { a: '1' }],
    ['no boundary\r\n', {}],
    // Cut off: behind a value, in it, in its header, in the last boundary.
    [`${part}"a"\r\n\r\n1\r\n`, { a: '1' }],
    [`${part}"a"\r\n\r\n1\r\n2`, { a: '1\r\n2' }],
    [`${part}"a"\r\n\r\n1\r\n${part}"b"`, { a: '1', b: '' }],
    [`${part}"a"\r\n\r\n1\r\n-`, { a: '1' }],
    [`${part}"a"\r\n\r\n1\r\n--x`, { a: '1' }],
    // Lines without a carriage return.
    [`${part}"a"\r\n\r\n1\r\n--x--`.replaceAll('\r', ''), { a: '1' }],
    // Names, and other headers.
    [`${part}a; q=1\r\ncontent-type: text/plain\r\n\r\n1\r\n--x--`, { a: '1' }],
    [`${part}"FIELDS[\\"a\\\\]"\r\n\r\n1\r\n--x--`, { FIELDS: { '"a\\': '1' } }],
    [`${part}"FIELDS[%22%0D%0A]"\r\n\r\n1\r\n--x--`, { FIELDS: { '%22%0D%0A': '1' } }],
    [`${part}"поле[й]"\r\n\r\n📎\r\n--x--`, { поле: { й: '📎' } }],
    // Uploaded files are no values.
    [`${part}"a"; filename=""\r\n\r\n1\r\n${part}"b"\r\n\r\n2\r\n--x--`, { b: '2' }],
    [`${part}"filename=a"\r\n\r\n1\r\n--x--`, { 'filename=a': '1' }],
    ['--x\r\nX: y\r\n\r\n1\r\n--x--', {}],
  ];
  for (const [body, expected] of table) {
    assert.deepEqual(await readAs(body), expected, JSON.stringify(body));
  }
});

test('a body can arrive in any pieces', async () => {
  const values = { a: '\r\n--\r\n-x', b: 'я📎', c: '' };
  const body = multipart(Object.entries(values)).toString();
  for (const size of [1, 2, 7, body.length - 4]) assert.deepEqual(await readAs(body, size), values);
});

test('a body above the limit is refused with a page, one at the limit is read', async () => {
  const small = await startPortal({ limits: { body: 3 * MEGABYTE } });
  try {
    const url = `${small.webhook()}profile`;
    const type = 'text/plain';
    for (const [size, status] of [
      [3 * MEGABYTE, 200],
      [3 * MEGABYTE + 1, 413],
    ]) {
      const body = Buffer.alloc(/** @type {number} */ (size), 'a');
      const pieces = await post(cut(body, 100_000), { type, url });
      assert.equal(pieces.status, status);
      const whole = await fetch(url, { method: 'POST', body });
      assert.equal(whole.status, status);
      if (status === 413) assert.match(await whole.text(), /413 Request Entity Too Large/);
    }
  } finally {
    await small.stop();
  }
  for (const body of [-1, 2 ** 31 + 1, Number.NaN]) {
    await assert.rejects(
      startPortal({ limits: { body } }),
      /limits\.body (must be a number|is a number of bytes)/,
    );
  }
});

test('JSON that cannot be decoded, or is longer than a string can be, is ignored', async () => {
  const reply = await post([`{"auth":"${portal.token()}`], { type: 'application/json' });
  assert.deepEqual([reply.status, JSON.parse(reply.text).error], [401, 'NO_AUTH_FOUND']);
  const long = Buffer.alloc(constants.MAX_STRING_LENGTH + 1);
  assert.deepEqual({ ...readRequest('POST', 'a=1', 'application/json', long).params }, { a: '1' });
});

test('the beginning of a long body is shown', async () => {
  const text = 'a'.repeat(2 * MEGABYTE);
  await call(portal, 'profile', { text, list: [text, 'b'] });
  const [seen] = portal.requests();
  const brief = `${'a'.repeat(MEGABYTE)}… (${text.length})`;
  assert.deepEqual(seen?.params, { text: brief, list: [brief, 'b'] });
  assert.match(seen?.body ?? '', /^\{"auth":"[0-9a-f]{70}","text":"a+… \(\d+\)$/);

  await post([
    multipart([
      ['auth', portal.token()],
      ['FIELDS[a]', text],
    ]),
  ]);
  assert.deepEqual(portal.requests().at(-1)?.params, { FIELDS: { a: brief } });
});

test('a connection breaks in the middle of a body', async () => {
  const content = random(16 * MEGABYTE).toString('base64');
  const body = multipart([
    ['auth', portal.token()],
    ['TASK_ID', '1'],
    ['STATUS', '3'],
    ['FIELDS[document][0]', 'a.bin'],
    ['FIELDS[document][1]', content],
  ]);
  portal.fault({ kind: 'reset', afterBytes: 5_000_000, after: true });
  await assert.rejects(post(cut(body, 65_536)), { code: /ECONNRESET|EPIPE/ });
  const [broken] = portal.requests();
  assert.deepEqual([broken?.fault, broken?.status, broken?.params], ['reset', null, null]);
  const received = Number(/ \((\d+)\)$/.exec(broken?.body ?? '')?.[1]);
  assert.ok(received >= 5_000_000 && received < 6_000_000, String(received));
  assert.equal(outcome(), null);

  // A shorter body is received. Then the fault applies.
  portal.fault({ kind: 'reset', afterBytes: body.length + 1 });
  await assert.rejects(post(cut(body, 65_536)), { code: 'ECONNRESET' });
  assert.equal(outcome(), null);
  portal.fault({ kind: 'reset', afterBytes: body.length + 1, after: true });
  await assert.rejects(post(cut(body, 65_536)), { code: 'ECONNRESET' });
  assert.equal(outcome()?.files[0]?.size, 16 * MEGABYTE);
  portal.reset();

  const reply = await post(cut(body, 65_536));
  assert.equal(reply.status, 200);
});

test('a fault slows down the reading of a body', async () => {
  const body = Buffer.alloc(32 * MEGABYTE, 'a');
  portal.clock.pause();
  portal.fault({ kind: 'slow', method: 'profile', bytesPerSecond: MEGABYTE });
  let isOver = false;
  const slow = fetch(`${portal.webhook()}profile`, { method: 'POST', body }).then(({ status }) => {
    isOver = true;
    return status;
  });
  // Another body of this size was received long before.
  await fetch(`${portal.webhook()}user.current`, { method: 'POST', body });
  assert.deepEqual(
    portal.requests().map(({ method }) => method),
    ['user.current'],
  );
  let seconds = 0;
  for (; !isOver; seconds += 1) {
    await portal.clock.advance(1_000);
    // In the meantime the rest of the body is received.
    await sleep(0);
  }
  assert.ok(seconds >= 32, `${seconds} s`);
  assert.equal(await slow, 200);
  assert.equal(portal.requests().at(-1)?.fault, 'slow');
});

test('another process can set faults for broken and slow bodies', async () => {
  const faults = [
    { kind: 'reset', afterBytes: 10 },
    { kind: 'slow', bytesPerSecond: 1_000 },
  ];
  for (const fault of faults) {
    const reply = await fetch(`${portal.url}/simulator/faults`, {
      method: 'POST',
      body: JSON.stringify(fault),
    });
    assert.equal(reply.status, 200);
  }
  const { faults: set } = await (await fetch(`${portal.url}/simulator/state`)).json();
  assert.deepEqual(
    set.map((/** @type {any} */ { kind, afterBytes, bytesPerSecond }) => ({
      kind,
      ...(afterBytes ? { afterBytes } : { bytesPerSecond }),
    })),
    faults,
  );
  await assert.rejects(post([Buffer.alloc(20)], { method: 'profile' }), { code: 'ECONNRESET' });
});

test('a fault applies to an upload, not to its preflight', async () => {
  portal.fault({ kind: 'reset', afterBytes: 1 });
  const preflight = await fetch(`${portal.url}/rest/profile`, {
    method: 'OPTIONS',
    headers: { origin: 'http://localhost:5173', 'access-control-request-method': 'POST' },
  });
  assert.equal(preflight.status, 200);
  assert.equal(preflight.headers.get('access-control-allow-origin'), '*');
  await assert.rejects(post([Buffer.alloc(20)], { method: 'profile' }), { code: 'ECONNRESET' });
});
