import { stopClock } from './clock.js';
import { advanceUntilShown, answerTo, completions, expect, openTask, test } from './placement.js';
import { approval, optionalRequest } from './tasks.js';

const COMPLETE = 'bizproc.task.complete';
const LIST = 'bizproc.task.list';

/**
 * Opens a task, and returns what an answer and its outcome are shown with.
 *
 * @param {import('./placement.js').OpenPlacement} place
 * @param {string} [name]
 */
async function openAnswer(place, name = 'Approve the budget') {
  await openTask(place, name);
  const { frame } = place;
  return {
    agree: frame.getByRole('button', { name: 'Agree' }),
    alert: frame.getByRole('alert'),
    status: frame.getByRole('status'),
    checkAgain: frame.getByRole('button', { name: 'Check again' }),
    tryAgain: frame.getByRole('button', { name: 'Try again' }),
  };
}

/**
 * Lets all reads of the list fail, so that the page notices no change before it looks up the task itself.
 *
 * @param {import('./placement.js').OpenPlacement} place
 * @param {import('@playwright/test').Page} page
 */
async function refuseListReads({ clock }, page) {
  // A batch contains the list in its body, and encodes it once more.
  await page.route(/\/rest\//, (route) => {
    const body = decodeURIComponent(decodeURIComponent(route.request().postData() ?? ''));
    const isList = /bizproc\.task\.list/.test(route.request().url() + body);
    return isList && !body.includes('[ID]=') ? route.abort() : route.continue();
  });
  // A read may still be a message to the parent.
  await clock.untilQuiet();
}

/** The messages for refusals of the portal. @type {Record<string, { status: number, title: string }>} */
const REFUSALS = {
  ERROR_TASK_VALIDATION: { status: 400, title: 'The portal did not accept this answer' },
  insufficient_scope: { status: 403, title: 'This app has no permission for this' },
  authorization_error: { status: 401, title: 'Your session has ended' },
  ERROR_METHOD_NOT_FOUND: { status: 404, title: 'This portal has no business processes' },
};

test('a refusal of the portal is explained, and the answer can be sent again', async ({
  open,
  page,
}) => {
  await page.clock.install();
  const place = await open({ tasks: [approval()], connection: 'token' });
  const { portal } = place;
  const { agree, alert, tryAgain, status } = await openAnswer(place);
  for (const [code, { status, title }] of Object.entries(REFUSALS)) {
    portal.fault({ kind: 'error', method: COMPLETE, code, status });
    await agree.click();
    await advanceUntilShown(place, alert, title);
    await expect(alert).toContainText(code);
    await expect(alert).toBeFocused();
  }

  await test.step('auth: the session has ended when the token cannot be refreshed', async () => {
    const before = completions(portal).length;
    portal.fault({ kind: 'expire-tokens', method: COMPLETE, times: Number.POSITIVE_INFINITY });
    await agree.click();
    await expect(alert).toContainText('Your session has ended');
    const sent = completions(portal).slice(before);
    expect(sent.map(({ status }) => status)).toEqual([401, 401]);
  });

  await test.step('limit: a request to a busy portal can be repeated', async () => {
    portal.fault(null);
    const before = completions(portal).length;
    portal.fault({
      kind: 'error',
      method: COMPLETE,
      code: 'QUERY_LIMIT_EXCEEDED',
      status: 503,
      times: Number.POSITIVE_INFINITY,
    });
    await agree.click();
    await advanceUntilShown(place, alert, 'The portal is busy');
    await expect(alert).toContainText('Nothing was saved');
    expect(completions(portal).length).toBeGreaterThan(before + 3);
  });
  expect(answerTo(portal, 11)).toBeNull();
  portal.fault(null);
  await tryAgain.click();
  await expect(status).toContainText('Answer saved');
  expect(answerTo(portal, 11)).toMatchObject({ approve: true });
});

