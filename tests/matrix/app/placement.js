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
 * Shows in the page what came of it.
 *
 * @param {() => Promise<unknown>} work
 */
export async function show(work) {
  const report = await work().catch(String);
  document.body.appendChild(document.createElement('output')).textContent = JSON.stringify(report);
}

/** The script comes from the portal that has opened the page, here the simulator. */
export async function loadBx24() {
  const script = document.createElement('script');
  script.src = `http://${new URLSearchParams(location.search).get('DOMAIN')}/api/v1/`;
  await new Promise((resolve, reject) => {
    script.onload = resolve;
    script.onerror = () => reject(new Error('the portal has no BX24'));
    document.head.append(script);
  });
  const { BX24 } = /** @type {any} */ (window);
  await new Promise((resolve) => BX24.init(resolve));
  return BX24;
}
