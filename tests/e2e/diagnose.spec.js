// The page of the diagnosis.
import { readFileSync } from 'node:fs';
import { unzipSync } from 'fflate';
import { archive } from '../../scripts/build-app.js';
import { startPortal } from '../../www/portal/index.js';
import { expect, test } from './host.js';
import { approval } from './tasks.js';

/** Serves the app on a separate host, and returns the address of the page. @param {import('./host.js').Host} host */
function hostPage(host) {
  for (const [name, content] of Object.entries(unzipSync(readFileSync(archive)))) {
    const headers = name.endsWith('.css') ? { 'content-type': 'text/css' } : undefined;
    host.replies[`/${name}`] = () => ({ body: Buffer.from(content), headers });
  }
  return `${host.url}/diagnose.html`;
}

/** The checks of a page or a frame, by their results. @param {any} place */
const checks = (place) => ({
  failed: place.locator('li.failed'),
  passed: place.locator('li.passed'),
  named: (/** @type {string} */ name) => place.locator(`[data-check="${name}"]`),
});

test('on a working portal all checks pass, and the report is copied without secrets', async ({
  page,
  host,
}) => {
  const portal = await startPortal({ tasks: [approval()], app: hostPage(host) });
  try {
    await page.goto(`${portal.url}/?lang=en`);
    const frame = page.frameLocator('iframe');
    await expect(frame.getByRole('status')).toHaveText('No problems were found.');
    await expect(checks(frame).failed).toHaveCount(0);
    await expect(checks(frame).passed).toHaveCount(12);
    await expect(checks(frame).named('tasks')).toHaveText('Open tasks of this user: 1');
    await expect(checks(frame).named('connection')).toHaveText('BX24; requests are sent over http');

    // The whole page is shown without a second scroll bar.
    await expect
      .poll(() => frame.locator('html').evaluate((root) => root.scrollHeight - innerHeight))
      .toBe(0);

    await frame.getByRole('button', { name: 'Copy the report' }).click();
    await expect(frame.getByRole('status')).toHaveText('The report was copied.');
    const report = await frame.getByRole('textbox').inputValue();
    expect(report).toMatch(/^bizproc-tasks \d+\.\d+\.\d+\nok {5}browser: Mozilla/);
    expect(report.trimEnd().split('\n')).toHaveLength(13);
    const sent = portal.requests();
    const tokens = sent.flatMap(({ body }) => new URLSearchParams(body).getAll('auth'));
    const secrets = new Set(tokens.filter((token) => token !== 'invalid'));
    expect(secrets.size).toBe(1);
    for (const secret of [...secrets, new URL(portal.url).host])
      expect(report).not.toContain(secret);

    // The portal received only reads.
    const reads = ['profile', 'scope', 'method.get', 'app.info', 'bizproc.task.list'];
    expect(new Set(sent.map(({ method }) => method))).toEqual(new Set(reads));
  } finally {
    await portal.stop();
  }
});

test('a portal that answers no OPTIONS is distinguished from one that does', async ({
  page,
  host,
}) => {
  const env = { preflight: false };
  const portal = await startPortal({ tasks: [], env, app: hostPage(host) });
  try {
    await page.goto(`${portal.url}/?lang=ru`);
    const frame = page.frameLocator('iframe');
    await expect(frame.getByRole('status')).toHaveText('Проблем не найдено.');
    await expect(checks(frame).named('preflight')).toContainText('Портал не отвечает');
    await expect(frame.getByRole('textbox')).toHaveValue(
      /\n- {5} preflight: The portal does not answer/,
    );
  } finally {
    await portal.stop();
  }
});

for (const [name, script, detail] of /** @type {const} */ ([
  ['does not load', null, 'window.BX24 is missing'],
  ['finds no portal', 'window.BX24 = null', 'window.BX24 is null'],
])) {
  test(`outside a portal, if the BX24 script ${name}, the page says what to do`, async ({
    page,
    host,
  }) => {
    await page.route('https://api.bitrix24.com/**', (route) =>
      script === null
        ? route.abort()
        : route.fulfill({ contentType: 'text/javascript', body: script }),
    );
    await page.goto(`${hostPage(host)}?LANG=en`);
    await expect(page.getByRole('status')).toHaveText(/Problems were found/);
    await expect(checks(page).failed).toHaveCount(3);
    await expect(checks(page).named('bx24')).toContainText(detail);
    for (const item of await checks(page).failed.all())
      await expect(item.locator('.hint')).not.toBeEmpty();
  });
}

test('if WebAssembly is forbidden, the page shows it', async ({ page, host }) => {
  await page.route('https://api.bitrix24.com/**', (route) => route.abort());
  const address = hostPage(host);
  const html = host.replies['/diagnose.html']?.(1)?.body;
  const headers = { 'content-security-policy': "script-src 'self'", 'content-type': 'text/html' };
  host.replies['/diagnose.html'] = () => ({ body: html, headers });
  await page.goto(`${address}?LANG=en`);
  await expect(page.getByRole('status')).toContainText("'wasm-unsafe-eval'");
  await expect(page.getByRole('textbox')).toHaveValue(/wasm-unsafe-eval/);
});
