// Files that a page has made: the way of files that every browser can be tested in.
import { expect, test } from './laboratory.js';
import { field, request } from './tasks.js';

/** Bytes that the package reads and encodes at once. */
const SLICE = 3 * 2 ** 20;

const REQUEST = [field('files', 'Documents', 'file', { Required: true, Multiple: true })];

test('files that a page has made arrive byte for byte', async ({ openLab }) => {
  const sizes = [1, 2, 3, SLICE - 1, SLICE, SLICE + 1, 2 * SLICE + 1];
  for (const way of ['over BX24', 'with a token']) {
    const { frame, portal } = await openLab({
      tasks: [request({ ID: 15, PARAMETERS: { REQUEST } })],
    });
    const { result, progress, hashes } = await frame.evaluate(
      ([way, sizes]) => /** @type {any} */ (window).lab.sendFiles(way, { sizes }),
      /** @type {const} */ ([way, sizes]),
    );
    expect(result, way).toMatchObject({ confirmedBy: 'reply', attempts: 1 });
    const stored = portal.tasks()[0].outcome?.files;
    expect(stored, way).toMatchObject(
      sizes.map((size, index) => ({ name: `${size}.bin`, size, sha1: hashes[index] })),
    );
    const { phase, loaded, total } = progress.at(-1);
    expect([phase, loaded], way).toEqual(['upload', total]);
  }
});
