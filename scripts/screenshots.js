// Takes pictures of <bizproc-task>, of the inbox and of the diagnosis in their states, light and dark, in English and
// Russian, wide and at 320 px, for a review: results/screenshots. `npm run screenshots -- form` takes only those of the
// element; `inbox` and `diagnosis` do the same.
import { mkdirSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import path from 'node:path';
import { startPortal } from '../www/portal/index.js';
import { main, root } from './run.js';
import { takeDiagnosis } from './screenshots-diagnosis.js';
import { takeInbox } from './screenshots-inbox.js';
import * as setup from './setup.js';

const field = (/** @type {string} */ name, /** @type {string} */ Type, more = {}) => ({
  Name: name.toLowerCase(),
  Title: name,
  Type,
  Description: '',
  Required: false,
  Multiple: false,
  Default: null,
  ...more,
});

const TASK = {
  ID: 13,
  USER_ID: 1,
  ACTIVITY: 'RequestInformationOptionalActivity',
  NAME: 'Choose a contractor for the hotel',
  DESCRIPTION: 'Compare [b]three[/b] offers, see [url=https://example.com]the guideline[/url].',
  DOCUMENT_ID: ['crm', 'CCrmDocumentDeal', 'DEAL_77'],
  DOCUMENT_NAME: 'Furniture for the Aurora Hotel',
  OVERDUE_DATE: '20.11.2026 10:00:00',
  PARAMETERS: {
    DOCUMENT_TYPE: ['crm', 'CCrmDocumentDeal', 'DEAL'],
    TaskButtonMessage: 'Send',
    TaskButtonCancelMessage: 'Refuse',
    ShowComment: 'Y',
    CommentRequired: 'YR',
    REQUEST: [
      field('Contractor', 'string', { Required: true, Description: 'As in the register' }),
      field('Approved', 'bool', { Required: true }),
      field('Delivery', 'select', { Options: { post: 'By post', courier: 'By courier' } }),
      field('Budget', 'UF:money', { Default: '15000.50|EUR', Required: true }),
      field('Start', 'datetime', { Required: true }),
      field('Manager', 'user', { Default: 'user_2' }),
      field('Stage', 'deal_stage'),
      field('Items', 'string', { Multiple: true, Default: ['Chairs', 'Tables'] }),
      field('Papers', 'file', { Multiple: true }),
    ],
  },
};

const TYPES = /** @type {Record<string, string>} */ ({ '.js': 'text/javascript' });

async function serveDist() {
  const server = createServer((request, response) => {
    const name = path.basename(request.url ?? '/');
    response.setHeader('content-type', TYPES[path.extname(name)] ?? 'text/html; charset=utf-8');
    if (name.endsWith('.js')) response.end(readFileSync(path.join(root, 'dist', name)));
    else response.end('<!doctype html><title>Task</title><body style="margin: 16px">');
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(undefined)));
  const { port } = /** @type {import('node:net').AddressInfo} */ (server.address());
  return { server, url: `http://127.0.0.1:${port}/` };
}

/** A task that cannot be completed by REST: no call can set its required field. */
const UNSUPPORTED = {
  ...TASK,
  ID: 14,
  ACTIVITY: 'RequestInformationActivity',
  PARAMETERS: { REQUEST: [field('Time', 'time', { Required: true })] },
};

const COMPLETE = 'bizproc.task.complete';

/**
 * @typedef {object} Place
 * @property {import('@playwright/test').Page} page
 * @property {import('../www/portal/index.js').RunningPortal} portal
 * @property {(state: string) => Promise<unknown>} take
 * @property {(taskId: number) => Promise<void>} open
 */

/** @param {Place} place */
async function takeForm({ page, portal, take, open }) {
  await open(13);
  await page.getByText('Daniel Brooks').waitFor();
  await page.getByText('Furnished').waitFor();
  await take('form');
  await page.emulateMedia({ forcedColors: 'active' });
  await page.getByRole('radio').first().check();
  await take('forced-colours');
  await page.emulateMedia({ forcedColors: 'none' });
  await page.evaluate(() => Object.assign(document.documentElement, { dir: 'rtl' }));
  await take('right-to-left');
  await page.evaluate(() => Object.assign(document.documentElement, { dir: 'ltr' }));
  await page.getByRole('button', { name: 'Send' }).click();
  await page.getByRole('alert').waitFor();
  await take('issues');
  await page.locator('#comment').fill('Too dear');
  portal.fault({ kind: 'error', method: COMPLETE, code: 'insufficient_scope', status: 403 });
  await page.getByRole('button', { name: 'Refuse' }).click();
  await page.locator('.notice:not(.summary)').waitFor();
  await take('refused');
  await page.locator('.notice button').click();
  await page.locator('.notice.success').waitFor();
  await take('saved');
}

/** @param {Place} place */
async function takeOutcomes({ page, portal, take, open }) {
  const notice = page.locator('.notice:not(.summary)');
  // The first look-up of a page is a batch.
  portal.fault({ kind: 'delay', method: 'batch', delayMs: 600_000 });
  await open(13);
  await page.getByRole('status').first().waitFor();
  await take('loading');
  await open(999);
  await notice.waitFor();
  await take('not-found');
  await open(14);
  await notice.waitFor();
  await take('unsupported');

  await open(13);
  await page.locator('#comment').fill('Too dear');
  portal.fault({ kind: 'delay', method: COMPLETE, delayMs: 600_000, after: false });
  await page.getByRole('button', { name: 'Refuse' }).click();
  await page.locator('.progress').waitFor();
  await take('sending');

  await open(13);
  await page.locator('#comment').fill('Too dear');
  for (const method of [COMPLETE, 'bizproc.task.list'])
    portal.fault({ kind: 'reset', method, times: Number.POSITIVE_INFINITY, after: true });
  await page.getByRole('button', { name: 'Refuse' }).click();
  while (!(await notice.isVisible())) await page.clock.runFor(1000);
  await take('unknown');
}

/**
 * Calls a function with a page and a portal for each theme, language and width.
 *
 * @param {import('@playwright/test').Browser} browser
 * @param {string} folder
 * @param {(place: Place) => Promise<void>} takeStates
 */
async function takeElement(browser, folder, takeStates) {
  const { server, url } = await serveDist();
  for (const theme of /** @type {const} */ (['light', 'dark'])) {
    for (const lang of ['en', 'ru']) {
      for (const width of [900, 320]) {
        const portal = await startPortal({ tasks: [TASK, UNSUPPORTED] });
        const page = await browser.newPage({
          viewport: { width, height: 700 },
          colorScheme: theme,
        });
        if (takeStates === takeOutcomes) await page.clock.install();
        const take = (/** @type {string} */ state) =>
          page.screenshot({
            path: path.join(folder, `${state}-${theme}-${lang}-${width}.png`),
            fullPage: true,
          });
        const connection = { domain: portal.url, accessToken: portal.token(1) };
        const open = async (/** @type {number} */ taskId) => {
          await page.goto(url);
          await page.evaluate(
            async ({ connection, lang, theme, taskId }) => {
              document.documentElement.style.colorScheme = theme;
              // @ts-expect-error: an address of this script's own server
              await import('/element.js');
              const form = document.createElement('bizproc-task');
              document.body.append(Object.assign(form, { lang, taskId, connection }));
            },
            { connection, lang, theme, taskId },
          );
        };
        await takeStates({ page, portal, take, open });
        await page.close();
        await portal.stop();
      }
    }
  }
  server.close();
}

await main(async () => {
  const folder = path.join(root, 'results/screenshots');
  mkdirSync(folder, { recursive: true });
  await setup.buildTools();
  const { chrome } = await setup.browser();
  await setup.dist();
  // This import needs packages that were just installed.
  const { chromium } = await import('@playwright/test');
  const browser = await chromium.launch({
    executablePath: chrome,
    args: ['--no-sandbox'],
  });
  const [wanted] = process.argv.slice(2);
  if (!wanted || wanted === 'form') {
    await takeElement(browser, folder, takeForm);
    await takeElement(browser, folder, takeOutcomes);
  }
  if (!wanted || wanted === 'inbox') await takeInbox(browser, folder);
  if (!wanted || wanted === 'diagnosis') await takeDiagnosis(browser, folder);
  await browser.close();
});
