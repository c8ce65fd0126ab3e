import { stopClock } from './clock.js';
import { advanceUntilShown, answerTo, completions, expect, test } from './placement.js';
import { approval, optionalRequest } from './tasks.js';

const COMPLETE = 'bizproc.task.complete';
const LIST = 'bizproc.task.list';

/**
 * Opens the one task of a portal.
 *
 * @param {import('./placement.js').OpenPlacement} place
 */
async function openTask({ frame }) {
  await frame.getByRole('listitem').getByRole('button').click();
  await expect(frame.getByRole('heading', { level: 1 })).toBeFocused();
  return {
    agree: frame.getByRole('button', { name: 'Agree' }),
    alert: frame.getByRole('alert'),
    status: frame.getByRole('status'),
    checkAgain: frame.getByRole('button', { name: 'Check again' }),
    tryAgain: frame.getByRole('button', { name: 'Try again' }),
  };
}

/** The messages for refusals of the portal. @type {Record<string, { status: number, title: string }>} */
const REFUSALS = {
  ERROR_TASK_VALIDATION: { status: 400, title: 'The portal did not accept this answer' },
  insufficient_scope: { status: 403, title: 'This app has no permission for this' },
  ERROR_METHOD_NOT_FOUND: { status: 404, title: 'This portal has no business processes' },
};

test('what the portal refuses is explained, and can be sent again', async ({ open, page }) => {
  await page.clock.install();
  const place = await open({ tasks: [approval()] });
  const { agree, alert, tryAgain, status } = await openTask(place);
  for (const [code, { status, title }] of Object.entries(REFUSALS)) {
    place.portal.fault({ kind: 'error', method: COMPLETE, code, status });
    await agree.click();
    await advanceUntilShown(place, alert, title);
    await expect(alert).toContainText(code);
    await expect(alert).toBeFocused();
  }
  await tryAgain.click();
  await expect(status).toContainText('Answer saved');
  expect(answerTo(place.portal, 11)).toMatchObject({ approve: true });
});

test('task: an answer given elsewhere is not replaced', async ({ open }) => {
  const place = await open({ tasks: [approval()] });
  const { agree, alert } = await openTask(place);
  const elsewhere = new URLSearchParams({ TASK_ID: '11', STATUS: '2', COMMENT: 'No' });
  await fetch(`${place.portal.webhook(1)}${COMPLETE}`, { method: 'POST', body: elsewhere });
  await agree.click();
  await expect(alert).toContainText('This task is already answered');
  await expect(alert).toContainText('answered: No');
  await expect(agree).toHaveCount(0);
  expect(answerTo(place.portal, 11)).toMatchObject({ approve: false, comment: 'No' });
  await place.frame.getByRole('button', { name: 'Back to your tasks' }).click();
  await expect(place.frame.getByRole('heading', { name: 'Nothing waits for you' })).toBeVisible();
});

test('task: a task that was taken away is no longer there', async ({ open, page }) => {
  await page.clock.install();
  const place = await open({ tasks: [approval()] });
  const { frame, portal } = place;
  const { agree, alert } = await openTask(place);
  portal.reset([]);
  await agree.click();
  await advanceUntilShown(place, alert, 'This task no longer waits for your answer');

  // The same before it is opened.
  portal.reset([approval()]);
  await frame.getByRole('button', { name: 'Back to your tasks' }).click();
  await frame.getByRole('button', { name: 'Refresh' }).click();
  const row = frame.getByRole('listitem').getByRole('button');
  await expect(row).toBeVisible();
  portal.reset([]);
  await row.click();
  await expect(alert).toContainText('The task cannot be shown');
  await expect(alert).toContainText('You have no such task');
});

test('task: a refusal of the process is looked up, shown in its own words, and can be sent again', async ({
  open,
  page,
}) => {
  await page.clock.install();
  const place = await open({ tasks: [optionalRequest({ PARAMETERS: { SaveVariables: true } })] });
  await openTask(place);
  const { frame, portal } = place;
  // Whether a refusal needs the fields is a setting that no portal shows beforehand.
  await frame.getByLabel('Why not').fill('Not my supplier');
  const decline = frame.getByRole('button', { name: 'I cannot provide this' });
  await decline.click();
  // The task is looked up until every replica of the portal has the answer.
  await advanceUntilShown(
    place,
    frame.getByRole('alert'),
    'The process did not accept this answer',
  );
  await expect(frame.getByRole('alert')).toContainText('Company');
  expect(answerTo(portal, 14)).toBeNull();
  await frame.getByLabel('Company').fill('CO_31');
  await decline.click();
  await expect(frame.getByRole('status')).toContainText('Answer saved');
  expect(answerTo(portal, 14)).toMatchObject({ cancel: true, variables: { company: 'CO_31' } });
});

