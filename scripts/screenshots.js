// Takes pictures of <bizproc-task> and of the inbox in their states, light and dark, in English and Russian, wide and
// at 320 px, for a review: results/screenshots. `npm run screenshots -- inbox` takes only those of the inbox.
import { mkdirSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import path from 'node:path';
import { chromium } from '@playwright/test';
import { startPortal } from '../www/portal/index.js';
import { main, root } from './run.js';
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

/**
 * @param {import('@playwright/test').Browser} browser
 * @param {string} folder
 */
async function takeForm(browser, folder) {
  const { server, url } = await serveDist();
  for (const theme of /** @type {const} */ (['light', 'dark'])) {
    for (const lang of ['en', 'ru']) {
      for (const width of [900, 320]) {
        const portal = await startPortal({ tasks: [TASK] });
        const page = await browser.newPage({
          viewport: { width, height: 700 },
          colorScheme: theme,
        });
        const take = (/** @type {string} */ state) =>
          page.screenshot({
            path: path.join(folder, `${state}-${theme}-${lang}-${width}.png`),
            fullPage: true,
          });
        await page.goto(url);
        const options = { domain: portal.url, accessToken: portal.token(1), lang, theme };
        await page.evaluate(async ({ domain, accessToken, lang, theme }) => {
          document.documentElement.style.colorScheme = theme;
          // @ts-expect-error: an address of this script's own server
          await import('/element.js');
          const form = Object.assign(document.createElement('bizproc-task'), { lang, taskId: 13 });
          form.connection = { domain, accessToken };
          document.body.append(form);
          await new Promise((resolve) => form.addEventListener('bizproc-ready', resolve));
        }, options);
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
        portal.fault({
          kind: 'error',
          method: 'bizproc.task.complete',
          code: 'insufficient_scope',
          status: 403,
        });
        await page.getByRole('button', { name: 'Refuse' }).click();
        await page.locator('.notice:not(.summary)').waitFor();
        await take('refused');
        await page.locator('.notice button').click();
        await page.locator('.notice.success').waitFor();
        await take('saved');
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
  const browser = await chromium.launch({
    executablePath: chrome,
    args: ['--no-sandbox'],
  });
  if (!process.argv.includes('inbox')) await takeForm(browser, folder);
  await takeInbox(browser, folder);
  await browser.close();
});
