// Links within the project have a target.
import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { files, root } from './blocks.js';

/** @param {string} file */
const read = (file) => readFileSync(path.join(root, file), 'utf8');

/** The anchor of a heading. @param {string} heading */
const slug = (heading) =>
  heading
    .toLowerCase()
    .replace(/[^\p{L}\p{N} _-]/gu, '')
    .replaceAll(' ', '-');

const contract = readdirSync(path.join(root, 'docs/contract')).map(
  (name) => `docs/contract/${name}`,
);

for (const file of [...files, ...contract].filter((file) => !file.endsWith('.ts'))) {
  test(`the links of ${file}`, () => {
    for (const [, link = ''] of read(file).matchAll(/\]\(([^)\s]+)\)/g)) {
      if (/^[a-z]+:/.test(link)) continue;
      const [to = '', anchor] = link.split('#');
      const target = to ? path.posix.join(path.posix.dirname(file), to) : file;
      assert.ok(existsSync(path.join(root, target)), link);
      if (!anchor) continue;
      const slugs = [...read(target).matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) =>
        slug(heading),
      );
      assert.ok(slugs.includes(anchor), link);
    }
  });
}

test('README and llms.txt name every guide', () => {
  const guides = files.filter((file) => file.startsWith('docs/'));
  assert.ok(guides.length > 5);
  for (const file of ['README.md', 'llms.txt']) {
    const missing = guides.filter((guide) => !read(file).includes(`(${guide})`));
    assert.deepEqual(missing, [], file);
  }
});
