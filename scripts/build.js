// Builds the package into pkg/: the module with wasm-pack, and the entries of src/js around it.
import { copyFileSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { main, root, run } from './run.js';
import { environment } from './setup.js';

const glue = path.join(root, 'target/pkg');
const pkg = path.join(root, 'pkg');
const name = 'bizproc_tasks_bg';

await main(async () => {
  const options = [
    '--release',
    '--target',
    'bundler',
    '--no-pack',
    '--out-dir',
    'target/pkg',
    '--out-name',
    'bizproc_tasks',
  ];
  await run(
    ['wasm-pack', '--log-level', 'warn', 'build', '.', ...options, '--', '--locked'],
    environment(),
  );
  describeGlue();

  rmSync(pkg, { recursive: true, force: true });
  mkdirSync(pkg);
  copyFileSync(`${glue}/${name}.wasm`, `${pkg}/${name}.wasm`);
  writeFileSync(
    `${pkg}/${name}.wasm.d.ts`,
    'declare const module: WebAssembly.Module;\nexport default module;\n',
  );
  writeFileSync(`${pkg}/module.js`, moduleInside(readFileSync(`${glue}/${name}.wasm`)));
  for (const entry of ['index', 'url'])
    copyFileSync(path.join(root, `src/js/${entry}.d.ts`), `${pkg}/${entry}.d.ts`);
  await bundle();
});

/** wasm-pack describes the functions for its own entry, which is not used: the same holds for what lies behind it. */
function describeGlue() {
  const typings = readFileSync(`${glue}/bizproc_tasks.d.ts`, 'utf8');
  writeFileSync(
    `${glue}/${name}.d.ts`,
    `${typings}\nexport function __wbg_set_wasm(exports: WebAssembly.Exports): void;\n`,
  );
}

/**
 * The module as a text with a character for each byte: a module script is always UTF-8, and this compresses to 3 %
 * more than the file itself, where base64 takes 31 %. Of all numbers to mix the bytes with, this one leaves the
 * fewest that a script, a template or a page could misread; those are moved up by 256, and cut to eight bits again.
 *
 * @param {Buffer} wasm
 */
function moduleInside(wasm) {
  const mask = 113;
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

/** The entries, and the file that they share, each on its own and small. */
async function bundle() {
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
    outfile: `${pkg}/runtime.js`,
    // wasm-bindgen makes copies of the files that the crate imports; there must be one BizprocError only.
    plugins: [
      {
        name: 'sources',
        setup: ({ onResolve }) => {
          onResolve({ filter: /\/snippets\// }, ({ path: file }) => ({
            path: entry(path.basename(file, '.js')),
          }));
        },
      },
    ],
  });
  await build({ ...options, entryPoints: ['index', 'url'].map(entry), outdir: pkg });
}
