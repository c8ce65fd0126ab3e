import assert from 'node:assert/strict';
import { copyFileSync, existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { chromium } from '@playwright/test';
import { startPortal } from 'bizproc-tasks/portal';
import { request } from '../e2e/tasks.js';
import { serve } from './serve.js';

/**
 * The package's entries, each with a script and a page of its name in app/, and how many .wasm files such an app has.
 *
 * @type {Record<string, number>}
 */
const entries = { main: 0, url: 1 };

export const app = path.join(import.meta.dirname, 'app');
const pkg = path.join(import.meta.dirname, 'node_modules/bizproc-tasks/pkg');
const dist = path.join(import.meta.dirname, 'dist');

/** @type {import('@playwright/test').Browser} */
let browser;
before(async () => {
  const { CHROME_PATH } = process.env;
  const options = CHROME_PATH && existsSync(CHROME_PATH) ? { executablePath: CHROME_PATH } : {};
  browser = await chromium.launch({ ...options, args: ['--no-sandbox', '--disable-gpu'] });
});
after(() => browser.close());

/**
 * Tests a host: with each entry, its app answers a task in the portal's frame.
 *
 * @param {string} name
 * @param {(place: { entry: string, folder: string }) => Promise<import('./serve.js').Host | void>} open serves the app,
 *   or builds it into the folder, from where it is served
 * @param {object} [more]
 * @param {string[]} [more.only] the entries that the host can carry
 * @param {'get'} [more.method] where the host takes no POST
 * @param {string | ((entry: string) => string)} [more.page] the app's address there
 */
export function host(
  name,
  open,
  { only = Object.keys(entries), method, page = 'index.html' } = {},
) {
  for (const entry of only) {
    test(`${name}: ${entry}`, async () => {
      const folder = path.join(dist, `${name} ${entry}`.replaceAll(/\W+/g, '-').toLowerCase());
      rmSync(folder, { recursive: true, force: true });
      mkdirSync(folder, { recursive: true });
      const server = await open({ entry, folder });
      const { url, stop } = server ?? (await serve(folder));
      try {
        const address = url + (typeof page === 'string' ? page : page(entry));
        const { loaded } = await prove(address, method);
        assert.equal(loaded.length, entries[entry], `loaded ${loaded}`);
      } finally {
        await stop();
      }
      if (server) return;
      const emitted = readdirSync(folder, { recursive: true }).filter(isWasm);
      assert.equal(emitted.length, entries[entry], `emitted ${emitted}`);
    });
  }
}

/**
 * Opens the app in a portal's frame; the portal's own record tells whether it has answered the task.
 *
 * @param {string} address
 * @param {'get' | 'post'} [method]
 */
async function prove(address, method = 'post') {
  const portal = await startPortal({ app: address, method, tasks: [request()] });
  const page = await browser.newPage();
  try {
    /** @type {string[]} */
    const complaints = [];
    /** @type {string[]} */
    const loaded = [];
    page.on('pageerror', (error) => complaints.push(String(error)));
    page.on('console', (message) => {
      if (message.type() === 'error') complaints.push(message.text());
    });
    page.on('request', (request) => {
      const { pathname } = new URL(request.url());
      if (isWasm(pathname)) loaded.push(pathname);
    });
    await page.goto(portal.url);
    const output = page.frameLocator('iframe').locator('output');
    const shown = await output
      .textContent({ timeout: 30_000 })
      .catch((error) => `${error}\n${complaints.join('\n')}`);
    assert.deepEqual([shown, complaints], [REPORT, []]);
    const [{ outcome }] = portal.tasks();
    assert.equal(outcome?.userStatus, 3);
    assert.equal(outcome.variables.contractor, 'C_607');
    assert.equal(outcome.variables.phone, '+1 555 0100');
    return { loaded };
  } finally {
    await page.close();
    await portal.stop();
  }
}

/** What the app shows. */
const REPORT = JSON.stringify({
  issues: ['fields.contractor: value_required', 'fields.start: value_invalid'],
  confirmedBy: 'reply',
});

/** @param {unknown} file */
const isWasm = (file) => String(file).endsWith('.wasm');

/**
 * A page of the app, for hosts that make none.
 *
 * @param {string} folder
 * @param {string} content
 */
export function writePage(folder, content) {
  writeFileSync(
    path.join(folder, 'index.html'),
    `<!doctype html><html lang="en"><meta charset="utf-8"><title>Placement</title><body>${content}`,
  );
}

/**
 * Copies files of the package as it is installed here.
 *
 * @param {string[]} files
 * @param {string} folder
 */
export function copyFiles(files, folder) {
  for (const file of files) copyFileSync(path.join(pkg, file), path.join(folder, file));
}
