// Files: over every connection, the portal stores exactly the file on disk.
import { createHash, randomBytes } from 'node:crypto';
import { appendFile, utimes, writeFile } from 'node:fs/promises';
import { documents } from './tasks.js';
import { expect, SLICE, test } from './testbed.js';

const METHOD = 'bizproc.task.complete';

/** The size of a file with visible progress, in bytes. */
const SIZE = 12_000_000;

/** @typedef {import('./testbed.js').Testbed} Testbed */

/**
 * Writes files of random bytes to disk, and returns the expected stored files.
 *
 * @param {number[]} sizes
 */
async function makeFiles(sizes) {
  const paths = [];
  const stored = [];
  for (const [index, size] of sizes.entries()) {
    const bytes = randomBytes(size);
    const name = `${index}-${size}.bin`;
    const file = test.info().outputPath(name);
    await writeFile(file, bytes);
    paths.push(file);
    stored.push({ name, size, sha1: createHash('sha1').update(bytes).digest('hex') });
  }
  return { paths, stored };
}

/**
 * @param {Testbed} testbed
 * @param {string[]} paths
 * @param {string} way
 * @param {object} [options]
 */
async function send({ frame }, paths, way, options) {
  await frame.setInputFiles('input', paths);
  return frame.evaluate(
    ([way, options]) => /** @type {any} */ (window).testbed.sendFiles(way, options),
    /** @type {const} */ ([way, options]),
  );
}

/** @param {Testbed} testbed */
const storedIn = ({ portal }) =>
  portal.tasks()[0].outcome?.files.map(({ name, size, sha1 }) => ({ name, size, sha1 }));

/** @param {Testbed} testbed */
const completions = ({ portal }) =>
  portal.requests().filter(({ method, verb }) => method === METHOD && verb === 'POST');

/** @param {Testbed} testbed */
const preflights = ({ portal }) => portal.requests().filter(({ verb }) => verb === 'OPTIONS');

test('files arrive byte for byte, whatever their size', { tag: '@full' }, async ({
  openTestbed,
}) => {
  const edges = [SLICE, 2 * SLICE].flatMap((size) => [size - 1, size, size + 1]);
  const sizes = [1, 2, 3, 4, ...edges, 10_000_000, 1 + Math.floor(Math.random() * SLICE)];
  const { paths, stored } = await makeFiles(sizes);
  const testbed = await openTestbed({ tasks: [documents()] });
  const { result } = await send(testbed, paths, 'with a token');
  expect(result).toMatchObject({ taskId: 15, confirmedBy: 'reply', attempts: 1 });
  expect(storedIn(testbed)).toEqual(stored);
});

test('large files go over HTTP, whatever the connection', async ({ openTestbed }) => {
  const { paths, stored } = await makeFiles([SLICE + 1, 2]);
  const testbed = await openTestbed({ tasks: [documents()] });
  for (const way of ['over BX24', 'over the SDK', 'with a webhook']) {
    testbed.portal.reset();
    const { result } = await send(testbed, paths, way);
    expect(result, way).toMatchObject({ confirmedBy: 'reply', attempts: 1 });
    expect(storedIn(testbed), way).toEqual(stored);
    // BX24 and the SDK would copy them several times over.
    const type = completions(testbed)[0]?.headers['content-type'];
    expect(type, way).toMatch(/^multipart\/form-data/);
  }
});

test('small files arrive, whatever the connection', async ({ openTestbed }) => {
  const { paths, stored } = await makeFiles([1, 2, 3, 100_000]);
  const testbed = await openTestbed({ tasks: [documents()] });
  for (const way of [
    'over BX24',
    'over the SDK',
    'over the bridge of BX24',
    'over the bridge of the SDK',
    'with a token',
    'with a webhook',
  ]) {
    testbed.portal.reset();
    const { result, progress } = await send(testbed, paths, way);
    expect(result, way).toMatchObject({ confirmedBy: 'reply', attempts: 1 });
    expect(storedIn(testbed), way).toEqual(stored);
    const isBridge = way.startsWith('over the bridge');
    const type = isBridge ? /^(application\/json|text\/plain)/ : /^multipart\/form-data/;
    expect(completions(testbed)[0]?.headers['content-type'], way).toMatch(type);
    const ends = progress.filter((/** @type {any} */ step) => step.loaded === step.total);
    const phases = ends.map((/** @type {any} */ step) => step.phase);
    expect(phases, way).toEqual(['encoding', 'uploading']);
  }
});

test('file names arrive without folders and control characters', async ({ openTestbed }) => {
  const names = [
    'Договор №5.pdf',
    '🧾 счёт.txt',
    'a"b\'c;=&+%41.txt',
    'one\r\ntwo.txt',
    'C:\\x/y.z',
  ];
  const { paths, stored } = await makeFiles([5, 6, 7, 8, 9]);
  const testbed = await openTestbed({ tasks: [documents()] });
  // As JSON, and as a form.
  for (const way of ['over BX24', 'with a token']) {
    testbed.portal.reset();
    const { result } = await send(testbed, paths, way, { names });
    expect(result, way).toBeDefined();
    const expected = ['Договор №5.pdf', '🧾 счёт.txt', 'a"b\'c;=&+%41.txt', 'onetwo.txt', 'y.z'];
    expect(storedIn(testbed), way).toEqual(
      stored.map((file, index) => ({ ...file, name: expected[index] })),
    );
  }
});

