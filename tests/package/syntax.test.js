// The syntax of what is published is known to the oldest browsers that docs/browsers.md names.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { transform } from 'esbuild';

const OLDEST = ['chrome96', 'firefox79', 'safari15'];

/** It has private methods. */
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
      // All of these browsers know \p{…}, of which esbuild is not sure.
      const supported = { 'regexp-unicode-property-escapes': true };
      const options = { format: 'esm', minify: true, target, supported, logLevel: 'error' };
      return (await transform(source, /** @type {any} */ (options))).code;
    };
    // What a browser does not know, esbuild puts in other words.
    assert.ok((await compile(browsers)) === (await compile('esnext')));
  });
}

test('newer syntax would be seen', async () => {
  const { code } = await transform('class A { #a() {} }', { target: 'firefox79' });
  assert.match(code, /WeakSet/);
});
