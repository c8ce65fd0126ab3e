import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';

const root = path.join(import.meta.dirname, '../..');
/** @param {string} file */
const read = (file) => readFileSync(path.join(root, file), 'utf8');
const manifest = JSON.parse(read('package.json'));

/**
 * The output of a command; if it fails, the output is the error.
 *
 * @param {string[]} command
 */
function execute([name, ...args]) {
  const shell = process.platform === 'win32';
  const { status, stdout, stderr } = spawnSync(name, args, { cwd: root, encoding: 'utf8', shell });
  assert.equal(status, 0, `${stdout}\n${stderr}`);
  return stdout;
}

const folder = mkdtempSync(path.join(os.tmpdir(), 'bizproc-tasks-'));
/** The package as npm packs it. @type {{ filename: string, files: { path: string }[] }} */
let packed;
before(() => {
  const printed = execute(['npm', 'pack', '--json', '--pack-destination', folder]);
  [packed] = Object.values(JSON.parse(printed));
});
after(() => rmSync(folder, { recursive: true, force: true }));

test('the package contains only the listed files', () => {
  const { files } = packed;
  const names = files.map((file) => file.path);
  const expected = read('tests/package/contents.txt').trim().split(/\r?\n/);
  assert.deepEqual(names.sort(), expected.sort());
});

test('the portal simulator adds little to an installation', () => {
  const files = readdirSync(path.join(root, 'www/portal'), {
    recursive: true,
    withFileTypes: true,
  });
  const sizes = files
    .filter((file) => file.isFile())
    .map((file) => statSync(path.join(file.parentPath, file.name)).size);
  const total = sizes.reduce((sum, size) => sum + size, 0);
  assert.ok(total < 400_000, `${total} bytes`);
});

test('publint and attw find no problems', () => {
  const tarball = path.join(folder, packed.filename);
  const bin = path.join(root, 'node_modules/.bin');
  assert.match(execute([path.join(bin, 'publint'), 'run', tarball, '--strict']), /All good!/);
  // The tool fails if it finds a problem. One finding is expected: an ES module does not support the old `require`.
  execute([path.join(bin, 'attw'), tarball, '--profile', 'esm-only']);
});

test('every file that is exported is packed', () => {
  const targets = Object.values(manifest.exports).flatMap((entry) =>
    typeof entry === 'string' ? [entry] : Object.values(entry),
  );
  for (const target of targets) {
    const file = target.slice('./'.length);
    const holds = (/** @type {string} */ name) => file === name || file.startsWith(`${name}/`);
    assert.ok(['package.json', ...manifest.files].some(holds), `${target} is not in "files"`);
  }
});

test('the package has no run-time dependencies and no install scripts', () => {
  assert.equal(manifest.dependencies, undefined);
  for (const script of ['preinstall', 'install', 'postinstall', 'prepare']) {
    assert.equal(manifest.scripts[script], undefined, script);
  }
});

test('what the README links to is there, and what the packed guides link to is packed', () => {
  const packed = read('tests/package/contents.txt').trim().split(/\r?\n/);
  const guides = packed.filter((file) => file.startsWith('docs/') || file === 'llms.txt');
  for (const file of ['README.md', ...guides]) {
    for (const [, link = ''] of read(file).matchAll(/\]\((?!https?:|#)([^)#\s]+)/g)) {
      const target = path.posix.join(path.posix.dirname(file), link);
      // npm shows the README with the files of the repository.
      const isThere =
        file === 'README.md'
          ? existsSync(path.join(root, target))
          : packed.some((name) => name === target || name.startsWith(`${target}/`));
      assert.ok(isThere, `${file}: ${link}`);
    }
  }
});

test('crate and package have one version', () => {
  assert.equal(read('Cargo.toml').match(/^version = "(.+)"$/m)?.[1], manifest.version);
});

test('all addresses of the project are one', () => {
  const repository = read('Cargo.toml').match(/^repository = "(.+)"$/m)?.[1];
  assert.deepEqual(
    [manifest.repository.url, manifest.homepage, manifest.bugs],
    [`git+${repository}.git`, `${repository}#readme`, `${repository}/issues`],
  );
});

// With an additional rlib, cargo silently disables LTO.
test('the crate is only a cdylib', () => {
  assert.match(read('Cargo.toml'), /^crate-type = \["cdylib"\]$/m);
});

test('the module imports nothing but its glue', async () => {
  const module = await WebAssembly.compile(
    readFileSync(path.join(root, 'dist/bizproc_tasks_bg.wasm')),
  );
  const modules = new Set(WebAssembly.Module.imports(module).map((one) => one.module));
  const isGlue = (/** @type {string} */ name) =>
    /^\.\/(bizproc_tasks_bg\.js$|snippets\/)/.test(name);
  assert.deepEqual(
    [...modules].filter((name) => !isGlue(name)),
    [],
  );
});

test('the module names no folder of the machine that built it', () => {
  const module = readFileSync(path.join(root, 'dist/bizproc_tasks_bg.wasm'), 'latin1');
  const folders = [
    root,
    process.env.CARGO_HOME ?? path.join(os.homedir(), '.cargo'),
    execute(['rustc', '--print', 'sysroot']).trim(),
  ];
  assert.deepEqual(
    folders.filter((folder) => module.includes(folder)),
    [],
  );
});
