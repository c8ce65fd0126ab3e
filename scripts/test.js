// `npm test` runs all steps, `npm test -- rust web` only the named ones, and `--full` also the tests that take long.
import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { bufferOutput, main, root, run, ScriptError } from './run.js';
import * as setup from './setup.js';

const env = () => setup.environment();

const isFull = process.argv.includes('--full');

/**
 * The command that runs the tests of a folder. It names each file: Node 20 supports no patterns, and Node 22 no
 * folders.
 *
 * @param {string} folder
 * @param {string[]} options
 */
function nodeTests(folder, ...options) {
  const files = readdirSync(path.join(root, folder)).filter((name) => name.endsWith('.test.js'));
  return [process.execPath, '--test', ...options, ...files.map((name) => `${folder}/${name}`)];
}

/** @type {Promise<void> | undefined} */
let installed;

/** Packs the package, and installs it for the apps of tests/matrix: only once, because steps run in parallel. */
function installPackage() {
  installed ??= run([process.execPath, 'tests/matrix/install.js'], env());
  return installed;
}

/** Null if there is none. Then the tests run without it. @type {string | null} */
let firefox = null;

/** @type {Record<string, () => Promise<void>>} */
const steps = {
  /** Formatting, lints, types, and the licences and sources of dependencies. */
  async check() {
    await setup.cargoDeny();
    const deny = ['cargo', 'deny', '--offline', '--locked', '--log-level', 'error', 'check'];
    await run([...deny, 'licenses', 'bans', 'sources'], env());
    await run(['cargo', 'fmt', '--check'], env());
    const lints = ['--locked', '--quiet', '--', '-D', 'warnings'];
    await run(['cargo', 'clippy', '--all-targets', ...lints], env());
    await run(
      ['cargo', 'clippy', '--target', 'wasm32-unknown-unknown', '--all-targets', ...lints],
      env(),
    );
    await run(
      [
        ...['cargo', 'doc', '--locked', '--quiet', '--no-deps', '--document-private-items'],
        ...['--target', 'wasm32-unknown-unknown'],
      ],
      // As in scripts/docs.js, so that the reference is built only once.
      { ...env(), RUSTDOCFLAGS: '-D warnings' },
    );
    await run(['biome', 'ci', '--error-on-warnings', '.'], env());
    await run(['tsc', '--noEmit'], env());
    await run(['tsc', '-p', 'www/examples'], env());
    for (const users of ['bundler', 'node16', 'nodenext', 'sdk']) {
      await run(['tsc', '-p', `tests/types/tsconfig.${users}.json`], env());
    }
  },

  /** The pure layers, natively. */
  async rust() {
    await run(['cargo', 'test', '--locked', '--quiet'], env());
  },

  /** The boundary, in headless browsers in parallel. */
  async web() {
    const { chromedriver } = await setup.browser();
    const test = ['wasm-pack', 'test', '--headless'];
    const driver = chromedriver ? ['--chromedriver', chromedriver] : [];
    const runs = [run([...test, '--chrome', ...driver], env())];
    if (firefox) {
      const firefoxEnv = { ...env(), GECKODRIVER_ARGS: `--binary '${firefox}'` };
      const options = ['--firefox', '--geckodriver', 'geckodriver'];
      // The pure modules are the same in every engine.
      const command = [...test, ...options, '.', '--', 'browser::'];
      runs.push(bufferOutput(() => run(command, firefoxEnv)));
    }
    await Promise.all(runs);
  },

  /** The built package, and its size. */
  async package() {
    await run(nodeTests('tests/package'), env());
  },

  /** Outcomes over the official SDK, in Node. */
  async sdk() {
    await run(nodeTests('tests/sdk'), env());
  },

  /** Apps with the packed package, in the tools that this project uses anyway. */
  async matrix() {
    await installPackage();
    await run(['tsc', '-p', 'tests/matrix/tsconfig.json'], env());
    await run(nodeTests('tests/matrix/basic'), env());
  },

  /** The task's form as a schema, in real form libraries. */
  async forms() {
    await run(['tsc', '-p', 'tests/forms/tsconfig.json'], env());
    await run(nodeTests('tests/forms', '--test-force-exit'), env());
  },

  /** The reference, and the examples of README and guides. */
  async docs() {
    await run([process.execPath, 'scripts/docs.js'], env());
    await run(nodeTests('tests/docs'), env());
  },

  /** The set-up of the tests. */
  async scripts() {
    await run(nodeTests('tests/scripts'), env());
  },

  /** The portal simulator. */
  async portal() {
    await run(nodeTests('tests/portal'), env());
  },

  /** The demo placement, in real browsers against the portal simulator. */
  async e2e() {
    const quick = isFull ? {} : { BIZPROC_TASKS_QUICK: '1' };
    const browsers = { ...env(), ...quick, FIREFOX_PATH: firefox ?? '' };
    await run(['playwright', 'test', '--config', 'tests/e2e/playwright.config.js'], browsers);
  },
};

