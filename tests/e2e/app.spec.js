// The archive of the static local application: unpacked in a folder of another host, installed, and used.
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import path from 'node:path';
import { test as base, expect } from '@playwright/test';
import { unzipSync } from 'fflate';
import { archive } from '../../scripts/build-app.js';
import { startPortal } from '../../www/portal/index.js';
import { answerTo } from './placement.js';
import { approval } from './tasks.js';

/**
 * @typedef {import('../../www/portal/index.js').PortalOptions} PortalOptions
 * @typedef {import('../../www/portal/index.js').RunningPortal} RunningPortal
 * @typedef {import('@playwright/test').FrameLocator} FrameLocator
 *
 * @typedef {object} Installation
 * @property {RunningPortal} portal
 * @property {FrameLocator} frame the app
 * @property {string} app address of the app's page
 * @property {{ verb: string, file: string, status: number }[]} requested of the app's host
 * @property {string[]} pageErrors errors and warnings in the browser's console, and uncaught errors
 * @property {(query: string) => Promise<unknown>} goto opens the portal's page
 */

const TYPES = /** @type {Record<string, string>} */ ({
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
});

const ADMINISTRATOR = 3;

const PLACES = [
  'CRM_DEAL_DETAIL_TAB',
  'CRM_LEAD_DETAIL_TAB',
  'CRM_CONTACT_DETAIL_TAB',
  'CRM_COMPANY_DETAIL_TAB',
  'CRM_DYNAMIC_136_DETAIL_TAB',
  'LEFT_MENU',
];

