// <bizproc-task> while its properties change: how pages and frameworks use it.
import { moveableClock } from './clock.js';
import { chooseFiles, elementScript, requestOf } from './element-page.js';
import { expect, reported, test } from './host.js';
import { answerTo } from './placement.js';
import { field, optionalRequest, request } from './tasks.js';

/**
 * Delays requests in the page until `release()` is called.
 *
 * @param {string} part of their address or body
 */
const hold = (part) => `
  const { fetch } = window;
  const isReleased = new Promise((resolve) => Object.assign(window, { release: resolve }));
  window.fetch = async (...call) => {
    const request = new Request(...call);
    const text = request.url + (await request.clone().text());
    if (text.includes('${part}')) await isReleased;
    return fetch(request);
  };`;
const HOLD = hold('bizproc.task.complete');

/**
 * Runs a function in the page with the element, and waits until the element has rendered.
 *
 * @param {import('@playwright/test').Page} page
 * @param {(form: any) => unknown} change
 */
const changed = (page, change) =>
  page.evaluate(async (change) => {
    const { form } = /** @type {any} */ (window);
    const result = await Function('form', `return (${change})(form)`)(form);
    await form.updateComplete;
    return result;
  }, String(change));

/** @param {import('@playwright/test').Page} page */
const events = (page) =>
  page.evaluate(() =>
    /** @type {any} */ (window).events.map((/** @type {any[]} */ [type]) => type),
  );

test('an answer that is confirmed later says nothing about the task that is shown now', async ({
  host,
  page,
  portalOf,
}) => {
  const portal = await portalOf(
    requestOf(field('contractor', 'Contractor', 'string', { Required: true })),
    optionalRequest(),
  );
  await page.goto(host.page(elementScript(portal, `form.draft = true; ${HOLD}`)));
  await reported(page);
  await page.getByLabel('Contractor').fill('Acme');
  await page.getByRole('button', { name: 'Send' }).click();
  await expect(page.getByRole('status')).toContainText('Sending your answer');
  await changed(page, (form) => {
    form.taskId = 14;
  });
  await page.getByLabel('Company').fill('Oak & Co');
  await changed(page, () => /** @type {any} */ (window).release());
  await expect.poll(() => events(page)).toContain('complete');
  expect(answerTo(portal, 13)?.variables).toEqual({ contractor: 'Acme' });
  expect(answerTo(portal, 14)).toBeNull();
  await expect(page.getByText('Answer saved')).toHaveCount(0);
  await expect(page.getByLabel('Company')).toHaveValue('Oak & Co');
  expect(await events(page)).not.toContain('close');
  // The draft of the completed task is deleted. That of the shown one remains.
  const drafts = () => page.evaluate(() => JSON.stringify({ ...sessionStorage }));
  await expect.poll(drafts).toContain('Oak & Co');
  expect(await drafts()).not.toContain('Acme');
});

test('an answer stays in flight while the form is validated, reset or read again', async ({
  host,
  page,
  portalOf,
}) => {
  const portal = await portalOf(
    requestOf(field('contractor', 'Contractor', 'string', { Required: true })),
  );
  await page.goto(host.page(elementScript(portal, HOLD)));
  await reported(page);
  await page.getByLabel('Contractor').fill('Acme');
  await page.getByRole('button', { name: 'Send' }).click();
  const sending = page.getByRole('status').filter({ hasText: 'Sending your answer' });
  for (const change of [
    (/** @type {any} */ form) => void form.validate(),
    (/** @type {any} */ form) => form.reset(),
    (/** @type {any} */ form) => {
      form.task = { ...form.task, description: 'New' };
    },
  ]) {
    await changed(page, change);
    expect(await changed(page, (form) => form.busy)).toBe(true);
    await expect(sending).toBeVisible();
  }
  await changed(page, () => /** @type {any} */ (window).release());
  await expect(page.getByRole('status')).toContainText('Answer saved');
  expect(answerTo(portal, 13)?.variables).toEqual({ contractor: 'Acme' });
});

