// Accessibility of the simulator's page: for screen readers, with the keyboard, on a narrow screen.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { expect, test } from '@playwright/test';
import { startPortal } from '../../www/portal/index.js';
import { approval, review } from './tasks.js';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

const TABS = ['Tasks', 'Requests', 'Frame', 'Faults', 'Settings'];

/** @typedef {import('@playwright/test').Page} Page */

/**
 * @param {Page} page
 * @param {string} state
 */
async function expectAccessible(page, state) {
  const found = await page.evaluate(async () => {
    const { axe } = /** @type {any} */ (window);
    // The placement is not part of this page.
    const { violations } = await axe.run({ exclude: ['iframe'] }, { iframes: false });
    return violations.map((/** @type {any} */ { id, nodes }) => [id, nodes[0].html]);
  });
  expect(found, state).toEqual([]);
}

/** @param {Page} page */
const tab = (page) => /** @param {string} name */ (name) =>
  page.getByRole('tablist', { name: 'Simulator' }).getByRole('tab', { name });

test('axe finds no violations, and nothing is wider than a phone', async ({ page }) => {
  const portal = await startPortal({ tasks: [approval(), review({ USER_ID: 2 })] });
  try {
    await fetch(`${portal.webhook(1)}bizproc.task.complete?TASK_ID=11&STATUS=1`);
    await fetch(`${portal.webhook(1)}bizproc.task.complete?TASK_ID=11&STATUS=1`);
    portal.fault({ kind: 'html' });
    await page.goto(portal.url);
    await page.evaluate(axe);
    for (const name of TABS) {
      await tab(page)(name).click();
      const item = page.locator('.item summary').first();
      if (await item.isVisible()) await item.click();
      await page.setViewportSize({ width: 1280, height: 800 });
      await expectAccessible(page, name);
      await page.setViewportSize({ width: 390, height: 800 });
      await expectAccessible(page, `${name}, narrow`);
      await page.setViewportSize({ width: 320, height: 800 });
      const overflow = await page.evaluate(() => {
        const { scrollWidth, clientWidth } = document.documentElement;
        return scrollWidth - clientWidth;
      });
      expect(overflow, name).toBe(0);
    }
    await tab(page)('Tasks').click();
    await page.getByText('Other users').click();
    await expectAccessible(page, 'the tasks of others');
    await page.getByRole('button', { name: 'Add…' }).click();
    await expectAccessible(page, 'the editor');
    for (const path of ['/welcome', '/company/personal/user/1/']) {
      await page.goto(portal.url + path);
      await page.evaluate(axe);
      await expectAccessible(page, path);
    }
  } finally {
    await portal.stop();
  }
});

test('the keyboard reaches the whole panel, and the focus stays', async ({ page }) => {
  const portal = await startPortal({ tasks: [review({ USER_ID: 1 })] });
  try {
    await page.goto(portal.url);
    await tab(page)('Tasks').focus();
    await page.keyboard.press('ArrowRight');
    await expect(tab(page)('Requests')).toBeFocused();
    await expect(page.getByText('No REST call has come in yet.')).toBeVisible();
    await page.keyboard.press('ArrowLeft');
    for (const name of ['Let a task arrive', 'Add…']) {
      await page.keyboard.press('Tab');
      await expect(page.getByRole('button', { name })).toBeFocused();
    }
    await page.keyboard.press('Tab');
    await expect(page.getByLabel('Tasks come and go')).toBeFocused();
    await page.keyboard.press('Tab');
    const item = page.locator('.item');
    const summary = item.locator('summary');
    await expect(summary).toBeFocused();
    await page.keyboard.press('Enter');
    await expect(item.getByText('Parameters')).toBeVisible();
    await page.keyboard.press('Tab');
    await expect(item.getByRole('button', { name: 'Answer “OK”' })).toBeFocused();
    await page.keyboard.press('Enter');
    // The button is gone with the answer.
    await expect(item.getByText('Comment', { exact: true })).toBeVisible();
    await expect(summary).toBeFocused();

    const edit = item.getByRole('button', { name: 'Edit…' });
    await edit.focus();
    await page.keyboard.press('Enter');
    const editor = page.getByLabel('Task as JSON');
    await expect(editor).toBeFocused();
    await editor.fill((await editor.inputValue()).replace('Read the policy', 'Read it'));
    await page.getByRole('button', { name: 'Save' }).press('Enter');
    await expect(item.getByText('Read it')).toBeVisible();
    await expect(edit).toBeFocused();
    await page.keyboard.press('Enter');
    await expect(editor).toBeFocused();
    await page.keyboard.press('Escape');
    await expect(page.getByRole('dialog')).toBeHidden();
    await expect(edit).toBeFocused();
  } finally {
    await portal.stop();
  }
});
