import { completions, expect, test } from './placement.js';
import { approval, request, review } from './tasks.js';

test('more than a page of tasks: the most urgent first, each once, all counted', async ({
  open,
}) => {
  const deadlines = ['02.02.2024 12:00:00', '01.02.2024 12:00:00', '01.02.2099 12:00:00'];
  const tasks = Array.from({ length: 120 }, (_, at) =>
    approval({ ID: 1001 + at, NAME: `Task ${1001 + at}`, OVERDUE_DATE: deadlines[at] ?? null }),
  );
  const { frame } = await open({ tasks });
  const rows = frame.getByRole('listitem');
  const more = frame.getByRole('button', { name: 'Show more' });
  await expect(rows).toHaveCount(50);
  await expect(
    frame.getByText('120 tasks wait for you in this card · 2 are overdue · 50 shown'),
  ).toBeVisible();
  await more.click();
  await expect(rows).toHaveCount(100);
  await expect(frame.getByRole('button', { name: 'Task 1073' })).toBeFocused();
  await more.click();
  await expect(rows).toHaveCount(120);
  await expect(more).toHaveCount(0);
  await expect(frame.getByRole('status')).toHaveText(
    '120 tasks wait for you in this card · 2 are overdue',
  );
  const names = await rows.locator('.name').allTextContents();
  const withoutDeadline = Array.from({ length: 117 }, (_, at) => `Task ${1120 - at}`);
  expect(names).toEqual(['Task 1002', 'Task 1001', 'Task 1003', ...withoutDeadline]);

  // After an answer the position in the list is kept, and the next task is one click away.
  await frame.getByRole('button', { name: 'Task 1075' }).click();
  await frame.getByRole('button', { name: 'Agree' }).click();
  await frame.getByRole('button', { name: 'Next: Task 1074' }).click();
  await expect(frame.getByRole('heading', { name: 'Task 1074' })).toBeFocused();
  await frame.getByRole('button', { name: 'All tasks' }).click();
  await expect(frame.getByRole('button', { name: 'Task 1074' })).toBeFocused();
  await expect(rows).toHaveCount(119);
  await frame.getByRole('button', { name: 'Task 1074' }).click();
  await frame.getByRole('button', { name: 'Agree' }).click();
  await frame.getByRole('button', { name: 'Back to your tasks' }).click();
  await expect(frame.getByRole('button', { name: 'Task 1073' })).toBeFocused();
  await expect(rows).toHaveCount(118);
});

