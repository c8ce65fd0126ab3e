// docs/errors.md lists every code of the typings, and docs/fields.md every field type.
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

test('docs/fields.md lists every FieldType', () => {
  const [, union = ''] = read('src/js/index.d.ts').match(/type FieldType =([^;]+);/) ?? [];
  const types = [...union.matchAll(/'(.+?)'/g)].map(([, type]) => type);
  assert.ok(types.length > 40);
  const page = read('docs/fields.md');
  assert.deepEqual(
    types.filter((type) => !page.includes(`\`${type}\``)),
    [],
  );
});

test('docs/errors.md lists the params of every issue', () => {
  /**
   * The params in the texts of each code and of its variants, such as `value_required.choice`.
   *
   * @type {Map<string, Set<string>>}
   */
  const params = new Map();
  for (const line of read('src/messages/en.txt').split('\n')) {
    const [, code = '', text = ''] = line.match(/^(\w+)(?:\.\w+)? = (.+)$/) ?? [];
    if (!code) continue;
    const known = params.get(code) ?? new Set();
    for (const [, name = ''] of text.matchAll(/\{(\w+)\}/g)) known.add(name);
    params.set(code, known);
  }
  assert.ok(params.size > 20);
  const rows = new Map(
    read('docs/errors.md')
      .split('\n')
      .filter((line) => line.startsWith('| `'))
      .map((line) => line.split('|').map((cell) => cell.trim()))
      .map((cells) => [cells[1]?.match(/\w+/)?.[0], cells[3] ?? '']),
  );
  const [, union = ''] = read('src/js/index.d.ts').match(/type IssueCode =([^;]+);/) ?? [];
  for (const [, code = ''] of union.matchAll(/'(\w+)'/g)) {
    const listed = [...(rows.get(code) ?? '').matchAll(/`(\w+)`/g)].map(([, name]) => name);
    const missing = [...(params.get(code) ?? [])].filter((name) => !listed.includes(name));
    assert.deepEqual(missing, [], code);
  }
});
