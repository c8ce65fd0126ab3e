// The inbox: answering and delegating several tasks, new and removed tasks, accessibility.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { answerTo, completions, expect, test, widgetUrl } from './placement.js';
import { approval, request, review } from './tasks.js';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/**
 * The violations that axe finds in the placement.
 *
 * @param {import('@playwright/test').Page} page
 * @param {'light' | 'dark'} theme
 */
async function violations(page, theme) {
  const frame = page.frames().find((one) => one.parentFrame() !== null);
  if (!(await frame?.evaluate(() => 'axe' in window))) await frame?.evaluate(axe);
  return frame?.evaluate(async (theme) => {
    // Themes differ in colours only.
    const options = theme === 'dark' ? { runOnly: ['color-contrast'] } : {};
    const { violations } = await /** @type {any} */ (window).axe.run(options);
    return violations.map((/** @type {any} */ { id, nodes }) => [
      id,
      nodes.map((/** @type {any} */ { html }) => html),
    ]);
  }, theme);
}

/** @type {import('../../www/portal/index.js').FaultSpec} */
const REFUSAL = {
  kind: 'error',
  method: 'bizproc.task.complete',
  code: 'insufficient_scope',
  status: 403,
};

const bulk = () => [
  approval({ ID: 61, NAME: 'Chairs' }),
  approval({ ID: 62, NAME: 'Tables', PARAMETERS: { CommentRequired: 'Y' } }),
  review({ ID: 63, NAME: '<i>Policy</i>' }),
  request({ ID: 64, NAME: 'Offer' }),
  approval({ ID: 65, NAME: 'Lamps' }),
];

test('selected tasks are approved together, and each outcome is shown', async ({ open, page }) => {
  const { portal, frame } = await open({ tasks: bulk(), connection: 'token' });
  const dialog = frame.getByRole('dialog');
  const names = frame.locator('.row .name');
  await frame.getByLabel('Select “Chairs”').check();
  await expect(frame.getByText('1 selected')).toBeVisible();
  await frame.getByLabel('1 selected').focus();
  await page.keyboard.press('Space');
  await expect(frame.getByText('5 selected')).toBeVisible();
  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  await expect(dialog.getByRole('heading', { name: 'Approve 5 tasks' })).toBeFocused();
  await page.keyboard.press('Escape');
  await expect(dialog).toHaveCount(0);
  await expect(frame.getByRole('button', { name: 'Approve', exact: true })).toBeFocused();
  await page.keyboard.press('Enter');

  await expect(dialog.getByText('3 answers will be sent')).toBeVisible();
  await expect(dialog.getByRole('listitem')).toHaveText([
    'Lamps: Agree',
    '<i>Policy</i>: I have read it',
    'Chairs: Agree',
    /Offer.*It has fields to fill in/,
    /Tables.*Enter “Reason”/,
  ]);
  await dialog.getByLabel('Comment for all of them').fill('Fine with me');
  await expect(dialog.getByText('4 answers will be sent')).toBeVisible();
  await expect(dialog.getByText('1 task cannot be answered in this way')).toBeVisible();

  const elsewhere = new URLSearchParams({ TASK_ID: '65', STATUS: '2', COMMENT: 'No' });
  const address = `${portal.webhook(1)}bizproc.task.complete`;
  await fetch(address, { method: 'POST', body: elsewhere });
  portal.fault({ ...REFUSAL, nth: 2 });
  await dialog.getByRole('button', { name: 'Send 4 answers' }).click();
  await expect(dialog.getByRole('heading', { name: '2 of 4 answers saved' })).toBeFocused();
  await expect(dialog.getByRole('listitem')).toHaveCount(2);
  await expect(dialog.getByText('Not done')).toBeVisible();
  await expect(dialog.getByRole('listitem').filter({ hasText: 'Answered already' })).toContainText(
    'Lamps',
  );
  await dialog.getByRole('button', { name: 'Try 1 again' }).click();
  await expect(dialog.getByRole('heading', { name: '3 of 4 answers saved' })).toBeFocused();
  await dialog.getByRole('button', { name: 'Close' }).click();
  await expect(names).toHaveText(['Offer']);
  await expect(frame.getByRole('heading', { name: 'Your tasks' })).toBeFocused();
  expect(answerTo(portal, 61)).toMatchObject({ approve: true, comment: 'Fine with me' });
  expect(answerTo(portal, 62)).toMatchObject({ approve: true, comment: 'Fine with me' });
  expect(answerTo(portal, 63)).toMatchObject({ userStatus: 3, comment: '' });
  expect(answerTo(portal, 65)).toMatchObject({ approve: false });
  expect(answerTo(portal, 64)).toBeNull();

  // Its document opens over the placement.
  await frame.getByRole('button', { name: 'Offer' }).click();
  await frame.getByRole('link', { name: 'Furniture for the hotel' }).click();
  await expect(page.locator('dialog.slider')).toContainText('Furniture for the Aurora Hotel');
  await page.getByRole('button', { name: 'Close' }).click();
  await expect(frame.getByLabel('Contractor')).toBeVisible();
  expect(page.context().pages()).toHaveLength(1);
});

