import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { brotliCompressSync, constants } from 'node:zlib';

const pkg = path.join(import.meta.dirname, '../../pkg');

/** Bytes after brotli of all that `import 'bizproc-tasks'` loads. Lower it with every release; 40,000 is the aim. */
const BUDGET = 60_000;

/** @param {string} file */
function size(file) {
  const bytes = readFileSync(path.join(pkg, file));
  const params = {
    [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY,
    [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length,
  };
  return { file, raw: bytes.length, brotli: brotliCompressSync(bytes, { params }).length };
}

/**
 * A file of the package and all that it imports.
 *
 * @param {string} file
 * @param {Set<string>} files
 */
function loaded(file, files = new Set()) {
  if (files.has(file)) return files;
  files.add(file);
  const code = readFileSync(path.join(pkg, file), 'utf8');
  for (const [, imported] of code.matchAll(/\bfrom\s*["']\.\/([^"']+)["']/g))
    loaded(imported, files);
  return files;
}

test('the main entry stays within its budget', () => {
  const sizes = [...loaded('index.js')].map(size);
  assert.deepEqual(sizes.map(({ file }) => file).sort(), ['index.js', 'module.js', 'runtime.js']);
  const total = sizes.reduce((sum, { brotli }) => sum + brotli, 0);
  console.table([...sizes, size('bizproc_tasks_bg.wasm')]);
  console.log(`All that the main entry loads: ${total} of ${BUDGET} bytes after brotli.`);
  assert.ok(total <= BUDGET, `${total} bytes are over the budget of ${BUDGET}`);
});

test('the url entry does not carry the module inside', () => {
  assert.deepEqual([...loaded('url.js')].sort(), ['runtime.js', 'url.js']);
});
