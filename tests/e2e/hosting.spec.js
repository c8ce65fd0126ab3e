// The package on difficult hosts: strict policies, frames without an origin, servers with wrong headers and failures.

import { readFileSync } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { chromium } from '@playwright/test';
import { expect, reported, test } from './host.js';
import { completions } from './placement.js';
import { DONE, FORBIDDEN_FROM_HERE, flow, strict } from './strict-page.js';
import { approval, review } from './tasks.js';

const WASM = '/dist/bizproc_tasks_bg.wasm';
const ENTRIES = ['index', 'url'];

for (const entry of ENTRIES) {
  test(`${entry}: it works under a strict policy with Trusted Types and without eval`, {
    // Engines differ in what a policy forbids.
    tag: '@engines',
  }, async ({ page, host, portalOf, pageErrors }) => {
    const portal = await portalOf(approval(), review());
    await page.goto(host.page(flow(entry, portal), strict(portal)));
    expect(await reported(page)).toEqual({
      ...DONE,
      origin: host.url,
      storage: false,
      eval: 'EvalError',
      html: 'TypeError',
    });
    expect(completions(portal)).toHaveLength(1);
    await expect.poll(() => pageErrors).toContain(FORBIDDEN_FROM_HERE);
    // Firefox requests an icon of the page, which the policy forbids, and logs it.
    const own = pageErrors.filter((text) => !text.includes('/favicon.ico'));
    expect(own.slice(0, own.indexOf(FORBIDDEN_FROM_HERE))).toEqual([]);
  });

  test(`${entry}: it works in a sandboxed frame without an origin`, {
    // Engines differ in what a frame without an origin may do.
    tag: '@engines',
  }, async ({ page, host, portalOf }) => {
    const portal = await portalOf(approval(), review());
    const inside = host.page(flow(entry, portal), strict(portal));
    host.replies['/outside.html'] = () => ({
      body: `<!doctype html><iframe sandbox="allow-scripts" src="${inside}"></iframe>`,
    });
    await page.goto(`${host.url}/outside.html`);
    const element = await page.waitForSelector('iframe');
    const frame = /** @type {import('@playwright/test').Frame} */ (await element.contentFrame());
    expect(await reported(frame)).toMatchObject({
      ...DONE,
      origin: 'null',
      storage: 'SecurityError',
    });
    expect(completions(portal)).toHaveLength(1);
  });
}

test('it works if storage is blocked in third-party frames', {
  tag: '@chromium',
}, async ({ host, portalOf }) => {
  const portal = await portalOf(approval(), review());
  const profile = await mkdtemp(path.join(os.tmpdir(), 'bizproc-tasks-'));
  await mkdir(path.join(profile, 'Default'));
  const preferences = { profile: { cookie_controls_mode: 1, block_third_party_cookies: true } };
  await writeFile(path.join(profile, 'Default/Preferences'), JSON.stringify(preferences));
  const { launchOptions } = test.info().project.use;
  const context = await chromium.launchPersistentContext(profile, launchOptions);
  try {
    const page = await context.newPage();
    const inside = host.page(flow('index', portal));
    // Another site: the same address by another name.
    host.replies['/outside.html'] = () => ({
      body: `<!doctype html><iframe src="${inside}"></iframe>`,
    });
    await page.goto(`${host.url.replace('127.0.0.1', 'localhost')}/outside.html`);
    const element = await page.waitForSelector('iframe');
    const frame = /** @type {import('@playwright/test').Frame} */ (await element.contentFrame());
    expect(await reported(frame)).toMatchObject({ ...DONE, storage: 'SecurityError' });
    expect(completions(portal)).toHaveLength(1);
  } finally {
    await context.close();
    await rm(profile, { recursive: true });
  }
});

