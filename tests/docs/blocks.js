// The examples: every fenced block of README, guides, llms.txt and typings.
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

export const root = path.join(import.meta.dirname, '../..');

/**
 * @typedef {object} Block
 * @property {string} file
 * @property {number} line of the fence, from 1
 * @property {string} language
 * @property {string} code
 * @property {string | null} reason why it is only shown: `<!-- not run: the reason -->` before it
 */

/** The files with examples. docs/contract is about portals, not about this package. */
export const files = [
  'README.md',
  'llms.txt',
  ...readdirSync(path.join(root, 'docs'))
    .filter((name) => name.endsWith('.md'))
    .map((name) => `docs/${name}`),
  'src/js/index.d.ts',
  'www/portal/index.d.ts',
];

/** @param {string} file */
export const blocksOf = (file) => blocksIn(readFileSync(path.join(root, file), 'utf8'), file);

/**
 * @param {string} text
 * @param {string} file whose text it is
 * @returns {Block[]}
 */
export function blocksIn(text, file) {
  let lines = text.split(/\r?\n/);
  // Only the comments of typings.
  if (file.endsWith('.ts')) {
    lines = lines.map((line) => line.match(/^\s*\*(?!\/) ?(.*)$/)?.[1] ?? '');
  }
  /** @type {Block[]} */
  const blocks = [];
  /** @type {string | null} */
  let reason = null;
  for (let index = 0; index < lines.length; index++) {
    const line = lines[index] ?? '';
    const mark = line.match(/^<!-- not run: (.+) -->$/);
    const fence = line.match(/^( *)(`{3,})(\S*)/);
    if (mark) {
      if (reason) throw new Error(`${file}:${index}: a mark without a block`);
      reason = mark[1] ?? null;
    } else if (fence) {
      const [, indent = '', ticks = '', language = ''] = fence;
      const start = index + 1;
      const length = lines.slice(start).findIndex((line) => line.trim() === ticks);
      if (length < 0) throw new Error(`${file}:${start}: a block without an end`);
      const code = lines
        .slice(start, start + length)
        .map((line) => (line.startsWith(indent) ? line.slice(indent.length) : line))
        .join('\n');
      blocks.push({ file, line: start, language, code: `${code}\n`, reason });
      reason = null;
      index = start + length;
    } else if (reason && line.trim()) {
      throw new Error(`${file}:${index}: a mark without a block`);
    }
  }
  if (reason) throw new Error(`${file}: a mark without a block`);
  return blocks;
}

/** The file name in the first line of a block, such as `// start.js`. @param {string} code */
export const fileName = (code) => code.match(/^\/\/ (\S+\.\w+)\n/)?.[1];
