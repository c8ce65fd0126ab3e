// Measures the validation of a form of 12 fields with this package, zod, valibot and ajv, in one page of Chromium:
// `npm run bench:validate`. Times differ between machines, but ratios hardly do.
import { openBrowser } from './bench-browser.js';
import { main, ScriptError } from './run.js';

/** @typedef {import('./bench-validate/page.js').Result} Result */

/** The goals as multiples of zod's time (docs/decisions/boundary.md). */
const GOALS = { valid: 8, invalid: 3 };

await main(async () => {
  const { browser, script } = await openBrowser('scripts/bench-validate/page.js');
  try {
    const page = await browser.newPage();
    await page.addScriptTag({ type: 'module', content: script });
    await page.waitForFunction(() => 'measure' in window);
    /** @type {Result[]} */
    const results = await page.evaluate(() => /** @type {any} */ (window).measure());
    print(results);
  } finally {
    await browser.close();
  }
});

/** @param {Result[]} results */
function print(results) {
  const zod = results.find(({ way }) => way === 'zod');
  const ours = results.find(({ way }) => way === 'taskSchema');
  if (!zod || !ours) throw new ScriptError('The page did not measure all ways.');
  console.table(
    Object.fromEntries(
      results.map(({ way, valid, invalid, issues }) => [
        way,
        {
          'valid, µs': valid.toFixed(2),
          '× zod': (valid / zod.valid).toFixed(1),
          'invalid, µs': invalid.toFixed(2),
          '× zod ': (invalid / zod.invalid).toFixed(1),
          issues,
        },
      ]),
    ),
  );
  for (const kind of /** @type {const} */ (['valid', 'invalid'])) {
    const ratio = ours[kind] / zod[kind];
    const verdict = ratio <= GOALS[kind] ? 'met' : 'not met';
    console.log(`${kind}: ${ratio.toFixed(1)} × zod, goal ${GOALS[kind]} ×: ${verdict}`);
  }
}
