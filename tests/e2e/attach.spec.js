// Files in the demo placement: chosen, taken out, refused, followed on their way, stopped.
import { answerTo, completions, expect, test } from './placement.js';
import { field, request } from './tasks.js';

const REQUEST = [
  field('contract', 'Contract', 'file'),
  field('papers', 'Papers', 'file', { Multiple: true, Required: true }),
];

/**
 * @param {string} name
 * @param {number} size
 */
const file = (name, size) => ({
  name,
  mimeType: 'application/octet-stream',
  buffer: Buffer.alloc(size, 1),
});

/** @param {(opening: import('./placement.js').Opening) => Promise<import('./placement.js').Place>} open */
async function openForm(open) {
  const opened = await open({
    tasks: [request({ PARAMETERS: { REQUEST } })],
    connection: 'token',
  });
  await opened.frame.getByRole('button', { name: 'Choose a contractor' }).click();
  return { ...opened, send: opened.frame.getByRole('button', { name: 'Send' }) };
}

test('files are chosen several times, taken out again, and sent', async ({ open }) => {
  const { portal, frame, send } = await openForm(open);
  await send.click();
  await expect(frame.getByRole('alert')).toContainText('Attach “Papers”');
  await expect(frame.getByLabel('Papers')).toBeFocused();

  await frame.getByLabel('Papers').setInputFiles([file('one.txt', 1), file('two.txt', 2000)]);
  await expect(frame.getByRole('alert')).toHaveCount(0);
  await frame.getByLabel('Papers').setInputFiles([file('three.txt', 3_456_789)]);
  const list = frame.getByRole('listitem');
  await expect(list).toContainText(['one.txt', 'two.txt', 'three.txt']);
  await expect(list).toContainText(['1 byte', '2 kB', '3.5 MB']);
  await frame.getByRole('button', { name: 'Remove two.txt' }).click();
  await expect(frame.getByRole('button', { name: 'Remove three.txt' })).toBeFocused();

  await frame.getByLabel('Contract').setInputFiles(file('first.pdf', 10));
  await frame.getByLabel('Contract').setInputFiles(file('second.pdf', 20));
  await send.click();
  await expect(frame.getByRole('status')).toContainText('Answer saved');
  const names = answerTo(portal, 13)?.files.map(({ name, size }) => [name, size]);
  expect(names).toEqual([
    ['second.pdf', 20],
    ['one.txt', 1],
    ['three.txt', 3_456_789],
  ]);
});

test('a file that cannot be sent is shown among the others', async ({ open }) => {
  const { portal, frame, send } = await openForm(open);
  await frame.getByLabel('Papers').setInputFiles([file('full.txt', 5), file('empty.txt', 0)]);
  await send.click();
  await expect(frame.getByRole('alert')).toContainText('“Papers”: the file is empty');
  await expect(frame.locator('.file.bad')).toHaveText(/empty\.txt/);
  await frame.getByRole('button', { name: 'Remove empty.txt' }).click();
  await expect(frame.getByRole('alert')).toHaveCount(0);
  expect(completions(portal)).toEqual([]);
});

test('a large file is followed on its way, and can be stopped there', async ({ open }) => {
  const { portal, frame, send } = await openForm(open);
  await frame.getByLabel('Papers').setInputFiles(file('large.bin', 12_000_000));
  portal.fault({ kind: 'slow', method: 'bizproc.task.complete', bytesPerSecond: 1_000_000 });
  await send.click();
  const bar = frame.getByRole('progressbar', { name: 'Sending the files…' });
  await expect(bar).toBeVisible();
  await expect(frame.getByText(/of 16 MB/)).toBeVisible();
  await expect(async () => {
    expect(Number(await bar.getAttribute('value'))).toBeGreaterThan(0.1);
  }).toPass();
  await frame.getByRole('button', { name: 'Cancel' }).click();
  await expect(frame.getByText('We could not confirm your answer')).toBeVisible();
});
