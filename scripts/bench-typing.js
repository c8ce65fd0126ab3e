// Measures the time per key in a form of 100 fields of <bizproc-task>, in Chromium: `npm run bench:typing`. Users
// notice a task of more than 50 ms. On a busy machine use the median, not the longest key.
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import path from 'node:path';
import { startPortal } from '../www/portal/index.js';
import { main, root } from './run.js';
import * as setup from './setup.js';

const FIELDS = 100;
const TEXT = 'The quick brown fox jumps over the lazy dog, twice. ';
const TYPES = [
  'string',
  'text',
  'int',
  'double',
  'UF:money',
  'datetime',
  'bool',
  'select',
  'user',
  'file',
];

const REQUEST = Array.from({ length: FIELDS }, (_, at) => ({
  Name: `field${at}`,
  Title: `Field ${at}`,
  Type: TYPES[at % TYPES.length],
  Description: 'What the register says',
  Required: true,
  Multiple: at % 4 === 3,
  Options: TYPES[at % TYPES.length] === 'select' ? { a: 'First', b: 'Second', c: 'Third' } : null,
  Default: null,
}));

const TASK = {
  ID: 13,
  USER_ID: 1,
  ACTIVITY: 'RequestInformationActivity',
  NAME: 'A long form',
  DOCUMENT_ID: ['crm', 'CCrmDocumentDeal', 'DEAL_77'],
  PARAMETERS: {
    DOCUMENT_TYPE: ['crm', 'CCrmDocumentDeal', 'DEAL'],
    TaskButtonMessage: 'Send',
    ShowComment: 'Y',
    REQUEST,
  },
};

await main(async () => {
  await setup.buildTools();
  const { chrome } = await setup.browser();
  await setup.dist();
  // This import needs packages that were just installed.
  const { chromium } = await import('@playwright/test');
  const server = createServer((request, response) => {
    const name = path.basename(request.url ?? '/');
    response.setHeader('content-type', name.endsWith('.js') ? 'text/javascript' : 'text/html');
    if (name.endsWith('.js')) response.end(readFileSync(path.join(root, 'dist', name)));
    else response.end('<!doctype html><title>Task</title>');
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(undefined)));
  const { port } = /** @type {import('node:net').AddressInfo} */ (server.address());
  const portal = await startPortal({ tasks: [TASK] });
  const browser = await chromium.launch({ executablePath: chrome, args: ['--no-sandbox'] });
  try {
    const page = await browser.newPage();
    await page.goto(`http://127.0.0.1:${port}/`);
    await page.evaluate(openForm, { domain: portal.url, accessToken: portal.token(1) });
    const form = page.locator('bizproc-task');
    const measure = async (/** @type {string} */ selector) => {
      await form.locator(selector).first().focus();
      await page.evaluate(() => /** @type {any} */ (window).start());
      for (const key of TEXT) await page.keyboard.press(key === ' ' ? 'Space' : key);
      return summarize(await page.evaluate(() => /** @type {any} */ (window).stop()));
    };
    const inputs = { 'one line': '#field-0', 'several lines': '#field-1', comment: '#comment' };
    /** @type {Record<string, object>} */
    const rows = {};
    for (const [name, selector] of Object.entries(inputs)) rows[name] = await measure(selector);
    await form.getByRole('button', { name: 'Send' }).click();
    await form.getByRole('alert').waitFor();
    for (const [name, selector] of Object.entries(inputs)) {
      rows[`${name}, all issues shown`] = await measure(selector);
    }
    console.log(`Milliseconds for each key in a form of ${FIELDS} fields, and tasks over 50 ms:`);
    console.table(rows);
  } finally {
    await browser.close();
    await portal.stop();
    server.close();
  }
});

/**
 * In the page: opens the form, and measures from a key's event until the element has rendered all changes. The long
 * tasks include the browser's layout and painting.
 *
 * @param {{ domain: string, accessToken: string }} connection
 */
async function openForm(connection) {
  // @ts-expect-error: an address of this script's own server
  await import('/element.js');
  const form = Object.assign(document.createElement('bizproc-task'), {
    lang: 'en',
    taskId: 13,
    draft: true,
    connection,
  });
  document.body.append(form);
  await new Promise((resolve) => form.addEventListener('bizproc-ready', resolve));
  /** @type {number[]} */
  let keys = [];
  let longTasks = 0;
  new PerformanceObserver((list) => {
    longTasks += list.getEntries().length;
  }).observe({ type: 'longtask' });
  const { port1, port2 } = new MessageChannel();
  let startedAt = 0;
  port1.onmessage = () => keys.push(performance.now() - startedAt);
  window.addEventListener('keydown', () => {
    startedAt = performance.now();
  });
  window.addEventListener('input', () => port2.postMessage(null));
  Object.assign(window, {
    start() {
      keys = [];
      longTasks = 0;
    },
    async stop() {
      // The last key is counted in a separate task.
      await new Promise((resolve) => setTimeout(resolve, 100));
      return { keys, longTasks };
    },
  });
}

/** @param {{ keys: number[], longTasks: number }} measured */
function summarize({ keys, longTasks }) {
  const sorted = keys.toSorted((one, other) => one - other);
  const at = (/** @type {number} */ part) =>
    Number(sorted[Math.ceil(part * sorted.length) - 1]?.toFixed(1));
  return { keys: keys.length, median: at(0.5), '95 %': at(0.95), longest: at(1), longTasks };
}
