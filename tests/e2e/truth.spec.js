// What is told when something goes wrong: the table in the README, measured cell by cell.
import { readFileSync } from 'node:fs';
import { expect, test } from './laboratory.js';
import { approval } from './tasks.js';

/** @typedef {import('../../www/portal/index.js').FaultSpec} FaultSpec */
/** @typedef {import('./lab/lab.js').Way} Way */

/** @type {Way[]} */
const WAYS = ['BX24.js', 'SDK', 'over BX24', 'over the SDK', 'with a token', 'with a webhook'];

const method = 'bizproc.task.complete';

/** @type {Record<string, { fault?: FaultSpec, afterwards?: { failsWith: string } }>} */
const FAULTS = {
  'connection breaks after the answer was stored': {
    fault: { kind: 'reset', method, after: true, times: 2 },
  },
  'the same, and the browser sends again by itself': {
    fault: { kind: 'reset', method, after: true },
  },
  '502 page after the answer was stored': { fault: { kind: 'html', method } },
  'answer stored, reply later than the timeout': { fault: { kind: 'delay', method } },
  'expired token': { fault: { kind: 'expire-tokens', method } },
  '503 `QUERY_LIMIT_EXCEEDED`, twice': {
    fault: { kind: 'error', method, code: 'QUERY_LIMIT_EXCEEDED', status: 503, times: 2 },
  },
  'workflow fails after the answer was stored': {
    afterwards: { failsWith: 'ERROR_TASK_EXECUTION' },
  },
};

/** Longer than any call of ours may take. */
const PATIENCE = 300_000;

for (const [name, { fault, afterwards }] of Object.entries(FAULTS)) {
  // All else is the same in every browser.
  const tag = fault?.kind === 'reset' ? [] : '@chromium';
  test(`README: ${name}`, { tag }, async ({ openLab }) => {
    test.setTimeout(60_000);
    const cells = await Promise.all(
      WAYS.map(async (way) => {
        const { page, frame, portal } = await openLab({
          tasks: [approval(afterwards && { AFTER_COMPLETION: afterwards })],
        });
        await frame.evaluate((way) => /** @type {any} */ (window).lab.warmUp(way), way);
        if (fault) portal.fault(fault);
        await frame.evaluate((way) => /** @type {any} */ (window).lab.start(way, 11, 1), way);
        const report = () => frame.evaluate(() => /** @type {any} */ (window).lab.report);
        let told = await report();
        for (let passed = 0; !told && passed < PATIENCE; passed += 2_000) {
          // Replies come in real time.
          await page.waitForTimeout(passed === 0 ? 500 : 20);
          await page.clock.fastForward(2_000);
          told = await report();
        }
        const isOurs = !['BX24.js', 'SDK'].includes(way);
        const isCompleted = portal.tasks()[0].outcome !== null;
        if (isOurs) {
          expect(told, `${way} settles`).not.toBeNull();
          if (told.told.startsWith('completed')) expect(isCompleted, way).toBe(true);
          if (told.outcome === 'not-completed') expect(isCompleted, way).toBe(false);
        }
        return told?.told ?? 'nothing';
      }),
    );
    expect(
      `| ${[name, ...cells.map((cell) => cell.replace(/[A-Z_]{7,}/, '`$&`'))].join(' | ')} |`,
    ).toBe(row(name));
  });
}

/** @param {string} name */
function row(name) {
  const readme = readFileSync(new URL('../../README.md', import.meta.url), 'utf8');
  return readme.split('\n').find((line) => line.startsWith(`| ${name} |`));
}
