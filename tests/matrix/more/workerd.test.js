// Cloudflare's runtime, which compiles no WebAssembly at run time: the module is imported as in docs/bundlers.md.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { test } from 'node:test';
import { startPortal } from 'bizproc-tasks/portal';
import { build } from 'esbuild';
import { request } from '../../e2e/tasks.js';
import { copyWasm } from '../host.js';

/** @type {string} */
const workerd = createRequire(import.meta.url)('workerd').default;

const CONFIG = `
using Workerd = import "/workerd/workerd.capnp";
const config :Workerd.Config = (
  services = [
    (name = "app", worker = .app),
    (name = "network", network = (allow = ["private", "public"])),
  ],
  sockets = [(name = "http", address = "127.0.0.1:0", http = (), service = "app")],
);
const app :Workerd.Worker = (
  modules = [
    (name = "worker.js", esModule = embed "worker.js"),
    (name = "bizproc-tasks/bizproc_tasks_bg.wasm", wasm = embed "bizproc_tasks_bg.wasm"),
  ],
  compatibilityDate = "2026-11-01",
  globalOutbound = "network",
);
`;

/** Starts the app, and returns its address. @param {string} folder */
async function serve(folder) {
  const options = ['--control-fd=3'];
  const server = spawn(workerd, ['serve', ...options, path.join(folder, 'config.capnp')], {
    stdio: ['ignore', 'inherit', 'inherit', 'pipe'],
  });
  const ended = once(server, 'exit');
  const control = /** @type {import('node:stream').Readable} */ (server.stdio[3]);
  const [output] = await Promise.race([
    once(control, 'data'),
    ended.then(() => assert.fail('workerd has ended')),
  ]);
  const { port } = JSON.parse(String(output).split('\n')[0] ?? '');
  return {
    url: `http://127.0.0.1:${port}/`,
    async stop() {
      server.kill();
      await ended;
    },
  };
}

/**
 * Builds an app of workerd/, starts it, and returns its reply.
 *
 * @param {string} name
 * @param {string} [body]
 */
async function ask(name, body) {
  const folder = path.join(import.meta.dirname, `../dist/workerd-${name}`);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  await build({
    entryPoints: [path.join(import.meta.dirname, `workerd/${name}.js`)],
    outfile: path.join(folder, 'worker.js'),
    bundle: true,
    format: 'esm',
    logLevel: 'warning',
    external: ['*.wasm'],
  });
  copyWasm(folder);
  writeFileSync(path.join(folder, 'config.capnp'), CONFIG);
  const server = await serve(folder);
  try {
    const reply = await fetch(server.url, { method: 'POST', body: body ?? null });
    return await reply.json();
  } finally {
    await server.stop();
  }
}

test('workerd: a task is listed and completed', { timeout: 120_000 }, async () => {
  const portal = await startPortal({ tasks: [request()] });
  try {
    const connection = { domain: portal.url, accessToken: portal.token() };
    assert.deepEqual(await ask('url', JSON.stringify(connection)), {
      issues: ['fields.contractor: value_required', 'fields.start: value_invalid'],
      confirmedBy: 'reply',
    });
    assert.equal(portal.tasks()[0]?.outcome?.variables.contractor, 'C_607');
  } finally {
    await portal.stop();
  }
});

test('workerd: the example of docs/bundlers.md counts the tasks', {
  timeout: 120_000,
}, async () => {
  const portal = await startPortal({ tasks: [request()] });
  try {
    const connection = { domain: portal.url, accessToken: portal.token() };
    assert.equal(await ask('count', JSON.stringify(connection)), 1);
  } finally {
    await portal.stop();
  }
});

test('workerd: the error of the main entry says what to do', { timeout: 120_000 }, async () => {
  const { message } = await ask('main');
  assert.match(
    message,
    /^WebAssembly is not available here: .* pass it to init\(\) of bizproc-tasks\/url\.$/,
  );
});
