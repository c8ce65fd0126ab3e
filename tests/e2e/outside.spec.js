import { advanceUntilShown, expect, test, widgetUrl } from './placement.js';
import { approval } from './tasks.js';

test('outside a portal the page says what to do, in the language of the address', async ({
  page,
}) => {
  /** @type {string[]} */
  const asked = [];
  page.on('request', (request) => asked.push(new URL(request.url()).origin));
  await page.goto(`${widgetUrl}?DOMAIN=evil.example&PROTOCOL=1&APP_SID=1`);
  await expect(
    page.getByRole('heading', { name: 'Open this page from your portal' }),
  ).toBeVisible();
  await expect(page.getByText(widgetUrl, { exact: true })).toBeVisible();
  expect(new Set(asked)).toEqual(new Set([new URL(widgetUrl).origin]));

  await page.goto(`${widgetUrl}?LANG=ru`);
  await expect(
    page.getByRole('heading', { name: 'Откройте эту страницу с портала' }),
  ).toBeVisible();
  await page.goto(`${widgetUrl}?connection=pigeon`);
  await expect(page.getByRole('alert')).toContainText('No such connection');
});

for (const connection of /** @type {const} */ (['bx24', 'sdk'])) {
  test(`waiting for a silent parent ends over ${connection}`, async ({ open, page }) => {
    await page.clock.install();
    await page.addInitScript(() => {
      window.addEventListener('message', ({ data }) => {
        if (String(data).startsWith('getInitData')) Object.assign(window, { isAsked: true });
      });
    });
    const place = await open({
      tasks: [approval()],
      connection,
      before: (started) =>
        started.fault({ kind: 'silent-parent', times: Number.POSITIVE_INFINITY }),
    });
    const { portal, frame } = place;
    await expect(frame.getByRole('status')).toContainText('Loading your tasks');
    await page.waitForFunction(() => 'isAsked' in window);
    await advanceUntilShown(place, frame.getByRole('alert'), 'The portal does not answer');
    expect(portal.requests()).toEqual([]);
  });
}

test('a script of the portal that does not load can be loaded again', async ({ open, page }) => {
  await page.route('**/api/v1/', (route) => route.abort());
  const { frame } = await open({ tasks: [approval()] });
  await expect(frame.getByRole('alert')).toContainText('The portal’s script cannot be loaded');
  await page.unroute('**/api/v1/');
  await frame.getByRole('button', { name: 'Try again' }).click();
  await expect(frame.getByRole('button', { name: 'Approve the budget' })).toBeVisible();
});
