// Everything that CI runs. `npm test -- rust web` runs only the named steps.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { main, root, run, Stop } from './run.js';
import * as setup from './setup.js';

const env = () => setup.environment();

/** @type {Record<string, () => Promise<void>>} */
const steps = {
  /** Formatting, lints and types. */
  async check() {
    await run(['cargo', 'fmt', '--check'], env());
    const lints = ['--locked', '--quiet', '--', '-D', 'warnings'];
    await run(['cargo', 'clippy', '--all-targets', ...lints], env());
    await run(
      ['cargo', 'clippy', '--target', 'wasm32-unknown-unknown', '--all-targets', ...lints],
      env(),
    );
    await run(['biome', 'ci', '--error-on-warnings', '.'], env());
    await run(['tsc', '--noEmit'], env());
    await run(['tsc', '-p', 'www/examples'], env());
    for (const resolution of ['bundler', 'nodenext']) {
      await run(['tsc', '-p', `tests/types/tsconfig.${resolution}.json`], env());
    }
  },

  /** The pure layers, natively. */
  async rust() {
    await run(['cargo', 'test', '--locked', '--quiet'], env());
  },

  /** The boundary, in a headless browser. */
  async web() {
    const { chromedriver } = await setup.browser();
    const driver = chromedriver ? ['--chromedriver', chromedriver] : [];
    // The runner gives all tests together 20 s, unless it is told otherwise.
    const patient = { ...env(), WASM_BINDGEN_TEST_TIMEOUT: '180' };
    await run(['wasm-pack', 'test', '--headless', '--chrome', ...driver], patient);
  },

  /** The package as it is built, and its size. */
  async package() {
    await run([process.execPath, '--test', 'tests/package/'], env());
  },

  /** Apps with the package as it is packed, in the hosts that this project has anyway. */
  async matrix() {
    await run([process.execPath, 'tests/matrix/install.js'], env());
    await run(['tsc', '-p', 'tests/matrix/tsconfig.json'], env());
    await run([process.execPath, '--test', 'tests/matrix/basic/'], env());
  },

  /** The task's form as a schema, in real form libraries. */
  async forms() {
    await run(['tsc', '-p', 'tests/forms/tsconfig.json'], env());
    await run([process.execPath, '--test', '--test-force-exit', 'tests/forms/'], env());
  },

  /** The portal simulator. */
  async portal() {
    await run([process.execPath, '--test', 'tests/portal/'], env());
  },

  /** The whole, in a real browser against the portal simulator. */
  async e2e() {
    await run(['vite', 'build', 'www/widget', '--logLevel', 'warn'], env());
    await run(['playwright', 'test', '--config', 'tests/e2e/playwright.config.js'], env());
  },
};

/**
 * What needs many packages more, and runs only when it is named.
 *
 * @type {typeof steps}
 */
const more = {
  /** The same apps in all other hosts, and the examples. */
  async hosts() {
    await setup.packages('tests/matrix/more');
    await run([process.execPath, 'tests/matrix/install.js'], env());
    await run(
      [
        process.execPath,
        'tests/matrix/more/node_modules/vue-tsc/bin/vue-tsc.js',
        '-p',
        'www/examples',
      ],
      env(),
    );
    await run([process.execPath, '--test', 'tests/matrix/more/'], env());
  },
};

await main(async () => {
  const wanted = process.argv.slice(2);
  const all = { ...steps, ...more };
  const unknown = wanted.find((name) => !(name in all));
  if (unknown)
    throw new Stop(`There is no step "${unknown}", only: ${Object.keys(all).join(', ')}.`);

  await setup.packages();
  await setup.rust();
  await setup.wasmPack();
  await setup.wasmBindgen();
  await setup.browser();
  await setup.pkg();
  for (const [name, step] of Object.entries(wanted.length ? all : steps)) {
    if (wanted.length && !wanted.includes(name)) continue;
    const start = Date.now();
    console.log(`\n» ${name}`);
    await step();
    console.log(`» ${name}: done in ${Math.round((Date.now() - start) / 1000)} s`);
  }
  const { version } = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8'));
  console.log(`\nAll of ${wanted.join(', ') || 'it'} passed for bizproc-tasks ${version}.`);
});
