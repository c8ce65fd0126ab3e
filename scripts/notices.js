// Writes THIRD-PARTY-NOTICES.txt: the licences of all code inside the WebAssembly module.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { capture, main, root, ScriptError } from './run.js';
import { environment } from './setup.js';

export const NOTICES = path.join(root, 'THIRD-PARTY-NOTICES.txt');

const INTRODUCTION = `The file bizproc_tasks_bg.wasm, and module.js which contains it, include code of the projects below.
This file is written by \`npm run notices\`.
`;

const MIT = `Permission is hereby granted, free of charge, to any
person obtaining a copy of this software and associated
documentation files (the "Software"), to deal in the
Software without restriction, including without
limitation the rights to use, copy, modify, merge,
publish, distribute, sublicense, and/or sell copies of
the Software, and to permit persons to whom the Software
is furnished to do so, subject to the following
conditions:

The above copyright notice and this permission notice
shall be included in all copies or substantial portions
of the Software.

THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF
ANY KIND, EXPRESS OR IMPLIED, INCLUDING BUT NOT LIMITED
TO THE WARRANTIES OF MERCHANTABILITY, FITNESS FOR A
PARTICULAR PURPOSE AND NONINFRINGEMENT. IN NO EVENT
SHALL THE AUTHORS OR COPYRIGHT HOLDERS BE LIABLE FOR ANY
CLAIM, DAMAGES OR OTHER LIABILITY, WHETHER IN AN ACTION
OF CONTRACT, TORT OR OTHERWISE, ARISING FROM, OUT OF OR
IN CONNECTION WITH THE SOFTWARE OR THE USE OR OTHER
DEALINGS IN THE SOFTWARE.`;

/** The standard library is also part of the module, but not of a lock file. */
const STANDARD_LIBRARY = {
  title: 'The Rust standard library, with dlmalloc and hashbrown (MIT OR Apache-2.0)',
  text: `Copyright (c) The Rust Project Contributors\n\n${MIT}`,
};

/**
 * @typedef {object} Package
 * @property {string} id
 * @property {string} name
 * @property {string} version
 * @property {string} license
 * @property {string[]} authors
 * @property {string} manifest_path
 * @property {{ kind: string[] }[]} targets
 *
 * @typedef {{ pkg: string, dep_kinds: { kind: string | null }[] }} Dependency
 *
 * @typedef {object} Metadata
 * @property {Package[]} packages
 * @property {{ root: string, nodes: { id: string, deps: Dependency[] }[] }} resolve
 */

/** The text of the file. */
export function notices() {
  /** @type {Map<string, string[]>} */
  const titlesByText = new Map([[STANDARD_LIBRARY.text, [STANDARD_LIBRARY.title]]]);
  for (const { name, version, license, ...crate } of crates()) {
    const text = licenseText({ name, version, license, ...crate });
    const titles = titlesByText.get(text) ?? [];
    titlesByText.set(text, [...titles, `${name} ${version} (${license})`]);
  }
  const sections = [...titlesByText].map(([text, titles]) => `${titles.join('\n')}\n\n${text}\n`);
  return [INTRODUCTION, ...sections].join(`\n${'-'.repeat(80)}\n\n`);
}

/** The crates whose code is in the module: no macros, no build dependencies, no test dependencies. */
function crates() {
  const command = ['cargo', 'metadata', '--locked', '--format-version', '1'];
  const output = capture(
    [...command, '--filter-platform', 'wasm32-unknown-unknown'],
    environment(),
  );
  if (output === null) throw new ScriptError('`cargo metadata` failed.');
  /** @type {Metadata} */
  const { packages, resolve } = JSON.parse(output);
  const packageOf = new Map(packages.map((crate) => [crate.id, crate]));
  const nodeOf = new Map(resolve.nodes.map((node) => [node.id, node]));
  /** @type {Set<Package>} */
  const found = new Set();
  /** @param {string} id */
  const add = (id) => {
    const crate = packageOf.get(id);
    if (!crate || found.has(crate)) return;
    if (crate.targets.some(({ kind }) => kind.includes('proc-macro'))) return;
    found.add(crate);
    for (const { pkg, dep_kinds: kinds } of nodeOf.get(id)?.deps ?? [])
      if (kinds.some(({ kind }) => kind === null)) add(pkg);
  };
  add(resolve.root);
  return [...found]
    .filter(({ id }) => id !== resolve.root)
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}

/**
 * The licence that applies here: MIT wherever the crate gives a choice.
 *
 * @param {Package} crate
 */
function licenseText({ name, license, authors, manifest_path: manifest }) {
  if (!/\bMIT\b/.test(license)) throw new ScriptError(`${name} is not under MIT: ${license}.`);
  const folder = path.dirname(manifest);
  const files = readdirSync(folder)
    .filter((file) => /^(licen[cs]e|copying|notice)/i.test(file) && !/apache/i.test(file))
    .sort();
  const texts = files.map((file) => readFileSync(path.join(folder, file), 'utf8'));
  // Some crates name their licence, but do not contain its text.
  if (!texts.length) texts.push(`Copyright (c) ${authors.join(', ')}\n\n${MIT}`);
  return texts.map((text) => text.replaceAll('\r\n', '\n').trim()).join('\n\n');
}

if (process.argv[1] === import.meta.filename) {
  await main(async () => writeFileSync(NOTICES, notices()));
}