/**
 * Steps that take long or need many more packages. They run only when they are named.
 *
 * @type {typeof steps}
 */
const more = {
  /** The same apps in all other tools, and the examples. */
  async hosts() {
    await setup.packages('tests/matrix/more');
    await installPackage();
    await run(
      [
        process.execPath,
        'tests/matrix/more/node_modules/vue-tsc/bin/vue-tsc.js',
        '-p',
        'www/examples',
      ],
      env(),
    );
    await run(nodeTests('tests/matrix/more'), env());
  },

  /** The boundary, and the package in pages and in a portal's frame, in Safari's engine. */
  async webkit() {
    const driver = await setup.webkit();
    if (!driver) throw new ScriptError('There is no WebKit to test in.');
    // A virtual screen, because the machine may have none.
    const screen = ['xvfb-run', '--auto-servernum'];
    const test = ['wasm-pack', 'test', '--headless', '--safari', '--safaridriver', driver];
    await run([...screen, ...test], env());
    const webkit = { ...env(), WEBKIT_DRIVER: driver };
    await run([...screen, ...nodeTests('tests/webkit')], webkit);
  },

  /** Known vulnerabilities of dependencies: the list of them is downloaded. */
  async advisories() {
    await setup.cargoDeny();
    await run(['cargo', 'deny', '--locked', 'check', 'advisories'], env());
  },

  /** A million random sequences of faults, 100,000 random tasks, and a minute of each fuzz target. */
  async soak() {
    const test = ['cargo', 'test', '--release', '--locked', '--quiet'];
    await run(test, { ...env(), SEQUENCES: '1000000' });
    const differential = [process.execPath, '--test', 'tests/package/differential.test.js'];
    await run(differential, { ...env(), CASES: '100000' });
    await setup.cargoFuzz();
    for (const target of ['values', 'rows', 'replies']) {
      // New inputs are written to the first folder, not to the one that `cargo test` runs.
      const found = path.join(root, 'fuzz/target/corpus', target);
      mkdirSync(found, { recursive: true });
      const fuzz = ['cargo', 'fuzz', 'run', '--sanitizer', 'none', target];
      const corpora = [found, path.join(root, 'fuzz/corpus', target)];
      await run([...fuzz, ...corpora, '--', '-max_total_time=60'], env());
    }
  },
};

/**
 * Whether a step runs before all others, and alone: cargo uses one target folder, and all processors.
 *
 * @param {string} name
 */
const isExclusive = (name) => ['check', 'rust', 'web', 'webkit', 'soak'].includes(name);

/** The longest steps, the longest first. They start before the others, so that all lanes end at about the same time. */
const LONGEST = ['e2e', 'portal', 'docs', 'matrix'];

/** How many steps run at a time. Tests often wait, so that three steps keep two processors busy. */
const LANES = 3;

await main(async () => {
  const wanted = process.argv.slice(2).filter((word) => word !== '--full');
  const all = { ...steps, ...more };
  const unknown = wanted.find((name) => !(name in all));
  if (unknown)
    throw new ScriptError(`There is no step "${unknown}", only: ${Object.keys(all).join(', ')}.`);

  await setup.buildTools();
  await setup.browser();
  firefox = await setup.firefox();
  await setup.dist();
  await setup.demo();
  const full = async () => ((await setup.webkit()) ? ['hosts', 'webkit'] : ['hosts']);
  const names = wanted.length
    ? Object.keys(all).filter((name) => wanted.includes(name))
    : [...Object.keys(steps), ...(isFull ? await full() : [])];
  /** @type {(name: string, isBuffered: boolean) => Promise<void>} */
  const runStep = async (name, isBuffered) => {
    const start = Date.now();
    console.log(`\n» ${name}`);
    await (isBuffered ? bufferOutput(all[name]) : all[name]());
    console.log(`» ${name}: done in ${Math.round((Date.now() - start) / 1000)} s`);
  };
  for (const name of names.filter(isExclusive)) await runStep(name, false);
  const others = names.filter((name) => !isExclusive(name));
  const queue = [
    ...LONGEST.filter((name) => others.includes(name)),
    ...others.filter((name) => !LONGEST.includes(name)),
  ];
  const isBuffered = queue.length > 1;
  const runLane = async () => {
    for (let name = queue.shift(); name; name = queue.shift()) await runStep(name, isBuffered);
  };
  await Promise.all(Array.from({ length: LANES }, runLane));
  const { version } = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8'));
  console.log(`\nAll of ${wanted.join(', ') || 'it'} passed for bizproc-tasks ${version}.`);
});
