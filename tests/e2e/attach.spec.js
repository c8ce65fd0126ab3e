// Files in the demo placement: choosing, removing, refusing, progress, stopping.
import { answerTo, completions, expect, test } from './placement.js';
import { field, request } from './tasks.js';

const REQUEST = [
  field('contract', 'Contract', 'file'),
  field('papers', 'Papers', 'file', { Multiple: true, Required: true }),
];

/**
 * Chooses files of these sizes. The page creates them, because a driver needs seconds to transfer a large one.
 *
 * @param {import('@playwright/test').Locator} input
 * @param {Record<string, number>} sizes bytes of each file, by its name
 */
const chooseFiles = (input, sizes) =>
  input.evaluate((element, sizes) => {
    const transfer = new DataTransfer();
    for (const [name, size] of Object.entries(sizes)) {
      transfer.items.add(new File([new Uint8Array(size).fill(1)], name));
    }
    Object.assign(element, { files: transfer.files });
    element.dispatchEvent(new Event('change', { bubbles: true }));
  }, sizes);

/** @param {(opening: import('./placement.js').PlacementOptions) => Promise<import('./placement.js').OpenPlacement>} open */
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
  await expect(frame.getByRole('alert')).toContainText('Attach a file to “Papers”');
  await expect(frame.getByLabel('Papers')).toBeFocused();

  await chooseFiles(frame.getByLabel('Papers'), { 'one.txt': 1, 'two.txt': 2000 });
  await expect(frame.getByRole('alert')).toHaveCount(0);
  await chooseFiles(frame.getByLabel('Papers'), { 'three.txt': 3_456_789 });
  const list = frame.getByRole('listitem');
  await expect(list).toContainText(['one.txt', 'two.txt', 'three.txt']);
  await expect(list).toContainText(['1 byte', '2 kB', '3.5 MB']);
  await frame.getByRole('button', { name: 'Remove two.txt' }).click();
  await expect(frame.getByRole('button', { name: 'Remove three.txt' })).toBeFocused();

  await chooseFiles(frame.getByLabel('Contract'), { 'first.pdf': 10 });
  await chooseFiles(frame.getByLabel('Contract'), { 'second.pdf': 20 });

  // One that cannot be sent is shown among the others.
  await chooseFiles(frame.getByLabel('Papers'), { 'empty.txt': 0 });
  await send.click();
  await expect(frame.getByRole('alert')).toContainText('“Papers”: the file is empty');
  await expect(frame.locator('.file.is-invalid')).toHaveText(/empty\.txt/);
  await frame.getByRole('button', { name: 'Remove empty.txt' }).click();
  await expect(frame.getByRole('alert')).toHaveCount(0);
  expect(completions(portal)).toEqual([]);
  await send.click();
  await expect(frame.getByRole('status')).toContainText('Answer saved');
  const names = answerTo(portal, 13)?.files.map(({ name, size }) => [name, size]);
  expect(names).toEqual([
    ['second.pdf', 20],
    ['one.txt', 1],
    ['three.txt', 3_456_789],
  ]);
});

test('the progress of a large file is shown, and its upload can be stopped', {
  // Engines differ in how they report the progress of an upload.
  tag: '@engines',
}, async ({ open }) => {
  const { portal, frame, send } = await openForm(open);
  await chooseFiles(frame.getByLabel('Papers'), { 'large.bin': 12_000_000 });
  portal.fault({ kind: 'slow', method: 'bizproc.task.complete', bytesPerSecond: 1_000_000 });
  await send.click();
  const bar = frame.getByRole('progressbar', { name: 'Sending the files…' });
  await expect(bar).toBeVisible();
  await expect(frame.getByRole('status').getByText('12 MB', { exact: true })).toBeVisible();
  await expect(bar).not.toHaveAttribute('value');
  await frame.getByRole('button', { name: 'Cancel' }).click();
  await expect(frame.getByRole('alert')).toContainText('Your answer is not visible yet');
  await expect(frame.getByRole('button', { name: 'Check again' })).toBeVisible();
});