test('a card lists its own tasks, the menu all; both have filters and a search', async ({
  open,
  page,
}) => {
  const other = ['crm', 'CCrmDocumentContact', 'CONTACT_607'];
  const named = (/** @type {number} */ ID, /** @type {string} */ NAME, more = {}) => ({
    ID,
    NAME,
    WORKFLOW_TEMPLATE_ID: '7',
    WORKFLOW_TEMPLATE_NAME: 'Budgets',
    ...more,
  });
  const invoices = { WORKFLOW_TEMPLATE_ID: '8', WORKFLOW_TEMPLATE_NAME: 'Invoices' };
  const tasks = [
    approval(named(41, 'Chairs', { OVERDUE_DATE: '01.02.2024 12:00:00' })),
    approval(named(42, 'Tables', { ...invoices, WORKFLOW_STARTED_BY: '2' })),
    review(named(43, 'Policy', invoices)),
    request(named(44, '<b>Offer</b>')),
    approval(named(45, 'Ingrid', { DOCUMENT_ID: other, DOCUMENT_NAME: 'Ingrid Solberg' })),
    approval(named(46, 'Lamps', { USER_ID: 4 })),
    approval(named(47, 'Beds', { STATUS: '1', USER_STATUS: '1' })),
    approval(named(48, 'Rugs', { OVERDUE_DATE: '01.02.2099 12:00:00' })),
  ];
  const contact = await open({ tasks, placement: 'CRM_CONTACT_DETAIL_TAB' });
  const { frame } = contact;
  await expect(frame.locator('.name')).toHaveText(['Ingrid']);
  await expect(frame.getByRole('combobox')).toHaveCount(0);

  await page.goto(`${contact.portal.url}/?placement=LEFT_MENU&connection=sdk`);
  const status = frame.getByRole('status');
  const names = frame.locator('.name');
  await expect(status).toHaveText('6 tasks wait for you · 1 is overdue');
  await expect(names).toHaveText(['Chairs', 'Rugs', 'Ingrid', '<b>Offer</b>', 'Policy', 'Tables']);
  await expect(frame.getByRole('button', { name: 'Chairs' })).toHaveText(
    /Overdue since Feb 1, 2024/,
  );
  await expect(frame.getByRole('button', { name: 'Rugs' })).toHaveText(/Due Feb 1, 2099/);
  await expect(frame.getByRole('button', { name: 'Tables' })).toHaveText(
    /Invoices\s*started by Daniel Brooks, Nov 20, 2026/,
  );

  await frame.getByRole('searchbox').fill('daniel invoi');
  await expect(names).toHaveText(['Tables']);
  await expect(status).toHaveText('1 task found');
  await frame.getByRole('searchbox').fill('nothing');
  await frame.getByRole('button', { name: 'Show all tasks' }).click();
  await expect(names).toHaveCount(6);
  await expect(frame.getByRole('heading', { name: 'Your tasks' })).toBeFocused();

  await frame.getByRole('combobox', { name: 'Process' }).selectOption('Invoices');
  await expect(names).toHaveText(['Policy', 'Tables']);
  await frame.getByRole('combobox', { name: 'Type' }).selectOption('Review');
  await expect(names).toHaveText(['Policy']);
  await frame.getByRole('combobox', { name: 'Process' }).selectOption('All processes');
  await frame.getByRole('combobox', { name: 'Type' }).selectOption('Approval');
  await frame.getByRole('combobox', { name: 'Document' }).selectOption('Ingrid Solberg');
  await expect(names).toHaveText(['Ingrid']);
  await frame.getByRole('combobox', { name: 'Document' }).selectOption('All documents');
  await frame.getByRole('button', { name: 'Overdue', exact: true }).click();
  await expect(names).toHaveText(['Chairs']);

  await frame.getByRole('button', { name: 'Finished' }).click();
  await expect(status).toHaveText('1 finished task');
  await expect(names).toHaveText(['Beds']);
  await frame.getByRole('button', { name: 'Beds' }).click();
  await expect(frame.getByText('Your answer: Agree')).toBeVisible();
  await frame.getByRole('button', { name: 'All tasks' }).click();
  await expect(frame.getByRole('button', { name: 'Beds' })).toBeFocused();
});

test('an administrator sees their own tasks, not those of others', async ({ open }) => {
  const { portal, frame } = await open({
    tasks: [
      approval({ ID: 31, USER_ID: 1, NAME: 'Of Nora' }),
      approval({ ID: 32, USER_ID: 3, NAME: 'Of the administrator' }),
      approval({ ID: 33, USER_ID: 4, NAME: 'Of Marta' }),
    ],
    user: 3,
  });
  await expect(frame.getByRole('listitem')).toHaveCount(1);
  await expect(frame.getByRole('button', { name: 'Of the administrator' })).toBeVisible();
  // Who the user is and what they have to do are asked in one request.
  const [list] = portal.requests().filter(({ method }) => method === 'batch');
  expect(list.user).toBe(3);
  expect(completions(portal)).toEqual([]);
});

test('a list that cannot be read says why, is read again, and refreshed', async ({ open }) => {
  const { portal, frame } = await open({
    tasks: [],
    connection: 'token',
    before: (portal) =>
      portal.fault({
        kind: 'error',
        method: 'batch',
        code: 'OVERLOAD_LIMIT',
        status: 503,
      }),
  });
  const alert = frame.getByRole('alert');
  await expect(alert).toContainText('Your tasks cannot be shown');
  await expect(alert).toContainText('The portal has blocked apps');
  await alert.getByRole('button', { name: 'Try again' }).click();
  await expect(frame.getByRole('heading', { name: 'Nothing waits for you' })).toBeVisible();
  await expect(frame.getByRole('listitem')).toHaveCount(0);
  await expect(alert).toHaveCount(0);
  portal.reset([approval()]);
  await frame.getByRole('button', { name: 'Refresh' }).click();
  await expect(frame.getByRole('button', { name: 'Approve the budget' })).toBeVisible();
  await expect(frame.getByRole('heading', { name: 'Nothing waits for you' })).toHaveCount(0);
});