test('over the SDK documents open over the placement, or in a tab where the portal opens nothing', async ({
  open,
  page,
}) => {
  const { frame } = await open({ connection: 'sdk', tasks: [request()] });
  await frame.getByRole('button', { name: 'Choose a contractor' }).click();
  const link = frame.getByRole('link', { name: 'Furniture for the hotel' });
  await link.click();
  await expect(page.locator('dialog.slider')).toContainText('Furniture for the Aurora Hotel');
  await page.getByRole('button', { name: 'Close' }).click();
  expect(page.context().pages()).toHaveLength(1);

  // The portal's page refuses everything.
  await page.evaluate(() => {
    window.addEventListener(
      'message',
      (event) => {
        // The command, its parameters, the callback and the app.
        const words = String(event.data).split(':');
        if (words[0] !== 'openPath') return;
        event.stopImmediatePropagation();
        const refusal = JSON.stringify({ result: 'error', errorCode: 'PATH_NOT_AVAILABLE' });
        event.source?.postMessage(`${words.at(-2)}:${refusal}`, { targetOrigin: event.origin });
      },
      { capture: true },
    );
  });
  const [tab] = await Promise.all([page.waitForEvent('popup'), link.click()]);
  await expect(tab).toHaveURL(/placement=CRM_DEAL_DETAIL_TAB&id=77/);
});

test('tasks are delegated to the user of the portal’s dialog, or to a typed number', async ({
  open,
  page,
}) => {
  const tasks = [
    approval({ ID: 61, NAME: 'Chairs', DELEGATION_TYPE: 1 }),
    approval({ ID: 62, NAME: 'Tables', DELEGATION_TYPE: 3 }),
    approval({ ID: 63, NAME: 'Lamps', DELEGATION_TYPE: 1 }),
  ];
  const { portal, frame } = await open({ tasks });
  const dialog = frame.getByRole('dialog');
  const owners = () => portal.tasks().map(({ ID, USER_ID }) => [ID, Number(USER_ID)]);
  await frame.getByLabel('Select “Chairs”').check();
  await frame.getByLabel('Select “Tables”').check();
  await frame.getByRole('button', { name: 'Delegate' }).click();
  const submit = dialog.getByRole('button', { name: 'Delegate' });
  await expect(submit).toBeDisabled();
  await dialog.getByRole('button', { name: 'Choose an employee' }).click();
  await page.getByRole('radio', { name: 'Marta Kowalska' }).check();
  await page.getByRole('button', { name: 'Select' }).click();
  await expect(dialog.getByRole('button', { name: 'Marta Kowalska' })).toBeVisible();
  await submit.click();
  await expect(dialog.getByRole('heading', { name: '1 of 2 tasks delegated' })).toBeFocused();
  await expect(dialog.getByRole('listitem')).toContainText('Tables');
  await dialog.getByRole('button', { name: 'Open “Tables”' }).click();
  await expect(frame.getByRole('heading', { name: 'Tables' })).toBeFocused();
  expect(owners()).toEqual([
    [61, 4],
    [62, 1],
    [63, 1],
  ]);

  // Without a dialog of the portal.
  await page.addInitScript(() => {
    /** @type {any} */
    let bx24;
    Object.defineProperty(window, 'BX24', {
      get: () => bx24,
      set(given) {
        bx24 = given;
        delete bx24?.selectUser;
      },
    });
  });
  await page.reload();
  await frame.getByRole('button', { name: 'Lamps' }).click();
  await frame.getByRole('button', { name: 'Delegate' }).click();
  await dialog.getByLabel('The number of the employee').fill('1');
  await expect(dialog.getByRole('status')).toContainText('already');
  await expect(submit).toBeDisabled();
  await dialog.getByLabel('The number of the employee').fill('4');
  await submit.click();
  await expect(dialog.getByRole('heading', { name: 'The task is delegated' })).toBeFocused();
  await dialog.getByRole('button', { name: 'Close' }).click();
  await expect(frame.getByRole('button', { name: 'Tables' })).toBeFocused();
  expect(owners()).toContainEqual([63, 4]);
  expect(completions(portal)).toEqual([]);
});