test('progress is reported for both phases, at intervals and always at the end', async ({
  openTestbed,
}) => {
  const { paths } = await makeFiles([SIZE]);
  const testbed = await openTestbed({ tasks: [documents()] });
  const { progress } = await send(testbed, paths, 'with a token');
  const phases = progress.map((/** @type {any} */ { phase }) => phase);
  expect(phases).toEqual(phases.toSorted());
  for (const phase of ['encoding', 'uploading']) {
    const steps = progress.filter((/** @type {any} */ step) => step.phase === phase);
    const loaded = steps.map((/** @type {any} */ step) => step.loaded);
    expect(loaded).toEqual(loaded.toSorted((/** @type {any} */ a, /** @type {any} */ b) => a - b));
    expect(steps.at(-1).loaded).toBe(steps.at(-1).total);
    expect(steps.at(-1).total).toBeGreaterThanOrEqual((SIZE * 4) / 3);
    expect(steps.at(-1).total).toBeLessThan((SIZE * 4) / 3 + 2_000);
  }
  expect(preflights(testbed)).toEqual([]);
});

test('files whose connection breaks during the upload are reported as not saved', async ({
  openTestbed,
}) => {
  const { paths } = await makeFiles([4_000_000]);
  const testbed = await openTestbed({ tasks: [documents()] });
  // Twice, because the browser resends the request.
  testbed.portal.fault({ kind: 'reset', method: METHOD, afterBytes: 1e6, times: 2 });
  await testbed.frame.setInputFiles('input', paths);
  /** @type {any} */
  let report;
  testbed.frame
    .evaluate(() => /** @type {any} */ (window).testbed.sendFiles('with a token'))
    .then((/** @type {any} */ result) => {
      report = result;
    });
  await testbed.clock.advanceUntil(async () => report !== undefined);
  expect(report).toMatchObject({ error: { code: 'NETWORK', outcome: 'not-completed' } });
  expect(storedIn(testbed)).toBeUndefined();
});

for (const [abortIn, outcome, sent] of /** @type {const} */ ([
  ['encoding', 'not-completed', 0],
  ['uploading', 'unknown', 1],
])) {
  test(`a call that is aborted in the phase "${abortIn}" ends at once`, async ({ openTestbed }) => {
    const { paths } = await makeFiles([SIZE]);
    const testbed = await openTestbed({ tasks: [documents()] });
    const { error, progress } = await send(testbed, paths, 'with a token', { abortIn });
    expect(error).toMatchObject({ code: 'ABORTED', outcome });
    expect(progress.at(-1).phase).toBe(abortIn);
    // All planned steps of the call would be due by then.
    await testbed.page.clock.fastForward('05:00');
    expect(completions(testbed).length).toBeLessThanOrEqual(sent);
  });
}

test('a file that has changed since it was chosen is an issue, and nothing is sent', async ({
  openTestbed,
}) => {
  const { paths } = await makeFiles([5, 6]);
  const testbed = await openTestbed({ tasks: [documents()] });
  await testbed.frame.setInputFiles('input', paths);
  // A busy browser may read the size and time only now.
  const getSizes = (/** @type {any} */ { files }) => Array.from(files, ({ size }) => size);
  expect(await testbed.frame.locator('input').evaluate(getSizes)).toEqual([5, 6]);
  await appendFile(paths[1], 'more');
  // Browsers detect a change by the time of modification, which may not differ after such a short time.
  const later = new Date(Date.now() + 60_000);
  await utimes(paths[1], later, later);
  const { error } = await testbed.frame.evaluate(() =>
    /** @type {any} */ (window).testbed.sendFiles('with a token'),
  );
  expect(error).toMatchObject({ kind: 'invalid', outcome: 'not-completed' });
  expect(error.issues).toMatchObject([{ code: 'file_invalid', path: ['fields', 'files'] }]);
  expect(completions(testbed)).toEqual([]);
});

test('after an expired token the files are sent once more, after a lost reply they are not', async ({
  openTestbed,
}) => {
  const { paths, stored } = await makeFiles([2_000_000]);
  const testbed = await openTestbed({ tasks: [documents()] });
  for (const way of ['over BX24', 'with a token']) {
    testbed.portal.reset();
    testbed.portal.fault({ kind: 'expire-tokens', method: METHOD });
    const { result, progress } = await send(testbed, paths, way);
    expect(result, way).toMatchObject({ attempts: 2, confirmedBy: 'reply' });
    expect(storedIn(testbed), way).toEqual(stored);
    const encoded = progress.filter(
      (/** @type {any} */ step) => step.phase === 'encoding' && step.loaded === step.total,
    );
    expect(encoded, way).toHaveLength(1);
  }
  // A lost reply is settled by a lookup.
  testbed.portal.reset();
  testbed.portal.fault({ kind: 'html', method: METHOD });
  const { result } = await send(testbed, paths, 'with a token');
  expect(result).toMatchObject({ attempts: 1, confirmedBy: 'lookup' });
  expect(storedIn(testbed)).toEqual(stored);
});
