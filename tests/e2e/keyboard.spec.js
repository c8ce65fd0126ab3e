import { answerTo, completions, expect, test } from './placement.js';
import { approval, field, request } from './tasks.js';

/**
 * Presses Tab until something has the focus.
 *
 * @param {import('@playwright/test').Page} page
 * @param {import('@playwright/test').Locator} target
 */
async function tabTo(page, target) {
  for (let presses = 0; presses < 60; presses += 1) {
    if (
      await target.evaluate(
        (element) =>
          element === /** @type {Document | ShadowRoot} */ (element.getRootNode()).activeElement,
      )
    )
      return;
    await page.keyboard.press('Tab');
  }
  await expect(target).toBeFocused();
}

// Engines differ in what keys do, and in what Tab reaches.
test('a task can be completed with the keyboard only', { tag: '@engines' }, async ({
  open,
  page,
}) => {
  const REQUEST = [
    field('contractor', 'Contractor', 'string', { Required: true }),
    field('signed', 'Signed', 'bool', { Required: true }),
  ];
  const { portal, frame } = await open({
    tasks: [approval({ ID: 99, NAME: 'Newest' }), request({ PARAMETERS: { REQUEST } })],
  });
  const newest = frame.getByRole('button', { name: 'Newest' });
  const contractor = frame.getByLabel('Contractor');
  await expect(newest).toBeVisible();
  await tabTo(page, newest);
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await expect(frame.getByRole('heading', { name: 'Choose a contractor' })).toBeFocused();

  await page.keyboard.press('Escape');
  await expect(frame.getByRole('button', { name: 'Choose a contractor' })).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(frame.getByRole('heading', { name: 'Choose a contractor' })).toBeFocused();

  await tabTo(page, frame.getByRole('button', { name: 'Send' }));
  await page.keyboard.press('Enter');
  await expect(contractor).toBeFocused();
  // An issue in the summary leads to its field.
  await tabTo(page, frame.getByRole('alert').getByRole('button').nth(1));
  await page.keyboard.press('Enter');
  await expect(frame.getByRole('radio', { name: 'Yes' })).toBeFocused();
  await page.keyboard.press('Shift+Tab');
  await expect(contractor).toBeFocused();
  await page.keyboard.type('C_607');
  await tabTo(page, frame.getByRole('radio', { name: 'Yes' }));
  await page.keyboard.press('Space');
  await page.keyboard.press('ArrowRight');
  await expect(frame.getByRole('radio', { name: 'No' })).toBeChecked();
  expect(completions(portal)).toEqual([]);

  await page.keyboard.press('Shift+Tab');
  await expect(contractor).toBeFocused();
  await page.keyboard.press('Enter');
  expect(completions(portal), 'Enter in a line of text answers nothing').toEqual([]);
  await tabTo(page, frame.getByRole('button', { name: 'Send' }));
  await page.keyboard.press('Enter');
  const saved = frame.getByRole('status').filter({ hasText: 'Answer saved' });
  await expect(saved).toBeFocused();
  expect(answerTo(portal, 13)).toMatchObject({ variables: { contractor: 'C_607', signed: 'N' } });

  await tabTo(page, frame.getByRole('button', { name: 'Back to your tasks' }));
  await page.keyboard.press('Enter');
  await expect(newest).toBeFocused();
});