test('the task itself shows what became of an answer', async ({ open, page }) => {
  await page.clock.install();
  const tasks = [
    approval({ ID: 21, NAME: 'Answered elsewhere' }),
    approval({ ID: 22, NAME: 'Failed later' }),
    approval({ ID: 23, NAME: 'Without a reply' }),
    optionalRequest({ PARAMETERS: { SaveVariables: true } }),
  ];
  const place = await open({ tasks });
  const { frame, portal } = place;

  await test.step('an answer given elsewhere is not replaced', async () => {
    const { agree, alert } = await openAnswer(place, 'Answered elsewhere');
    await refuseListReads(place, page);
    const elsewhere = new URLSearchParams({ TASK_ID: '21', STATUS: '2', COMMENT: 'No' });
    await fetch(`${portal.webhook(1)}${COMPLETE}`, { method: 'POST', body: elsewhere });
    await agree.click();
    await advanceUntilShown(place, alert, 'This task is already answered');
    await expect(alert).toContainText('answered: No');
    await expect(agree).toHaveCount(0);
    expect(answerTo(portal, 21)).toMatchObject({ approve: false, comment: 'No' });
    await page.unrouteAll();
  });

  await test.step('an answer is saved although its process failed later', async () => {
    const { agree, status } = await openAnswer(place, 'Failed later');
    const before = completions(portal).length;
    portal.fault({
      kind: 'error',
      method: COMPLETE,
      code: 'ERROR_TASK_EXECUTION',
      status: 400,
      after: true,
    });
    await agree.click();
    await advanceUntilShown(place, status, 'Answer saved');
    await expect(status).toContainText('The task itself shows');
    expect(completions(portal)).toHaveLength(before + 1);
  });

  await test.step('an answer without a reply is found in the task', async () => {
    const { agree, status } = await openAnswer(place, 'Without a reply');
    portal.fault({ kind: 'delay', method: COMPLETE });
    const before = completions(portal).length;
    await agree.click();
    await expect(status).toContainText('Sending your answer');
    await expect.poll(() => completions(portal).length).toBe(before + 1);
    await advanceUntilShown(place, status, 'Answer saved');
    await expect(status).toContainText('The task itself shows');
  });

  await test.step('a refusal of the process is shown in its own words, and can be sent again', async () => {
    const { alert, status } = await openAnswer(place, 'Supplier data');
    // Whether a refusal needs the fields is a setting that no portal shows beforehand.
    await frame.getByLabel('Why not').fill('Not my supplier');
    const decline = frame.getByRole('button', { name: 'I cannot provide this' });
    await decline.click();
    // The task is looked up until every replica of the portal must show the answer.
    await advanceUntilShown(place, alert, 'The process did not accept this answer');
    await expect(alert).toContainText('Company');
    expect(answerTo(portal, 14)).toBeNull();
    await frame.getByLabel('Company').fill('CO_31');
    await decline.click();
    await advanceUntilShown(place, status, 'Answer saved');
    expect(answerTo(portal, 14)).toMatchObject({ cancel: true, variables: { company: 'CO_31' } });
  });

  await frame.getByRole('button', { name: 'Back to your tasks' }).click();
  await expect(frame.getByRole('heading', { name: 'Nothing waits for you' })).toBeVisible();
});

test('a task that was taken away is no longer there', async ({ open, page }) => {
  await page.clock.install();
  const place = await open({ tasks: [approval()] });
  const { frame, portal } = place;
  const { agree, alert } = await openAnswer(place);
  await refuseListReads(place, page);
  portal.reset([]);
  await agree.click();
  await advanceUntilShown(place, alert, 'This task no longer waits for your answer');
  await page.unrouteAll();

  // The same before it is opened.
  portal.reset([approval()]);
  await frame.getByRole('button', { name: 'Back to your tasks' }).click();
  await frame.getByRole('button', { name: 'Refresh' }).click();
  const row = frame.getByRole('listitem').getByRole('button');
  await expect(row).toBeVisible();
  await refuseListReads(place, page);
  portal.reset([]);
  await row.click();
  await advanceUntilShown(place, alert, 'The task cannot be shown');
  await expect(alert).toContainText('You have no such task');
});