test('new, changed and removed tasks appear without a reload, and drafts are marked', async ({
  open,
  page,
}) => {
  await page.clock.install();
  const tasks = [
    approval({ ID: 61, NAME: 'Chairs' }),
    approval({ ID: 62, NAME: 'Tables' }),
    request({ ID: 64, NAME: 'Offer' }),
    // Three of them are not loaded.
    ...Array.from({ length: 50 }, (_, at) => approval({ ID: 1 + at, NAME: `Task ${1 + at}` })),
  ];
  const { portal, frame, clock } = await open({ tasks });
  const names = frame.locator('.row .name');
  await frame.getByRole('button', { name: 'Offer' }).click();
  await frame.getByLabel('Contractor').fill('Acme');
  await page.keyboard.press('Escape');
  await expect(frame.getByRole('button', { name: 'Offer' })).toContainText('Draft');
  await page.reload();
  await expect(frame.getByRole('button', { name: 'Offer' })).toContainText('Draft');

  await frame.getByLabel('Select “Chairs”').check();
  await frame.getByRole('button', { name: 'Chairs' }).focus();
  await expect.poll(() => portal.requests().filter(({ ms }) => ms === null)).toEqual([]);
  portal.addTasks([approval({ ID: 65, NAME: 'Rugs', OVERDUE_DATE: '01.02.2024 12:00:00' })]);
  portal.updateTask(61, { NAME: 'Armchairs' });
  portal.endTask(62, 'terminated');
  portal.updateTask(2, { NAME: 'Not loaded' });
  portal.endTask(1, 'terminated');
  const wanted = ['Rugs', 'Offer', 'Armchairs', 'Task 50'];
  await clock.advanceUntil(
    async () => String((await names.allTextContents()).slice(0, 4)) === String(wanted),
  );
  await expect(frame.getByRole('status')).toHaveText(
    '52 tasks wait for you in this card · 1 is overdue · 50 shown',
  );
  await expect(names).toHaveCount(50);
  await expect(frame.getByRole('button', { name: 'Rugs' })).toContainText('New');
  await expect(frame.getByLabel('Select “Armchairs”')).toBeChecked();
  await expect(frame.getByRole('button', { name: 'Armchairs' })).toBeFocused();
});

for (const theme of /** @type {const} */ (['light', 'dark'])) {
  test(`axe finds no violations in any state of the inbox, ${theme}`, async ({ open, page }) => {
    const more = { OVERDUE_DATE: '01.02.2024 12:00:00', WORKFLOW_TEMPLATE_NAME: 'Budgets' };
    const { portal, frame } = await open({
      tasks: [...bulk(), approval({ ID: 66, NAME: 'Rugs', ...more })],
      app: `${widgetUrl}?theme=${theme}`,
      lang: theme === 'dark' ? 'ru' : 'en',
      connection: 'token',
    });
    await expect(frame.locator('.row')).toHaveCount(6);
    await expect(frame.locator('.row', { hasText: 'Irina Belova' })).toHaveCount(6);
    await frame.locator('.selection .check').check();
    expect(await violations(page, theme)).toEqual([]);
    await page.setViewportSize({ width: 320, height: 800 });
    expect(await violations(page, theme)).toEqual([]);
    await frame.locator('.selection button').first().click();
    await expect(frame.getByRole('dialog')).toBeVisible();
    expect(await violations(page, theme)).toEqual([]);
    portal.fault(REFUSAL);
    await frame.getByRole('dialog').getByRole('textbox').fill('Fine with me');
    await frame.locator('dialog button.button--primary').click();
    await expect(frame.locator('.results')).toBeVisible();
    expect(await violations(page, theme)).toEqual([]);
    const overflow = () =>
      frame.locator('html').evaluate((root) => root.scrollWidth - root.clientWidth);
    expect(await overflow()).toBe(0);
    await frame.locator('dialog button', { hasNotText: 'Open' }).last().click();
    await frame.locator('.tabs button').last().click();
    // Until the finished tasks are read, the open ones are dimmed.
    await expect(frame.locator('[aria-busy="true"]')).toHaveCount(0);
    await expect(frame.locator('.row').first()).toBeVisible();
    expect(await violations(page, theme)).toEqual([]);
    expect(await overflow()).toBe(0);
  });
}
