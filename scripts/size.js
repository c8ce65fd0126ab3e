// Prints the bytes that a page loads with the main entry, beside those of @bitrix24/b24jssdk.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { brotliCompressSync, constants } from 'node:zlib';
import { main, root, ScriptError } from './run.js';
import * as setup from './setup.js';

const dist = path.join(root, 'dist');

/** Bytes after brotli that all files of the main entry may have together (docs/decisions/budget.md). */
export const BUDGET = 157_500;

/** Bytes after brotli that `bizproc-tasks/element` may add to them. */
export const ELEMENT_BUDGET = 30_000;

/**
 * The names of a file in dist/ and of all its imports.
 *
 * @param {string} file
 * @param {Set<string>} files
 */
export function loadedFiles(file, files = new Set()) {
  if (files.has(file)) return files;
  files.add(file);
  const code = readFileSync(path.join(dist, file), 'utf8');
  for (const [, imported] of code.matchAll(/\bfrom\s*["']\.\/([^"']+)["']/g))
    loadedFiles(imported, files);
  return files;
}

/** The files of an entry with their sizes. @param {string} entry */
export const fileSizes = (entry) =>
  [...loadedFiles(entry)].map((file) => ({ file, ...sizes(readFileSync(path.join(dist, file))) }));

/** @param {Uint8Array} content */
function sizes(content) {
  const params = {
    [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY,
    [constants.BROTLI_PARAM_SIZE_HINT]: content.length,
  };
  return { bytes: content.length, brotli: brotliCompressSync(content, { params }).length };
}

/** The part of the SDK that an app in a frame loads, bundled and minified. */
async function sdkSizes() {
  const { build } = await import('esbuild');
  const { outputFiles } = await build({
    stdin: {
      contents: "export { initializeB24Frame } from '@bitrix24/b24jssdk';",
      resolveDir: root,
    },
    bundle: true,
    minify: true,
    format: 'esm',
    write: false,
  });
  return sizes(outputFiles[0]?.contents ?? new Uint8Array());
}

if (process.argv[1] === import.meta.filename) {
  await main(async () => {
    await setup.buildTools();
    await setup.dist();
    const files = fileSizes('index.js');
    const total = files.reduce((sum, { brotli }) => sum + brotli, 0);
    const element = fileSizes('element.js').filter(({ file }) => file === 'element.js');
    console.table([
      ...files,
      ...element,
      { file: 'all that the main entry loads', brotli: total },
      { file: 'budget', brotli: BUDGET },
      { file: '@bitrix24/b24jssdk, initializeB24Frame', ...(await sdkSizes()) },
    ]);
    if (total > BUDGET) throw new ScriptError(`The main entry is over its budget: ${total} bytes.`);
  });
}
