// Runs one example with its variables: `node run-in-node.js FILE CHECKS ADDRESS`.
import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { startPortal } from 'bizproc-tasks/portal';
import { assertShown, reached } from './assert-shown.js';
import { launchOptions } from './chrome.js';
import { tasks } from './tasks.js';

const [file = '', checks, address] = process.argv.slice(2);
const code = readFileSync(file, 'utf8');
const portal = await startPortal({ tasks, app: `${address}/index.html` });
const approval = tasks.find(({ ACTIVITY }) => ACTIVITY === 'ApproveActivity');
Object.assign(globalThis, { assertShown, assert, startPortal, portal, approval });

if (/\bpage\./.test(code)) {
  const { chromium } = await import('@playwright/test');
  const browser = await chromium.launch(launchOptions);
  Object.assign(globalThis, { page: await browser.newPage() });
}

await import(pathToFileURL(file).href);

// The tool itself checks its settings.
if (/from 'vite'/.test(code)) {
  const { build, createServer } = await import('vite');
  const server = await createServer({ configFile: file, server: { port: 0 }, logLevel: 'warn' });
  await server.listen();
  await server.close();
  // The app is built that the settings name.
  const pages = [...code.matchAll(/'(\w+\.html)'/g)].map(([, page]) => page ?? '');
  for (const page of pages) writeFileSync(page, '<script type="module" src="/main.js"></script>');
  if (pages.length) {
    writeFileSync('main.js', 'document.title = "App";');
    await build({ configFile: file, logLevel: 'warn' });
  }
  for (const page of pages) {
    assert.match(readFileSync(`dist/${page}`, 'utf8'), / src="\.\/assets\//);
  }
}
assert.equal(reached.size, Number(checks), 'values that were reached');
// Tests of an example run only now, and end the process themselves.
await portal.stop();
if (!/from 'node:test'/.test(code)) process.exit();
