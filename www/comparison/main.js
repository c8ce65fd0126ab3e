/**
 * A placement without a user interface. The simulator's page sends it a client and a task, and receives the client's
 * report.
 *
 * The messages are texts, `comparison:JSON`: BX24.js fails at any other message of the portal's page.
 */

import { initializeB24Frame } from '@bitrix24/b24jssdk';
import { openBx24, portalOrigin } from '../widget/load-bx24.js';
import {
  completeOverBx24,
  completeOverPackage,
  completeOverSdk,
  connectionsOf,
  openPortal,
} from './clients.js';

const PREFIX = 'comparison:';

const origin = /** @type {string} */ (portalOrigin);
const bx24 = await openBx24();
const sdk = await initializeB24Frame();
const connections = connectionsOf(bx24, sdk, origin);
/** @param {string} client */
const open = (client) => openPortal(client, connections[client]);

/** @typedef {(taskId: number) => Promise<import('./clients.js').Report>} Complete */

/** @type {Record<string, Complete>} */
const clients = {
  'BX24.js': (taskId) => completeOverBx24(bx24, taskId, 1),
  SDK: (taskId) => completeOverSdk(sdk, taskId, 1),
  ...Object.fromEntries(
    Object.keys(connections).map((client) => [
      client,
      /** @type {Complete} */ ((taskId) => completeOverPackage(open(client), taskId, 1)),
    ]),
  ),
};

window.addEventListener('message', async (event) => {
  if (event.source !== parent || event.origin !== origin) return;
  if (!String(event.data).startsWith(PREFIX)) return;
  const { client, taskId } = JSON.parse(event.data.slice(PREFIX.length));
  // After an earlier call, the browser reuses the connection.
  if (client === undefined) await open('over BX24').getTask(taskId);
  postReport({ client, taskId, ...(await clients[client]?.(taskId)) });
});

/** @param {object} message */
function postReport(message) {
  parent.postMessage(PREFIX + JSON.stringify(message), origin);
}

postReport({ isReady: true });
