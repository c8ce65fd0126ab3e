// The oldest browsers of docs/browsers.md support the syntax of the published files.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { transform } from 'esbuild';

const OLDEST = ['chrome96', 'firefox79', 'safari15'];

/** It uses private methods. */
const OLDEST_FOR_ELEMENT = ['chrome96', 'firefox90', 'safari15'];

const contents = readFileSync(new URL('contents.txt', import.meta.url), 'utf8')
  .trim()
  .split(/\r?\n/);

for (const file of contents.filter((name) => /^dist\/(?!demo\/).*\.js$/.test(name))) {
  const browsers = file === 'dist/element.js' ? OLDEST_FOR_ELEMENT : OLDEST;
  test(`${file} is known to ${browsers.join(', ')}`, async () => {
    const source = readFileSync(new URL(`../../${file}`, import.meta.url), 'utf8');
    /** @param {string | string[]} target */
    const compile = async (target) => {
      // All of these browsers support \p{…}, but esbuild does not know that.
      const supported = { 'regexp-unicode-property-escapes': true };
      const options = { format: 'esm', minify: true, target, supported, logLevel: 'error' };
      return (await transform(source, /** @type {any} */ (options))).code;
    };
    // esbuild rewrites syntax that a browser does not support.
    assert.ok((await compile(browsers)) === (await compile('esnext')));
  });
}

test('newer syntax is detected', async () => {
  const { code } = await transform('class A { #a() {} }', { target: 'firefox79' });
  assert.match(code, /WeakSet/);
});