test('task: an answer is saved although its process failed later', async ({ open }) => {
  const place = await open({ tasks: [approval()] });
  const { agree, status } = await openTask(place);
  place.portal.fault({
    kind: 'error',
    method: COMPLETE,
    code: 'ERROR_TASK_EXECUTION',
    status: 400,
    after: true,
  });
  await agree.click();
  await expect(status).toContainText('Answer saved');
  await expect(status).toContainText('The task itself shows');
  expect(completions(place.portal)).toHaveLength(1);
});

test('auth: the session has ended when the token cannot be refreshed', async ({ open }) => {
  const place = await open({ tasks: [approval()], connection: 'token' });
  const { agree, alert } = await openTask(place);
  place.portal.fault({ kind: 'expire-tokens', method: COMPLETE, times: Number.POSITIVE_INFINITY });
  await agree.click();
  await expect(alert).toContainText('Your session has ended');
  expect(completions(place.portal).map(({ status }) => status)).toEqual([401, 401]);
  expect(answerTo(place.portal, 11)).toBeNull();
});

test('limit: a request to a busy portal can be repeated', async ({ open, page }) => {
  await page.clock.install();
  const place = await open({ tasks: [approval()], connection: 'token' });
  const { agree, alert, tryAgain, status } = await openTask(place);
  place.portal.fault({
    kind: 'error',
    method: COMPLETE,
    code: 'QUERY_LIMIT_EXCEEDED',
    status: 503,
    times: Number.POSITIVE_INFINITY,
  });
  await agree.click();
  await advanceUntilShown(place, alert, 'The portal is busy');
  await expect(alert).toContainText('Nothing was saved');
  expect(completions(place.portal).length).toBeGreaterThan(3);
  place.portal.fault(null);
  await tryAgain.click();
  await expect(status).toContainText('Answer saved');
});

test('network: a lost answer can be sent again only once it can no longer arrive', {
  tag: '@engines',
}, async ({ open, page }) => {
  await page.clock.install();
  const place = await open({ tasks: [approval()], connection: 'token' });
  const { agree, alert, tryAgain, status } = await openTask(place);
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

test('network: while the outcome is unknown, a form that was left finds it out', async ({
  open,
  page,
}) => {
  await page.clock.install();
  const place = await open({ tasks: [approval()], connection: 'token' });
  const { agree, alert, checkAgain, status } = await openTask(place);
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

test('network: an answer without a reply is found in the task', async ({ open, page }) => {
  await page.clock.install();
  const place = await open({ tasks: [approval()], connection: 'bx24' });
  const { agree, status } = await openTask(place);
  place.portal.fault({ kind: 'delay', method: COMPLETE });
  await agree.click();
  await expect(status).toContainText('Sending your answer');
  await expect.poll(() => completions(place.portal).length).toBe(1);
  await advanceUntilShown(place, status, 'Answer saved');
  await expect(status).toContainText('The task itself shows');
});

test('aborted: when waiting was stopped, the task is looked up', async ({ open, page }) => {
  await page.clock.install();
  const place = await open({ tasks: [approval()], connection: 'token' });
  const { agree, status } = await openTask(place);
  await stopClock(page);
  place.portal.fault({ kind: 'delay', method: COMPLETE });
  await agree.click();
  await expect(status).toContainText('Sending your answer');
  await expect(place.frame.getByRole('button', { name: 'All tasks' })).toBeDisabled();
  await expect.poll(() => completions(place.portal).length).toBe(1);
  await place.frame.getByRole('button', { name: 'Stop waiting' }).click();
  await expect(status).toContainText('Answer saved');
  await expect(status).toContainText('The task itself shows');
  expect(completions(place.portal)).toHaveLength(1);
});
