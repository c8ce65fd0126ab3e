// The set-up of the tests, on a machine without browsers, with commands that are only recorded.
import assert from 'node:assert/strict';
import childProcess from 'node:child_process';
import { EventEmitter } from 'node:events';
import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import os from 'node:os';
import { afterEach, beforeEach, mock, test } from 'node:test';

const OS_RELEASE = '/etc/os-release';
const ROOT = 0;
const USER = 1000;

/** The commands that were run. @type {string[]} */
let commands = [];
/** What was printed. @type {string[]} */
let printed = [];
/** The `ID` of the distribution. */
let distribution = 'debian';

const { existsSync, readFileSync } = fs;
Object.assign(fs, {
  existsSync: (/** @type {string} */ file) => file === OS_RELEASE || existsSync(file),
  readFileSync: (/** @type {string} */ file, /** @type {any} */ options) =>
    file === OS_RELEASE ? `ID=${distribution}\n` : readFileSync(file, options),
});
Object.assign(childProcess, {
  spawnSync: () => ({ status: 1 }),
  spawn(/** @type {string} */ name, /** @type {string[]} */ args) {
    commands.push([name, ...args].join(' '));
    const child = new EventEmitter();
    queueMicrotask(() => child.emit('close', 0));
    return child;
  },
});
syncBuiltinESMExports();
const { browser, firefox, webkit } = await import('../../scripts/setup.js');

const { env } = process;
beforeEach(() => {
  commands = [];
  printed = [];
  distribution = 'debian';
  // There is no browser on this PATH, and none of Playwright.
  process.env = { PATH: '', PLAYWRIGHT_BROWSERS_PATH: os.devNull };
  mock.method(console, 'log', (/** @type {string} */ text) => printed.push(text));
});
afterEach(() => {
  mock.restoreAll();
  process.env = env;
});

/** Looks for the browsers that the tests need. @param {number} uid */
async function findBrowsers(uid) {
  mock.method(process, /** @type {any} */ ('getuid'), () => uid);
  await assert.rejects(browser(), /The tests need a browser\. Install Chromium/);
  assert.equal(await firefox(), null);
}

test('packages of the system are announced before they are installed, with the way to refuse', async () => {
  await findBrowsers(ROOT);
  const install = 'apt-get install -y --no-install-recommends';
  assert.deepEqual(
    commands.filter((command) => command.startsWith('apt-get install')),
    [`${install} chromium chromium-driver`, `${install} firefox-esr`],
  );
  for (const names of ['chromium and chromium-driver', 'firefox-esr']) {
    const announced = `Installing ${names} with apt-get; BIZPROC_TASKS_NO_SYSTEM_INSTALL=1 prevents that.`;
    assert.ok(
      printed.some((text) => text.includes(announced)),
      announced,
    );
  }
});

for (const [who, uid, refusal] of /** @type {const} */ ([
  ['root who refuses', ROOT, '1'],
  ['a user who is not root', USER, ''],
])) {
  test(`${who} gets no installation, but the command to run`, async () => {
    process.env.BIZPROC_TASKS_NO_SYSTEM_INSTALL = refusal;
    await findBrowsers(uid);
    // This is installed into Playwright's own cache.
    assert.deepEqual(commands, ['playwright install chromium']);
    const text = printed.join('\n');
    assert.match(text, refusal ? /BIZPROC_TASKS_NO_SYSTEM_INSTALL is set/ : /only root can/);
    assert.match(text, /sudo apt-get install \S+ \S+ chromium chromium-driver/);
    assert.match(text, /sudo apt-get install \S+ \S+ firefox-esr/);
    assert.match(text, /sudo npx playwright install-deps chromium/);
  });
}

test('WebKit is announced and installed in the same way', async () => {
  mock.method(process, /** @type {any} */ ('getuid'), () => ROOT);
  assert.equal(await webkit(), null);
  const install = 'apt-get install -y --no-install-recommends webkit2gtk-driver xvfb xauth';
  assert.ok(commands.includes(install));
  assert.match(printed.join('\n'), /with apt-get; BIZPROC_TASKS_NO_SYSTEM_INSTALL=1 prevents that/);
  commands = [];
  process.env.BIZPROC_TASKS_NO_SYSTEM_INSTALL = '1';
  assert.equal(await webkit(), null);
  assert.deepEqual(commands, []);
  assert.match(printed.join('\n'), /Testing without WebKit: there is no WebKitWebDriver/);
});

test('on another distribution Playwright installs the libraries, unless that is refused', async () => {
  distribution = 'ubuntu';
  await findBrowsers(ROOT);
  assert.deepEqual(commands, ['playwright install --with-deps chromium']);
  assert.match(
    printed.join('\n'),
    /package manager; BIZPROC_TASKS_NO_SYSTEM_INSTALL=1 prevents that/,
  );
  commands = [];
  process.env.BIZPROC_TASKS_NO_SYSTEM_INSTALL = '1';
  await findBrowsers(ROOT);
  assert.deepEqual(commands, ['playwright install chromium']);
});

test('a chosen browser is not replaced', async () => {
  process.env.CHROME_PATH = process.execPath;
  process.env.FIREFOX_PATH = '/nowhere/firefox';
  mock.method(process, /** @type {any} */ ('getuid'), () => ROOT);
  assert.equal((await browser()).chrome, process.execPath);
  assert.equal(await firefox(), null);
  assert.deepEqual(commands, []);
});
