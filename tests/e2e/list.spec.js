import { completions, expect, test } from './placement.js';
import { approval, review } from './tasks.js';

test('more than a page of tasks: each is shown once, newest first', async ({ open }) => {
  const tasks = Array.from({ length: 120 }, (_, at) =>
    approval({ ID: 1001 + at, NAME: `Task ${1001 + at}` }),
  );
  const { frame } = await open({ tasks });
  const rows = frame.getByRole('listitem');
  const more = frame.getByRole('button', { name: 'Show more' });
  await expect(rows).toHaveCount(25);
  await more.click();
  await expect(rows).toHaveCount(50);
  await expect(frame.getByRole('button', { name: 'Task 1095' })).toBeFocused();
  for (const count of [75, 100, 120]) {
    await more.click();
    await expect(rows).toHaveCount(count);
  }
  await expect(more).toHaveCount(0);
  await expect(frame.getByText('120 tasks wait for you')).toBeVisible();
  const names = await rows.locator('.name').allTextContents();
  expect(names).toEqual(Array.from({ length: 120 }, (_, at) => `Task ${1120 - at}`));
});

test('an administrator sees the own tasks, not those of others', async ({ open }) => {
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
  const [list] = portal.requests().filter(({ method }) => method === 'bizproc.task.list');
  expect(list.user).toBe(3);
  expect(completions(portal)).toEqual([]);
});

test('what is late says so, and what is answered is not shown', async ({ open }) => {
  const { frame } = await open({
    tasks: [
      review({ USER_STATUS: '3' }),
      review({ ID: 22, STATUS: '3', USER_STATUS: '3' }),
      approval({ ID: 41, NAME: 'Long ago', OVERDUE_DATE: '01.02.2024 12:00:00' }),
      approval({ ID: 42, NAME: 'In time', OVERDUE_DATE: '01.02.2099 12:00:00' }),
    ],
  });
  await expect(frame.getByRole('listitem')).toHaveCount(2);
  await expect(frame.getByRole('button', { name: /Long ago.*Overdue/ })).toBeVisible();
  await expect(frame.getByRole('button', { name: /In time.*Due Feb 1, 2099/ })).toBeVisible();
  await frame.getByRole('button', { name: 'Long ago' }).click();
  await expect(frame.getByText('Overdue since Feb 1, 2024')).toBeVisible();
});

test('a refreshed list shows what is new', async ({ open }) => {
  const { portal, frame } = await open({ tasks: [] });
  await expect(frame.getByRole('heading', { name: 'Nothing waits for you' })).toBeVisible();
  await expect(frame.getByRole('listitem')).toHaveCount(0);
  portal.reset([approval()]);
  await frame.getByRole('button', { name: 'Refresh' }).click();
  await expect(frame.getByRole('button', { name: 'Approve the budget' })).toBeVisible();
  await expect(frame.getByRole('heading', { name: 'Nothing waits for you' })).toHaveCount(0);
});

test('a list that cannot be read says why, and is read again', async ({ open }) => {
  const { frame } = await open({
    tasks: [approval()],
    connection: 'token',
    before: (portal) =>
      portal.fault({
        kind: 'error',
        method: 'bizproc.task.list',
        code: 'OVERLOAD_LIMIT',
        status: 503,
      }),
  });
  const alert = frame.getByRole('alert');
  await expect(alert).toContainText('Your tasks cannot be shown');
  await expect(alert).toContainText('The portal has blocked apps');
  await alert.getByRole('button', { name: 'Try again' }).click();
  await expect(frame.getByRole('button', { name: 'Approve the budget' })).toBeVisible();
  await expect(alert).toHaveCount(0);
});
