import assert from 'node:assert/strict';
import { execFile, spawn } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { request } from 'node:https';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { promisify } from 'node:util';
import { startPortal } from '../../www/portal/index.js';
import { task } from './call.js';

const run = promisify(execFile);

/** @type {import('../../www/portal/index.js').RunningPortal} */
let portal;
/** @type {string} */
let folder;

before(async () => {
  portal = await startPortal({ https: true, tasks: [task(1, 1)] });
  folder = await mkdtemp(path.join(tmpdir(), 'portal-'));
});

after(async () => {
  await portal.stop();
  await rm(folder, { recursive: true });
});

/**
 * @param {string} url
 * @param {string} ca
 * @param {'GET' | 'POST'} [method]
 * @returns {Promise<{ status: number | undefined, text: string }>}
 */
function fetchTrusting(url, ca, method = 'GET') {
  return new Promise((resolve, reject) => {
    request(url, { ca, method }, async (response) => {
      let text = '';
      for await (const chunk of response.setEncoding('utf8')) text += chunk;
      resolve({ status: response.statusCode, text });
    })
      .on('error', reject)
      .end();
  });
}

test('a portal speaks HTTPS with a certificate that clients can trust', async () => {
  assert.match(portal.url, /^https:/);
  assert.match(portal.webhook(1), /^https:/);
  const { certificate } = portal;
  assert.ok(certificate);
  const port = new URL(portal.url).port;
  for (const host of ['127.0.0.1', 'localhost']) {
    const url = portal.webhook(1).replace('127.0.0.1', host);
    const { text } = await fetchTrusting(`${url}profile`, certificate);
    assert.equal(JSON.parse(text).result.ID, '1');
  }
  const other = await startPortal({ https: true });
  await assert.rejects(
    fetchTrusting(`https://127.0.0.1:${port}/`, other.certificate ?? ''),
    /self-signed/,
  );
  await other.stop();
});

test('HTTPS connections can break before and after the execution', async () => {
  const url = `${portal.webhook(1)}bizproc.task.complete?TASK_ID=1&STATUS=3`;
  const complete = () => fetchTrusting(url, portal.certificate ?? '', 'POST');
  portal.fault({ kind: 'reset' });
  await assert.rejects(complete(), { code: 'ECONNRESET' });
  assert.equal(portal.tasks()[0]?.USER_STATUS, '0');
  portal.fault({ kind: 'reset', after: true });
  await assert.rejects(complete(), { code: 'ECONNRESET' });
  assert.equal(portal.tasks()[0]?.USER_STATUS, '3');
  portal.reset();
});

test('the webhooks of the SDK work', async () => {
  const file = path.join(folder, 'portal.pem');
  await writeFile(file, portal.certificate ?? '');
  const script = `
    import { B24Hook } from '@bitrix24/b24jssdk';
    const hook = B24Hook.fromWebhookUrl(process.argv[1].replace(/\\/$/, ''));
    const done = await hook.actions.v2.call.make({
      method: 'bizproc.task.complete',
      params: { TASK_ID: 1, STATUS: 3 },
    });
    console.log(JSON.stringify(done.getData().result));
    process.exit();`;
  const { stdout } = await run(
    process.execPath,
    ['--input-type=module', '-e', script, portal.webhook(1)],
    { env: { ...process.env, NODE_EXTRA_CA_CERTS: file } },
  );
  assert.equal(stdout.trim().split('\n').at(-1), 'true');
  assert.equal(portal.tasks()[0]?.USER_STATUS, '3');
});

test('placements and other processes get the HTTPS addresses', async () => {
  const url = `${portal.url}/simulator/`;
  const frame = await fetchTrusting(`${url}frame`, portal.certificate ?? '', 'POST');
  const { action, windowName, initData } = JSON.parse(frame.text);
  assert.match(action, /^https:.*PROTOCOL=1/);
  assert.match(windowName, /\|1\|/);
  assert.equal(initData.PROTOCOL, 1);
  const hook = await fetchTrusting(`${url}webhook`, portal.certificate ?? '', 'POST');
  assert.equal(hook.status, 400);
});

test('a portal without HTTPS has no certificate', async () => {
  const plain = await startPortal();
  assert.equal(plain.certificate, null);
  assert.match(plain.url, /^http:/);
  await plain.stop();
});

test('the command writes the certificate to a file', async () => {
  const file = path.join(folder, 'command.pem');
  const bin = new URL('../../www/portal/bin.js', import.meta.url).pathname;
  const child = spawn(process.execPath, [bin, 'portal', '--port', '0', '--certificate', file]);
  const line = await new Promise((resolve) =>
    child.stdout.once('data', (data) => resolve(`${data}`)),
  );
  const url = /https:\S+/.exec(line)?.[0];
  assert.ok(url, line);
  assert.equal((await fetchTrusting(url, await readFile(file, 'utf8'))).status, 200);
  child.kill();
  await new Promise((resolve) => child.once('exit', resolve));
});
