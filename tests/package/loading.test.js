import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';

const root = path.join(import.meta.dirname, '../..');

/**
 * The output of a script in a new Node process, so that nothing is loaded at its start.
 *
 * @param {string} script
 * @param {'module' | 'commonjs'} type
 * @param {string[]} options
 */
function run(script, type = 'module', options = []) {
  const args = ['--no-warnings', ...options, `--input-type=${type}`, '--eval', script];
  return execFileSync(process.execPath, args, { cwd: root, encoding: 'utf8' }).trim();
}

/**
 * Code before a script: the runtime does not compile and instantiate large modules synchronously, as in old browsers.
 */
const ONLY_ASYNCHRONOUS = `
  const small = new WeakSet();
  const isSmall = (given) => small.has(given) || given.byteLength < 4096;
  for (const name of ['Module', 'Instance']) {
    WebAssembly[name] = new Proxy(WebAssembly[name], {
      construct(target, args) {
        if (!isSmall(args[0])) throw new RangeError('Disallowed on the main thread.');
        const made = Reflect.construct(target, args);
        small.add(made);
        return made;
      },
    });
  }
`;

/** Code before a script: the runtime forbids WebAssembly. */
const FORBIDDEN = `
  const refuse = () => { throw new WebAssembly.CompileError('blocked by policy'); };
  WebAssembly.Module = class { constructor() { refuse(); } };
  WebAssembly.compile = async () => refuse();
`;

