// Outcomes over the official SDK in Node, with a portal whose HTTPS connections break and which executes late. The
// reported outcome must match the stored answer.
import assert from 'node:assert/strict';
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { startPortal } from '../../www/portal/index.js';
import { approval } from '../e2e/tasks.js';

/** @typedef {import('../../www/portal/index.js').FaultSpec} FaultSpec */

const method = 'bizproc.task.complete';

/** @type {import('../../www/portal/index.js').RunningPortal} */
let portal;
/** @type {string} */
let folder;
/** @type {string} */
let certificate;

before(async () => {
  portal = await startPortal({ https: true });
  folder = await mkdtemp(path.join(tmpdir(), 'sdk-'));
  certificate = path.join(folder, 'portal.pem');
  await writeFile(certificate, portal.certificate ?? '');
});

after(async () => {
  for (const child of processes.values()) child.removeAllListeners('exit').kill();
  await portal.stop();
  await rm(folder, { recursive: true });
});

/** One for each SDK: loading it takes longer than a call. @type {Map<string, import('node:child_process').ChildProcess>} */
const processes = new Map();

/**
 * The process that completes tasks over an SDK.
 *
 * @param {'B24Hook' | 'B24OAuth'} client
 * @param {1 | 2} version of the SDK
 */
function processOf(client, version) {
  const key = `${client} ${version}`;
  const known = processes.get(key);
  if (known) return known;
  const config = { client, version, webhook: portal.webhook(1), token: portal.token(1) };
  const script = new URL('./complete.js', import.meta.url);
  const started = fork(script, [JSON.stringify(config)], {
    env: { ...process.env, NODE_EXTRA_CA_CERTS: certificate },
  });
  processes.set(key, started);
  return started;
}

let taskId = 10;

/**
 * @param {'B24Hook' | 'B24OAuth'} client
 * @param {1 | 2} version of the SDK
 * @param {'http' | 'bridge'} transport
 * @param {FaultSpec} fault
 */
async function complete(client, version, transport, fault) {
  taskId += 1;
  portal.reset([approval({ ID: taskId })]);
  portal.fault({ method, ...fault });
  const child = processOf(client, version);
  const ended = once(child, 'exit').then(() => assert.fail('the process has ended'));
  child.send({ taskId, transport });
  const [report] = await Promise.race([once(child, 'message'), ended]);
  const sent = portal.requests().filter((call) => call.method === method && call.copyOf === null);
  return { report, sent: sent.length, isStored: portal.tasks()[0]?.USER_STATUS === '1' };
}

/** @type {Record<string, { fault: FaultSpec, expected: object }>} */
const CASES = {
  'the connection is cut, and the portal stores the answer later': {
    fault: { kind: 'reset', executeAfterMs: 500 },
    expected: { outcome: 'completed', confirmedBy: 'lookup' },
  },
  'a gateway gives up with JSON, and the portal stores the answer later': {
    fault: { kind: 'reply', executeAfterMs: 500 },
    expected: { outcome: 'completed', confirmedBy: 'lookup' },
  },
  'a later step of the workflow fails with a code that elsewhere is a refusal': {
    fault: { kind: 'error', after: true, code: 'ACCESS_DENIED', status: 400 },
    expected: { outcome: 'completed', warnings: ['values_not_confirmed', 'workflow_failed'] },
  },
  'the plan does not include apps': {
    fault: { kind: 'error', code: 'PAYMENT_REQUIRED', status: 402 },
    expected: { outcome: 'not-completed', kind: 'auth', code: 'PAYMENT_REQUIRED' },
  },
};

const CLIENTS = /** @type {const} */ ([
  ['B24Hook', 2],
  ['B24OAuth', 2],
  ['B24Hook', 1],
  ['B24OAuth', 1],
]);

for (const [client, version] of CLIENTS) {
  for (const [name, { fault, expected }] of Object.entries(CASES)) {
    test(`${client} ${version}: ${name}`, async () => {
      const { report, sent, isStored } = await complete(client, version, 'http', fault);
      for (const [key, value] of Object.entries(expected)) {
        assert.deepEqual(report[key], value, JSON.stringify(report));
      }
      assert.equal(isStored, report.outcome === 'completed');
      // The SDK would have sent it again.
      assert.equal(sent, 1);
    });

    test(`${client} ${version}, over its own calls: ${name}`, async () => {
      const { report, isStored } = await complete(client, version, 'bridge', fault);
      if (report.outcome === 'completed') assert.ok(isStored, JSON.stringify(report));
      if (report.outcome === 'not-completed') assert.ok(!isStored, JSON.stringify(report));
    });
  }
}
