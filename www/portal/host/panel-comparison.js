/** What different clients report for the same failure, tried on request. */

import { button, element } from './element.js';
import { FAILURES } from './failures.js';
import { openFrame } from './frame.js';
import { request } from './request.js';
import { viewerId } from './viewer.js';

/** @typedef {import('./failures.js').Failure} Failure */

const PREFIX = 'comparison:';

/** How long each client is waited for. BX24.js may never call back; the others have timeouts. */
const PATIENCE_MS = /** @type {const} */ ({
  'BX24.js': 10_000,
  '@bitrix24/b24jssdk': 180_000,
  'bizproc-tasks': 300_000,
});

const CLIENTS = /** @type {(keyof typeof PATIENCE_MS)[]} */ (Object.keys(PATIENCE_MS));

/** What each client has reported, by failure. @type {Map<Failure, Map<string, string>>} */
const results = new Map();
let isRunning = false;
/** Ids of tasks that no other task has. */
let nextId = 900_001;

/**
 * @param {() => void} render
 * @returns {import('./panel.js').View}
 */
export function comparisonView(render) {
  return { head: [], body: () => tables(render) };
}

/** @param {() => void} render */
function tables(render) {
  const first = /** @type {Failure} */ (FAILURES[0]);
  const lose = button('Lose a reply', () => compare([first], render));
  const all = button('Try all failures', () => compare(FAILURES, render));
  lose.classList.add('is-main');
  lose.disabled = all.disabled = isRunning;
  const buttons = element('div', 'comparison-actions');
  buttons.append(lose, all);
  const shown = FAILURES.filter((failure) => failure === first || results.has(failure));
  return [
    element('h2', 'group', 'The same failure with three clients'),
    element(
      'p',
      'comparison-text',
      'Each client approves a task of its own, and shows what it tells its caller. In all these cases but the expired token and the 503, the portal stores the answer at the first call.',
    ),
    buttons,
    ...shown.map(table),
  ];
}

/** @param {Failure} failure */
function table(failure) {
  const shown = element('table', 'comparison');
  shown.createCaption().textContent = failure.name.replaceAll('`', '');
  const body = shown.createTBody();
  for (const client of CLIENTS) {
    const row = body.insertRow();
    const name = element('th', '', client);
    name.scope = 'row';
    row.append(name);
    row.insertCell().textContent = results.get(failure)?.get(client) ?? '–';
  }
  return shown;
}

/**
 * @param {Failure[]} failures
 * @param {() => void} render
 */
async function compare(failures, render) {
  isRunning = true;
  for (const failure of failures) results.set(failure, new Map());
  render();
  const stand = element('div');
  stand.hidden = true;
  document.body.append(stand);
  const placement = await openComparison(stand);
  try {
    for (const failure of failures) {
      for (const client of CLIENTS) {
        const show = (/** @type {string} */ text) => {
          results.get(failure)?.set(client, text);
          render();
        };
        show('…');
        show(await tryFailure(placement, failure, client));
      }
    }
  } finally {
    await request('DELETE', 'faults');
    placement.close();
    stand.remove();
    isRunning = false;
    render();
  }
}

/**
 * @param {Placement} placement
 * @param {Failure} failure
 * @param {keyof typeof PATIENCE_MS} client
 */
async function tryFailure(placement, { fault, afterCompletion }, client) {
  const taskId = nextId++;
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
  const report = placement.ask({ client, taskId });
  const silence = new Promise((resolve) => setTimeout(resolve, PATIENCE_MS[client], null));
  const answer = await Promise.race([report, silence]);
  return answer?.summary ?? 'nothing';
}

/**
 * The placement with the three clients.
 *
 * @typedef {object} Placement
 * @property {(message: { taskId: number, client?: string }) => Promise<any>} ask
 * @property {() => void} close
 *
 * @param {HTMLElement} stand
 * @returns {Promise<Placement>}
 */
async function openComparison(stand) {
  /** @type {Map<string, (message: any) => void>} */
  const waiting = new Map();
  /** @param {{ taskId?: number, client?: string }} message */
  const key = ({ taskId, client }) => `${taskId} ${client}`;
  /** @param {MessageEvent} event */
  const onMessage = ({ data, source }) => {
    if (source !== stand.querySelector('iframe')?.contentWindow) return;
    if (!String(data).startsWith(PREFIX)) return;
    const message = JSON.parse(data.slice(PREFIX.length));
    waiting.get(key(message))?.(message);
  };
  window.addEventListener('message', onMessage);
  const isReady = new Promise((resolve) => waiting.set(key({}), resolve));
  const stopFrame = await openFrame(stand, { user: viewerId, page: 'comparison' });
  await isReady;
  return {
    ask: (message) =>
      new Promise((resolve) => {
        waiting.set(key(message), resolve);
        const frame = stand.querySelector('iframe')?.contentWindow;
        frame?.postMessage(PREFIX + JSON.stringify(message), '*');
      }),
    close() {
      window.removeEventListener('message', onMessage);
      stopFrame();
    },
  };
}
