// The package in the environments of test runners, with the settings of docs/bundlers.md.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { test } from 'node:test';
import { promisify } from 'node:util';

const { resolve } = createRequire(import.meta.url);
const cwd = path.join(import.meta.dirname, 'test-runners');
const troubleshooting = readFileSync(
  path.join(import.meta.dirname, '../../../docs/troubleshooting.md'),
  'utf8',
);
const nodeFiles = { setupFiles: ['./node-files.js'] };

/** The settings of Jest by its environments. */
const jest = {
  node: {},
  'jest-fixed-jsdom': nodeFiles,
};

for (const [environment, settings] of Object.entries(jest)) {
  test(`Jest, ${environment}`, { timeout: 120_000 }, async () => {
    const { stderr } = await runJest(['--experimental-vm-modules'], environment, settings);
    assert.match(stderr, /Tests: +2 passed/);
  });
}

for (const { what, node, environment, symptom } of [
  {
    what: 'without ES modules',
    node: [],
    environment: 'node',
    symptom: 'Must use import to load ES Module',
  },
  {
    what: 'with jsdom alone',
    node: ['--experimental-vm-modules'],
    environment: 'jsdom',
    symptom: 'TextDecoder is not defined',
  },
]) {
  test(`Jest, ${what}: docs/troubleshooting.md lists the error`, { timeout: 120_000 }, async () => {
    await assert.rejects(runJest(node, environment), ({ stderr }) => stderr.includes(symptom));
    assert.ok(troubleshooting.includes(symptom));
  });
}

/** The settings of Vitest by its environments. */
const vitest = {
  node: {},
  jsdom: nodeFiles,
  'happy-dom': {},
};

for (const [environment, settings] of Object.entries(vitest)) {
  test(`Vitest, ${environment}`, { timeout: 120_000 }, async () => {
    const options = { environment, globals: true, include: ['*.check.js'], ...settings };
    const config = path.join(cwd, `${environment}.config.js`);
    writeFileSync(config, `export default ${JSON.stringify({ test: options })};`);
    const cli = path.join(path.dirname(resolve('vitest/package.json')), 'vitest.mjs');
    try {
      const { stdout } = await run([cli, 'run'], ['--root', cwd, '--config', config]);
      assert.match(stdout, /Tests +2 passed/);
    } finally {
      rmSync(config);
    }
  });
}

/**
 * @param {string[]} node options of Node
 * @param {string} testEnvironment
 * @param {object} [settings]
 */
function runJest(node, testEnvironment, settings = {}) {
  const options = { testEnvironment, transform: {}, testMatch: ['**/*.check.js'], ...settings };
  return run(
    [...node, resolve('jest/bin/jest')],
    ['--rootDir', cwd, '--config', JSON.stringify(options)],
  );
}

/**
 * @param {string[]} command
 * @param {string[]} options
 */
function run(command, options) {
  const env = { ...process.env, NO_COLOR: '1' };
  return promisify(execFile)(process.execPath, [...command, ...options], { cwd, env });
}
