import { answerTo, completions, expect, openTask, test } from './placement.js';
import { approval, field, optionalRequest, request, review } from './tasks.js';

test('each kind of task takes its answers, and asks for what they need', async ({ open }) => {
  const place = await open({
    tasks: [
      approval(),
      approval({ ID: 21, NAME: 'Other approval' }),
      review(),
      optionalRequest(),
      optionalRequest({ ID: 24, NAME: 'Other supplier' }),
      optionalRequest({ ID: 34, NAME: 'Both', PARAMETERS: { CommentRequired: 'Y' } }),
    ],
  });
  const { portal, frame } = place;
  const status = frame.getByRole('status');

  await test.step('an approval needs no reason, and a double click sends it once', async () => {
    await openTask(place, 'Approve the budget');
    await expect(frame.getByText('required for “Refuse”')).toBeVisible();
    await frame.getByRole('button', { name: 'Agree' }).dblclick();
    await expect(status).toContainText('Your answer “Agree” is recorded.');
    expect(answerTo(portal, 11)).toMatchObject({ approve: true, userStatus: 1, comment: '' });
    expect(completions(portal)).toHaveLength(1);
  });

  await test.step('a refusal needs a reason', async () => {
    await openTask(place, 'Other approval');
    await frame.getByRole('button', { name: 'Refuse' }).click();
    await expect(frame.getByLabel('Reason')).toBeFocused();
    await expect(frame.getByLabel('Reason')).toHaveAttribute('aria-invalid', 'true');
    expect(completions(portal)).toHaveLength(1);
    await frame.getByLabel('Reason').fill('Too dear');
    await frame.getByRole('button', { name: 'Refuse' }).click();
    await expect(status).toContainText('Your answer “Refuse” is recorded.');
    expect(answerTo(portal, 21)).toMatchObject({
      approve: false,
      userStatus: 2,
      comment: 'Too dear',
    });
  });

  await test.step('a review has one answer and, here, no comment', async () => {
    await openTask(place, 'Read the policy');
    const answers = frame.getByRole('group', { name: 'Your answer' }).getByRole('button');
    await expect(answers).toHaveText(['I have read it']);
    await expect(frame.getByRole('textbox')).toHaveCount(0);
    await answers.click();
    await expect(status).toContainText('Answer saved');
    expect(answerTo(portal, 12)).toMatchObject({ userStatus: 3, comment: '' });
  });

  await test.step('declining an optional request needs its comment, completing it needs its fields', async () => {
    await openTask(place, 'Supplier data');
    await frame.getByRole('button', { name: 'I cannot provide this' }).click();
    await expect(frame.getByLabel('Why not')).toBeFocused();
    await expect(frame.getByLabel('Company')).not.toHaveAttribute('aria-invalid');
    await frame.getByRole('button', { name: 'Submit' }).click();
    await expect(frame.getByLabel('Company')).toHaveAttribute('aria-invalid', 'true');
    await expect(frame.getByLabel('Why not')).not.toHaveAttribute('aria-invalid');
    expect(answerTo(portal, 14)).toBeNull();
    await frame.getByLabel('Why not').fill('Not my supplier');
    await frame.getByRole('button', { name: 'I cannot provide this' }).click();
    await expect(status).toContainText('Answer saved');
    expect(answerTo(portal, 14)).toMatchObject({
      cancel: true,
      userStatus: 4,
      comment: 'Not my supplier',
    });

    await openTask(place, 'Other supplier');
    await frame.getByLabel('Company').fill('CO_31');
    await frame.getByRole('button', { name: 'Submit' }).click();
    await expect(status).toContainText('Answer saved');
    expect(answerTo(portal, 24)).toMatchObject({ userStatus: 3, variables: { company: 'CO_31' } });
  });

  await test.step('the first field with an issue gets the focus', async () => {
    await openTask(place, 'Both');
    await frame.getByRole('button', { name: 'Submit' }).click();
    await expect(frame.getByRole('alert').getByRole('button')).toHaveCount(2);
    await expect(frame.getByRole('alert').getByRole('button').first()).toContainText('Company');
    await expect(frame.getByLabel('Company')).toBeFocused();
  });
});