test('a refusal is sent without the fields whose input is not valid', async ({
  host,
  page,
  portalOf,
}) => {
  const portal = await portalOf(
    optionalRequest({
      ID: 13,
      PARAMETERS: {
        SaveVariables: true,
        REQUEST: [
          field('company', 'Company', 'string', { Required: true, Default: 'Acme' }),
          field('discount', 'Discount', 'double', { Default: '5' }),
          field('rooms', 'Rooms', 'int', { Multiple: true }),
          field('note', 'Note', 'string'),
        ],
      },
    }),
  );
  await page.goto(host.page(elementScript(portal)));
  await reported(page);
  await page.getByLabel('Company').fill('');
  await page.getByLabel('Discount').fill('about ten');
  await page.getByRole('group', { name: 'Rooms' }).getByRole('textbox').fill('many');
  await page.getByLabel('Note').fill('Kept');
  await page.getByLabel('Why not').fill('Not my supplier');
  const refuse = page.getByRole('button', { name: 'I cannot provide this' });
  await page.getByRole('button', { name: 'Submit' }).click();
  await expect(page.getByRole('alert').getByRole('button')).toHaveCount(3);
  expect(await changed(page, (form) => form.values.fields.discount)).toBe('about ten');
  await refuse.click();
  await expect(page.getByRole('status')).toContainText('Answer saved');
  expect(answerTo(portal, 13)).toMatchObject({
    cancel: true,
    comment: 'Not my supplier',
    variables: { company: 'Acme', discount: '5', note: 'Kept' },
  });
});

test('the limits of a self-hosted portal are set with options', async ({
  host,
  page,
  portalOf,
}) => {
  await page.clock.install();
  const portal = await portalOf(requestOf(field('paper', 'Paper', 'file', { Multiple: true })));
  const clock = moveableClock(page, portal);
  const limits = 'form.options = { maxBodySize: 1_000_000, executionTimeLimit: 120_000 };';
  await page.goto(host.page(elementScript(portal, `${limits} ${HOLD}`)));
  await reported(page);
  const send = page.getByRole('button', { name: 'Send' });
  await chooseFiles(page.getByLabel('Paper'), { 'scan.bin': 'x'.repeat(900_000) });
  await send.click();
  await expect(page.getByRole('alert')).toContainText('Attach a file of at most');

  await page.getByRole('button', { name: 'Remove scan.bin' }).click();
  await send.click();
  await page.getByRole('button', { name: 'Stop waiting' }).click();
  await expect(page.getByRole('alert')).toContainText('Your answer is not visible yet');
  const now = () => page.evaluate(() => Date.now());
  const stopped = await now();
  await clock.advanceUntil(() => page.getByText('Your answer was not saved').isVisible());
  expect((await now()) - stopped).toBeGreaterThan(120_000);
  await page.clock.resume();
});

test('the connection may be set after the id of the task', async ({ host, page, portalOf }) => {
  const portal = await portalOf(request());
  const later = `
    window.later = form.connection;
    form.connection = null;
    form.addEventListener('bizproc-error', () => { form.connection = later; }, { once: true });`;
  await page.goto(host.page(elementScript(portal, later)));
  expect(await reported(page)).toBe(13);
  await expect(page.getByLabel('Contractor')).toBeVisible();
});

test('properties may be set before the module is loaded', async ({ host, page, portalOf }) => {
  const portal = await portalOf(request());
  const early = `{
    connection: ${JSON.stringify({ domain: portal.url, accessToken: portal.token(1) })},
    lang: 'en',
    taskId: 13,
    values: { fields: { contractor: 'Acme' } },
  }`;
  const script = `
    const form = document.createElement('bizproc-task');
    Object.assign(form, ${early});
    document.body.append(form);
    await import('/element.js');
    await new Promise((resolve) => form.addEventListener('bizproc-ready', resolve));
    report(form.values.fields);`;
  await page.goto(host.page(script));
  expect(await reported(page)).toEqual({ contractor: 'Acme' });
  await expect(page.getByLabel('Contractor')).toHaveValue('Acme');
});

