import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { NOTICES, notices } from '../../scripts/notices.js';

test('the notices list exactly the crates inside the module', () => {
  const expected = notices();
  for (const crate of ['wasm-bindgen', 'serde', 'gloo-net'])
    assert.match(expected, new RegExp(`^${crate} \\d`, 'm'));
  // Macros and test tools are not part of it.
  assert.doesNotMatch(expected, /^(serde_derive|syn|proptest) \d/m);
  assert.equal(readFileSync(NOTICES, 'utf8'), expected, 'run `npm run notices`');
});
