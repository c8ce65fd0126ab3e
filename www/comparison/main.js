/**
 * A placement without a user interface. The simulator's page tells it which client is to complete which task, and gets
 * the report.
 *
 * The messages are texts, `comparison:JSON`: BX24.js fails at any other message of the portal's page.
 */

import { initializeB24Frame } from '@bitrix24/b24jssdk';
import { connect } from 'bizproc-tasks';
import { openBx24, portalOrigin } from '../widget/load-bx24.js';
import { completeOverBx24, completeOverPackage, completeOverSdk } from './clients.js';

const PREFIX = 'comparison:';

const bx24 = await openBx24();
const sdk = await initializeB24Frame();
const portal = connect(bx24);

/** @type {Record<string, (taskId: number) => Promise<import('./clients.js').Report>>} */
const CLIENTS = {
  'BX24.js': (taskId) => completeOverBx24(bx24, taskId, 1),
  '@bitrix24/b24jssdk': (taskId) => completeOverSdk(sdk, taskId, 1),
  'bizproc-tasks': (taskId) => completeOverPackage(portal, taskId, 1),
};

window.addEventListener('message', async ({ data, origin, source }) => {
  if (source !== parent || origin !== portalOrigin || !String(data).startsWith(PREFIX)) return;
  const { client, taskId } = JSON.parse(data.slice(PREFIX.length));
  // A page that has called before has a connection that browsers use again.
  if (client === undefined) await portal.getTask(taskId);
  const report = await CLIENTS[client]?.(taskId);
  tell({ client, taskId, ...report });
});

/** @param {object} message */
function tell(message) {
  parent.postMessage(PREFIX + JSON.stringify(message), /** @type {string} */ (portalOrigin));
}

tell({ isReady: true });
