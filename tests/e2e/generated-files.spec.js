// Files that the page creates: in Firefox a test cannot choose files on disk.

import { documents } from './tasks.js';
import { expect, SLICE, test } from './testbed.js';

// Engines differ in how they read and send files.
test('files that a page has created arrive byte for byte', { tag: '@engines' }, async ({
  openTestbed,
}) => {
  const sizes = [1, 2, 3, SLICE - 1, SLICE, SLICE + 1, 2 * SLICE + 1];
  const { frame, portal } = await openTestbed({ tasks: [documents()] });
  // Files go over HTTP with each connection: files.spec.js.
  const { result, progress, hashes } = await frame.evaluate(
    (sizes) => /** @type {any} */ (window).testbed.sendFiles('over BX24', { sizes }),
    sizes,
  );
  expect(result).toMatchObject({ confirmedBy: 'reply', attempts: 1 });
  expect(portal.tasks()[0].outcome?.files).toMatchObject(
    sizes.map((size, index) => ({ name: `${size}.bin`, size, sha1: hashes[index] })),
  );
  const { phase, loaded, total } = progress.at(-1);
  expect([phase, loaded]).toEqual(['uploading', total]);
});