test('network: a lost answer can be sent again only once it can no longer arrive', async ({
  open,
  page,
}) => {
  await page.clock.install();
  const place = await open({ tasks: [approval()], connection: 'token' });
  const { agree, alert, tryAgain, status } = await openAnswer(place);
  place.portal.fault({ kind: 'reset', method: COMPLETE, times: Number.POSITIVE_INFINITY });
  await agree.click();
  await expect.poll(() => completions(place.portal).length).toBeGreaterThan(0);
  await expect(status).toContainText('Checking whether your answer was saved');
  await expect(place.frame.locator('.answers')).toHaveAttribute('inert');
  await advanceUntilShown(place, alert, 'Nothing was saved');
  place.portal.fault(null);
  expect(answerTo(place.portal, 11)).toBeNull();
  await tryAgain.click();
  await expect(status).toContainText('Answer saved');
  expect(answerTo(place.portal, 11)).toMatchObject({ approve: true });
});

test('network: a form that the user has left still determines an unknown outcome', async ({
  open,
  page,
}) => {
  await page.clock.install();
  const place = await open({ tasks: [approval()], connection: 'token' });
  const { agree, alert, checkAgain, status } = await openAnswer(place);
  place.portal.fault({ kind: 'reset', method: COMPLETE, after: true, times: 1 });
  place.portal.fault({ kind: 'reset', method: COMPLETE, times: Number.POSITIVE_INFINITY });
  place.portal.fault({ kind: 'reset', method: LIST, times: Number.POSITIVE_INFINITY });
  await agree.click();
  // The page checks again automatically.
  await advanceUntilShown(place, alert, /could not (confirm your answer|check the task)/);
  await checkAgain.click();
  await expect(alert).toContainText('We could not check the task');
  place.portal.fault(null);
  await place.frame.getByRole('button', { name: 'All tasks' }).click();
  await place.frame.getByRole('listitem').getByRole('button').click();
  await expect(status).toContainText('Answer saved');
});

test('"not saved" is said only when the last request can no longer be executed', async ({
  open,
  page,
}) => {
  await page.clock.install();
  const place = await open({ tasks: [approval()], connection: 'token' });
  const { portal, frame, clock } = place;
  const { agree, alert, checkAgain, status } = await openAnswer(place);
  const limit = { code: 'QUERY_LIMIT_EXCEEDED', status: 503, times: Number.POSITIVE_INFINITY };
  portal.fault({ kind: 'error', method: COMPLETE, ...limit });
  const start = await page.evaluate(() => Date.now());
  const advanceTo = (/** @type {number} */ ms) =>
    clock.advanceUntil(() => page.evaluate((at) => Date.now() > at, start + ms));
  await agree.click();
  await advanceTo(8_000);
  // The portal has not executed the last request yet.
  const before = completions(portal).length;
  portal.fault(null);
  portal.fault({ kind: 'delay', method: COMPLETE, after: false });
  await clock.advanceUntil(async () => completions(portal).length > before);
  await frame.getByRole('button', { name: 'Stop waiting' }).click();
  await expect(alert).toContainText('Your answer is not visible yet');
  // More than a minute after the first request, and less after the last one.
  await advanceTo(68_000);
  await checkAgain.click();
  await expect(alert).toContainText('Your answer is not visible yet');
  const answer = new URLSearchParams({ TASK_ID: '11', STATUS: '1' });
  await fetch(`${portal.webhook(1)}${COMPLETE}`, { method: 'POST', body: answer });
  await checkAgain.click();
  await expect(status).toContainText('Answer saved');
});

test('while an answer is on its way, only "Stop waiting" ends it, and the task is looked up', async ({
  open,
  page,
}) => {
  await page.clock.install();
  const place = await open({ tasks: [approval()], connection: 'token' });
  const { agree, status } = await openAnswer(place);
  await stopClock(page);
  place.portal.fault({ kind: 'delay', method: COMPLETE });
  await agree.click();
  await expect(status).toContainText('Sending your answer');
  await expect(status).toBeFocused();
  await expect(place.frame.getByRole('button', { name: 'All tasks' })).toBeDisabled();
  await expect.poll(() => completions(place.portal).length).toBe(1);
  await page.keyboard.press('Escape');
  await page.keyboard.press('Enter');
  await expect(status).toContainText('Sending your answer');
  await place.frame.getByRole('button', { name: 'Stop waiting' }).click();
  await expect(status).toContainText('Answer saved');
  await expect(status).toContainText('The task itself shows');
  expect(completions(place.portal)).toHaveLength(1);
});
