// How many requests the first call of a page takes, and how long, by this package and by the SDK, in one page of Chromium:
// `npm run bench:calls -- 50` for replies that come 50 ms late. Times differ between machines, ratios hardly.
import { startPortal } from '../www/portal/index.js';
import { openBrowser } from './bench-browser.js';
import { main, ScriptError } from './run.js';

/** @typedef {import('./bench-calls/page.js').Call} Call */

const DELAY_MS = 50;
/** So many that all tasks are on one page of a list: a task for each call. */
const ROUNDS = 12;

/** @type {Call[]} */
const CALLS = ['listTasks', 'getTask', 'completeTask'];

const refusal = { error: 'ERROR_METHOD_NOT_FOUND', error_description: 'Method not found!' };
/** The user alone: the list is read by a call of its own, as if there were no batch. */
const userOnly = { result: { result: [{ ID: '1' }], result_error: { 1: refusal } } };

/** Ours first: the others are compared with it. `batch` is what the portal replies to a batch. */
const WAYS = [
  { name: 'this package, one batch', way: 'ours', batch: null },
  { name: 'this package, two calls', way: 'ours', batch: userOnly },
  { name: 'this package, batch refused', way: 'ours', batch: refusal },
  { name: 'SDK', way: 'sdk', batch: null },
];

await main(async () => {
  const delayMs = Number(process.argv[2] ?? DELAY_MS);
  if (!(delayMs >= 0)) throw new ScriptError('The delay is given in milliseconds.');
  const { browser, script } = await openBrowser('scripts/bench-calls/page.js');
  const tasks = Array.from({ length: WAYS.length * ROUNDS }, (_, index) => ({
    ID: index + 1,
    USER_ID: 1,
    ACTIVITY: 'ApproveActivity',
    NAME: `Approve order ${index + 1}`,
    WORKFLOW_ID: `wf${index}`,
  }));
  const portal = await startPortal({ tasks, https: true });
  try {
    const page = await browser.newPage({ ignoreHTTPSErrors: true });
    let requests = 0;
    /** @type {object | null} */
    let batchReply = null;
    await page.route('**/rest/**', async (route) => {
      requests += 1;
      await new Promise((resolve) => setTimeout(resolve, delayMs));
      if (batchReply && /\/batch\b/.test(route.request().url())) {
        const headers = { 'Access-Control-Allow-Origin': '*' };
        return route.fulfill({ json: batchReply, headers });
      }
      return route.continue();
    });
    await page.addScriptTag({ type: 'module', content: script });
    await page.waitForFunction(() => 'measure' in window);

    for (const call of CALLS) {
      let taskId = 0;
      /** @type {{ requests: number, times: number[] }[]} */
      const results = WAYS.map(() => ({ requests: 0, times: [] }));
      // Each way in turn: what else the machine does meanwhile slows all of them.
      for (let round = 0; round < ROUNDS; round += 1) {
        for (const [index, { way, batch }] of WAYS.entries()) {
          batchReply = batch;
          requests = 0;
          taskId += 1;
          const result = results[index];
          result?.times.push(
            await page.evaluate(
              (/** @type {any[]} */ args) => /** @type {any} */ (window).measure(...args),
              [way, call, portal.webhook(1), taskId],
            ),
          );
          if (result) result.requests = requests;
        }
      }
      print(call, delayMs, results);
    }
  } finally {
    await browser.close();
    await portal.stop();
  }
});

/**
 * @param {Call} call
 * @param {number} delayMs
 * @param {{ requests: number, times: number[] }[]} results
 */
function print(call, delayMs, results) {
  const medians = results.map(({ times }) => times.sort((a, b) => a - b)[times.length >> 1] ?? 0);
  console.log(`First ${call} of a page, each request ${delayMs} ms late:`);
  console.table(
    Object.fromEntries(
      WAYS.map(({ name }, index) => [
        name,
        {
          requests: results[index]?.requests,
          ms: medians[index]?.toFixed(0),
          'times the first': ((medians[index] ?? 0) / (medians[0] ?? 1)).toFixed(2),
        },
      ]),
    ),
  );
}
