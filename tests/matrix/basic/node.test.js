import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { promisify } from 'node:util';
import { startPortal } from 'bizproc-tasks/portal';
import { unzipSync } from 'fflate';
import { request } from '../../e2e/tasks.js';

const here = path.dirname(import.meta.dirname);

/**
 * The output of a script in the folder with the installed package.
 *
 * @param {string} script
 * @param {'module' | 'commonjs'} type
 */
async function print(script, type = 'module') {
  const args = ['--no-warnings', `--input-type=${type}`, '--eval', script];
  const { stdout } = await promisify(execFile)(process.execPath, args, { cwd: here });
  return stdout.trim();
}

test('the package is installed without dependencies, with its command', async () => {
  const modules = path.join(here, 'node_modules');
  const found = readdirSync(modules).filter((name) => !name.startsWith('.'));
  assert.deepEqual(found, ['bizproc-tasks']);
  const command = path.join(modules, '.bin/bizproc-tasks');
  const windows = process.platform === 'win32';
  const { stdout } = await promisify(execFile)(command, ['--help'], { shell: windows });
  assert.match(stdout, /bizproc-tasks portal \[options\]/);
});

test('the command writes the app’s archive, and does not replace a file', async () => {
  const folder = await mkdtemp(path.join(tmpdir(), 'bizproc-tasks-'));
  try {
    const command = path.join(here, 'node_modules/.bin/bizproc-tasks');
    const write = () =>
      promisify(execFile)(command, ['app'], { cwd: folder, shell: process.platform === 'win32' });
    assert.match((await write()).stdout, /^Written: bizproc-tasks-app\.zip\./);
    const written = await readFile(path.join(folder, 'bizproc-tasks-app.zip'));
    const files = Object.keys(unzipSync(written));
    assert.ok(files.includes('index.html') && files.includes('install.html'), files.join());
    // The end-to-end tests install this archive.
    assert.deepEqual(written, await readFile(path.join(here, '../../dist/bizproc-tasks-app.zip')));
    await assert.rejects(write, /bizproc-tasks-app\.zip exists already: name another file/);
  } finally {
    await rm(folder, { recursive: true });
  }
});

for (const entry of ['bizproc-tasks', 'bizproc-tasks/url']) {
  test(`import of ${entry}: the installed package is ready at once`, async () => {
    const printed = await print(`
      import { allowedStatuses, parseStatus, parseTask, toParams, validateCompletion, validateField } from '${entry}';
      const field = { Id: 'amount', Type: 'int', Name: 'Amount', Required: true };
      const task = parseTask({ ID: '7', ACTIVITY: 'RequestInformationActivity', PARAMETERS: { Fields: [field] } });
      const answer = (amount) => ({ taskId: 7, status: 'ok', fields: { amount } });
      console.log(JSON.stringify([
        import.meta.resolve('${entry}').includes('/tests/matrix/node_modules/'),
        parseStatus(3),
        allowedStatuses('ApproveActivity'),
        validateCompletion(answer('many'), task).map(({ code }) => code),
        validateField(task.fields[0], '').map(({ code }) => code),
        toParams(answer(12), task).FIELDS.amount,
      ]));
    `);
    const expected = [true, 'ok', ['yes', 'no'], ['value_invalid'], ['value_required'], '12'];
    assert.deepEqual(JSON.parse(printed), expected);
  });

  test(`require of ${entry}`, async () => {
    const printed = await print(`console.log(require('${entry}').parseStatus('3'))`, 'commonjs');
    assert.equal(printed, 'ok');
  });

  test(`a task is completed from Node with ${entry}`, async () => {
    const portal = await startPortal({ tasks: [request()] });
    try {
      const printed = await print(`
        import { connect, validateCompletion } from '${entry}';
        import { complete } from './app/complete.js';
        const connection = { webhook: '${portal.webhook(1)}' };
        console.log((await complete({ connect, validateCompletion }, connection)).confirmedBy);
      `);
      assert.equal(printed, 'reply');
      assert.equal(portal.tasks()[0]?.outcome?.variables.contractor, 'C_607');
    } finally {
      await portal.stop();
    }
  });
}

test('the diagnosis finds no problems on the simulator, and does not expose the webhook', async () => {
  const portal = await startPortal();
  try {
    const webhook = portal.webhook(1);
    const printed = await print(`
      import { diagnose } from 'bizproc-tasks';
      console.log(JSON.stringify(await diagnose({ webhook: '${webhook}' })));
    `);
    const { checks, text } = JSON.parse(printed);
    const failed = checks.filter((/** @type {{ ok: boolean | null }} */ { ok }) => ok === false);
    assert.deepEqual(failed, []);
    assert.match(text, /scopes/);
    const secret = webhook.split('/').at(-2) ?? '';
    assert.ok(!printed.includes(secret));
  } finally {
    await portal.stop();
  }
});
