import { loadBx24 } from './bx24.js';
import { complete } from './complete.js';

/**
 * @param {Parameters<typeof complete>[0]} entry
 * @param {() => Promise<void>} [init]
 */
export const run = (entry, init) =>
  show(async () => {
    await init?.();
    return complete(entry, await loadBx24());
  });

/**
 * Shows the result in the page.
 *
 * @param {() => Promise<unknown>} work
 */
export async function show(work) {
  const report = await work().catch(String);
  document.body.appendChild(document.createElement('output')).textContent = JSON.stringify(report);
}
