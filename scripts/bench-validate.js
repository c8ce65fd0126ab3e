// Measures the validation of a form of 12 fields with this package, zod, valibot and ajv, in one page of Chromium:
// `npm run bench:validate`. Times differ between machines, but ratios hardly do.
import path from 'node:path';
import { main, root, ScriptError } from './run.js';
import * as setup from './setup.js';

/** @typedef {import('./bench-validate/page.js').Result} Result */

/** The goals as multiples of zod's time (docs/decisions/boundary.md). */
const GOALS = { valid: 8, invalid: 3 };

await main(async () => {
  await setup.buildTools();
  const { chrome } = await setup.browser();
  await setup.dist();

  // These imports need packages that were just installed.
  const { build } = await import('esbuild');
  const { chromium } = await import('@playwright/test');
  const { outputFiles } = await build({
    entryPoints: [path.join(root, 'scripts/bench-validate/page.js')],
    bundle: true,
    minify: true,
    format: 'esm',
    target: 'es2022',
    write: false,
    logLevel: 'error',
  });
  const browser = await chromium.launch({
    executablePath: chrome,
    args: ['--no-sandbox', '--disable-gpu'],
  });
  try {
    const page = await browser.newPage();
    await page.addScriptTag({ type: 'module', content: outputFiles[0]?.text });
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