/** @param {Installation['requested']} requested */
async function serveArchive(requested) {
  const files = unzipSync(readFileSync(archive));
  const folder = '/b24-apps/7f3a/tasks/';
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? '', 'http://host');
    const file = pathname.startsWith(folder) ? pathname.slice(folder.length) : '';
    const content = Object.hasOwn(files, file) ? files[file] : undefined;
    request.resume();
    requested.push({ verb: request.method ?? '', file: pathname, status: content ? 200 : 404 });
    response.writeHead(content ? 200 : 404, {
      'content-type': TYPES[path.extname(file)] ?? 'application/octet-stream',
    });
    response.end(content);
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(undefined)));
  const { port } = /** @type {import('node:net').AddressInfo} */ (server.address());
  return {
    address: `http://127.0.0.1:${port}${folder}`,
    async stop() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

const fixtures = /** @type {any} */ ({
  openApp: async (/** @type {any} */ { page }, /** @type {any} */ use) => {
    /** @type {(() => Promise<unknown>)[]} */
    const ends = [];
    await use(async (/** @type {PortalOptions} */ options = {}) => {
      /** @type {Installation['requested']} */
      const requested = [];
      const host = await serveArchive(requested);
      const app = `${host.address}index.html`;
      const install = `${host.address}install.html`;
      const portal = await startPortal({ tasks: [approval()], app, install, ...options });
      ends.push(host.stop, portal.stop);
      /** @type {string[]} */
      const pageErrors = [];
      page.on('pageerror', (/** @type {Error} */ error) => pageErrors.push(String(error)));
      page.on('console', (/** @type {any} */ message) => {
        if (['error', 'warning'].includes(message.type())) pageErrors.push(message.text());
      });
      const goto = (/** @type {string} */ query) => page.goto(`${portal.url}/?${query}`);
      await goto(`user=${ADMINISTRATOR}`);
      return { portal, frame: page.frameLocator('iframe'), app, requested, pageErrors, goto };
    });
    for (const end of ends) await end();
  },
});

const test =
  /** @type {import('@playwright/test').TestType<import('@playwright/test').PlaywrightTestArgs & import('@playwright/test').PlaywrightTestOptions & { openApp: (options?: PortalOptions) => Promise<Installation> }, import('@playwright/test').PlaywrightWorkerArgs & import('@playwright/test').PlaywrightWorkerOptions>} */ (
    base.extend(fixtures)
  );

/**
 * The handlers of the app on a portal, as `PLACEMENT ADDRESS`.
 *
 * @param {RunningPortal} portal
 */
async function boundTo(portal) {
  const state = await (await fetch(`${portal.url}/simulator/state`)).json();
  return state.placements.map(
    (/** @type {any} */ { placement, handler }) => `${placement} ${handler}`,
  );
}

/**
 * Calls a method as the administrator.
 *
 * @param {RunningPortal} portal
 * @param {string} method
 * @param {Record<string, string>} params
 */
async function administer(portal, method, params) {
  const body = JSON.stringify({ ...params, auth: portal.token(ADMINISTRATOR) });
  const headers = { 'content-type': 'application/json' };
  await fetch(`${portal.url}/rest/${method}`, { method: 'POST', headers, body });
}

/** How pages were asked for. @param {Installation['requested']} requested */
const verbsOf = (requested) => [
  ...new Set(requested.filter(({ file }) => file.endsWith('.html')).map(({ verb }) => verb)),
];

/** @param {FrameLocator} frame */
async function addAll(frame) {
  await frame.getByRole('button', { name: 'Add to the selected places' }).click();
  await expect(frame.getByRole('status')).toContainText('The app is in all selected places');
}

test('the archive is installed, opened everywhere, and used', async ({ openApp, page }) => {
  const { portal, frame, app, requested, pageErrors, goto } = await openApp();
  await expect(frame.getByRole('heading', { name: 'Installation' })).toBeVisible();
  await expect(frame.getByRole('listitem')).toHaveCount(PLACES.length);
  await expect(frame.getByText('Tab in the smart process “Complaints”')).toBeVisible();
  await addAll(frame);
  await expect(frame.getByText('Added', { exact: true })).toHaveCount(PLACES.length);
  expect(await boundTo(portal)).toEqual(PLACES.map((place) => `${place} ${app}`));

  await frame.getByRole('button', { name: 'Finish the installation' }).click();
  await expect(frame.getByRole('heading', { name: 'Your tasks' })).toBeVisible();
  // The tab has the name that was registered.
  await expect(page.getByRole('tab', { name: 'Tasks', exact: true }).first()).toBeVisible();
  for (const placement of ['DEFAULT', 'LEFT_MENU', 'CRM_DEAL_DETAIL_TAB']) {
    await goto(`user=1&placement=${placement}`);
    await expect(frame.getByText('1 task waits for you')).toBeVisible();
  }
  await frame.getByRole('button', { name: 'Approve the budget' }).click();
  await frame.getByRole('button', { name: 'Agree' }).click();
  await expect(frame.getByRole('status')).toContainText('is recorded');
  expect(answerTo(portal, 11)).toMatchObject({ userStatus: 1 });

  expect(pageErrors).toEqual([]);
  expect(requested.filter(({ status }) => status !== 200)).toEqual([]);
  expect(verbsOf(requested)).toEqual(['POST']);
});

test('opened by GET, an installed app can be installed again, and removed from its places', {
  tag: '@full',
}, async ({ openApp, page }) => {
  const { portal, frame, app, requested, goto } = await openApp({ method: 'get' });
  await administer(portal, 'placement.bind', {
    PLACEMENT: 'LEFT_MENU',
    HANDLER: app.replace('7f3a', '1111'),
  });
  await page.reload();
  await expect(frame.getByText('Added with the address of another version')).toBeVisible();
  await frame.getByLabel('Tab in leads').uncheck();
  await addAll(frame);
  const places = PLACES.filter((place) => place !== 'CRM_LEAD_DETAIL_TAB');
  expect((await boundTo(portal)).sort()).toEqual(places.map((place) => `${place} ${app}`).sort());
  await frame.getByRole('button', { name: 'Finish the installation' }).click();
  await expect(frame.getByRole('heading', { name: 'Your tasks' })).toBeVisible();

  await page.getByRole('button', { name: 'Reinstall' }).click();
  await expect(frame.getByText('Added', { exact: true })).toHaveCount(places.length);
  await frame.getByLabel('Tab in leads').uncheck();
  await addAll(frame);
  expect(await boundTo(portal)).toHaveLength(places.length);
  await frame.getByRole('button', { name: 'Remove from all places' }).click();
  await expect(frame.getByRole('status')).toContainText('The app is in none of the places');
  await expect(frame.getByText('Removed', { exact: true })).toHaveCount(places.length);
  expect(await boundTo(portal)).toEqual([]);
  await frame.getByRole('link', { name: 'Check the connection to the portal' }).click();
  await expect(frame.getByRole('status')).toHaveText('No problems were found.');
  await page.reload();
  await frame.getByRole('button', { name: 'Finish the installation' }).click();
  await expect(page.getByRole('alert')).toContainText('The app has registered nothing');
  await goto('user=1&placement=DEFAULT');
  await expect(frame.getByText('1 task waits for you')).toBeVisible();
  expect(verbsOf(requested)).toEqual(['GET']);
});

test('a failure is shown with a hint, and can be tried again, in the language of the portal', async ({
  openApp,
  page,
}) => {
  const { portal, frame, app, goto } = await openApp();
  await expect(frame.getByRole('listitem')).toHaveCount(PLACES.length);
  const method = 'placement.bind';
  portal.fault({ kind: 'error', method, code: 'ERROR_HANDLER_URL_MATCH', status: 400 });
  portal.fault({ kind: 'error', method, nth: 2, code: 'STRANGE', status: 400 });
  await frame.getByRole('button', { name: 'Add to the selected places' }).click();
  await expect(frame.getByRole('alert')).toContainText('Not everything was done');
  await expect(frame.getByRole('listitem').nth(0)).toContainText(
    'ERROR_HANDLER_URL_MATCH: This page is on another host than the app.',
  );
  await expect(frame.getByRole('listitem').nth(1)).toContainText('STRANGE: Try again.');
  expect(await boundTo(portal)).toHaveLength(PLACES.length - 2);
  await addAll(frame);
  expect((await boundTo(portal)).sort()).toEqual(PLACES.map((place) => `${place} ${app}`).sort());

  // A smart process whose name cannot be read is shown by its id.
  const list = 'crm.type.list';
  portal.fault({ kind: 'error', method: list, code: 'ACCESS_DENIED', status: 403 });
  await page.reload();
  await expect(frame.getByText('Tab in smart process 136')).toBeVisible();

  await goto(`user=${ADMINISTRATOR}&lang=ru`);
  await expect(frame.locator('html')).toHaveAttribute('lang', 'ru');
  await frame.getByRole('button', { name: 'Добавить в выбранные места' }).click();
  await expect(frame.getByRole('status')).toContainText('Приложение есть во всех выбранных местах');
  await frame.getByRole('button', { name: 'Завершить установку' }).click();
  await expect(page.getByRole('tab', { name: 'Задания', exact: true })).toBeVisible();
  expect(await boundTo(portal)).toHaveLength(PLACES.length);
});

test('missing permissions and rights are named', async ({ openApp, page }) => {
  const { frame } = await openApp({ scope: ['bizproc'] });
  const missing = 'add “Embedding applications (placement)” and “CRM (crm)”';
  await expect(frame.getByRole('alert')).toContainText('The portal did not allow it');
  await expect(frame.getByRole('alert')).toContainText(missing);
  await expect(frame.getByRole('alert')).toContainText('insufficient_scope');

  const { frame: other, goto } = await openApp({ scope: ['bizproc', 'placement'] });
  await expect(other.getByText('The cards of the CRM are not available')).toBeVisible();
  await expect(other.getByText(missing)).toBeVisible();
  await expect(other.getByRole('listitem')).toHaveText([/Item in the main menu/]);

  await goto('user=1');
  await expect(page.getByRole('alert')).toContainText('not fully installed yet');
});
