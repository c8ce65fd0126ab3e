// What the benchmarks that run in one page of Chromium share.
import path from 'node:path';
import { root } from './run.js';
import * as setup from './setup.js';

/**
 * Builds the package, bundles a benchmark's script, and opens Chromium.
 *
 * @param {string} entry the script, relative to the project's folder
 */
export async function openBrowser(entry) {
  await setup.buildTools();
  const { chrome } = await setup.browser();
  await setup.dist();

  // These imports need packages that were just installed.
  const { build } = await import('esbuild');
  const { chromium } = await import('@playwright/test');
  const { outputFiles } = await build({
    entryPoints: [path.join(root, entry)],
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
  return { browser, script: outputFiles[0]?.text ?? '' };
}
