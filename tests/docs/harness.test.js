// Tests that no example is skipped by mistake.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { assertShown, reached } from './assert-shown.js';
import { blocksIn } from './blocks.js';
import { withChecks } from './checks.js';
import { commandsOf, runCommands } from './shell.js';

/** Runs code with its checks, and returns the number of reached ones. @param {string} code */
async function run(code) {
  reached.clear();
  const checked = withChecks(code);
  await new Function('assertShown', `return (async () => {${checked.code}\n})()`)(assertShown);
  return [reached.size, checked.count];
}

test('shown values of an example are compared with the real ones', async () => {
  const right = [
    'const one = 1; // → 1',
    'await Promise.resolve([1, 2]); // → [1, …]',
    'const { a } = { a: { b: 1, c: 2 } }; // → { b: 1, … }',
    `'a' + 'b';\n// → 'ab'`,
    'let x = { list: [{ a: 1, b: [] }] }; // → { list: [{ a: 1, … }], … }',
  ];
  for (const code of right) assert.deepEqual(await run(code), [1, 1], code);
  const wrong = [
    'const one = 1; // → 2',
    'await Promise.resolve([1, 2]); // → [1]',
    '[1]; // → [1, 2, …]',
    '({ a: 1, b: 2 }); // → { a: 1 }',
    '({ a: 1 }); // → { a: 1, b: 2, … }',
    'null; // → {}',
    `'1'; // → 1`,
  ];
  for (const code of wrong) await assert.rejects(run(code), /^Error: not /, code);
});

test('values that are not reached are detected, and so are comments without a statement', async () => {
  assert.deepEqual(await run('if (false) { 1; // → 1\n}'), [0, 1]);
  await assert.rejects(run('if (true) {}\n// → 1'), /stands after no statement/);
});

test('blocks are found with their languages and marks', () => {
  const text =
    'a\n\n<!-- not run: a sketch -->\n\n```js\na;\n```\n1. b\n\n   ```sh\n   npm start\n   ```\n' +
    '<!-- the file tests/a.js -->\n```js\nb;\n```\n';
  const blocks = blocksIn(text, 'x.md').map(({ line, language, code, reason, source }) => [
    line,
    language,
    code,
    reason,
    source,
  ]);
  assert.deepEqual(blocks, [
    [5, 'js', 'a;\n', 'a sketch', null],
    [10, 'sh', 'npm start\n', null, null],
    [14, 'js', 'b;\n', null, 'tests/a.js'],
  ]);
  for (const text of ['```js\na;\n', '<!-- not run: why -->\n\nText\n', '<!-- not run: why -->\n'])
    assert.throws(() => blocksIn(text, 'x.md'), /without/, text);
});

test('commands that do not exist are detected', async () => {
  const wrong = [
    'npm begin',
    'npm test -- nothing',
    'npm install left-pad',
    'npx other',
    'rm -r x',
    'A=b rm x',
  ];
  for (const line of wrong) {
    await assert.rejects(runCommands(line), /^Error: (no|not) /, line);
  }
  assert.deepEqual(commandsOf(`npm test -- rust # only this\ncurl -d '{"a": 1}' \\\n  x`), [
    ['npm', 'test', '--', 'rust'],
    ['curl', '-d', '{"a": 1}', 'x'],
  ]);
});
