// What each client reports for the same failure: the table in the README, measured cell by cell.
import { readFileSync } from 'node:fs';
import { CLIENTS, FAILURES } from '../../www/portal/host/comparison-table.js';
import { approval } from './tasks.js';
import { expect, test } from './testbed.js';

/** @typedef {import('./testbed/testbed.js').Client} Client */

const clients = CLIENTS.map(([client]) => /** @type {Client} */ (client));

/** The timeout of each call on the page's clock. Calls of this package end earlier. BX24.js has no timeout. */
const TIMEOUT_MS = { ours: 300_000, others: 100_000 };
const STEP_MS = 2_000;

for (const { name, fault, afterCompletion } of FAILURES) {
  test(`README: ${name}`, { tag: tagOf(fault) }, async ({ openTestbed }) => {
    const ids = clients.map((_, index) => 11 + index);
    const { frame, portal, clock } = await openTestbed({
      tasks: ids.map((ID) =>
        approval({ ID, ...(afterCompletion && { AFTER_COMPLETION: afterCompletion }) }),
      ),
    });
    const cells = [];
    for (const [index, client] of clients.entries()) {
      const id = Number(ids[index]);
      portal.fault(null);
      await frame.evaluate((client) => /** @type {any} */ (window).testbed.warmUp(client), client);
      if (fault) portal.fault(fault);
      await frame.evaluate(
        ([client, id]) => /** @type {any} */ (window).testbed.start(client, id, 1),
        /** @type {const} */ ([client, id]),
      );
      /** @returns {Promise<import('./testbed/testbed.js').Report | null>} */
      const getReport = () => frame.evaluate(() => /** @type {any} */ (window).testbed.report);
      const isOurs = !['BX24.js', 'SDK'].includes(client);
      const timeoutMs = TIMEOUT_MS[isOurs ? 'ours' : 'others'];
      // BX24.js has no timeout that a large step could reach.
      const stepMs = client === 'BX24.js' ? 10 * STEP_MS : STEP_MS;
      let passedMs = 0;
      await clock.advanceUntil(async () => {
        passedMs += stepMs;
        return (await getReport()) !== null || passedMs > timeoutMs;
      }, stepMs);
      const report = await getReport();
      cells.push(report?.summary ?? 'nothing');
      if (!isOurs) continue;

      expect(report, `${client} settles`).not.toBeNull();
      const isCompleted = portal.tasks().find(({ ID }) => ID === id)?.outcome !== null;
      if (report?.summary.startsWith('completed')) expect(isCompleted, client).toBe(true);
      if (report?.outcome === 'not-completed') expect(isCompleted, client).toBe(false);
    }
    expect(
      `| ${[name, ...cells.map((cell) => cell.replace(/[A-Z_]{7,}/, '`$&`'))].join(' | ')} |`,
    ).toBe(row(name));
  });
}

test('README: the clients', { tag: '@chromium' }, () => {
  expect(row('')).toBe(`| | ${CLIENTS.map(([, name]) => name).join(' | ')} |`);
});

/**
 * Browsers resend a request in their own ways. The other failures are the same in every browser. What this package reports
 * for the rest is proved by the native tests of the state machine.
 *
 * @param {import('../../www/portal/index.js').FaultSpec | undefined} fault
 */
function tagOf(fault) {
  if (fault?.kind === 'reset') return fault.times ? '@chromium' : '@engines';
  return fault?.kind === 'expire-tokens' ? '@chromium' : ['@chromium', '@full'];
}

/** @param {string} name Of a failure; empty for the head of the table. */
function row(name) {
  const readme = readFileSync(new URL('../../README.md', import.meta.url), 'utf8');
  return readme.split('\n').find((line) => line.startsWith(name ? `| ${name} |` : '| | BX24'));
}