test('each type of field has an input of its kind, and its value arrives', {
  // Engines differ in their inputs, above all of dates, times and files.
  tag: '@engines',
}, async ({ open }) => {
  const options = { a: 'First', b: 'Second', c: 'Third' };
  const REQUEST = [
    field('line', 'Line', 'string'),
    field('long', 'Long', 'text'),
    field('whole', 'Whole', 'int'),
    field('part', 'Part', 'double'),
    field('signed', 'Signed', 'bool', { Required: true }),
    field('insured', 'Insured', 'bool'),
    field('one', 'One', 'select', { Options: options, Required: true }),
    field('many', 'Many', 'select', { Options: options, Multiple: true, Default: ['b'] }),
    field('day', 'Day', 'date'),
    field('moment', 'Moment', 'datetime'),
    field('later', 'Later', 'datetime', { Default: '24.12.2026 20:15:30', Required: true }),
    field('never', 'Never', 'datetime', { Default: '' }),
    field('deal', 'Deal', 'UF:crm', { Options: { DEAL: 'Y', LEAD: 'N' }, Default: 'D_7' }),
    field('paper', 'Paper', 'file'),
    field('lines', 'Lines', 'string', { Multiple: true, Default: ['old', 'older'] }),
    field('kept', 'Kept', 'string', { Default: 'as it was' }),
    field('cleared', 'Cleared', 'string', { Default: 'not for long' }),
  ];
  const { portal, frame } = await open({ tasks: [request({ PARAMETERS: { REQUEST } })] });
  await frame.getByRole('button', { name: 'Choose a contractor' }).click();

  await frame.getByLabel('Line', { exact: false }).first().fill('a & b');
  await frame.getByLabel('Long').fill('first\nsecond');
  await frame.getByLabel('Whole').fill('42');
  await frame.getByLabel('Part').fill('2.5');
  const signed = frame.getByRole('radiogroup', { name: 'Signed' });
  await frame.getByRole('button', { name: 'Send' }).click();
  await expect(signed).toHaveAttribute('aria-invalid', 'true');
  await expect(signed).toHaveAccessibleDescription(/\S/);
  await expect(signed.getByLabel('Yes')).toBeFocused();
  await signed.getByLabel('No').check();
  await expect(signed).not.toHaveAttribute('aria-invalid');
  await expect(
    frame.getByRole('radiogroup', { name: 'Insured' }).getByLabel('Not set'),
  ).toBeChecked();
  await frame.getByRole('radiogroup', { name: 'One' }).getByLabel('Second').check();
  const many = frame.getByRole('group', { name: 'Many' });
  await expect(many.getByLabel('Second')).toBeChecked();
  await many.getByLabel('Third').check();
  await frame.getByLabel('Day').fill('2026-12-24');
  await frame.getByLabel('Moment').fill('2026-12-24T18:30');
  const lines = frame.getByRole('group', { name: 'Lines' });
  await lines.getByRole('button', { name: 'Remove' }).first().click();
  await expect(lines.getByRole('textbox')).toHaveValue('older');
  await expect(lines.getByRole('textbox')).toBeFocused();
  await expect(lines.getByRole('button', { name: 'Remove' })).toHaveCount(0);
  await lines.getByRole('button', { name: 'Add another' }).click();
  await expect(lines.getByRole('textbox', { name: 'Lines, value 2' })).toBeFocused();
  await lines.getByRole('textbox', { name: 'Lines, value 2' }).fill('new');
  await expect(frame.getByLabel('Later')).toHaveValue('2026-12-24T20:15');
  await expect(frame.getByLabel('Never')).toHaveValue('');
  await expect(frame.getByRole('group', { name: 'Deal' }).getByRole('listitem')).toHaveText([
    'D_7',
  ]);
  const file = { name: 'note.txt', mimeType: 'text/plain', buffer: Buffer.from('Hello') };
  await frame.getByLabel('Paper').setInputFiles(file);
  await frame.getByLabel('Cleared').fill('');
  await frame.getByRole('button', { name: 'Send' }).click();
  await expect(frame.getByRole('status')).toContainText('Answer saved');

  expect(answerTo(portal, 13)).toMatchObject({
    variables: {
      line: 'a & b',
      long: 'first\nsecond',
      whole: '42',
      part: '2.5',
      signed: 'N',
      one: 'b',
      many: ['b', 'c'],
      day: { text: '24.12.2026 [0]' },
      moment: { timestamp: Date.UTC(2026, 11, 24, 18, 30) / 1000 },
      later: { timestamp: Date.UTC(2026, 11, 24, 20, 15, 30) / 1000 },
      deal: 'D_7',
      lines: ['older', 'new'],
      kept: 'as it was',
    },
  });
  const { variables, files } = /** @type {NonNullable<ReturnType<typeof answerTo>>} */ (
    answerTo(portal, 13)
  );
  for (const name of ['insured', 'cleared', 'never']) expect(variables[name] || null).toBeNull();
  expect(files).toMatchObject([{ name: 'note.txt' }]);
});

