// Sends 500 approvals with this package and with the SDK, with the limits of the cloud, and compares times and
// outcomes: `npm run bench:bulk -- 0 100` for workflows that take 0 and 100 ms. Runs in Node.
import { startPortal } from '../www/portal/index.js';
import { main, ScriptError } from './run.js';
import * as setup from './setup.js';

/** @typedef {import('../www/portal/index.js').RunningPortal} RunningPortal */

const COUNT = 500;
const WORKFLOWS_MS = [0, 100, 700];

/**
 * The tasks that each way reports as completed.
 *
 * @type {Record<string, (portal: RunningPortal) => Promise<number[]>>}
 */
const WAYS = {
  async completeTasks(portal) {
    const { connect } = await import('bizproc-tasks');
    const settled = await connect({ webhook: portal.webhook() }).completeTasks(
      ids().map((taskId) => ({ taskId, status: 'yes' })),
    );
    for (const code of new Set(settled.flatMap(({ error }) => error?.code ?? []))) {
      console.error(`  completeTasks: ${code}`);
    }
    return settled.flatMap(({ result }) => result?.taskId ?? []);
  },
  async 'SDK, batch'(portal) {
    const sdk = await openSdk(portal);
    /** @type {number[]} */
    const completed = [];
    for (let start = 0; start < COUNT; start += 50) {
      const part = ids().slice(start, start + 50);
      const calls = part.map((TASK_ID) => ({
        method: 'bizproc.task.complete',
        params: { TASK_ID, STATUS: 1 },
      }));
      try {
        await sdk.actions.v2.batch.make({ calls, options: { isHaltOnError: false } });
        completed.push(...part);
      } catch {
        // The errors that the SDK reports.
      }
    }
    return completed;
  },
  async 'SDK, one by one'(portal) {
    const sdk = await openSdk(portal);
    /** @type {number[]} */
    const completed = [];
    for (const TASK_ID of ids()) {
      const params = { TASK_ID, STATUS: 1 };
      const reply = await sdk.actions.v2.call.make({ method: 'bizproc.task.complete', params });
      if (reply.isSuccess) completed.push(TASK_ID);
    }
    return completed;
  },
};

const ids = () => Array.from({ length: COUNT }, (_, index) => index + 1);

/** @param {RunningPortal} portal */
async function openSdk(portal) {
  const { B24Hook } = await import('@bitrix24/b24jssdk');
  return B24Hook.fromWebhookUrl(portal.webhook().replace(/\/$/, ''));
}

/**
 * @param {string} way
 * @param {number} takesMs
 */
async function measure(way, takesMs) {
  const tasks = ids().map((ID) => ({
    ID,
    USER_ID: 1,
    ACTIVITY: 'ApproveActivity',
    WORKFLOW_ID: `wf${ID}`,
    AFTER_COMPLETION: { takesMs },
  }));
  const portal = await startPortal({ tasks, limits: { burst: 50, perSecond: 2 }, https: true });
  try {
    const started = performance.now();
    const reported = new Set(await WAYS[way]?.(portal));
    const seconds = (performance.now() - started) / 1000;
    const requests = portal.requests();
    const refused = requests.filter(({ status }) => status === 503).length;
    // Waits until running calls have ended.
    await new Promise((resolve) => setTimeout(resolve, 2 * takesMs * 50));
    const wrong = portal
      .tasks()
      .filter((task) => reported.has(Number(task.ID)) !== (task.outcome !== null));
    return {
      seconds,
      completed: reported.size,
      wrong: wrong.length,
      requests: requests.length,
      refused,
    };
  } finally {
    await portal.stop();
  }
}

// The SDK accepts webhooks only over HTTPS, and the simulator's certificate is self-signed.
process.env.NODE_TLS_REJECT_UNAUTHORIZED = '0';

await main(async () => {
  const given = process.argv.slice(2).map(Number);
  if (given.some((ms) => !(ms >= 0))) throw new ScriptError('Workflows are given in milliseconds.');
  await setup.buildTools();
  await setup.dist();
  for (const takesMs of given.length > 0 ? given : WORKFLOWS_MS) {
    /** @type {Record<string, object>} */
    const rows = {};
    let ours = 0;
    for (const way of Object.keys(WAYS)) {
      const { seconds, ...rest } = await measure(way, takesMs);
      ours ||= seconds;
      rows[way] = {
        seconds: seconds.toFixed(1),
        'times ours': (seconds / ours).toFixed(1),
        ...rest,
      };
    }
    console.log(`${COUNT} approvals, workflows of ${takesMs} ms:`);
    console.table(rows);
  }
  process.exit();
});
