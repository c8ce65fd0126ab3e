// `npx bizproc-tasks demo`, from the packed package only.
import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { expect, test } from '@playwright/test';
import { moveableClock } from './clock.js';

const root = path.join(import.meta.dirname, '../..');
const windows = process.platform === 'win32';

// One worker runs all tests, so that the package is packed and installed once.
test.describe.configure({ mode: 'default' });

let folder = '';

/**
 * @param {string[]} args
 * @param {string} cwd
 */
function npm(args, cwd) {
  const { status, stdout, stderr } = spawnSync('npm', args, {
    cwd,
    encoding: 'utf8',
    shell: windows,
  });
  expect(status, stderr).toBe(0);
  return stdout;
}

test.beforeAll(() => {
  folder = mkdtempSync(path.join(os.tmpdir(), 'bizproc-tasks-demo-'));
  const packed = npm(['pack', '--json', '--ignore-scripts', '--pack-destination', folder], root);
  const [{ filename }] = /** @type {any} */ (Object.values(JSON.parse(packed)));
  writeFileSync(path.join(folder, 'package.json'), '{}');
  npm(['install', '--offline', '--no-audit', '--no-fund', path.join(folder, filename)], folder);
});

test.afterAll(() => rmSync(folder, { recursive: true, force: true }));

/**
 * Runs the command until it has printed the portal's address.
 *
 * @param {NodeJS.ProcessEnv} [env]
 * @param {string[]} options
 */
async function startDemo(options = [], env = process.env) {
  const bin = path.join(folder, 'node_modules/bizproc-tasks/www/portal/bin.js');
  const child = spawn(process.execPath, [bin, 'demo', '--port', '0', ...options], {
    cwd: folder,
    env,
  });
  /** @type {string} */
  const url = await new Promise((resolve, reject) => {
    let printed = '';
    const onData = (/** @type {Buffer} */ data) => {
      printed += data;
      const found = /Portal: (http:\S+)/.exec(printed);
      if (found?.[1]) resolve(found[1]);
    };
    child.stdout.on('data', onData);
    child.stderr.on('data', onData);
    child.on('exit', () => reject(new Error(printed)));
  });
  return { url, stop: () => child.kill() };
}

test('the demo shows its placement, and compares clients that lose a reply', async ({ page }) => {
  const { url, stop } = await startDemo();
  try {
    await page.clock.install();
    // The portal runs in another process, and delays no replies.
    const clock = moveableClock(page, { requests: () => [] });
    await page.goto(url);
    const placement = page.frameLocator('#pane-app iframe');
    await expect(placement.getByRole('heading', { name: 'Your tasks' })).toBeVisible();

    await page.getByRole('tab', { name: 'Compare' }).click();
    await page.getByRole('button', { name: 'Lose a reply' }).click();
    const dialog = page.getByRole('dialog');
    // The clients wait for seconds before they call again, and BX24.js for ever.
    await clock.advanceUntil(
      () => dialog.getByRole('button', { name: 'Lose a reply' }).isEnabled(),
      1_000,
    );
    const row = dialog.getByRole('row', { name: /^connection breaks after/ });
    await expect(row.getByRole('cell')).toHaveText([
      /^nothing\d+\.\d s$/,
      /^ERROR_TASK_COMPLETED\d+\.\d s$/,
      ...Array(5).fill(/^completed, looked up\d+\.\d s$/),
    ]);
    const { tasks } = await (await fetch(`${url}simulator/state`)).json();
    const compared = tasks.filter((/** @type {any} */ { ID }) => ID > 900_000);
    expect(compared.map((/** @type {any} */ task) => task.USER_STATUS)).toEqual(Array(7).fill('1'));
  } finally {
    stop();
  }
});

// Other systems use another command, which tests cannot replace.
const testOnLinux = process.platform === 'linux' ? test : () => {};

testOnLinux('--open opens the page in the browser', { tag: '@chromium' }, async () => {
  const opened = path.join(folder, 'opened');
  writeFileSync(path.join(folder, 'xdg-open'), `#!/bin/sh\nprintf %s "$1" > '${opened}'\n`, {
    mode: 0o755,
  });
  const env = { ...process.env, PATH: `${folder}${path.delimiter}${process.env.PATH}` };
  const { url, stop } = await startDemo(['--open'], env);
  try {
    await expect(async () => expect(readFileSync(opened, 'utf8')).toBe(url)).toPass();
  } finally {
    stop();
  }
});
