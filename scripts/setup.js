// Installs the tools for builds and tests. A function does nothing, and prints nothing, if its tool is already
// installed. Runs before `npm ci`, so it uses only Node's own modules.
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import os from 'node:os';
import path from 'node:path';
import { capture, root, run, ScriptError } from './run.js';

// wasm-pack needs no exact version, but the build is tested with 0.15.
const WASM_PACK = '0.15.1';

// Each version supports every Firefox that is not much older.
const GECKODRIVER = '0.37.1';

const CARGO_FUZZ = '0.13.1';

const CARGO_DENY = '0.20.2';

// Older ones lack parts of WebDriver BiDi that Playwright needs.
const FIREFOX = 153;

const windows = process.platform === 'win32';

/** Debian packages: the WebDriver, which includes engine and browser, and a virtual screen. */
const WEBKIT_PACKAGES = ['webkit2gtk-driver', 'xvfb', 'xauth'];

/** If it is set, and not to 0, the scripts do not install system packages. */
const REFUSAL = 'BIZPROC_TASKS_NO_SYSTEM_INSTALL';

/**
 * The npm packages of package-lock.json, in the project's root or in a folder with its own manifest.
 *
 * @param {string} [folder]
 */
export async function packages(folder = '.') {
  const here = folder === '.' ? '' : ` for ${folder}`;
  const options = ['--no-audit', '--no-fund', '--prefix', folder];
  const locked = readLock(`${folder}/package-lock.json`);
  if (!locked) {
    log(`Installing the npm packages${here}: there is no package-lock.json yet.`);
    return run(['npm', 'install', ...options], environment());
  }
  // npm lists the installed packages in this file. Comparing contents instead of times is also right after a change of
  // branch. Optional packages of other platforms are locked but never installed.
  const installed = readLock(`${folder}/node_modules/.package-lock.json`);
  const ready = Object.entries(locked).every(([name, { version, optional }]) => {
    const there = installed?.[name];
    return name === '' || (there ? there.version === version : installed && optional);
  });
  if (ready) return;
  log(
    `Installing the npm packages${here}: node_modules is ${installed ? 'not what is locked' : 'missing'}.`,
  );
  await run(['npm', 'ci', ...options], environment());
}

/** The Rust toolchain, its components and the wasm target of rust-toolchain.toml. */
export async function rust() {
  // Without automatic installation, so that a missing toolchain is announced first.
  const env = { ...environment(), RUSTUP_AUTO_INSTALL: '0' };
  if (capture(['rustup', '--version'], env) === null) {
    throw new ScriptError(
      'Rust is missing. Install rustup from https://rustup.rs, then run this again.',
    );
  }
  const wanted = readText('rust-toolchain.toml')
    .match(/^(components|targets)\b.*$/gm)
    ?.flatMap((line) => [...line.matchAll(/"(.+?)"/g)].map(([, name]) => name));
  const installed = capture(['rustup', 'component', 'list', '--installed'], env);
  const missing = wanted?.filter((name) => !installed?.includes(name));
  if (installed !== null && !missing?.length) return;
  log(
    `Installing ${missing?.length && installed ? missing.join(', ') : 'the Rust toolchain'} with rustup.`,
  );
  await run(['rustup', 'toolchain', 'install', '--no-self-update'], env);
}

/** wasm-pack, which builds the package and runs the tests in the browser. */
async function wasmPack() {
  const series = WASM_PACK.replace(/\d+$/, '');
  await tool('wasm-pack', WASM_PACK, (version) => version.startsWith(series), ['--locked']);
}

/** wasm-bindgen and its test runner, in the version with which the crate is compiled. */
async function wasmBindgen() {
  const version = wasmBindgenVersion();
  if (!version)
    throw new ScriptError('Cargo.lock does not name wasm-bindgen: run `cargo generate-lockfile`.');
  // Without --locked: its published lock file does not compile.
  await tool('wasm-bindgen-cli', version, (found) => found === version, []);
}

/**
 * Chromium or Chrome, and its chromedriver. Without a chromedriver wasm-pack downloads one.
 *
 * @returns {Promise<{ chrome: string, chromedriver: string | null }>}
 */
