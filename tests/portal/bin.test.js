import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, test } from 'node:test';
import { fileURLToPath } from 'node:url';

const BIN = fileURLToPath(new URL('../../www/portal/bin.js', import.meta.url));

/** @type {import('node:child_process').ChildProcess[]} */
const children = [];

afterEach(() => {
  for (const child of children.splice(0)) child.kill();
});

/**
 * Runs the command until it prints something, or ends.
 *
 * @param {string[]} options
 * @returns {Promise<{ text: string, code: number | null, child: import('node:child_process').ChildProcess }>}
 */
function run(...options) {
  const child = spawn(process.execPath, [BIN, ...options]);
  children.push(child);
  return new Promise((resolve) => {
    let errors = '';
    child.stdout.once('data', (data) => resolve({ text: String(data), code: null, child }));
    child.stderr.on('data', (data) => {
      errors += data;
    });
    child.once('exit', (code) => resolve({ text: errors, code, child }));
  });
}

test('the command starts a portal, prints its address, and stops on a signal', async () => {
  const { text, child } = await run('portal', '--port', '0');
  const url = /http:\/\/127\.0\.0\.1:\d+\//.exec(text)?.[0];
  assert.ok(url, text);
  const page = await fetch(url);
  assert.equal(page.status, 200);
  const exited = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGTERM');
  assert.equal(await exited, 0);
});

test('the demo has its own app', async () => {
  const { text, code } = await run('demo', '--app', 'http://localhost:5173/');
  assert.match(text, /The demo is an app itself/);
  assert.equal(code, 1);
});

test('tasks are read from a file', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'portal-'));
  try {
    const file = join(folder, 'tasks.json');
    await writeFile(file, '[{"ID":7,"USER_ID":1,"ACTIVITY":"ReviewActivity"}]');
    const { text } = await run('--port', '0', '--tasks', file);
    const url = /http:\S+\//.exec(text)?.[0];
    const { tasks } = await (await fetch(`${url}simulator/state`)).json();
    assert.deepEqual(tasks.length, 1);
  } finally {
    await rm(folder, { recursive: true });
  }
});

test('each command has help, and the package a version', async () => {
  for (const options of [['-h'], ['app', '--help'], ['demo', '--help']]) {
    const { text } = await run(...options);
    assert.match(text, /--app URL/);
  }
  for (const option of ['-v', '--version']) {
    const { text } = await run(option);
    assert.match(text, /^\d+\.\d+\.\d+\n$/);
  }
});

test('the portal starts with the given scopes', async () => {
  const { text } = await run('--port', '0', '--scope', 'bizproc,crm');
  assert.match(text, /^Portal: http:/);
});

test('wrong arguments print an error, and name the help', async () => {
  const { text: taken } = await run('--port', '0');
  const port = /:(\d+)\//.exec(taken)?.[1] ?? '';
  /** @type {[string[], RegExp][]} */
  const table = [
    [['--prot', '1'], /^Unknown option '--prot'\.\n/],
    [['--port', 'x'], /--port must be a number/],
    [['--port', port], /Port \d+ is in use/],
    [['--app', 'ftp://localhost'], /app is not the address of a web page/],
    [['--method', 'put'], /--method must be post or get/],
    [['--tasks', 'missing.json'], /missing\.json cannot be read/],
    [['--scope', 'bizprc'], /A scope is a list of: bizproc/],
    [['--port', '0', '--certificate', 'missing/portal.pem'], /missing\/portal\.pem/],
    [['serve'], /no command "serve"/],
  ];
  for (const [options, message] of table) {
    const { text, code } = await run(...options);
    assert.equal(code, 1, options.join(' '));
    assert.match(text, message);
    assert.match(text, /--help/);
  }
});