test('if WebAssembly is forbidden, every entry reports it and how to allow it', {
  // Engines differ in the error that they throw.
  tag: '@engines',
}, async ({ page, host, portalOf }) => {
  const portal = await portalOf(approval(), review());
  const script = `
    import * as index from '/dist/index.js';
    import * as url from '/dist/url.js';
    const errors = [];
    const keep = (entry) => (error) => errors.push([error instanceof entry.BizprocError, error.message]);
    for (const entry of [index, url]) await entry.init().catch(keep(entry));
    for (const helper of ['parseStatus', 'allowedStatuses', 'parseTask', 'validateCompletion', 'toParams'])
      try { index[helper](1); } catch (error) { keep(index)(error); }
    const connection = ${JSON.stringify({ domain: portal.url, accessToken: portal.token() })};
    for (const entry of [index, url]) {
      await entry.completeTask({ taskId: 11, status: 'yes' }, { connection }).catch(keep(entry));
      await entry.connect(connection).getTask(11).catch(keep(entry));
    }
    report(errors);
  `;
  await page.goto(host.page(script, strict(portal, { webAssembly: '' })));
  const errors = await reported(page);
  expect(errors).toHaveLength(11);
  for (const [isOwn, message] of errors) {
    expect(isOwn).toBe(true);
    expect(message).toMatch(/^WebAssembly is not available here: CompileError/);
    expect(message).toContain("'wasm-unsafe-eval'");
  }
  expect(completions(portal)).toHaveLength(0);
  expect(host.requested).not.toContain(WASM);
});

const module = readFileSync(new URL(`../..${WASM}`, import.meta.url));
const older = Buffer.from(module);
older[older.length - 1] = (older.at(-1) ?? 0) ^ 1;

/** @type {import('./host.js').Reply[]} */
const FAILURES = [
  { status: 503 },
  // A connection that breaks.
  { body: module, cut: 1000 },
  // A page instead of the file.
  { headers: { 'content-type': 'text/html' }, body: '<!doctype html>' },
  // The file of another version in the cache.
  { headers: { 'cache-control': 'max-age=3600' }, body: older },
];

/** @param {import('./host.js').Host} host @param {string} path */
const timesRequested = ({ requested }, path) => requested.filter((other) => other === path).length;

/** The address of the module in a copy of the package. @param {number} copy */
const moduleOf = (copy) => `/copy${copy}/bizproc_tasks_bg.wasm`;

/**
 * A script that runs an action with several copies of the package in parallel, and reports the outcomes.
 *
 * @param {number} count
 * @param {string} work the body of a function of `init` and `parseStatus`
 */
const withCopies = (count, work) => `
  const work = async ({ init, parseStatus }) => { ${work} };
  const copies = Array.from({ length: ${count} }, (_, copy) => import('/copy' + copy + '/url.js').then(work));
  report(await Promise.all(copies));
`;

test('the module is loaded with any MIME type', async ({ page, host, pageErrors }) => {
  const types = ['text/plain', 'application/octet-stream', '', 'application/wasm; charset=utf-8'];
  for (const [copy, type] of types.entries()) {
    const headers = { 'content-type': type, 'x-content-type-options': 'nosniff' };
    host.replies[moduleOf(copy)] = () => ({ headers, body: module });
  }
  const work = 'return init().then(() => parseStatus(1), describe);';
  await page.goto(host.page(withCopies(types.length, work)));
  expect(await reported(page)).toEqual(types.map(() => 'yes'));
  for (const copy of types.keys()) expect(timesRequested(host, moduleOf(copy))).toBe(1);
  expect(pageErrors).toEqual([]);
});

test('a failed download is retried once', async ({ page, host }) => {
  for (const [copy, failure] of FAILURES.entries())
    host.replies[moduleOf(copy)] = (times) => (times === 1 ? failure : null);
  const work = 'return init().then(() => parseStatus(1), describe);';
  await page.goto(host.page(withCopies(FAILURES.length, work)));
  expect(await reported(page)).toEqual(FAILURES.map(() => 'yes'));
  for (const copy of FAILURES.keys()) expect(timesRequested(host, moduleOf(copy))).toBe(2);
});

test('a download that fails twice is reported, and a later init tries again', async ({
  page,
  host,
}) => {
  for (const [copy, failure] of FAILURES.entries())
    host.replies[moduleOf(copy)] = (times) => (times <= 2 ? failure : null);
  const work = `
    const failed = await Promise.all([init(), init()].map((one) => one.catch(describe)));
    try { parseStatus(1); } catch (error) { failed.push(describe(error)); }
    await init().catch(describe);
    return { failed, status: parseStatus(1) };
  `;
  await page.goto(host.page(withCopies(FAILURES.length, work)));
  for (const [copy, { failed, status }] of (await reported(page)).entries()) {
    const [first, second, third] = failed;
    expect(first).toMatchObject({ name: 'BizprocError', code: 'USAGE' });
    expect(first.message).toMatch(
      /^The WebAssembly module could not be loaded: .+ call init\(url\)/,
    );
    expect(second).toEqual(first);
    expect(third.message).toContain('await init() first');
    expect(status).toBe('yes');
    expect(timesRequested(host, moduleOf(copy))).toBe(3);
  }
});

