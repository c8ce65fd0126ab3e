import assert from 'node:assert/strict';
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
