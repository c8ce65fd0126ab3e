// Old versions of Chromium, as on Windows 7 and in embedded web views. Current drivers do not support them, so the page
// itself reports to its server.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import os from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { brotliDecompressSync } from 'node:zlib';
import { startPortal } from 'bizproc-tasks/portal';
import { documents, request } from '../../e2e/tasks.js';

const { resolve } = createRequire(import.meta.url);
const dist = path.join(import.meta.dirname, '../node_modules/bizproc-tasks/dist');

const TYPES = /** @type {Record<string, string>} */ ({
  '.js': 'text/javascript',
  '.wasm': 'application/wasm',
});

/**
 * The script of a page that answers the first task of its user, and reports what happened.
 *
 * @param {string} entry
 * @param {import('bizproc-tasks').Connection} connection
 */
const script = (entry, connection) => `
  import { completeTask, connect, init, validateCompletion } from '/dist/${entry}.js';
  // What the form element looks like, with the task that is open still, in a theme that needs newer browsers.
  async function showElement(connection) {
    await import('/dist/element.js');
    const element = document.createElement('bizproc-task');
    Object.assign(element, { taskId: 15, connection, theme: 'dark' });
    const ready = new Promise((resolve, reject) => {
      element.addEventListener('bizproc-ready', resolve);
      element.addEventListener('bizproc-error', ({ detail }) => reject(detail.error));
    });
    document.body.append(element);
    await ready;
    await element.updateComplete;
    const button = element.shadowRoot.querySelector('.button--primary');
    return [getComputedStyle(element), getComputedStyle(button)].map((style) => [style.color, style.backgroundColor]);
  }
  const attempt = (work) => { try { return work(); } catch (error) { return error.name + ': ' + error.message; } };
  const report = { before: attempt(() => validateCompletion({ taskId: 13, status: 'no' })) };
  try {
    const connection = ${JSON.stringify(connection)};
    for await (const { id } of connect(connection).listTasks()) report.task = id;
    const completion = { taskId: report.task, status: 'ok', fields: { contractor: 'C_607', start: '2026-12-01' } };
    report.confirmedBy = (await completeTask(completion, { connection })).confirmedBy;
    report.after = validateCompletion({ taskId: 13, status: 'maybe' }).map(({ code }) => code);
    report.element = await showElement(connection);
  } catch (error) {
    report.error = error.name + ': ' + error.message;
  }
  await fetch('/report', { method: 'POST', body: JSON.stringify(report) });`;

/**
 * The report of a page in a browser.
 *
 * @param {number} version
 * @param {string} entry
 */
async function run(version, entry) {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'bizproc-tasks-'));
  const portal = await startPortal({ tasks: [request(), documents()] });
  const code = script(entry, { domain: portal.url, accessToken: portal.token() });
  /** @type {(report: Record<string, unknown>) => void} */
  let report = () => {};
  /** @type {Promise<Record<string, unknown>>} */
  const reported = new Promise((resolve) => {
    report = resolve;
  });
  const server = createServer(async (incoming, response) => {
    const { pathname } = new URL(incoming.url ?? '', 'http://host');
    if (pathname === '/report') {
      report(JSON.parse(Buffer.concat(await incoming.toArray()).toString()));
      response.end();
    } else if (pathname.startsWith('/dist/')) {
      response.setHeader('content-type', TYPES[path.extname(pathname)] ?? 'text/plain');
      response.end(readFileSync(path.join(dist, path.basename(pathname))));
    } else {
      response.setHeader('content-type', 'text/html; charset=utf-8');
      response.end(`<!doctype html><title>Page</title><script type="module">${code}</script>`);
    }
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = /** @type {import('node:net').AddressInfo} */ (server.address());
  const program = path.join(folder, 'chromium');
  writeFileSync(program, chromium(version), { mode: 0o755 });
  const options = ['--headless', '--no-sandbox', '--disable-gpu', '--remote-debugging-port=0'];
  const profile = `--user-data-dir=${path.join(folder, 'profile')}`;
  const browser = spawn(program, [...options, profile, `http://127.0.0.1:${port}/`], {
    stdio: 'ignore',
  });
  const ended = once(browser, 'exit');
  try {
    const early = ended.then(() => assert.fail('the browser has ended'));
    return await Promise.race([reported, early]);
  } finally {
    browser.kill('SIGKILL');
    await ended;
    server.closeAllConnections();
    server.close();
    await portal.stop();
    rmSync(folder, { recursive: true, force: true, maxRetries: 10 });
  }
}

/** @param {number} version */
function chromium(version) {
  const manifest = resolve(`chromium-${version}/package.json`);
  return brotliDecompressSync(readFileSync(path.join(path.dirname(manifest), 'bin/chromium.br')));
}

/** Whether this machine can run the packages' browsers. */
const isSupported = process.platform === 'linux' && process.arch === 'x64';

for (const version of isSupported ? [103, 110, 114] : []) {
  for (const entry of ['index', 'url']) {
    test(`Chromium ${version}, ${entry}: a task is completed`, { timeout: 120_000 }, async () => {
      const { before, ...report } = await run(version, entry);
      // A synchronous call before the module was started fails, and the message says what to do.
      assert.match(String(before), /^BizprocError: .*wait init\(\)/i);
      assert.deepEqual(report, {
        task: 13,
        confirmedBy: 'reply',
        after: ['status_invalid'],
        // In light colours.
        element: [
          ['rgb(26, 33, 43)', 'rgb(255, 255, 255)'],
          ['rgb(255, 255, 255)', 'rgb(29, 95, 208)'],
        ],
      });
    });
  }
}

for (const version of isSupported ? [92] : []) {
  for (const entry of ['index', 'url']) {
    test(`Chromium ${version}, ${entry}: the error says that the browser is too old`, {
      timeout: 120_000,
    }, async () => {
      const { error } = await run(version, entry);
      assert.match(String(error), /^BizprocError: .*too old.*Chrome 96, Firefox 79 and Safari 15/);
    });
  }
}
