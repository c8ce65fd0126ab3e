import { loadBx24 } from '../bx24.js';
import { show } from '../placement.js';

/**
 * A worker has no BX24, so the page passes it the placement's token.
 *
 * @param {Worker} worker
 */
export const run = (worker) =>
  show(async () => {
    const BX24 = await loadBx24();
    const { domain, access_token: accessToken } = BX24.getAuth();
    const report = new Promise((resolve, reject) => {
      worker.onmessage = ({ data }) => resolve(data);
      worker.onerror = ({ message }) => reject(new Error(`the worker failed: ${message}`));
    });
    worker.postMessage({ domain: `http://${domain}`, accessToken });
    return report;
  });
