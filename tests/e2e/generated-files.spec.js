// Files that the page creates: in Firefox a test cannot choose files on disk.

import { documents } from './tasks.js';
import { expect, SLICE, test } from './testbed.js';

test('files that a page has made arrive byte for byte', { tag: '@engines' }, async ({
  openTestbed,
}) => {
  const sizes = [1, 2, 3, SLICE - 1, SLICE, SLICE + 1, 2 * SLICE + 1];
  for (const way of ['over BX24', 'with a token']) {
    const { frame, portal } = await openTestbed({ tasks: [documents()] });
    const { result, progress, hashes } = await frame.evaluate(
      ([way, sizes]) => /** @type {any} */ (window).testbed.sendFiles(way, { sizes }),
      /** @type {const} */ ([way, sizes]),
    );
    expect(result, way).toMatchObject({ confirmedBy: 'reply', attempts: 1 });
    const stored = portal.tasks()[0].outcome?.files;
    expect(stored, way).toMatchObject(
      sizes.map((size, index) => ({ name: `${size}.bin`, size, sha1: hashes[index] })),
    );
    const { phase, loaded, total } = progress.at(-1);
    expect([phase, loaded], way).toEqual(['uploading', total]);
  }
});
