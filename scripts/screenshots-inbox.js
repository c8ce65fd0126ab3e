// Takes pictures of the inbox in its states, in a portal.
import path from 'node:path';
import { startPortal } from '../www/portal/index.js';
import { root } from './run.js';

/** Each variant, by its name: the address of the app, the language and the width. */
const LOOKS = {
  light: { theme: 'light', lang: 'en', width: 960 },
  dark: { theme: 'dark', lang: 'en', width: 960 },
  ru: { theme: 'light', lang: 'ru', width: 960 },
  narrow: { theme: 'light', lang: 'en', width: 320 },
  'narrow-ru': { theme: 'dark', lang: 'ru', width: 320 },
};

export const REFUSAL = {
  kind: /** @type {const} */ ('error'),
  method: 'bizproc.task.complete',
  code: 'insufficient_scope',
  status: 403,
};

/**
 * Waits in the frame until it is as high as its content.
 *
 * @param {Element} app
 */
export async function fitted(app) {
  let frames = 0;
  while (frames < 5) {
    await new Promise((resolve) => requestAnimationFrame(resolve));
    const isFitted = Math.abs(app.getBoundingClientRect().bottom + scrollY - innerHeight) <= 1;
    frames = isFitted ? frames + 1 : 0;
  }
}

/**
 * @param {import('@playwright/test').Browser} browser
 * @param {string} folder
 */
export async function takeInbox(browser, folder) {
  const { build, preview } = await import('vite');
  const configFile = path.join(root, 'www/widget/vite.config.js');
  await build({ configFile, logLevel: 'warn' });
  const server = await preview({ configFile, logLevel: 'warn', preview: { port: 0 } });
  const address = server.resolvedUrls?.local[0];
  for (const [look, { theme, lang, width }] of Object.entries(LOOKS)) {
    const portal = await startPortal({ app: `${address}?theme=${theme}` });
    const page = await browser.newPage({ viewport: { width: 960, height: 900 } });
    const frame = page.frameLocator('#pane-app iframe');
    const user = lang === 'ru' ? 5 : 1;
    /** @param {string} placement */
    const open = async (placement) => {
      const query = new URLSearchParams({
        placement,
        lang,
        user: String(user),
        connection: 'token',
      });
      await page.goto(`${portal.url}/?${query}`);
      await page.locator('#pane-app iframe').evaluate((element, width) => {
        // Sets the width of the variant, independently of the portal's page.
        Object.assign(/** @type {HTMLElement} */ (element.parentElement).style, {
          width: `${width}px`,
          position: 'absolute',
          zIndex: 9,
        });
      }, width);
    };
    /** @param {string} state */
    const take = async (state) => {
      await frame.locator('#app').evaluate(fitted);
      const picture = path.join(folder, `inbox-${state}-${look}.png`);
      await page.locator('#pane-app iframe').screenshot({ path: picture });
    };
    const rows = frame.locator('.row');
    const actions = frame.locator('.selection button');
    const primary = frame.locator('dialog button.button--primary');

    await open('LEFT_MENU');
    await rows
      .filter({ hasText: /Belova|Белова/ })
      .first()
      .waitFor();
    await take('list');
    await frame.locator('.filters select').first().selectOption({ index: 1 });
    await frame.getByRole('searchbox').fill('a');
    await take('filters');
    await frame.getByRole('searchbox').fill('zzz');
    await take('nothing-found');
    await frame.locator('.empty button').click();
    await frame.locator('.selection .check').check();
    await take('selected');
    await actions.first().click();
    await take('approve');
    portal.fault(REFUSAL);
    await frame.locator('dialog textarea').fill('Agreed, as discussed');
    await primary.click();
    await frame.locator('dialog .results, dialog h2.success').first().waitFor();
    await take('results');
    await frame.locator('dialog .actions button').last().click();
    await frame.locator('.row').first().click();
    await frame.locator('.task-bar').waitFor();
    await take('task');
    await frame.locator('.task-bar button').last().click();
    await take('delegate');
    await frame.locator('dialog .actions button').last().click();
    await frame.locator('.task-bar button').first().click();
    await frame.locator('.tabs button').last().click();
    await frame.locator('.due').first().waitFor();
    await take('finished');
    portal.reset([]);
    await open('CRM_CONTACT_DETAIL_TAB');
    await frame.locator('.empty').waitFor();
    await take('empty');
    portal.fault({
      kind: 'error',
      method: 'bizproc.task.list',
      code: 'insufficient_scope',
      status: 403,
    });
    await open('LEFT_MENU');
    await frame.locator('.notice').waitFor();
    await take('error');
    await page.close();
    await portal.stop();
  }
  await server.close();
}
