/** The log of requests: events, sending again, copying as cURL, clearing. */

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { get } from 'node:http';
import { after, before, beforeEach, test } from 'node:test';
import { curlOf } from '../../www/portal/host/curl.js';
import { startPortal } from '../../www/portal/index.js';
import { call, until } from './call.js';

/** @type {import('../../www/portal/index.js').RunningPortal} */
let portal;

before(async () => {
  portal = await startPortal();
});

beforeEach(() => portal.reset());

after(() => portal.stop());

/**
 * @param {string} verb
 * @param {string} path
 * @param {object} [body]
 */
async function control(verb, path, body) {
  const response = await fetch(`${portal.url}/simulator/${path}`, {
    method: verb,
    ...(body ? { body: JSON.stringify(body) } : {}),
  });
  return response.json();
}

/** The id of the last request. */
const lastId = () => portal.requests().at(-1)?.id;

test('a request contains its secrets, so that it can be sent again', async () => {
  const token = portal.token(1);
  await call(portal, 'bizproc.task.complete', {
    auth: token,
    TASK_ID: 106,
    COMMENT: "It's «fine»",
  });
  const original = await control('POST', 'requests/original', { id: lastId() });
  assert.equal(original.url, '/rest/bizproc.task.complete');
  assert.deepEqual(original.headers, { 'content-type': 'application/json' });
  assert.deepEqual(JSON.parse(original.body), {
    auth: token,
    TASK_ID: 106,
    COMMENT: "It's «fine»",
  });
});

test('a request whose body was not kept cannot be sent again', async () => {
  const url = `${portal.webhook(1)}profile`;
  for (const body of ['x'.repeat(2 * 1024 * 1024), new Uint8Array([0xff, 0xfe])]) {
    await fetch(url, { method: 'POST', body });
    assert.match(
      (await control('POST', 'requests/original', { id: lastId() })).error,
      /too long to be kept, or is not text/,
    );
  }
  assert.match((await control('POST', 'requests/original', { id: 0 })).error, /no request 0/);
});

test('only the log is cleared', async () => {
  await call(portal, 'bizproc.task.complete', { TASK_ID: 105, STATUS: 1 });
  await control('DELETE', 'requests');
  assert.deepEqual(portal.requests(), []);
  assert.equal(portal.tasks().find(({ ID }) => ID === 105)?.USER_STATUS, '1');
});

test('a page gets one event for many changes in quick succession', async () => {
  const other = await startPortal();
  let received = '';
  const [response] = await once(get(`${other.url}/simulator/events`), 'response');
  response.setEncoding('utf8').on('data', (/** @type {string} */ text) => {
    received += text;
  });
  // The portal ends while the response goes on.
  response.on('error', () => {});
  const isClosed = new Promise((resolve) => response.on('close', resolve));
  await until(() => received !== '');
  for (let index = 0; index < 50; index++) other.reset();
  await until(() => received.split('\n\n').length > 2);
  await other.stop();
  await isClosed;
  // One for the state at first, perhaps one for the first change, and one for all others.
  assert.match(received, /^(data: changed\n\n){2,3}$/);
});

// A shell of Unix is needed to read the command.
const testOnUnix = process.platform === 'win32' ? () => {} : test;

testOnUnix('a shell reads the cURL command as it is meant', () => {
  const command = curlOf(
    {
      verb: 'POST',
      url: '/rest/profile?a=$HOME&b=`x`',
      headers: { 'content-type': 'text/plain' },
      body: 'It\'s "quoted"\n\\n $(id) !',
    },
    'http://127.0.0.1:8181',
  );
  const shell = spawnSync('sh', ['-c', `curl() { printf '%s|' "$@"; }; ${command}`], {
    encoding: 'utf8',
  });
  assert.deepEqual(shell.stdout.split('|'), [
    '-X',
    'POST',
    'http://127.0.0.1:8181/rest/profile?a=$HOME&b=`x`',
    '-H',
    'content-type: text/plain',
    '--data-raw',
    'It\'s "quoted"\n\\n $(id) !',
    '',
  ]);
  assert.equal(
    curlOf({ verb: 'GET', url: '/rest/1/x/profile', headers: {}, body: '' }, 'http://p'),
    "curl -X GET 'http://p/rest/1/x/profile'",
  );
});
