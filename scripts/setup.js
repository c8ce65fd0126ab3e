// Sets up what building and testing need. Every function here does nothing, and says nothing, when
// what it cares for is there already. Runs before `npm ci`, so it uses only what Node brings along.
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import os from 'node:os';
import path from 'node:path';
import { capture, root, run, Stop } from './run.js';

// wasm-pack needs no exact version, but 0.15 is what the build is known to work with.
const WASM_PACK = '0.15.1';

const windows = process.platform === 'win32';
const isRoot = process.getuid?.() === 0;

/**
 * The npm packages of package-lock.json, in the root or in a folder that has its own.
 *
 * @param {string} folder
 */
export async function packages(folder = '.') {
  const locked = readLock(`${folder}/package-lock.json`);
  if (!locked) {
    say('Installing the npm packages: there is no package-lock.json yet.');
    return run(['npm', 'install', '--no-audit', '--no-fund'], environment());
  }
  // npm notes in this file what it has installed. Comparing contents, not times, is right even after
  // a change of branch; optional packages of other platforms are locked but never installed.
  const installed = readLock(`${folder}/node_modules/.package-lock.json`);
  const ready = Object.entries(locked).every(([name, { version, optional }]) => {
    const there = installed?.[name];
    return name === '' || (there ? there.version === version : installed && optional);
  });
  if (ready) return;
  const modules = path.join(folder, 'node_modules');
  say(
    `Installing the npm packages: ${modules} is ${installed ? 'not what is locked' : 'missing'}.`,
  );
  await run(['npm', 'ci', '--prefix', folder, '--no-audit', '--no-fund'], environment());
}

/** The Rust toolchain, its components and the wasm target, as rust-toolchain.toml names them. */
export async function rust() {
  // Without automatic installation the question stays a question: what is missing is announced first.
  const env = { ...environment(), RUSTUP_AUTO_INSTALL: '0' };
  if (capture(['rustup', '--version'], env) === null) {
    throw new Stop('Rust is missing. Install rustup from https://rustup.rs, then run this again.');
  }
  const wanted = readText('rust-toolchain.toml')
    .match(/^(components|targets)\b.*$/gm)
    ?.flatMap((line) => [...line.matchAll(/"(.+?)"/g)].map(([, name]) => name));
  const installed = capture(['rustup', 'component', 'list', '--installed'], env);
  const missing = wanted?.filter((name) => !installed?.includes(name));
  if (installed !== null && !missing?.length) return;
  say(
    `Installing ${missing?.length && installed ? missing.join(', ') : 'the Rust toolchain'} with rustup.`,
  );
  await run(['rustup', 'toolchain', 'install', '--no-self-update'], env);
}

/** wasm-pack, which builds the package and runs the tests in the browser. */
export async function wasmPack() {
  const series = WASM_PACK.replace(/\d+$/, '');
  await tool('wasm-pack', WASM_PACK, (version) => version.startsWith(series), ['--locked']);
}

/** wasm-bindgen and its test runner, which must be of the version the crate is compiled with. */
export async function wasmBindgen() {
  const version = wasmBindgenVersion();
  if (!version)
    throw new Stop('Cargo.lock does not name wasm-bindgen: run `cargo generate-lockfile`.');
  // Its --locked build is broken: the lock file it was published with does not compile.
  await tool('wasm-bindgen-cli', version, (found) => found === version, []);
}

/**
 * Chromium or Chrome, and the chromedriver for it. Without a chromedriver wasm-pack gets itself one.
 *
 * @returns {Promise<{ chrome: string, chromedriver: string | null }>}
 */
export async function browser() {
  let chrome = findChrome();
  // On Debian both come from the same source, so that they fit. (Ubuntu's package is a mere pointer
  // to a snap.) A browser somebody chose by CHROME_PATH is not to be replaced.
  if (isRoot && isDebian() && !(chrome && (process.env.CHROME_PATH || findDriver(chrome)))) {
    say(`Installing chromium with apt-get: ${chrome ? 'its chromedriver is' : 'it is'} missing.`);
    const env = { ...environment(), DEBIAN_FRONTEND: 'noninteractive' };
    const install = ['apt-get', 'install', '-y', '--no-install-recommends'];
    await run(['apt-get', 'update', '-qq'], env)
      .then(() => run([...install, '-qq', 'chromium', 'chromium-driver'], env))
      .catch((error) => say(error.message));
    chrome = findChrome();
  }
  if (!chrome) {
    say('Installing Chromium with Playwright: no Chrome or Chromium was found.');
    const withLibraries = isRoot ? ['--with-deps'] : [];
    await run(['playwright', 'install', ...withLibraries, 'chromium'], environment()).catch(
      (error) => say(error.message),
    );
    chrome = findChrome();
  }
  if (!chrome) {
    throw new Stop(
      'The tests need a browser. Install Chromium or Google Chrome, or set CHROME_PATH to one.',
    );
  }
  return { chrome, chromedriver: findDriver(chrome) };
}

