// docs/errors.md lists every code of the typings.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { root } from './blocks.js';

/** @param {string} file */
const read = (file) => readFileSync(path.join(root, file), 'utf8');

for (const type of ['IssueCode', 'ErrorCode']) {
  test(`docs/errors.md lists every ${type}`, () => {
    const [, union = ''] =
      read('src/js/index.d.ts').match(new RegExp(`type ${type} =([^;]+);`)) ?? [];
    const codes = [...union.matchAll(/'(\w+)'/g)].map(([, code]) => code);
    assert.ok(codes.length > 10);
    const rows = read('docs/errors.md')
      .split('\n')
      .filter((line) => line.startsWith('| `'))
      .map((line) => line.split('|')[1] ?? '');
    const listed = rows.flatMap((cell) => [...cell.matchAll(/`(\w+)`/g)].map(([, code]) => code));
    assert.deepEqual(
      codes.filter((code) => !listed.includes(code)),
      [],
    );
  });
}