test('importing does nothing, and the first synchronous call starts the module', () => {
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

test('the stack of an error leads to the caller', () => {
  const printed = run(`
    const { connect } = await import('bizproc-tasks');
    const portal = connect({ webhook: 'https://acme.bitrix24.com/rest/1/secret/' });
    async function readTask() { await portal.getTask('x'); }
    async function readList() { for await (const task of portal.listTasks({ opne: true })) task.id; }
    async function readChanges() { for await (const changes of portal.watchTasks({}, { every: 1 })) changes; }
    for (const caller of [readTask, readList, readChanges]) {
      await caller().catch(({ stack }) => console.log(stack.includes('at async ' + caller.name)));
    }
  `);
  assert.equal(printed, 'true\ntrue\ntrue');
});

test('asynchronous calls compile asynchronously, and synchronous ones work after them', () => {
  for (const [first, file] of [
    ['init()', 'index.js'],
    ['completeTask({}).catch(() => {})', 'index.js'],
    [
      'connect({ webhook: "https://acme.bitrix24.com/rest/1/x/" }).getTask(0).catch(() => {})',
      'index.js',
    ],
    ['init(readFileSync("dist/bizproc_tasks_bg.wasm"))', 'url.js'],
  ]) {
    const printed = run(`
      ${ONLY_ASYNCHRONOUS}
      import { readFileSync } from 'node:fs';
      const { init, completeTask, connect, parseStatus } = await import('./dist/${file}');
      await ${first};
      console.log(parseStatus(1));
    `);
    assert.equal(printed, 'yes', first);
  }
});

test('if synchronous compilation is forbidden, a synchronous call asks for init', () => {
  const printed = run(`
    ${ONLY_ASYNCHRONOUS}
    const { BizprocError, init, parseStatus } = await import('bizproc-tasks');
    try { parseStatus(1); } catch (error) {
      console.log(error instanceof BizprocError, error.code, error.message);
    }
    await init();
    console.log(parseStatus(1));
  `);
  assert.equal(
    printed,
    'true USAGE The WebAssembly module could not be started: RangeError: Disallowed on the main thread. Await init() before synchronous functions.\nyes',
  );
});

test('a synchronous call while init is pending starts the only instance', () => {
  const printed = run(`
    const { Instance } = WebAssembly;
    let instances = 0;
    WebAssembly.Instance = class extends Instance { constructor(...args) { super(...args); instances++; } };
    const { connect, init, parseStatus } = await import('bizproc-tasks');
    const pending = init();
    const portal = connect({ webhook: 'https://acme.bitrix24.com/rest/1/x/' });
    await pending;
    const { code } = await portal.getTask(0).catch((error) => error);
    console.log(parseStatus(1), code, instances);
  `);
  assert.equal(printed, 'yes USAGE 1');
});

test('require works as import does', () => {
  assert.equal(run(`console.log(require('bizproc-tasks').parseStatus(3))`, 'commonjs'), 'ok');
});

test('the entries share one instance and one BizprocError', () => {
  const printed = run(`
    import * as main from './dist/index.js';
    import * as url from './dist/url.js';
    main.parseStatus(1);
    console.log(url.parseStatus(2), main.BizprocError === url.BizprocError);
  `);
  assert.equal(printed, 'no true');
});

test('the url entry reports that it is not loaded, and loads bytes, a module or a response', () => {
  for (const source of [
    'readFileSync(file)',
    'readFileSync(file).buffer.slice(0)',
    'new WebAssembly.Module(readFileSync(file))',
    `new Response(readFileSync(file), { headers: { 'content-type': 'application/wasm' } })`,
    `Promise.resolve(new Response(readFileSync(file), { headers: { 'content-type': 'text/plain' } }))`,
  ]) {
    const printed = run(`
      import { readFileSync } from 'node:fs';
      import { init, parseStatus, connect, BizprocError } from './dist/url.js';
      const file = 'dist/bizproc_tasks_bg.wasm';
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

test('a failed load is reported clearly and can be tried again', () => {
  const printed = run(`
    import { readFileSync } from 'node:fs';
    import { init, parseStatus } from './dist/url.js';
    for (const source of [
      () => new Response('', { status: 404 }),
      () => new Response('<html>'),
      () => Promise.reject(new Error('offline')),
    ]) await init(source()).catch((error) => console.log(error.name, error.code, error.message));
    await init(readFileSync('dist/bizproc_tasks_bg.wasm'));
    console.log(parseStatus(1));
  `);
  const lines = printed.split('\n');
  const reported = /^BizprocError USAGE The WebAssembly module could not be loaded: /;
  for (const line of lines.slice(0, 3)) assert.match(line, reported);
  assert.equal(lines[3], 'yes');
});

test('a file of another version is rejected', () => {
  const printed = run(`
    import { readFileSync } from 'node:fs';
    import { init, parseStatus } from './dist/url.js';
    const bytes = readFileSync('dist/bizproc_tasks_bg.wasm');
    const [id] = WebAssembly.Module.customSections(await WebAssembly.compile(bytes), 'build_id');
    const end = bytes.indexOf(Buffer.from(id)) + id.byteLength - 1;
    const name = bytes.indexOf('build_id');
    const print = ({ name, message }) => console.log(name, message.includes('not of this version'));
    bytes[end] ^= 1;
    await init(bytes).catch(print);
    bytes[end] ^= 1;
    bytes[name] ^= 1;
    await init(bytes).catch(print);
    bytes[name] ^= 1;
    await init(bytes);
    console.log(parseStatus(1));
  `);
  assert.equal(printed, 'BizprocError true\nBizprocError true\nyes');
});

test('if WebAssembly is forbidden, every function names the cause and what to do', () => {
  const printed = run(`
    ${FORBIDDEN}
    const { parseStatus, completeTask, connect, init } = await import('bizproc-tasks');
    const url = await import('bizproc-tasks/url');
    const print = ({ message }) => console.log(message);
    try { parseStatus(1); } catch (error) { print(error); }
    await init().catch(print);
    await completeTask({ taskId: 1, status: 1 }).catch(print);
    await connect({ webhook: 'https://acme.bitrix24.com/rest/1/secret/' }).getTask(1).catch(print);
    await url.init(new Uint8Array(9)).catch(print);
  `);
  const message =
    "WebAssembly is not available here: CompileError: blocked by policy. Add 'wasm-unsafe-eval' to script-src of the Content-Security-Policy.";
  assert.deepEqual(printed.split('\n'), Array(5).fill(message));
});

test('without WebAssembly every entry reports it, and names no policy', () => {
  const printed = run(`
    delete globalThis.WebAssembly;
    for (const file of ['./dist/index.js', './dist/url.js']) {
      const { init, parseStatus } = await import(file);
      await init().catch(({ name, message }) => console.log(name, message));
    }
  `);
  const message =
    'BizprocError WebAssembly is not available here: ReferenceError: WebAssembly is not defined.';
  assert.deepEqual(printed.split('\n'), Array(2).fill(message));
});

test('the error names a browser that is too old, and no policy', () => {
  const printed = run(`
    const { Module } = WebAssembly;
    WebAssembly.Module = class extends Module {
      constructor(bytes) {
        if (bytes.byteLength > 8) throw new WebAssembly.CompileError('invalid value type');
        super(bytes);
      }
    };
    const { parseStatus } = await import('bizproc-tasks');
    try { parseStatus(1); } catch ({ message }) { console.log(message); }
  `);
  assert.equal(
    printed,
    'The WebAssembly module could not be started: CompileError: invalid value type.',
  );
});

test('init accepts a compiled module if compiling is forbidden, as in Cloudflare Workers', () => {
  const printed = run(`
    import { readFileSync } from 'node:fs';
    const module = new WebAssembly.Module(readFileSync('dist/bizproc_tasks_bg.wasm'));
    const refuse = () => { throw new WebAssembly.CompileError('disallowed by embedder'); };
    WebAssembly.Module = new Proxy(WebAssembly.Module, { construct: refuse });
    WebAssembly.compile = async () => refuse();
    const { init, parseStatus } = await import('./dist/url.js');
    await init(module);
    console.log(parseStatus(1));
  `);
  assert.equal(printed, 'yes');
});

test('a script that was not read as UTF-8 is reported', () => {
  const code = readFileSync(path.join(root, 'dist/module.js')).toString('latin1');
  assert.ok(code.includes('the script was not read as UTF-8'));
  const bytes = new Function(`${code.replace('export ', '')} return bytes;`)();
  assert.throws(bytes, /not read as UTF-8/);
});

test('no secret is exposed', () => {
  const printed = run(`
    import { connect } from 'bizproc-tasks';
    import { inspect } from 'node:util';
    const portal = connect({ domain: 'acme.bitrix24.com', accessToken: 'marker' });
    console.log([JSON.stringify(portal), String(portal), inspect(portal, { depth: 9, showHidden: true })].join().includes('marker'));
  `);
  assert.equal(printed, 'false');
});
