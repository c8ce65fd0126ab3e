// A placement that completes a task with a file, with each client.
import { initializeB24Frame } from '@bitrix24/b24jssdk';
import { connect } from 'bizproc-tasks';
import { loadBx24 } from '../../tests/matrix/app/bx24.js';

/**
 * @typedef {'this package' | 'SDK' | 'BX24.js'} Way
 *
 * @typedef {object} Report What a page sees of a completion.
 * @property {number} ms
 * @property {number} longestTask of the main thread, in milliseconds
 * @property {number} heapGrowth in bytes, at its highest
 * @property {number} progress how often it was reported; -1 where what it said was wrong
 * @property {string | null} error
 */

const METHOD = 'bizproc.task.complete';
const TASK_ID = 1;
const STATUS = 3;

const origin = `http://${new URLSearchParams(location.search).get('DOMAIN')}`;
const input = /** @type {HTMLInputElement} */ (document.querySelector('#file'));

const BX24 = await loadBx24();
const sdk = await initializeB24Frame();

/** @type {Record<Way, (file: File, onProgress: (progress: any) => void) => Promise<unknown>>} */
const ways = {
  'this package': (document, onProgress) =>
    connect({ domain: origin, accessToken: BX24.getAuth().access_token }).completeTask(
      { taskId: TASK_ID, status: 'ok', fields: { document } },
      { onProgress },
    ),

  SDK: async (file) => {
    const url = await new Promise((resolve, reject) => {
      const reader = new FileReader();
      reader.onload = () => resolve(reader.result);
      reader.onerror = () => reject(reader.error);
      reader.readAsDataURL(file);
    });
    const params = { TASK_ID, STATUS, FIELDS: { document: [file.name, url.split(',')[1]] } };
    return sdk.actions.v2.call.make({ method: METHOD, params });
  },

  'BX24.js': () =>
    new Promise((resolve, reject) => {
      // Its caller does not receive errors.
      addEventListener('error', ({ message }) => reject(new Error(message)));
      const params = { TASK_ID, STATUS, FIELDS: { document: input } };
      BX24.callMethod(METHOD, params, (/** @type {any} */ result) =>
        result.error() ? reject(new Error(String(result.error()))) : resolve(result.data()),
      );
    }),
};

/**
 * Completes the task with the chosen file.
 *
 * @param {Way} way
 * @returns {Promise<Report>}
 */
async function complete(way) {
  const [file] = input.files ?? [];
  if (!file) throw new Error('No file is chosen.');
  let longestTask = 0;
  const observer = new PerformanceObserver((list) => {
    for (const { duration } of list.getEntries()) longestTask = Math.max(longestTask, duration);
  });
  observer.observe({ type: 'longtask' });
  const heap = () => /** @type {any} */ (performance).memory.usedJSHeapSize;
  const before = heap();
  let highest = before;
  const timer = setInterval(() => {
    highest = Math.max(highest, heap());
  }, 50);

  /** @type {{ phase: string, loaded: number, total: number }[]} */
  const progress = [];
  const started = performance.now();
  const error = await ways[way](file, (event) => progress.push({ ...event })).then(
    () => null,
    (reason) => String(reason?.message ?? reason),
  );
  const ms = performance.now() - started;
  highest = Math.max(highest, heap());
  // Long tasks are reported a little later.
  await new Promise((resolve) => setTimeout(resolve, 300));
  clearInterval(timer);
  observer.disconnect();
  return {
    ms,
    longestTask,
    heapGrowth: highest - before,
    progress: progress.every(isValidStep) ? progress.length : -1,
    error,
  };
}

/**
 * Whether the progress only grows, up to the total.
 *
 * @param {{ phase: string, loaded: number, total: number }} event
 * @param {number} index
 * @param {{ phase: string, loaded: number, total: number }[]} all
 */
function isValidStep({ phase, loaded, total }, index, all) {
  const last = all[index - 1];
  if (phase !== 'encode' && phase !== 'upload') return false;
  if (last?.phase === phase && loaded < last.loaded) return false;
  return loaded >= 0 && loaded <= total;
}

export const bench = { complete };
Object.assign(window, { bench });
