// Builds the package into dist/.
//
// wasm-pack compiles the crate: the WebAssembly module, and the JavaScript that calls it ("glue"). esbuild bundles the
// glue into the entries of src/js. The main entry contains the module; `bizproc-tasks/url` loads it as a file.
import { copyFileSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { readMessages } from './messages.js';
import { capture, main, root, run } from './run.js';
import { buildTools, environment } from './setup.js';

const sources = path.join(root, 'src/js');
const dist = path.join(root, 'dist');
const WASM = 'bizproc_tasks_bg.wasm';

/**
 * The element imports the main entry by a relative path, so that pages need no import map.
 *
 * @type {import('esbuild').Plugin}
 */
const packageBesides = {
  name: 'package-besides',
  setup({ onResolve }) {
    onResolve({ filter: /^bizproc-tasks$/ }, () => ({ path: './index.js', external: true }));
    onResolve({ filter: /^[./]+\/runtime\.js$/ }, () => ({ path: './runtime.js', external: true }));
  },
};

/**
 * For esbuild the element's style sheet is a text. The style sheets that it imports become part of it.
 *
 * @type {import('esbuild').Plugin}
 */
const styleSheets = {
  name: 'style-sheets',
  setup({ onLoad, esbuild }) {
    onLoad({ filter: /\.css$/ }, async ({ path: file }) => {
      const { outputFiles } = await esbuild.build({
        entryPoints: [file],
        bundle: true,
        minify: true,
        logLevel: 'warning',
        write: false,
      });
      return { contents: outputFiles[0]?.text.trim(), loader: 'text' };
    });
  },
};

/**
 * The language modules import messages as objects.
 *
 * @type {import('esbuild').Plugin}
 */
const messages = {
  name: 'messages',
  setup({ onLoad }) {
    onLoad({ filter: /\.txt$/ }, ({ path: file }) => ({
      contents: JSON.stringify(readMessages(file)),
      loader: 'json',
    }));
  },
};

/** @satisfies {import('esbuild').BuildOptions} */
const options = {
  bundle: true,
  format: 'esm',
  target: 'es2022',
  minify: true,
  // Node prints the whole line of an error that nobody catches.
  lineLimit: 2000,
  charset: 'utf8',
  logLevel: 'warning',
};

await main(async () => {
  await buildTools();
  // This import needs packages that were just installed.
  const { build } = await import('esbuild');
  // src/js/runtime.js imports the glue from there.
  const wasmPackOutput = 'target/wasm-pack';
  await run(
    [
      ...['wasm-pack', '--log-level', 'warn', 'build', '.', '--release', '--target', 'web'],
      ...['--no-pack', '--out-dir', wasmPackOutput, '--', '--locked', ...remapPaths()],
    ],
    environment(),
  );
  const wasm = readFileSync(path.join(root, wasmPackOutput, WASM));

  rmSync(dist, { recursive: true, force: true });
  mkdirSync(dist);
  writeFileSync(path.join(dist, WASM), wasm);
  writeFileSync(path.join(dist, 'module.js'), inlineModule(wasm));
  const ownTypings = ['index', 'url', 'element', 'element-react', 'element-vue', WASM];
  for (const typings of ownTypings.map((name) => `${name}.d.ts`)) {
    copyFileSync(path.join(sources, typings), path.join(dist, typings));
  }
  await build({
    ...options,
    entryPoints: ['index.js', 'url.js', 'runtime.js'].map((file) => path.join(sources, file)),
    outdir: dist,
    // Separate files, so that both entries share one instance of the module.
    external: ['./runtime.js', './module.js'],
    define: { BUILD_ID: JSON.stringify(buildId(wasm)) },
    // wasm-bindgen lists a file several times, once for each import from it.
    logOverride: { 'duplicate-object-key': 'silent' },
  });
  await build({
    ...options,
    entryPoints: [path.join(sources, 'element/index.js')],
    outfile: path.join(dist, 'element.js'),
    // Lit's build for servers also runs in browsers, so importing the element is safe everywhere.
    platform: 'neutral',
    conditions: ['node'],
    plugins: [packageBesides, styleSheets],
  });
  const languages = readdirSync(path.join(sources, 'lang')).filter((file) => file.endsWith('.js'));
  await build({
    ...options,
    entryPoints: languages.map((file) => path.join(sources, 'lang', file)),
    outdir: path.join(dist, 'lang'),
    external: ['../runtime.js'],
    plugins: [messages],
  });
  copyFileSync(path.join(sources, 'lang/language.d.ts'), path.join(dist, 'lang/language.d.ts'));
});

/**
 * Arguments of cargo that replace the folders of this machine in the texts of panics.
 */
function remapPaths() {
  const env = environment();
  const sysroot = capture(['rustc', '--print', 'sysroot'], env)?.trim() ?? '';
  const [, commit] = capture(['rustc', '-vV'], env)?.match(/^commit-hash: (\w+)$/m) ?? [];
  const names = {
    [env.CARGO_HOME ?? path.join(os.homedir(), '.cargo')]: '/cargo',
    // The component "rust-src" is not on every machine. This is the name of its files where it is missing.
    [path.join(sysroot, 'lib/rustlib/src/rust')]: `/rustc/${commit}`,
    [root]: '.',
  };
  const flags = Object.entries(names).map(([from, to]) => `'--remap-path-prefix=${from}=${to}'`);
  // Cargo adds these to the flags of .cargo/config.toml, which RUSTFLAGS would replace.
  return ['--config', `target.wasm32-unknown-unknown.rustflags=[${flags}]`];
}

/**
 * The hash that the linker has written into the module (see .cargo/config.toml).
 *
 * @param {Buffer<ArrayBuffer>} wasm
 */
function buildId(wasm) {
  const [id] = WebAssembly.Module.customSections(new WebAssembly.Module(wasm), 'build_id');
  if (!id) throw new Error('The module has no build id: RUSTFLAGS overrides .cargo/config.toml.');
  return Buffer.from(id).toString('hex');
}

/**
 * A script with the module as a text, one character for each byte. It is 3 % larger after brotli than the file itself;
 * base64 is 31 % larger (docs/decisions/budget.md).
 *
 * A module script is always UTF-8. XOR with this mask leaves the fewest bytes that a script, a template literal or an
 * HTML page would misread; 256 is added to those.
 *
 * @param {Buffer} wasm
 */
function inlineModule(wasm) {
  const mask = 118;
  const unsafeChars = '\0\n\r"\'`\\$<';
  let text = '';
  for (const byte of wasm) {
    const char = String.fromCharCode(byte ^ mask);
    text += unsafeChars.includes(char) ? String.fromCharCode((byte ^ mask) + 256) : char;
  }
  // An array of bytes cuts each number to eight bits.
  return `const text="${text}";
export function bytes(){
if(text.length!==${wasm.length})throw new Error("the script was not read as UTF-8");
const bytes=new Uint8Array(text.length);
for(let i=0;i<bytes.length;i++)bytes[i]=text.charCodeAt(i)^${mask};
return bytes}
`;
}
