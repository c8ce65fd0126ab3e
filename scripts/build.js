// Builds the package into pkg/: the module with wasm-pack, and the entries of src/js around it.
import { createHash } from 'node:crypto';
import { copyFileSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { capture, main, root, run, Stop } from './run.js';
import { environment } from './setup.js';

const target = path.join(root, 'target');
const pkg = path.join(root, 'pkg');
const name = 'bizproc_tasks_bg';

/** What the module makes use of. */
const FEATURES = [
  'bulk-memory',
  'bulk-memory-opt',
  'multivalue',
  'mutable-globals',
  'nontrapping-float-to-int',
  'reference-types',
  'sign-ext',
];

await main(async () => {
  const glue = `${target}/pkg`;
  await compile(glue);

  rmSync(pkg, { recursive: true, force: true });
  mkdirSync(pkg);
  const wasm = `${pkg}/${name}.wasm`;
  writeLink(glue, shortenNames(`${glue}/${name}.wasm`, wasm));
  writeFileSync(
    `${wasm}.d.ts`,
    'declare const module: WebAssembly.Module;\nexport default module;\n',
  );
  const bytes = readFileSync(wasm);
  writeFileSync(`${pkg}/module.js`, moduleInside(bytes));
  // With names of a letter, the file of another version would be taken without a word, and call the wrong functions.
  const build = createHash('sha256').update(bytes).digest('hex').slice(0, 16);
  writeFileSync(wasm, Buffer.concat([bytes, customSection('build', build)]));
  for (const entry of ['index', 'url']) {
    copyFileSync(path.join(root, `src/js/${entry}.d.ts`), `${pkg}/${entry}.d.ts`);
  }
  await bundle(build);
});

/** @param {string} folder */
async function compile(folder) {
  const options = [
    '--release',
    '--target',
    'bundler',
    '--no-pack',
    '--out-dir',
    path.relative(root, folder),
    '--out-name',
    'bizproc_tasks',
  ];
  // A panic that only traps, instead of telling why on the way, leaves its machinery and its words out of std: 4 KB
  // after brotli, of which nobody would see a word. Only the standard library built anew can do so, by flags that the
  // pinned toolchain has, but does not promise to others.
  await run(
    [
      'wasm-pack',
      '--log-level',
      'warn',
      'build',
      '.',
      ...options,
      '--',
      '--locked',
      '-Zbuild-std=std,panic_abort',
      '-Zbuild-std-features=optimize_for_size',
    ],
    {
      ...environment(),
      RUSTC_BOOTSTRAP: '1',
      RUSTFLAGS: '-Zunstable-options -Cpanic=immediate-abort',
      CARGO_TARGET_DIR: `${target}/package`,
    },
  );
}

/**
 * The names between module and glue are long and hold hashes, which do not compress: they become single letters.
 *
 * @param {string} from
 * @param {string} to
 * @returns {{ imports: [file: string, name: string, letter: string][], exports: [name: string, letter: string][] }}
 */
function shortenNames(from, to) {
  const command = [
    'wasm-opt',
    ...FEATURES.map((feature) => `--enable-${feature}`),
    // Once more, since it pays: what -Oz has left apart, and offsets that no pointer wraps around.
    '--low-memory-unused',
    '--flatten',
    '--rereloop',
    '-O1',
    '-Oz',
    '--minify-imports-and-exports-and-modules',
    from,
    '-o',
    to,
  ];
  const names = capture(command, environment());
  if (!names) throw new Stop('wasm-opt could not shorten the names of the module.');
  return JSON.parse(names);
}

/**
 * Puts the short names into the glue, and writes link.js, which brings module and glue together.
 *
 * @param {string} folder
 * @param {ReturnType<typeof shortenNames>} names
 */
function writeLink(folder, { imports, exports }) {
  const letters = new Map(exports);
  const code = readFileSync(`${folder}/${name}.js`, 'utf8');
  const short = code.replace(/\bwasm\.(\w+)/g, (use, name) => {
    const letter = letters.get(name);
    return letter ? `wasm.${letter}` : use;
  });
  writeFileSync(`${folder}/${name}.js`, short);

  const files = [...new Set(imports.map(([file]) => file))];
  const entries = imports.map(
    ([file, name, letter]) => `${letter}: file${files.indexOf(file)}.${name},`,
  );
  writeFileSync(
    `${folder}/link.js`,
    `${files.map((file, index) => `import * as file${index} from '${file}';`).join('\n')}
import { __wbg_set_wasm } from './${name}.js';
export * from './${name}.js';
const imports = { a: {
${entries.join('\n')}
} };
export function link(module) {
  const { exports } = new WebAssembly.Instance(module, imports);
  __wbg_set_wasm(exports);
  exports.${letters.get('__wbindgen_start')}();
}
`,
  );
  // wasm-pack describes the functions for its own entry, which is not used: the same holds for what lies behind it.
  const typings = readFileSync(`${folder}/bizproc_tasks.d.ts`, 'utf8');
  writeFileSync(
    `${folder}/link.d.ts`,
    `${typings}\n/** Makes the functions callable. */\nexport function link(module: WebAssembly.Module): void;\n`,
  );
}

/**
 * @param {string} name
 * @param {string} content
 */
function customSection(name, content) {
  const section = Buffer.from(`${String.fromCharCode(name.length)}${name}${content}`);
  return Buffer.concat([Buffer.of(0, section.length), section]);
}

/**
 * The module as a text with a character for each byte: a module script is always UTF-8, and this compresses to 3 %
 * more than the file itself, where base64 takes 31 %. Of all numbers to mix the bytes with, this one leaves the
 * fewest that a script, a template or a page could misread; those are moved up by 256, and cut to eight bits again.
 *
 * @param {Buffer} wasm
 */
function moduleInside(wasm) {
  const mask = 118;
  const misread = '\0\n\r"\'`\\$<';
  let text = '';
  for (const byte of wasm) {
    const char = String.fromCharCode(byte ^ mask);
    text += misread.includes(char) ? String.fromCharCode((byte ^ mask) + 256) : char;
  }
  return `const text="${text}";
export function bytes(){
if(text.length!==${wasm.length})throw new Error("the script was not read as UTF-8");
const bytes=new Uint8Array(text.length);
for(let i=0;i<bytes.length;i++)bytes[i]=text.charCodeAt(i)^${mask};
return bytes}
`;
}

/**
 * The entries, and the file that two of them share, each on its own and small.
 *
 * @param {string} name of the build
 */
async function bundle(name) {
  const { build } = await import('esbuild');
  /** @type {import('esbuild').BuildOptions} */
  const options = {
    format: 'esm',
    target: 'es2022',
    minify: true,
    charset: 'utf8',
    logLevel: 'warning',
  };
  const entry = (/** @type {string} */ file) => path.join(root, `src/js/${file}.js`);
  await build({
    ...options,
    bundle: true,
    entryPoints: [entry('runtime')],
    outdir: pkg,
    plugins: [
      {
        name: 'sources',
        setup: ({ onResolve }) => {
          // wasm-bindgen makes copies of the files that the crate imports; there must be one BizprocError only.
          onResolve({ filter: /\/snippets\// }, ({ path: file }) => ({
            path: entry(path.basename(file, '.js')),
          }));
        },
      },
    ],
  });
  const define = { BUILD: JSON.stringify(name) };
  await build({ ...options, define, entryPoints: ['index', 'url'].map(entry), outdir: pkg });
}
