import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { BUDGET, ELEMENT_BUDGET, fileSizes, loadedFiles } from '../../scripts/size.js';

// The element loads the main entry.
const files = fileSizes('element.js');
const isOfMainEntry = (/** @type {{ file: string }} */ { file }) =>
  loadedFiles('index.js').has(file);
const mainFiles = files.filter(isOfMainEntry);
const total = mainFiles.reduce((sum, { brotli }) => sum + brotli, 0);

test('the main entry stays within its budget', () => {
  const names = mainFiles.map(({ file }) => file).sort();
  assert.deepEqual(names, ['index.js', 'module.js', 'runtime.js']);
  assert.deepEqual(names, [...loadedFiles('index.js')].sort());
  assert.ok(total <= BUDGET, `${total} bytes are over the budget of ${BUDGET}`);
});

test('the element adds no more than its budget', () => {
  const added = files.filter((file) => !isOfMainEntry(file));
  assert.deepEqual(
    added.map(({ file }) => file),
    ['element.js'],
  );
  const bytes = added.reduce((sum, { brotli }) => sum + brotli, 0);
  assert.ok(bytes <= ELEMENT_BUDGET, `${bytes} bytes are over the budget of ${ELEMENT_BUDGET}`);
});

test('the url entry does not contain the module', () => {
  assert.deepEqual([...loadedFiles('url.js')].sort(), ['runtime.js', 'url.js']);
});

test('the hosting guide contains the size of the main entry', () => {
  const guide = readFileSync(new URL('../../docs/hosting.md', import.meta.url), 'utf8');
  const [, given] = guide.match(/^\| `bizproc-tasks` \|.*\| (\d+) KB \|/m) ?? [];
  assert.ok(Math.abs(Number(given) - total / 1_000) < 3, `${given} KB, and it is ${total} bytes`);
});