test('names are shown after the element was moved while they were read', async ({
  host,
  page,
  portalOf,
}) => {
  const portal = await portalOf(requestOf(field('boss', 'Boss', 'user', { Default: 'user_2' })));
  await page.goto(host.page(elementScript(portal, hold('user.get'))));
  await reported(page);
  await changed(page, (form) => {
    const place = document.createElement('main');
    document.body.append(place);
    place.append(form);
    /** @type {any} */ (window).release();
  });
  await expect(page.getByRole('listitem').filter({ hasText: 'Daniel Brooks' })).toBeVisible();
});

test('an equal task does not replace the input, and another one does', async ({
  host,
  page,
  portalOf,
}) => {
  const portal = await portalOf(request());
  await page.goto(host.page(elementScript(portal)));
  await reported(page);
  await page.getByLabel('Contractor').fill('Acme');
  await changed(page, (form) => {
    form.values = { fields: { contractor: undefined } };
    form.task = structuredClone(form.task);
  });
  await expect(page.getByLabel('Contractor')).toHaveValue('Acme');
  await changed(page, (form) => {
    form.task = { ...form.task, description: 'New' };
  });
  await expect(page.getByLabel('Contractor')).toHaveValue('');
});

test('the element is empty without a task, and takes missing values', async ({
  host,
  page,
  portalOf,
}) => {
  const portal = await portalOf(request());
  await page.goto(
    host.page(elementScript(portal, 'form.values = undefined; form.values = { fields: null };')),
  );
  await reported(page);
  await changed(page, (form) => {
    form.values = null;
    form.values = { comment: null, fields: null };
    Object.assign(window, { shown: form.task });
    form.task = null;
  });
  await expect(page.getByLabel('Contractor')).toHaveCount(0);
  await expect(page.getByRole('button')).toHaveCount(0);
  expect(await changed(page, (form) => form.taskId)).toBeNull();
  await changed(page, (form) => {
    form.task = /** @type {any} */ (window).shown;
  });
  await expect(page.getByLabel('Contractor')).toBeVisible();
  await changed(page, (form) => {
    form.taskId = undefined;
  });
  await expect(page.getByRole('button')).toHaveCount(0);
});

test.describe('east of UTC', () => {
  test.use({ timezoneId: 'Asia/Tokyo' });

  test('values of the app are shown as they are sent', async ({ host, page, portalOf }) => {
    const portal = await portalOf(
      requestOf(
        field('local', 'Local', 'date'),
        field('utc', 'Utc', 'date'),
        field('group', 'Group', 'user', { Default: '5', Required: true }),
        field('paper', 'Paper', 'file'),
      ),
    );
    const values = `{
      comment: 'No comment is shown',
      fields: { local: new Date(2026, 0, 31), utc: new Date('2026-01-31') },
    }`;
    await page.goto(host.page(elementScript(portal, `form.values = ${values};`)));
    await reported(page);
    await expect(page.getByLabel('Local')).toHaveValue('2026-01-31');
    await expect(page.getByLabel('Utc')).toHaveValue('2026-01-31');
    // As a button, the Enter key opens the file chooser.
    const chooser = page.waitForEvent('filechooser');
    await page.getByLabel('Paper').press('Enter');
    await chooser;
    await page.getByRole('button', { name: 'Send' }).click();
    await expect(page.getByRole('status')).toContainText('Answer saved');
    const answer = answerTo(portal, 13);
    expect(answer?.comment).toBe('No comment is shown');
    expect(answer?.variables).toMatchObject({
      local: { text: '31.01.2026 [0]' },
      utc: { text: '31.01.2026 [0]' },
      group: '5',
    });
  });
});