test('a task shows what it is about, when it is wrong, and what no app can do', async ({
  open,
}) => {
  const DESCRIPTION =
    'Mind the [b]price[/b], see [url=https://example.com/a?b=1&c]this[/url].\n' +
    '<img src=x onerror="document.title=1"><script>document.title=1</script>' +
    '[url=javascript:document.title=1]not this[/url] [b][i]unclosed';
  const fields = (/** @type {ReturnType<typeof field>[]} */ ...REQUEST) => ({ REQUEST });
  const place = await open({
    tasks: [
      approval({ DESCRIPTION, NAME: '<b>Approve</b> the budget' }),
      approval({ ID: 21, ACTIVITY: 'ExternalEventActivity', NAME: '' }),
      request({
        ID: 31,
        NAME: 'A time',
        PARAMETERS: fields(field('at', 'Time', 'time', { Required: true })),
      }),
      request({
        ID: 32,
        NAME: 'A file',
        PARAMETERS: fields(field('paper', 'Paper', 'file', { Default: 501 })),
      }),
      request({
        ID: 33,
        NAME: 'A number',
        PARAMETERS: fields(field('count', 'Count', 'int'), field('other', 'Other', 'string')),
      }),
    ],
  });
  const { portal, frame, pageErrors } = place;
  const alert = frame.getByRole('alert');

  await test.step('a description is text with a few BB codes, and never markup', async () => {
    await openTask(place, '<b>Approve</b> the budget');
    const description = frame.getByRole('region', { name: 'Description' });
    await expect(description.locator('strong').first()).toHaveText('price');
    await expect(description.getByRole('link')).toHaveText(['this']);
    await expect(description.getByRole('link')).toHaveAttribute(
      'href',
      'https://example.com/a?b=1&c',
    );
    await expect(description).toContainText('<img src=x onerror="document.title=1"><script>');
    await expect(description).toContainText('not this unclosed');
    await expect(description.locator('img, script')).toHaveCount(0);
    expect(pageErrors).toEqual([]);
  });

  await test.step('a task that only the portal can complete shows a link and no form', async () => {
    await openTask(place, 'Task without a name');
    await expect(frame.getByText('can be completed only in the portal itself')).toBeVisible();
    await expect(frame.getByRole('group', { name: 'Your answer' })).toHaveCount(0);
    await expect(frame.getByRole('link', { name: 'Furniture for the hotel' })).toHaveAttribute(
      'href',
      /^http:\/\/127\.0\.0\.1:\d+\/crm\/deal\//,
    );
  });

  await test.step('so has one with a field that no app can fill', async () => {
    await openTask(place, 'A time');
    await expect(alert).toContainText('only in the portal itself');
    await expect(alert).toContainText('Time');
    await expect(frame.getByRole('link', { name: 'Open the task in the portal' })).toHaveAttribute(
      'href',
      /\/company\/personal\/bizproc\/31\/$/,
    );
    await expect(frame.getByRole('group', { name: 'Your answer' })).toHaveCount(0);
  });

  await test.step('a warning names values that a portal cannot keep, before anything is sent', async () => {
    await openTask(place, 'A file');
    await expect(frame.getByLabel('Paper')).toHaveAccessibleDescription(/will be cleared/);
    await expect(frame.getByLabel('Paper')).not.toHaveAttribute('aria-invalid');
    await expect(alert).toHaveCount(0);
  });

  await test.step('an issue appears when the user leaves a field, not during the first input', async () => {
    await openTask(place, 'A number');
    const count = frame.getByLabel('Count');
    await count.pressSequentially('1x');
    await expect(count).not.toHaveAttribute('aria-invalid');
    await count.press('Tab');
    await expect(count).toHaveAttribute('aria-invalid', 'true');
    await expect(count).toHaveAccessibleDescription(/whole number/);
    await expect(alert).toHaveCount(0);
    await count.fill('1');
    await expect(count).not.toHaveAttribute('aria-invalid');
  });

  await test.step('an issue does not move a button that is being pressed', async () => {
    await frame.getByLabel('Count').fill('1x');
    await frame.getByRole('button', { name: 'Send' }).click();
    await expect(alert).toContainText('One thing needs your attention');
    await expect(frame.getByLabel('Count')).toBeFocused();
  });

  await test.step('a form keeps its input when the user leaves it', async () => {
    await frame.getByRole('button', { name: 'All tasks' }).click();
    await expect(frame.getByRole('button', { name: 'A number' })).toBeFocused();
    await openTask(place, 'A file');
    await openTask(place, 'A number');
    await expect(frame.getByLabel('Count')).toHaveValue('1x');
  });
  expect(completions(portal)).toEqual([]);
});
