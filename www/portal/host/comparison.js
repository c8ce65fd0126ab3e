/** Runs failures with different clients, one after the other, and stores the report of each. */

import { CLIENTS } from './comparison-table.js';
import { openFrame } from './frame.js';
import { request } from './request.js';
import { viewerId } from './viewer.js';

/** @typedef {import('./comparison-table.js').Failure} Failure */

/**
 * The report of a client.
 *
 * @typedef {object} Result
 * @property {string} summary
 * @property {boolean | null} isStored Whether the portal then held the answer; null while the client is waited for.
 * @property {number} ms
 */

const PREFIX = 'comparison:';

/** The timeout of each client. BX24.js may never call back. The others have their own timeouts. */
const TIMEOUT_MS = /** @type {Record<string, number>} */ ({ 'BX24.js': 10_000, SDK: 180_000 });
const OWN_TIMEOUT_MS = 300_000;

/** @type {Map<Failure, Map<string, Result>>} */
const results = new Map();
let isRunning = false;
let isStopping = false;
/** Ids that no other task has. */
let nextId = 900_001;
/** @type {Set<() => void>} */
const listeners = new Set();

/**
 * @param {Failure} failure
 * @param {string} client
 * @returns {Result | undefined}
 */
export function resultOf(failure, client) {
  return results.get(failure)?.get(client);
}

/** @returns {'idle' | 'running' | 'stopping'} */
export function comparisonState() {
  return isStopping ? 'stopping' : isRunning ? 'running' : 'idle';
}

/**
 * @param {() => void} onChange
 * @returns {() => void} Ends the watching.
 */
export function watchComparison(onChange) {
  listeners.add(onChange);
  return () => listeners.delete(onChange);
}

function notify() {
  for (const listener of listeners) listener();
}

/** Stops after the current client. */
export function stopComparison() {
  isStopping = isRunning;
  notify();
}

/** @param {Failure[]} failures */
export async function compare(failures) {
  if (isRunning) return;
  isRunning = true;
  for (const failure of failures) results.set(failure, new Map());
  notify();
  const container = document.createElement('div');
  container.hidden = true;
  document.body.append(container);
  const placement = await openPlacement(container);
  try {
    for (const failure of failures) {
      for (const [client] of CLIENTS) {
        if (isStopping) return;
        await tryClient(placement, failure, client);
      }
    }
  } finally {
    await request('DELETE', 'faults');
    placement.close();
    container.remove();
    isRunning = false;
    isStopping = false;
    notify();
  }
}

/**
 * @param {Placement} placement
 * @param {Failure} failure
 * @param {string} client
 */
async function tryClient(placement, failure, client) {
  const taskId = nextId++;
  /** @param {Result} result */
  const keep = (result) => {
    results.get(failure)?.set(client, result);
    notify();
  };
  keep({ summary: '…', isStored: null, ms: 0 });
  const { fault, afterCompletion } = failure;
  const task = {
    ID: taskId,
    USER_ID: viewerId,
    ACTIVITY: 'ApproveActivity',
    NAME: `Comparison: ${client}`,
    ...(afterCompletion ? { AFTER_COMPLETION: afterCompletion } : {}),
  };
  await request('DELETE', 'faults');
  await request('POST', 'tasks', { tasks: [task] });
  await placement.ask({ taskId });
  if (fault) await request('POST', 'faults', fault);
  const startedMs = performance.now();
  const report = placement.ask({ client, taskId });
  const timeoutMs = TIMEOUT_MS[client] ?? OWN_TIMEOUT_MS;
  const silence = new Promise((resolve) => setTimeout(resolve, timeoutMs, null));
  const answer = await Promise.race([report, silence]);
  const ms = performance.now() - startedMs;
  const { tasks } = await request('GET', 'state');
  const held = tasks.find((/** @type {any} */ { ID }) => ID === taskId);
  keep({ summary: answer?.summary ?? 'nothing', isStored: held?.USER_STATUS === '1', ms });
}

/**
 * The placement with the clients.
 *
 * @typedef {object} Placement
 * @property {(message: { taskId: number, client?: string }) => Promise<any>} ask
 * @property {() => void} close
 *
 * @param {HTMLElement} container
 * @returns {Promise<Placement>}
 */
async function openPlacement(container) {
  /** @type {Map<string, (message: any) => void>} */
  const waiting = new Map();
  /** @param {{ taskId?: number, client?: string }} message */
  const key = ({ taskId, client }) => `${taskId} ${client}`;
  /** @param {MessageEvent} event */
  const onMessage = ({ data, source }) => {
    if (source !== container.querySelector('iframe')?.contentWindow) return;
    if (!String(data).startsWith(PREFIX)) return;
    const message = JSON.parse(data.slice(PREFIX.length));
    waiting.get(key(message))?.(message);
  };
  window.addEventListener('message', onMessage);
  const isReady = new Promise((resolve) => waiting.set(key({}), resolve));
  const wanted = { user: viewerId, page: 'comparison', connection: 'webhook' };
  const stopFrame = await openFrame(container, wanted);
  await isReady;
  return {
    ask: (message) =>
      new Promise((resolve) => {
        waiting.set(key(message), resolve);
        const frame = container.querySelector('iframe')?.contentWindow;
        frame?.postMessage(PREFIX + JSON.stringify(message), '*');
      }),
    close() {
      window.removeEventListener('message', onMessage);
      stopFrame();
    },
  };
}
