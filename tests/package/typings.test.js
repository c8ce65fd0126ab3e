// The unions of the typings match the crate.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';

const root = path.join(import.meta.dirname, '../..');
/** @param {string} file */
const read = (file) => readFileSync(path.join(root, file), 'utf8');

/**
 * The members of a union of texts.
 *
 * @param {string} name
 */
function union(name) {
  const [, members = ''] =
    read('src/js/index.d.ts').match(new RegExp(`type ${name} =([^;]+);`)) ?? [];
  return [...members.matchAll(/'(.+?)'/g)].map(([, member]) => member).sort();
}

/**
 * The first texts of a table's rows.
 *
 * @param {string} file
 * @param {string} table
 */
function rows(file, table) {
  const [, body = ''] =
    read(file).match(new RegExp(`const ${table}: .+? = &\\[(.+?)\\n\\];`, 's')) ?? [];
  return [...body.matchAll(/^ +\w*\("(.+?)",/gm)].map(([, first]) => first);
}

test('every type of field', () => {
  const types = rows('src/task/field_type.rs', 'TYPES');
  assert.ok(types.length > 40);
  assert.deepEqual(union('FieldType'), types.sort());
});

/**
 * The names that a Rust function returns.
 *
 * @param {string} file
 * @param {string} type
 */
function names(file, type) {
  const [, body = ''] =
    read(file).match(
      new RegExp(`impl ${type} \\{.+?fn name\\(self\\).+?match self \\{(.+?)\\n {8}\\}`, 's'),
    ) ?? [];
  return [...body.matchAll(/=> "(.+?)"/g)].map(([, name]) => name);
}

test('every kind of field', () => {
  const kinds = names('src/task/field_type.rs', 'FieldType');
  assert.ok(kinds.length > 10);
  assert.deepEqual(union('FieldKind'), kinds.sort());
});

test('every issue code', () => {
  const codes = names('src/validate/issue.rs', 'IssueCode');
  assert.ok(codes.length > 10);
  assert.deepEqual(union('IssueCode'), codes.sort());
});

test('every error code, the portal’s and the package’s own', () => {
  const code = read('src/error.rs').match(/mod code \{(.+?)\n\}/s)?.[1] ?? '';
  const own = [...code.matchAll(/const \w+: &str = "(.+?)"/g)].map(([, code]) => code);
  assert.ok(own.length > 5);
  assert.deepEqual(
    union('ErrorCode'),
    [...new Set([...rows('src/rest/codes.rs', 'CODES'), ...own])].sort(),
  );
});
