import { answerTo, completions, expect, test } from './placement.js';
import { approval, field, optionalRequest, request, review } from './tasks.js';

test('an approval needs no reason, a refusal does', async ({ open }) => {
  const { portal, frame } = await open({
    tasks: [approval(), approval({ ID: 21, NAME: 'Other' })],
  });
  await frame.getByRole('button', { name: 'Approve the budget' }).click();
  await expect(frame.getByText('required for “Refuse”')).toBeVisible();
  await frame.getByRole('button', { name: 'Agree' }).click();
  await expect(frame.getByRole('status')).toContainText('Your answer “Agree” is recorded.');
  expect(answerTo(portal, 11)).toMatchObject({ approve: true, userStatus: 1, comment: '' });

  await frame.getByRole('button', { name: 'Back to your tasks' }).click();
  await frame.getByRole('button', { name: 'Other' }).click();
  await frame.getByRole('button', { name: 'Refuse' }).click();
  await expect(frame.getByLabel('Reason')).toBeFocused();
  await expect(frame.getByLabel('Reason')).toHaveAttribute('aria-invalid', 'true');
  expect(completions(portal)).toHaveLength(1);
  await frame.getByLabel('Reason').fill('Too dear');
  await frame.getByRole('button', { name: 'Refuse' }).click();
  await expect(frame.getByRole('status')).toContainText('Your answer “Refuse” is recorded.');
  expect(answerTo(portal, 21)).toMatchObject({
    approve: false,
    userStatus: 2,
    comment: 'Too dear',
  });
});

test('a double click sends an answer once', async ({ open }) => {
  const { portal, frame } = await open({ tasks: [approval()] });
  await frame.getByRole('button', { name: 'Approve the budget' }).click();
  await frame.getByRole('button', { name: 'Agree' }).dblclick();
  await expect(frame.getByRole('status')).toContainText('Answer saved');
  expect(completions(portal)).toHaveLength(1);
});

test('a review has one answer and, here, no comment', async ({ open }) => {
  const { portal, frame } = await open({ tasks: [review()] });
  await frame.getByRole('button', { name: 'Read the policy' }).click();
  const answers = frame.getByRole('group', { name: 'Your answer' }).getByRole('button');
  await expect(answers).toHaveText(['I have read it']);
  await expect(frame.getByRole('textbox')).toHaveCount(0);
  await answers.click();
  await expect(frame.getByRole('status')).toContainText('Answer saved');
  expect(answerTo(portal, 12)).toMatchObject({ userStatus: 3, comment: '' });
});

test('declining an optional request needs its reason, filling it in its fields', async ({
  open,
}) => {
  const { portal, frame } = await open({
    tasks: [optionalRequest(), optionalRequest({ ID: 24, NAME: 'Other' })],
  });
  await frame.getByRole('button', { name: 'Supplier data' }).click();
  await frame.getByRole('button', { name: 'I cannot provide this' }).click();
  await expect(frame.getByLabel('Why not')).toBeFocused();
  await expect(frame.getByLabel('Company')).not.toHaveAttribute('aria-invalid');
  await frame.getByRole('button', { name: 'Submit' }).click();
  await expect(frame.getByLabel('Company')).toHaveAttribute('aria-invalid', 'true');
  await expect(frame.getByLabel('Why not')).not.toHaveAttribute('aria-invalid');
  expect(completions(portal)).toEqual([]);
  await frame.getByLabel('Why not').fill('Not my supplier');
  await frame.getByRole('button', { name: 'I cannot provide this' }).click();
  await expect(frame.getByRole('status')).toContainText('Answer saved');
  expect(answerTo(portal, 14)).toMatchObject({
    cancel: true,
    userStatus: 4,
    comment: 'Not my supplier',
  });

  await frame.getByRole('button', { name: 'Back to your tasks' }).click();
  await frame.getByRole('button', { name: 'Other' }).click();
  await frame.getByLabel('Company').fill('CO_31');
  await frame.getByRole('button', { name: 'Submit' }).click();
  await expect(frame.getByRole('status')).toContainText('Answer saved');
  expect(answerTo(portal, 24)).toMatchObject({ userStatus: 3, variables: { company: 'CO_31' } });
});

test('the first thing that is wrong gets the focus, in the order of the form', async ({ open }) => {
  const PARAMETERS = { CommentRequired: 'Y' };
  const { frame } = await open({ tasks: [optionalRequest({ PARAMETERS })] });
  await frame.getByRole('button', { name: 'Supplier data' }).click();
  await frame.getByRole('button', { name: 'Submit' }).click();
  await expect(frame.getByRole('alert').getByRole('button')).toHaveCount(2);
  await expect(frame.getByRole('alert').getByRole('button').first()).toContainText('Company');
  await expect(frame.getByLabel('Company')).toBeFocused();
});

test('each type of field has an input of its kind, and its value arrives', {
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

test('what a portal cannot keep is announced before anything is sent', async ({ open }) => {
  const REQUEST = [field('paper', 'Paper', 'file', { Default: 501 })];
  const { frame } = await open({ tasks: [request({ PARAMETERS: { REQUEST } })] });
  await frame.getByRole('button', { name: 'Choose a contractor' }).click();
  await expect(frame.getByLabel('Paper')).toHaveAccessibleDescription(/will be cleared/);
  await expect(frame.getByLabel('Paper')).not.toHaveAttribute('aria-invalid');
  await expect(frame.getByRole('alert')).toHaveCount(0);
});

test('a task that only the portal can complete has a way there and no form', async ({ open }) => {
  const { frame } = await open({
    tasks: [approval({ ACTIVITY: 'ExternalEventActivity', NAME: '' })],
  });
  await frame.getByRole('button', { name: 'Task without a name' }).click();
  await expect(frame.getByText('can be completed only in the portal itself')).toBeVisible();
  await expect(frame.getByRole('group', { name: 'Your answer' })).toHaveCount(0);
  await expect(frame.getByRole('link', { name: 'Furniture for the hotel' })).toHaveAttribute(
    'href',
    /^http:\/\/127\.0\.0\.1:\d+\/crm\/deal\//,
  );
});

test('a description is text with a few BB-codes, and never markup', async ({ open }) => {
  const DESCRIPTION =
    'Mind the [b]price[/b], see [url=https://example.com/a?b=1&c]this[/url].\n' +
    '<img src=x onerror="document.title=1"><script>document.title=1</script>' +
    '[url=javascript:document.title=1]not this[/url] [b][i]unclosed';
  const { frame, pageErrors } = await open({
    tasks: [approval({ DESCRIPTION, NAME: '<b>Approve</b> the budget' })],
  });
  await frame.getByRole('button', { name: '<b>Approve</b> the budget' }).click();
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

test('a form keeps its input when the reader leaves it', async ({ open }) => {
  const { portal, frame } = await open({ tasks: [request(), approval()] });
  await frame.getByRole('button', { name: 'Choose a contractor' }).click();
  await frame.getByLabel('Contractor').fill('C_607');
  await frame.getByRole('button', { name: 'All tasks' }).click();
  await expect(frame.getByRole('button', { name: 'Choose a contractor' })).toBeFocused();
  await frame.getByRole('button', { name: 'Approve the budget' }).click();
  await frame.getByRole('button', { name: 'All tasks' }).click();
  await frame.getByRole('button', { name: 'Choose a contractor' }).click();
  await expect(frame.getByLabel('Contractor')).toHaveValue('C_607');
  expect(completions(portal)).toEqual([]);
});
