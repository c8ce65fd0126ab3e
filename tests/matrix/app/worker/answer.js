import { complete } from '../complete.js';

/**
 * Runs when the worker has received its connection.
 *
 * @param {Parameters<typeof complete>[0]} entry
 * @param {() => Promise<void>} [init]
 */
export function answer(entry, init) {
  addEventListener('message', async ({ data }) => {
    await init?.();
    postMessage(await complete(entry, data).catch(String));
  });
}
