// Runs examples outside a placement: tests, settings of tools, and the portal simulator itself.
import { spawn } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { root } from './blocks.js';
import { withChecks } from './checks.js';
import { launchOptions } from './chrome.js';

/** @typedef {import('./blocks.js').Block} Block */

/** Inside the package, so that examples can import it by its name. */
export const folder = path.join(root, 'target/examples');

export function clean() {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
}

/**
 * Runs an example in a folder of its own, with a `dist` as that of an app, and returns the folder.
 *
 * @param {Block} block
 * @param {string} address of the placement
 */
export async function runInNode(block, address) {
  const name = `${path.basename(block.file, '.md')}-${block.line}`;
  const cwd = path.join(folder, name);
  mkdirSync(path.join(cwd, 'dist'), { recursive: true });
  // Ports may be in use.
  const { code, count } = withChecks(block.code.replaceAll('8181', '0'));
  if (/from '@playwright\/test'/.test(code) && /\btest\(/.test(code)) {
    writeFileSync(path.join(folder, `${name}.spec.js`), code);
    const use = { baseURL: address, launchOptions };
    const config = {
      testDir: '.',
      testMatch: `${name}.spec.js`,
      reporter: 'line',
      outputDir: 'results',
      use,
    };
    const configFile = path.join(folder, `${name}.config.js`);
    writeFileSync(configFile, `export default ${JSON.stringify(config)};\n`);
    const cli = path.join(root, 'node_modules/@playwright/test/cli.js');
    await run([cli, 'test', '--config', configFile]);
    return cwd;
  }
  const file = path.join(cwd, 'example.js');
  writeFileSync(file, code);
  const runner = path.join(import.meta.dirname, 'run-in-node.js');
  await run([runner, file, String(count), address], cwd);
  return cwd;
}

/**
 * Runs a command of Node. If it fails, rejects with its output.
 *
 * @param {string[]} args
 * @param {string} [cwd]
 * @returns {Promise<string>}
 */
export function run(args, cwd = root) {
  // A nested test would report to this test.
  const { NODE_TEST_CONTEXT, ...env } = process.env;
  const child = spawn(process.execPath, args, { cwd, env });
  let printed = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (data) => {
      printed += data;
    });
  }
  const timer = setTimeout(() => child.kill(), 60_000);
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => {
      clearTimeout(timer);
      if (code === 0) resolve(printed);
      else reject(new Error(printed || `exit code ${code}`));
    });
  });
}
