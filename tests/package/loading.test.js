import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';

const root = path.join(import.meta.dirname, '../..');

/**
 * What a script prints in a Node of its own, so that each starts with nothing loaded.
 *
 * @param {string} script
 * @param {'module' | 'commonjs'} type
 * @param {string[]} options
 */
function run(script, type = 'module', options = []) {
  const args = ['--no-warnings', ...options, `--input-type=${type}`, '--eval', script];
  return execFileSync(process.execPath, args, { cwd: root, encoding: 'utf8' }).trim();
}

test('importing does nothing, and the first call starts the module', () => {
  const printed = run(`
    const { Module } = WebAssembly;
    let compiled = 0;
    WebAssembly.Module = class extends Module { constructor(...args) { super(...args); compiled++; } };
    const { parseStatus, init } = await import('bizproc-tasks');
    const before = compiled;
    const status = parseStatus('OK');
    await Promise.all(Array.from({ length: 10 }, () => init()));
    console.log(before, status, compiled);
  `);
  assert.equal(printed, '0 ok 1');
});

test('require works as import does', () => {
  assert.equal(run(`console.log(require('bizproc-tasks').parseStatus(3))`, 'commonjs'), 'ok');
});

test('the entries share one instance and one BizprocError', () => {
  const printed = run(`
    import * as main from './pkg/index.js';
    import * as url from './pkg/url.js';
    main.parseStatus(1);
    console.log(url.parseStatus(2), main.BizprocError === url.BizprocError);
  `);
  assert.equal(printed, 'no true');
});

test('the url entry says when it is not loaded, and loads from bytes, a module or a response', () => {
  for (const source of [
    'readFileSync(file)',
    'readFileSync(file).buffer.slice(0)',
    'new WebAssembly.Module(readFileSync(file))',
    `new Response(readFileSync(file), { headers: { 'content-type': 'application/wasm' } })`,
    `Promise.resolve(new Response(readFileSync(file), { headers: { 'content-type': 'text/plain' } }))`,
  ]) {
    const printed = run(`
      import { readFileSync } from 'node:fs';
      import { init, parseStatus, connect, BizprocError } from './pkg/url.js';
      const file = 'pkg/bizproc_tasks_bg.wasm';
      try { parseStatus(1); } catch (error) {
        console.log(error instanceof BizprocError, error.code, error.message.includes('init()'));
      }
      const portal = connect({ webhook: 'https://acme.bitrix24.com/rest/1/secret/' });
      await init(${source});
      console.log(parseStatus(1), typeof portal.completeTask);
    `);
    assert.equal(printed, 'true USAGE true\nyes function', source);
  }
});

test('a failed load is told clearly and can be tried again', () => {
  const printed = run(`
    import { readFileSync } from 'node:fs';
    import { init, parseStatus } from './pkg/url.js';
    for (const source of [
      () => new Response('', { status: 404 }),
      () => new Response('<html>'),
      () => Promise.reject(new Error('offline')),
    ]) await init(source()).catch((error) => console.log(error.name, error.code, error.message));
    await init(readFileSync('pkg/bizproc_tasks_bg.wasm'));
    console.log(parseStatus(1));
  `);
  const lines = printed.split('\n');
  const told = /^BizprocError USAGE The WebAssembly module could not be loaded: /;
  for (const line of lines.slice(0, 3)) assert.match(line, told);
  assert.equal(lines[3], 'yes');
});

test('a file of another version is not taken', () => {
  const printed = run(`
    import { readFileSync } from 'node:fs';
    import { init, parseStatus } from './pkg/url.js';
    const bytes = readFileSync('pkg/bizproc_tasks_bg.wasm');
    bytes[bytes.length - 1] ^= 1;
    await init(bytes).catch((error) => console.log(error.name, error.message.includes('not of this version')));
    await init(bytes.subarray(0, -24)).catch((error) => console.log(error.name));
    bytes[bytes.length - 1] ^= 1;
    await init(bytes);
    console.log(parseStatus(1));
  `);
  assert.equal(printed, 'BizprocError true\nBizprocError\nyes');
});

test('where WebAssembly is forbidden, every function says so', () => {
  const printed = run(`
    WebAssembly.Module = class { constructor() { throw new WebAssembly.CompileError('blocked by policy'); } };
    const { parseStatus, completeTask, connect, init } = await import('bizproc-tasks');
    const tell = ({ message }) => console.log(
      message.includes('blocked by policy'), message.includes('wasm-unsafe-eval'),
    );
    try { parseStatus(1); } catch (error) { tell(error); }
    await init().catch(tell);
    await completeTask({ taskId: 1, status: 1 }).catch(tell);
    await connect({ webhook: 'https://acme.bitrix24.com/rest/1/secret/' }).getTask(1).catch(tell);
  `);
  assert.equal(printed, Array(4).fill('true true').join('\n'));
});

test('without WebAssembly every entry says so', () => {
  const printed = run(`
    delete globalThis.WebAssembly;
    for (const file of ['./pkg/index.js', './pkg/url.js']) {
      const { init } = await import(file);
      await init().catch(({ name, message }) => console.log(name, message.includes('could not be started')));
    }
  `);
  assert.equal(printed, 'BizprocError true\nBizprocError true');
});

test('a script that was not read as UTF-8 is told', () => {
  const code = readFileSync(path.join(root, 'pkg/module.js')).toString('latin1');
  assert.ok(code.includes('the script was not read as UTF-8'));
  const bytes = new Function(`${code.replace('export ', '')} return bytes;`)();
  assert.throws(bytes, /not read as UTF-8/);
});

test('secrets stay inside', () => {
  const printed = run(`
    import { connect } from 'bizproc-tasks';
    import { inspect } from 'node:util';
    const portal = connect({ domain: 'acme.bitrix24.com', accessToken: 'marker' });
    console.log([JSON.stringify(portal), String(portal), inspect(portal, { depth: 9, showHidden: true })].join().includes('marker'));
  `);
  assert.equal(printed, 'false');
});
