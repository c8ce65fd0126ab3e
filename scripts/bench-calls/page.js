// The first call of a page, by each way.
import { B24Hook } from '@bitrix24/b24jssdk';
import { connect, init } from 'bizproc-tasks';

/** @typedef {'listTasks' | 'getTask' | 'completeTask'} Call */
/** @typedef {(webhook: string, taskId: number) => Promise<unknown>} Way */

/** @type {Record<Call, Way>} */
const OURS = {
  listTasks: async (webhook) => {
    for await (const _task of connect({ webhook }).listTasks()) break;
  },
  getTask: (webhook, taskId) => connect({ webhook }).getTask(taskId),
  completeTask: (webhook, taskId) => connect({ webhook }).completeTask({ taskId, status: 'yes' }),
};

/** As an app does it that lists and completes only what is the user's. @type {Record<Call, Way>} */
const SDK = {
  listTasks: async (webhook) => {
    const sdk = openSdk(webhook);
    return listOwn(sdk, { STATUS: 0, USER_STATUS: 0 });
  },
  getTask: (webhook, taskId) => listOwn(openSdk(webhook), { ID: taskId }),
  completeTask: async (webhook, taskId) => {
    const sdk = openSdk(webhook);
    await listOwn(sdk, { ID: taskId });
    return callSdk(sdk, 'bizproc.task.complete', { TASK_ID: taskId, STATUS: 1 });
  },
};

const COLUMNS = ['ID', 'NAME', 'ACTIVITY', 'STATUS', 'USER_ID', 'USER_STATUS', 'PARAMETERS'];

/** @param {string} webhook */
function openSdk(webhook) {
  const sdk = B24Hook.fromWebhookUrl(webhook.replace(/\/$/, ''));
  sdk.offClientSideWarning();
  return sdk;
}

/**
 * @param {B24Hook} sdk
 * @param {string} method
 * @param {object} params
 * @returns {Promise<any>}
 */
async function callSdk(sdk, method, params) {
  const reply = await sdk.actions.v2.call.make({ method, params });
  if (!reply.isSuccess) throw new Error(reply.getErrorMessages().join());
  return /** @type {any} */ (reply.getData()).result;
}

/**
 * @param {B24Hook} sdk
 * @param {object} filter
 */
async function listOwn(sdk, filter) {
  const { ID } = await callSdk(sdk, 'profile', {});
  const FILTER = { USER_ID: ID, ...filter };
  const rows = await callSdk(sdk, 'bizproc.task.list', { SELECT: COLUMNS, FILTER });
  if (rows.length === 0) throw new Error('There is no task.');
}

/**
 * How many milliseconds a call takes.
 *
 * @param {'ours' | 'sdk'} way
 * @param {Call} call
 * @param {string} webhook
 * @param {number} taskId
 */
async function measure(way, call, webhook, taskId) {
  const started = performance.now();
  await (way === 'ours' ? OURS : SDK)[call](webhook, taskId);
  return performance.now() - started;
}

await init();
Object.assign(window, { measure });