export async function browser() {
  let chrome = findChrome();
  // On Debian both come from the same source, so they match. (Ubuntu's package only refers to a snap.) A browser in
  // CHROME_PATH is not replaced.
  if (isDebian() && !(chrome && (process.env.CHROME_PATH || findDriver(chrome)))) {
    const missing = chrome ? 'the chromedriver of Chromium is missing' : 'Chromium is missing';
    await installSystemPackages(['chromium', 'chromium-driver'], missing);
    chrome = findChrome();
  }
  if (!chrome) {
    const withLibraries = mayInstallSystemPackages();
    log(
      `No Chrome or Chromium was found. Playwright downloads one into its cache, ${
        withLibraries
          ? `and installs its libraries with the system's package manager; ${REFUSAL}=1 prevents that.`
          : 'without its libraries. If it does not start, run: sudo npx playwright install-deps chromium'
      }`,
    );
    const libraries = withLibraries ? ['--with-deps'] : [];
    await run(['playwright', 'install', ...libraries, 'chromium'], environment()).catch((error) =>
      log(error.message),
    );
    chrome = findChrome();
  }
  if (!chrome) {
    throw new ScriptError(
      'The tests need a browser. Install Chromium or Google Chrome, or set CHROME_PATH to one.',
    );
  }
  return { chrome, chromedriver: findDriver(chrome) };
}

/**
 * Firefox, with a geckodriver on the PATH of the environment. Prints the reason and returns null if they are not
 * available. Then the tests run without Firefox.
 *
 * @returns {Promise<string | null>}
 */
export async function firefox() {
  let problem = firefoxProblem();
  // A browser in FIREFOX_PATH is not replaced.
  if (problem && isDebian() && !process.env.FIREFOX_PATH) {
    await installSystemPackages(['firefox-esr'], problem);
    problem = firefoxProblem();
  }
  const place = findFirefox();
  if (problem || !place) {
    log(`Testing without Firefox: ${problem}. Install it, or set FIREFOX_PATH to one.`);
    return null;
  }
  try {
    await tool('geckodriver', GECKODRIVER, () => true, ['--locked']);
  } catch (error) {
    if (!(error instanceof ScriptError)) throw error;
    log(`Testing without Firefox: there is no geckodriver for it (${error.message}).`);
    return null;
  }
  return place;
}

/**
 * The WebDriver of WebKitGTK, if there is a virtual screen. Prints the reason and returns null if they are not
 * available.
 *
 * @returns {Promise<string | null>}
 */
export async function webkit() {
  let problem = webkitProblem();
  if (problem && isDebian()) {
    await installSystemPackages(WEBKIT_PACKAGES, problem);
    problem = webkitProblem();
  }
  if (!problem) return findOnPath(['WebKitWebDriver']);
  log(`Testing without WebKit: ${problem}. Debian's packages are ${WEBKIT_PACKAGES.join(', ')}.`);
  return null;
}

/** cargo-fuzz, which needs no nightly toolchain without a sanitizer. */
export async function cargoFuzz() {
  await tool('cargo-fuzz', CARGO_FUZZ, () => true, ['--locked']);
}

/** cargo-deny, which checks licences and sources of dependencies. It compiles in three minutes on two cores. */
export async function cargoDeny() {
  await tool('cargo-deny', CARGO_DENY, () => true, ['--locked']);
}

/** The npm packages, and the tools that compile the crate. */
export async function buildTools() {
  await packages();
  await rust();
  await wasmPack();
  await wasmBindgen();
}

/** Builds dist/ if it is not complete, or older than its sources. */
export async function dist() {
  const exported = Object.values(JSON.parse(readText('package.json')).exports)
    .flatMap((entry) => (typeof entry === 'string' ? entry : Object.values(entry)))
    .filter((file) => file.startsWith('./dist/'));
  const sources = [
    '.cargo/config.toml',
    'build.rs',
    'Cargo.toml',
    'Cargo.lock',
    'rust-toolchain.toml',
    'scripts/build.js',
    'src',
  ].concat(readdirSync(path.join(root, 'src'), { recursive: true }).map((file) => `src/${file}`));
  // The time of a file's last change, including its metadata: a copied file may keep its time of modification.
  const built = Math.min(...exported.map((file) => stat(file)?.ctimeMs ?? 0));
  const changed = Math.max(...sources.map((file) => stat(file)?.mtimeMs ?? 0));
  if (built > changed) return;
  log(`Building dist/: it is ${built ? 'older than its sources' : 'not complete'}.`);
  await run([process.execPath, 'scripts/build.js'], environment());
}

/** Builds dist/demo and the app's archive if they are missing, or older than their sources. */
export async function demo() {
  // The archive contains the package.
  const sources = ['scripts/build-demo.js', 'scripts/build-app.js', 'dist/index.js'];
  for (const folder of ['www/app', 'www/widget', 'www/comparison']) {
    for (const file of readdirSync(path.join(root, folder), { recursive: true })) {
      if (!String(file).startsWith('dist')) sources.push(`${folder}/${file}`);
    }
  }
  const outputs = [
    'dist/demo/widget/index.html',
    'dist/bizproc-tasks-app.zip',
    'target/app/index.html',
  ];
  const built = Math.min(...outputs.map((file) => stat(file)?.ctimeMs ?? 0));
  const changed = Math.max(...sources.map((file) => stat(file)?.mtimeMs ?? 0));
  if (built > changed) return;
  log(`Building dist/demo: it is ${built ? 'older than its sources' : 'missing'}.`);
  await run([process.execPath, 'scripts/build-demo.js'], environment());
  await run([process.execPath, 'scripts/build-app.js'], environment());
}

/**
 * The environment for every command: the tools installed here are first on its PATH, and CHROME_PATH is the browser.
 *
 * @returns {NodeJS.ProcessEnv}
 */
export function environment() {
  // Windows spells the name "Path". The environment must not contain both.
  const { PATH = '', ...rest } = process.env;
  const bindgen = wasmBindgenVersion();
  const chrome = findChrome();
  const folders = [
    // Also contains wasm-opt of the npm package binaryen: wasm-pack finds it on the PATH.
    path.join(root, 'node_modules', '.bin'),
    path.join(toolFolder('wasm-pack', WASM_PACK), 'bin'),
    ...(bindgen ? [path.join(toolFolder('wasm-bindgen-cli', bindgen), 'bin')] : []),
    path.join(toolFolder('geckodriver', GECKODRIVER), 'bin'),
    path.join(toolFolder('cargo-fuzz', CARGO_FUZZ), 'bin'),
    path.join(toolFolder('cargo-deny', CARGO_DENY), 'bin'),
    PATH,
    // If rustup was just installed, the shell may not find it yet.
    path.join(process.env.CARGO_HOME ?? path.join(os.homedir(), '.cargo'), 'bin'),
  ];
  return {
    ...rest,
    PATH: folders.join(path.delimiter),
    ...(chrome && { CHROME_PATH: chrome }),
  };
}

/** The folder of the tools, which all clones share. */
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
 * A tool of crates.io: the one on the PATH if its version matches, otherwise an own copy.
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
  log(
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
  return (
    findProgram(
      names,
      '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
      'Google/Chrome/Application/chrome.exe',
    ) ?? playwrightChromium()
  );
}

/**
 * A program on the PATH, or in its usual folder on macOS and Windows.
 *
 * @param {string[]} names
 * @param {string} onMac
 * @param {string} onWindows in the folder for programs
 */
function findProgram(names, onMac, onWindows) {
  const places = [onMac];
  for (const folder of [
    process.env.PROGRAMFILES,
    process.env['PROGRAMFILES(X86)'],
    process.env.LOCALAPPDATA,
  ]) {
    if (folder) places.push(path.join(folder, onWindows));
  }
  return findOnPath(names) ?? places.find((place) => existsSync(place)) ?? null;
}

/** @param {string[]} names */
function findOnPath(names) {
  const places = (process.env.PATH ?? '')
    .split(path.delimiter)
    .flatMap((folder) => names.map((name) => path.join(folder, windows ? `${name}.exe` : name)));
  return places.find((place) => existsSync(place)) ?? null;
}

/** The path of Playwright's downloaded Chromium. */
function playwrightChromium() {
  try {
    const { chromium } = createRequire(import.meta.url)('@playwright/test');
    const place = chromium.executablePath();
    return existsSync(place) ? place : null;
  } catch {
    // The npm packages may not be installed yet.
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

/** The problem with the installed Firefox; an empty text if there is none. */
function firefoxProblem() {
  const place = findFirefox();
  if (!place) return 'no Firefox was found';
  const version = Number(capture([place, '--version'], process.env)?.match(/(\d+)\.\d/)?.[1]);
  return version < FIREFOX ? `Firefox ${version} is older than ${FIREFOX}` : '';
}

/** The missing parts for WebKit; an empty text if there are none. */
function webkitProblem() {
  const missing = ['WebKitWebDriver', 'xvfb-run', 'xauth'].find((name) => !findOnPath([name]));
  return missing ? `there is no ${missing}` : '';
}

function findFirefox() {
  const { FIREFOX_PATH } = process.env;
  if (FIREFOX_PATH) return existsSync(FIREFOX_PATH) ? FIREFOX_PATH : null;
  // A snap cannot read the profiles of drivers, and its "firefox" is first on the PATH.
  const names = existsSync('/snap/bin/firefox') ? ['firefox-esr'] : ['firefox', 'firefox-esr'];
  return findProgram(
    names,
    '/Applications/Firefox.app/Contents/MacOS/firefox',
    'Mozilla Firefox/firefox.exe',
  );
}

/** Whether this user may install system packages, and has not refused it. */
function mayInstallSystemPackages() {
  return process.getuid?.() === 0 && !isRefused();
}

function isRefused() {
  return !['', '0'].includes(process.env[REFUSAL] ?? '');
}

/**
 * Installs Debian packages, or prints the command. The caller checks the result.
 *
 * @param {string[]} names
 * @param {string} reason
 */
async function installSystemPackages(names, reason) {
  const command = ['apt-get', 'install', '-y', '--no-install-recommends', ...names];
  if (!mayInstallSystemPackages()) {
    const why = isRefused() ? `${REFUSAL} is set` : 'only root can install it';
    return log(`${reason}, and ${why}. To install it: sudo ${command.join(' ')}`);
  }
  log(`${reason}. Installing ${names.join(' and ')} with apt-get; ${REFUSAL}=1 prevents that.`);
  const env = { ...environment(), DEBIAN_FRONTEND: 'noninteractive' };
  await run(['apt-get', 'update', '-qq'], env)
    .then(() => run(command, env))
    .catch((error) => log(error.message));
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
function log(text) {
  console.log(`\n» ${text}`);
}