/** Builds pkg/ if it is not complete or older than what it is built from. */
export async function pkg() {
  const exported = Object.values(JSON.parse(readText('package.json')).exports)
    .flatMap((entry) => (typeof entry === 'string' ? entry : Object.values(entry)))
    .filter((file) => file.startsWith('./pkg/'));
  const sources = [
    'Cargo.toml',
    'Cargo.lock',
    'rust-toolchain.toml',
    'scripts/build.js',
    'src',
  ].concat(readdirSync(path.join(root, 'src'), { recursive: true }).map((file) => `src/${file}`));
  // The time of a file's last change of any kind: a copied file may keep its time of modification.
  const built = Math.min(...exported.map((file) => stat(file)?.ctimeMs ?? 0));
  const changed = Math.max(...sources.map((file) => stat(file)?.mtimeMs ?? 0));
  if (built > changed) return;
  say(`Building pkg/: it is ${built ? 'older than its sources' : 'not complete'}.`);
  await run([process.execPath, 'scripts/build.js'], environment());
}

/**
 * The environment for every command: the tools installed here come first on its PATH, and
 * CHROME_PATH says which browser to use.
 *
 * @returns {NodeJS.ProcessEnv}
 */
export function environment() {
  // Windows spells the name "Path", and must not get both.
  const { PATH = '', ...rest } = process.env;
  const bindgen = wasmBindgenVersion();
  const chrome = findChrome();
  const folders = [
    // Holds wasm-opt as well, of the npm package binaryen: wasm-pack takes it from the PATH.
    path.join(root, 'node_modules', '.bin'),
    path.join(toolFolder('wasm-pack', WASM_PACK), 'bin'),
    ...(bindgen ? [path.join(toolFolder('wasm-bindgen-cli', bindgen), 'bin')] : []),
    PATH,
    // Where rustup has just been installed, the shell may not know it yet.
    path.join(process.env.CARGO_HOME ?? path.join(os.homedir(), '.cargo'), 'bin'),
  ];
  return {
    ...rest,
    PATH: folders.join(path.delimiter),
    ...(chrome && { CHROME_PATH: chrome }),
  };
}

/** Where tools are kept from one clone to the next. */
const cache = path.join(
  process.env.XDG_CACHE_HOME ||
    (windows && process.env.LOCALAPPDATA) ||
    path.join(os.homedir(), '.cache'),
  'bizproc-tasks',
);

/**
 * @param {string} name
 * @param {string} version
 */
function toolFolder(name, version) {
  return path.join(cache, `${name}-${version}`);
}

/**
 * A tool of crates.io: the one on the PATH if its version fits, else one of our own.
 *
 * @param {string} name
 * @param {string} version
 * @param {(version: string) => boolean} fits
 * @param {string[]} options
 */
async function tool(name, version, fits, options) {
  const command = name === 'wasm-bindgen-cli' ? 'wasm-bindgen' : name;
  const found = capture([command, '--version'], environment())?.match(/\d+\.\d+\.\d+/)?.[0];
  if (found && fits(found)) return;
  say(
    `Installing ${name} ${version} with cargo, once for all clones: ${found ? `${found} does not fit` : 'it is missing'}. This takes a few minutes.`,
  );
  await run(
    [
      'cargo',
      'install',
      name,
      '--version',
      version,
      '--root',
      toolFolder(name, version),
      ...options,
    ],
    environment(),
  );
}

/** The version of wasm-bindgen that the crate is compiled with. */
function wasmBindgenVersion() {
  return readText('Cargo.lock').match(/name = "wasm-bindgen"\r?\nversion = "(.+?)"/)?.[1];
}

function findChrome() {
  const { CHROME_PATH } = process.env;
  if (CHROME_PATH) return existsSync(CHROME_PATH) ? CHROME_PATH : null;
  const names = ['chromium', 'google-chrome', 'google-chrome-stable', 'chrome', 'chromium-browser'];
  const places = (process.env.PATH ?? '')
    .split(path.delimiter)
    .flatMap((folder) => names.map((name) => path.join(folder, windows ? `${name}.exe` : name)));
  places.push('/Applications/Google Chrome.app/Contents/MacOS/Google Chrome');
  for (const folder of [
    process.env.PROGRAMFILES,
    process.env['PROGRAMFILES(X86)'],
    process.env.LOCALAPPDATA,
  ]) {
    if (folder) places.push(path.join(folder, 'Google/Chrome/Application/chrome.exe'));
  }
  return places.find((place) => existsSync(place)) ?? playwrightChromium();
}

/** Where Playwright keeps the Chromium that it has downloaded. */
function playwrightChromium() {
  try {
    const { chromium } = createRequire(import.meta.url)('@playwright/test');
    const place = chromium.executablePath();
    return existsSync(place) ? place : null;
  } catch {
    // The npm packages are not installed yet.
    return null;
  }
}

/**
 * The chromedriver of the same version as the browser.
 *
 * @param {string} chrome
 */
function findDriver(chrome) {
  const major = (/** @type {string} */ command) =>
    capture([command, '--version'], process.env)?.match(/(\d+)\.\d+\.\d+/)?.[1];
  const driver = major('chromedriver');
  return driver && driver === major(chrome) ? 'chromedriver' : null;
}

function isDebian() {
  return /^ID="?debian"?$/m.test(readText('/etc/os-release'));
}

/** @param {string} file */
function readText(file) {
  const place = path.resolve(root, file);
  return existsSync(place) ? readFileSync(place, 'utf8') : '';
}

/**
 * @param {string} file
 * @returns {Record<string, { version?: string, optional?: boolean }> | null}
 */
function readLock(file) {
  const text = readText(file);
  return text ? JSON.parse(text).packages : null;
}

/** @param {string} file */
function stat(file) {
  return statSync(path.join(root, file), { throwIfNoEntry: false });
}

/** @param {string} text */
function say(text) {
  console.log(`\n» ${text}`);
}
