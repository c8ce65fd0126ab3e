// Checks whether the committed state can be released. All checks run, also after one has failed.
// `npm run release:check -- quick` leaves out the checks that take minutes.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { capture, main, root, run, ScriptError } from './run.js';
import * as setup from './setup.js';

/** @param {string} file */
const read = (file) => readFileSync(path.join(root, file), 'utf8');
const manifest = JSON.parse(read('package.json'));
const env = setup.environment();

/** `cargo package` has its own target directory. */
const target = ['--target-dir', path.join(root, 'target/crate')];
// A separate check tests that everything is committed.
const crate = ['cargo', 'package', '--locked', '--quiet', '--allow-dirty'];

/**
 * Each returns its result, and throws if the check fails.
 *
 * @type {Record<string, () => string | Promise<string>>}
 */
const quick = {
  'one version'() {
    const lock = JSON.parse(read('package-lock.json'));
    const versions = {
      'package.json': manifest.version,
      'package-lock.json': lock.version,
      'package-lock.json, its root': lock.packages[''].version,
      'Cargo.toml': match('Cargo.toml', /^version = "(.+)"$/m),
      'Cargo.lock': match('Cargo.lock', /name = "bizproc-tasks"\r?\nversion = "(.+)"/),
    };
    const reported = Object.entries(versions).map(([file, version]) => `${file} ${version}`);
    if (new Set(Object.values(versions)).size > 1) throw new ScriptError(reported.join(', '));
    if (!/^\d+\.\d+\.\d+(-[\w.]+)?$/.test(manifest.version))
      throw new ScriptError(manifest.version);
    return manifest.version;
  },

  'its changes are in the changelog'() {
    const [unreleased, latest] = read('CHANGELOG.md').split(/^## /m).slice(1);
    if (!unreleased?.startsWith('[Unreleased]')) throw new ScriptError('there is no [Unreleased]');
    const open = unreleased.split('\n').filter((line) => line.startsWith('- ')).length;
    if (open) throw new ScriptError(`[Unreleased] has ${open} changes that belong to a version`);
    const [, version, day] = latest?.match(/^\[(.+?)\] - (\d{4}-\d{2}-\d{2})\n/) ?? [];
    if (version !== manifest.version) {
      throw new ScriptError(`the latest is ${version ?? 'none'}, not ${manifest.version}`);
    }
    return `${version} of ${day}`;
  },

  'the manifests are complete'() {
    const needed = [
      'description',
      'keywords',
      'homepage',
      'bugs',
      'repository',
      'license',
      'type',
      'engines',
      'exports',
      'types',
      'sideEffects',
      'files',
    ];
    const missing = needed.filter((name) => manifest[name] === undefined);
    if (manifest.private) missing.push('it is private');
    for (const name of [
      'description',
      'license',
      'repository',
      'readme',
      'keywords',
      'categories',
    ]) {
      if (!new RegExp(`^${name} = `, 'm').test(read('Cargo.toml'))) missing.push(`crate: ${name}`);
    }
    for (const name of ['description', 'license']) {
      const both = [manifest[name], match('Cargo.toml', new RegExp(`^${name} = "(.+)"$`, 'm'))];
      if (both[0] !== both[1]) missing.push(`one ${name} for both`);
    }
    if (missing.length) throw new ScriptError(`missing: ${missing.join(', ')}`);
    return 'package.json and Cargo.toml';
  },

  'everything is committed'() {
    const status = capture(['git', 'status', '--porcelain'], env);
    if (status === null) throw new ScriptError('git status failed');
    const files = status.trimEnd().split('\n').filter(Boolean);
    if (files.length)
      throw new ScriptError(`${files.length} files are not committed: ${firstFew(files)}`);
    return capture(['git', 'log', '-1', '--format=%h %s'], env)?.trim() ?? '';
  },

  'the package holds what it is to hold'() {
    const packed = capture(['npm', 'pack', '--dry-run', '--json', '--ignore-scripts'], env);
    if (!packed) throw new ScriptError('npm pack failed');
    /** @type {{ files: { path: string }[], size: number }[]} */
    const [{ files, size }] = /** @type {any} */ (Object.values(JSON.parse(packed)));
    const names = files.map((file) => file.path);
    const wanted = read('tests/package/contents.txt').trim().split(/\r?\n/);
    const wrong = [
      ...names.filter((name) => !wanted.includes(name)).map((name) => `+ ${name}`),
      ...wanted.filter((name) => !names.includes(name)).map((name) => `- ${name}`),
    ];
    if (wrong.length)
      throw new ScriptError(`unlike tests/package/contents.txt: ${firstFew(wrong)}`);
    return `${names.length} files, ${size} bytes`;
  },

  'the crate holds only what is committed'() {
    const packed = capture([...crate, '--list'], env);
    const tracked = capture(['git', 'ls-files'], env)?.split('\n');
    if (!packed || !tracked) throw new ScriptError('cargo package --list failed');
    const names = packed.trim().split(/\r?\n/);
    // Cargo adds these by itself.
    const own = ['.cargo_vcs_info.json', 'Cargo.toml.orig'];
    const unexpected = names.filter((name) => ![...tracked, ...own].includes(name));
    if (unexpected.length) throw new ScriptError(firstFew(unexpected));
    return `${names.length} files`;
  },

  async 'the crate can be packed'() {
    await run([...crate, ...target, '--no-verify'], env);
    return 'cargo package --no-verify';
  },
};

/** @type {typeof quick} */
const thorough = {
  async 'the packed crate builds by itself'() {
    // src/browser is compiled for wasm32 only.
    await run([...crate, ...target, '--target', 'wasm32-unknown-unknown'], env);
    return 'cargo package for wasm32-unknown-unknown';
  },

  async 'the tests pass'() {
    await run(['npm', 'test'], env);
    return 'npm test';
  },

  async 'it runs everywhere'() {
    if (!manifest.scripts['test:matrix']) throw new ScriptError('there is no npm run test:matrix');
    await run(['npm', 'run', 'test:matrix'], env);
    return 'npm run test:matrix';
  },
};

await main(async () => {
  const isQuick = process.argv[2] === 'quick';
  if (process.argv.length > (isQuick ? 3 : 2))
    throw new ScriptError('The only argument is "quick".');
  // A fresh checkout has no dist/, and an old one is not what is published.
  await setup.buildTools();
  await setup.dist();
  await setup.demo();
  const results = [];
  for (const [name, check] of Object.entries(isQuick ? quick : { ...quick, ...thorough })) {
    try {
      results.push(`✓ ${name}: ${await check()}`);
    } catch (error) {
      const why = error instanceof ScriptError ? error.message : /** @type {Error} */ (error).stack;
      results.push(`✗ ${name}: ${why}`);
    }
    console.log(results.at(-1));
  }
  const failed = results.filter((result) => result.startsWith('✗'));
  if (!isQuick) console.log(`\n${results.join('\n')}`);
  else for (const name of Object.keys(thorough)) console.log(`– ${name}: left out`);
  if (failed.length) throw new ScriptError(`${failed.length} of ${results.length} checks failed.`);
  console.log(
    `\n${manifest.version} can be released${isQuick ? ', as far as the quick checks tell' : ''}.`,
  );
});

/**
 * @param {string} file
 * @param {RegExp} pattern
 */
function match(file, pattern) {
  return read(file).match(pattern)?.[1] ?? 'none';
}

/** The first names of a long list. @param {string[]} names */
function firstFew(names) {
  const more = names.length > 8 ? `, and ${names.length - 8} more` : '';
  return names.slice(0, 8).join(', ') + more;
}