test('a moved file is loaded from its address, also by calls without init', async ({
  page,
  host,
  portalOf,
}) => {
  const portal = await portalOf(approval());
  host.replies[WASM] = () => ({ status: 404 });
  const moved = '/elsewhere/module.wasm';
  // The file does not exist yet when init requests it.
  host.replies[moved] = (times) => (times <= 2 ? { status: 404 } : { body: module });
  const script = `
    import { init, connect } from '/dist/url.js';
    const beside = await init().catch(describe);
    const missing = await init(new URL('${moved}', location)).catch(describe);
    const portal = connect(${JSON.stringify({ domain: portal.url, accessToken: portal.token() })});
    const { status } = await portal.completeTask({ taskId: 11, status: 'yes' }).catch(describe);
    report({ beside, missing, status });
  `;
  await page.goto(host.page(script));
  const { beside, missing, status } = await reported(page);
  expect(beside.message).toContain(
    'HTTP status 404. If it is not beside the package, call init(url).',
  );
  expect(missing).toEqual(beside);
  expect(status).toBe('yes');
  expect(host.requested.filter((requested) => requested === WASM)).toHaveLength(2);
  expect(host.requested.filter((requested) => requested === moved)).toHaveLength(3);
});

test('init called ten times downloads the file once', async ({ page, host }) => {
  const script = `
    import { init, parseStatus, connect } from '/dist/url.js';
    await Promise.all(Array.from({ length: 10 }, () => init()));
    await init();
    report(parseStatus(1));
  `;
  await page.goto(host.page(script));
  expect(await reported(page)).toBe('yes');
  expect(host.requested.filter((requested) => requested === WASM)).toHaveLength(1);
});

for (const [one, two] of [
  ['index', 'index'],
  ['url', 'url'],
  ['index', 'url'],
]) {
  test(`two copies of the package work on one page: ${one} and ${two}`, async ({
    page,
    host,
    portalOf,
    pageErrors,
  }) => {
    const portal = await portalOf(approval(), review(), approval({ ID: 15, NAME: 'Approve more' }));
    const script = `
      import * as one from '/one/${one}.js';
      import * as two from '/two/${two}.js';
      await Promise.all([one.init(), two.init()]);
      const connection = ${JSON.stringify({ domain: portal.url, accessToken: portal.token() })};
      const complete = ({ completeTask }, completion) => completeTask(completion, { connection });
      const done = await Promise.all([
        complete(one, { taskId: 11, status: 'yes' }),
        complete(two, { taskId: 12, status: 'ok' }),
      ]);
      const errors = await Promise.all([one, two].map((copy) =>
        copy.completeTask({ taskId: 11, status: 'maybe' }, { connection }).catch((error) => error)));
      // Only one of them completes the same task.
      const both = await Promise.all([one, two].map((copy) => complete(copy, { taskId: 15, status: 'yes' })));
      report({
        done: done.map(({ taskId, status }) => taskId + ' ' + status),
        names: errors.map(({ name, code }) => name + ' ' + code),
        own: errors.map((error) => [error instanceof one.BizprocError, error instanceof two.BizprocError]),
        attempts: both.map(({ attempts }) => attempts).sort(),
      });
    `;
    await page.goto(host.page(script));
    expect(await reported(page)).toEqual({
      done: ['11 yes', '12 ok'],
      names: ['BizprocError INVALID_COMPLETION', 'BizprocError INVALID_COMPLETION'],
      own: [
        [true, false],
        [false, true],
      ],
      attempts: [0, 1],
    });
    expect(completions(portal)).toHaveLength(3);
    expect(pageErrors).toEqual([]);
  });
}

test('the main entry does not load the file of the module', async ({ page, host }) => {
  await page.goto(
    host.page(`import { parseStatus } from '/dist/index.js'; report(parseStatus(1));`),
  );
  expect(await reported(page)).toBe('yes');
  const loaded = host.requested.filter((requested) => requested.startsWith('/dist/')).sort();
  expect(loaded).toEqual(['/dist/index.js', '/dist/module.js', '/dist/runtime.js']);
});
