import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { BUDGET, ELEMENT_BUDGET, fileSizes, loadedFiles } from '../../scripts/size.js';

test('the main entry stays within its budget', () => {
  const files = fileSizes('index.js');
  assert.deepEqual(files.map(({ file }) => file).sort(), ['index.js', 'module.js', 'runtime.js']);
  const total = files.reduce((sum, { brotli }) => sum + brotli, 0);
  assert.ok(total <= BUDGET, `${total} bytes are over the budget of ${BUDGET}`);
});

test('the element adds no more than its budget', () => {
  const added = fileSizes('element.js').filter(({ file }) => !loadedFiles('index.js').has(file));
  assert.deepEqual(
    added.map(({ file }) => file),
    ['element.js'],
  );
  const total = added.reduce((sum, { brotli }) => sum + brotli, 0);
  assert.ok(total <= ELEMENT_BUDGET, `${total} bytes are over the budget of ${ELEMENT_BUDGET}`);
});

test('the url entry does not contain the module', () => {
  assert.deepEqual([...loadedFiles('url.js')].sort(), ['runtime.js', 'url.js']);
});

test('the hosting guide gives the size of the main entry', () => {
  const guide = readFileSync(new URL('../../docs/hosting.md', import.meta.url), 'utf8');
  const [, given] = guide.match(/^\| `bizproc-tasks` \|.*\| (\d+) KB \|/m) ?? [];
  const total = fileSizes('index.js').reduce((sum, { brotli }) => sum + brotli, 0);
  assert.ok(Math.abs(Number(given) - total / 1_000) < 3, `${given} KB, and it is ${total} bytes`);
});
