import { answerTo, completions, expect, test } from './placement.js';
import { approval, request } from './tasks.js';

// The whole way, once in each engine.
test('a task is listed, checked, put right and completed', { tag: '@engines' }, async ({
  open,
}) => {
  const { portal, frame, pageErrors } = await open({ tasks: [request(), approval()] });
  await expect(frame.getByText('2 tasks wait for you')).toBeVisible();
  await frame.getByRole('button', { name: 'Choose a contractor' }).click();
  await expect(frame.getByRole('heading', { name: 'Choose a contractor' })).toBeFocused();

  const contractor = frame.getByLabel('Contractor');
  const start = frame.getByLabel('Start of work');
  const send = frame.getByRole('button', { name: 'Send' });
  await send.click();
  await expect(frame.getByRole('alert')).toContainText('2 things need your attention');
  await expect(contractor).toBeFocused();
  for (const input of [contractor, start]) {
    await expect(input).toHaveAttribute('aria-invalid', 'true');
    await expect(input).toHaveAccessibleDescription(/\S/);
  }
  expect(completions(portal)).toEqual([]);

  await contractor.fill('C_607');
  await expect(contractor).not.toHaveAttribute('aria-invalid');
  await expect(contractor).toHaveAccessibleDescription('');
  await expect(frame.getByRole('alert')).toContainText('One thing needs your attention');
  await start.fill('2026-12-01');
  await expect(frame.getByRole('alert')).toHaveCount(0);
  await send.click();
  await expect(frame.getByRole('status')).toContainText('Your answer “Send” is recorded.');

  expect(completions(portal)).toHaveLength(1);
  expect(answerTo(portal, 13)).toMatchObject({
    userStatus: 3,
    variables: {
      contractor: 'C_607',
      start: { text: '01.12.2026 [0]' },
      phone: '+1 555 0100',
    },
  });
  expect(answerTo(portal, 11)).toBeNull();

  await frame.getByRole('button', { name: 'Back to your tasks' }).click();
  await expect(frame.getByText('1 task waits for you')).toBeVisible();
  await expect(frame.getByRole('button', { name: 'Approve the budget' })).toBeFocused();
  await expect(frame.getByRole('button', { name: 'Choose a contractor' })).toHaveCount(0);
  expect(pageErrors).toEqual([]);
});

for (const connection of /** @type {const} */ (['bx24', 'sdk', 'token', 'webhook'])) {
  test(`a task is completed over ${connection}, and no secret is shown`, async ({ open, page }) => {
    const { portal, frame, pageErrors } = await open({ tasks: [approval()], connection });
    await frame.getByRole('button', { name: 'Approve the budget' }).click();
    const agree = frame.getByRole('button', { name: 'Agree' });
    portal.fault({
      kind: 'error',
      method: 'bizproc.task.complete',
      code: 'insufficient_scope',
      status: 403,
    });
    await agree.click();
    await expect(frame.getByRole('alert')).toContainText('This app has no permission for this');

    // What is shown, logged and asked for holds no secret, also when something goes wrong.
    const [call] = completions(portal);
    const hidden = secretOf(call, connection);
    expect(await frame.locator('html').innerHTML()).not.toContain(hidden);
    expect(pageErrors.join('\n')).not.toContain(hidden);
    for (const shown of page.frames()) expect(shown.url()).not.toContain(hidden);
    if (connection !== 'webhook') expect(call.url).not.toContain(hidden);

    await agree.click();
    await expect(frame.getByRole('status')).toContainText('Your answer “Agree” is recorded.');
    expect(answerTo(portal, 11)).toMatchObject({ approve: true });
  });
}

/**
 * The authorization of a call: a token, or the secret in a webhook's address.
 *
 * @param {{ url: string, body: string }} call
 * @param {string} connection
 */
function secretOf({ url, body }, connection) {
  const [, secret = ''] =
    connection === 'webhook'
      ? (/\/rest\/\d+\/(\w+)\//.exec(url) ?? [])
      : (/auth(?:":"|=)(\w+)/.exec(body) ?? []);
  expect(secret.length).toBeGreaterThan(8);
  return secret;
}

test('the page uses the language of the portal', async ({ open }) => {
  const { frame } = await open({ tasks: [request()], lang: 'ru' });
  await expect(frame.locator('html')).toHaveAttribute('lang', 'ru');
  await expect(frame.getByText('1 задание ждёт вас')).toBeVisible();
  await frame.getByRole('button', { name: 'Choose a contractor' }).click();
  await frame.getByRole('button', { name: 'Send' }).click();
  await expect(frame.getByRole('alert')).toContainText('Нужно исправить 2 значения');
  await expect(frame.getByLabel('Contractor')).toHaveAccessibleDescription(/[а-я]/);
});
