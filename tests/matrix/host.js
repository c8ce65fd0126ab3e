import assert from 'node:assert/strict';
import { copyFileSync, existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { chromium } from '@playwright/test';
import { startPortal } from 'bizproc-tasks/portal';
import { request } from '../e2e/tasks.js';
import { serve } from './serve.js';

/**
 * The package's entries. Each has a script and a page with its name in app/ and app/worker/, and a page in the apps of
 * the frameworks. The number is that of the .wasm files of such an app.
 *
 * @type {Record<string, number>}
 */
const entries = { main: 0, url: 1 };

export const app = path.join(import.meta.dirname, 'app');
const dist = path.join(import.meta.dirname, 'dist');

/** @type {import('@playwright/test').Browser} */
let browser;
/** For all hosts: a new page takes longer than the app in it. @type {import('@playwright/test').Page} */
let sharedPage;
before(async () => {
  const chrome = process.env.CHROME_PATH ?? '/usr/bin/chromium';
  // Without one of these, Playwright's own Chromium.
  const options = existsSync(chrome) ? { executablePath: chrome } : {};
  browser = await chromium.launch({ ...options, args: ['--no-sandbox', '--disable-gpu'] });
  sharedPage = await browser.newPage();
});
after(() => browser?.close());

/**
 * Tests a tool: with each entry, its app answers a task in the portal's frame.
 *
 * @param {string} name
 * @param {(place: { entry: string, folder: string }) => Promise<import('./serve.js').Host | void>} open serves the app,
 *   or builds it into the folder, from where it is served
 * @param {object} [more]
 * @param {string[]} [more.only] the entries that the host can carry
 * @param {string | ((entry: string) => string)} [more.page] the app's address there
 */
export function host(name, open, { only = Object.keys(entries), page = 'index.html' } = {}) {
  for (const entry of only) {
    test(`${name}: ${entry}`, async () => {
      const folder = path.join(dist, `${name} ${entry}`.replaceAll(/\W+/g, '-').toLowerCase());
      rmSync(folder, { recursive: true, force: true });
      mkdirSync(folder, { recursive: true });
      const server = await open({ entry, folder });
      const { url, stop } = server ?? (await serve(folder));
      try {
        const address = url + (typeof page === 'string' ? page : page(entry));
        const loaded = await testApp(address);
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
 * The portal's own state shows whether the app has answered the task.
 *
 * @param {string} address
 */
async function testApp(address) {
  return show(sharedPage, address, async ({ portal, frame, pageErrors, loaded }) => {
    const shown = await frame
      .locator('output')
      .textContent()
      .catch((error) => `${error}\n${pageErrors.join('\n')}`);
    assert.deepEqual([shown, pageErrors], [REPORT, []]);
    const [{ outcome }] = portal.tasks();
    assert.equal(outcome?.userStatus, 3);
    assert.equal(outcome.variables.contractor, 'C_607');
    assert.equal(outcome.variables.phone, '+1 555 0100');
    return [...loaded];
  });
}

/**
 * Opens an app in a new page, in the frame of a portal with one task.
 *
 * @template T
 * @param {string} address
 * @param {(place: Place) => Promise<T>} visit
 * @returns {Promise<T>}
 */
export async function place(address, visit) {
  const page = await browser.newPage();
  try {
    return await show(page, address, visit);
  } finally {
    await page.close();
  }
}

/**
 * @template T
 * @param {import('@playwright/test').Page} page
 * @param {string} address
 * @param {(place: Place) => Promise<T>} visit
 * @returns {Promise<T>}
 */
async function show(page, address, visit) {
  const portal = await startPortal({ app: address, tasks: [request()] });
  try {
    /** @type {string[]} */
    const pageErrors = [];
    /** @type {Set<string>} */
    const loaded = new Set();
    page.on('pageerror', (error) => pageErrors.push(String(error)));
    page.on('console', (message) => {
      const { url } = message.location();
      if (message.type() === 'error') pageErrors.push(`${message.text()} (${url})`);
    });
    page.on('request', (request) => {
      const { pathname } = new URL(request.url());
      if (isWasm(pathname)) loaded.add(pathname);
    });
    // In production a page uses the vendor's script.
    await page.route('https://api.bitrix24.com/api/v1/', async (route) =>
      route.fulfill({ response: await route.fetch({ url: `${portal.url}/api/v1/` }) }),
    );
    await page.goto(`${portal.url}/?panel=off`);
    return await visit({ portal, page, frame: page.frameLocator('iframe'), pageErrors, loaded });
  } finally {
    await page.goto('about:blank');
    await page.unrouteAll();
    await page.removeAllListeners();
    await portal.stop();
  }
}

/** The text that the app shows. */
const REPORT = JSON.stringify({
  issues: ['fields.contractor: value_required', 'fields.start: value_invalid'],
  confirmedBy: 'reply',
});

/** @param {unknown} file */
const isWasm = (file) => String(file).endsWith('.wasm');

/**
 * A page of the app, for tools that create none.
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
 * Copies the module's file to its expected place beside the build.
 *
 * @param {string} folder
 */
export function copyWasm(folder) {
  const wasm = import.meta.resolve('bizproc-tasks/bizproc_tasks_bg.wasm');
  copyFileSync(fileURLToPath(wasm), path.join(folder, 'bizproc_tasks_bg.wasm'));
}

/**
 * The folder of an app.
 *
 * @typedef {object} Place
 * @property {import('bizproc-tasks/portal').RunningPortal} portal
 * @property {import('@playwright/test').Page} page
 * @property {import('@playwright/test').FrameLocator} frame
 * @property {string[]} pageErrors errors and warnings in the browser's console, and uncaught errors
 * @property {Set<string>} loaded the .wasm files
 */
