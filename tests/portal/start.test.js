import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { startPortal } from '../../www/portal/index.js';
import { task } from './call.js';

const run = promisify(execFile);

test('the address of an app without a scheme means http', async () => {
  for (const [app, expected] of [
    ['localhost:5173', 'http://localhost:5173/'],
    ['127.0.0.1:5173/index.html?a=1', 'http://127.0.0.1:5173/index.html'],
    ['https://app.example/', 'https://app.example/'],
  ]) {
    const portal = await startPortal({ app });
    try {
      const reply = await fetch(`${portal.url}/simulator/frame`, { method: 'POST', body: '{}' });
      const { action } = await reply.json();
      assert.ok(action.startsWith(expected), action);
    } finally {
      await portal.stop();
    }
  }
});

test('a wrong option is an error that names it', async () => {
  /** @type {[any, RegExp][]} */
  const table = [
    [{ prt: 1 }, /startPortal has no option prt/],
    [{ port: '8181' }, /port must be a number from 0 to 65535, not 8181/],
    [{ port: 65_536 }, /port must be/],
    [{ method: 'put' }, /method must be post or get, not put/],
    [{ app: 5 }, /app must be an address, not 5/],
    [{ limits: { burst: -1 } }, /limits\.burst must be a number from 0, not -1/],
    [{ limits: { operating: '480' } }, /limits\.operating must be a number/],
  ];
  for (const [options, message] of table) {
    await assert.rejects(startPortal(options), { name: 'TypeError', message });
  }
  const portal = await startPortal();
  try {
    assert.throws(
      () => portal.activity(/** @type {any} */ ({ every: 1 })),
      /activity has no every/,
    );
  } finally {
    await portal.stop();
  }
});

test('a task has one row for each of its participants', async () => {
  const twice = { name: 'TypeError', message: /cannot have task 1 of user 1 twice/ };
  await assert.rejects(startPortal({ tasks: [task(1, 1), task(2, 1), task(1, 1)] }), twice);
  const portal = await startPortal({ tasks: [task(1, 1), task(1, 2)] });
  try {
    assert.throws(() => portal.addTasks([task(3, 1), task(1, 1)]), twice);
    assert.throws(() => portal.addTasks([task(3, 1), task(3, 1)]), /task 3 of user 1 twice/);
    assert.equal(portal.tasks().length, 2);
    assert.throws(() => portal.reset([task(1, 1), task(1, 1)]), twice);
  } finally {
    await portal.stop();
  }
});

test('a portal starts in a test environment with replaced globals', async () => {
  const file = new URL('in-happy-dom.js', import.meta.url);
  const { stdout } = await run(process.execPath, [fileURLToPath(file)]);
  assert.equal(stdout, 'user 1');
});
