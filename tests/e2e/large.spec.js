// A large file, in an ordinary profile: Playwright opens private windows by default, and their files stay in memory.
import { createHash } from 'node:crypto';
import { open } from 'node:fs/promises';
import { chromium } from '@playwright/test';
import { startPortal } from '../../www/portal/index.js';
import { approval, documents } from './tasks.js';
import { expect, test, testbedUrl } from './testbed.js';

const MEGABYTE = 2 ** 20;
const SIZE = 300 * MEGABYTE;

test('a file of 300 MB does not stay in the memory of the page', {
  tag: '@full',
}, async ({ launchOptions }) => {
  test.setTimeout(600_000);
  const path = test.info().outputPath('large.bin');
  const sha1 = await writeLarge(path);
  const portal = await startPortal({
    tasks: [documents(), approval()],
    app: testbedUrl,
    method: 'get',
  });
  const profile = test.info().outputPath('profile');
  const context = await chromium.launchPersistentContext(profile, launchOptions);
  try {
    const page = await context.newPage();
    await page.goto(portal.url);
    const element = await page.waitForSelector('iframe');
    const frame = /** @type {import('@playwright/test').Frame} */ (await element.contentFrame());
    await frame.waitForFunction(() => 'testbed' in window);
    await frame.setInputFiles('input', path);

    const memory = await context.newCDPSession(page);
    const heap = async () => {
      await memory.send('HeapProfiler.collectGarbage');
      const { usedSize } = await memory.send('Runtime.getHeapUsage');
      return usedSize / MEGABYTE;
    };
    // The module encodes slices of 3 MiB, so its memory does not grow with the size of a file.
    await frame.evaluate(() => /** @type {any} */ (window).testbed.warmUp('with a token'));
    const module = () => frame.evaluate(() => /** @type {any} */ (window).testbed.memory());
    const before = { heap: await heap(), module: await module() };

    let isDone = false;
    const sending = frame
      .evaluate(() => /** @type {any} */ (window).testbed.sendFiles('with a token'))
      .finally(() => {
        isDone = true;
      });
    const heaps = [];
    while (!isDone) {
      heaps.push(await heap());
      await page.waitForTimeout(200);
    }
    const { result } = await sending;
    expect(result).toMatchObject({ confirmedBy: 'reply', attempts: 1 });
    const stored = portal.tasks().find(({ ID }) => ID === 15)?.outcome?.files;
    expect(stored).toMatchObject([{ size: SIZE, sha1 }]);
    expect(heaps.length, 'it was looked at on the way').toBeGreaterThan(3);
    expect(Math.max(...heaps) - before.heap).toBeLessThan(32);
    expect(await module()).toBeLessThan(before.module + 16 * MEGABYTE);
  } finally {
    await context.close();
    await portal.stop();
  }
});

/**
 * Writes a file in which no two slices are the same, and returns its SHA-1.
 *
 * @param {string} path
 */
async function writeLarge(path) {
  const hash = createHash('sha1');
  const file = await open(path, 'w');
  for (let written = 0; written < SIZE; written += MEGABYTE) {
    const piece = createHash('shake256', { outputLength: MEGABYTE }).update(`${written}`).digest();
    hash.update(piece);
    await file.write(piece);
  }
  await file.close();
  return hash.digest('hex');
}
