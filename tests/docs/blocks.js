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
 * @property {string | null} source the file of tests/ that is this text: `<!-- the file tests/… -->` before it
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
  /** @type {{ reason: string | null, source: string | null }} */
  const none = { reason: null, source: null };
  let mark = none;
  for (let index = 0; index < lines.length; index++) {
    const line = lines[index] ?? '';
    const [, reason = null] = line.match(/^<!-- not run: (.+) -->$/) ?? [];
    const [, source = null] = line.match(/^<!-- the file (tests\/\S+) -->$/) ?? [];
    const fence = line.match(/^( *)(`{3,})(\S*)/);
    if (reason || source) {
      if (mark !== none) throw new Error(`${file}:${index}: a mark without a block`);
      mark = { reason, source };
    } else if (fence) {
      const [, indent = '', ticks = '', language = ''] = fence;
      const start = index + 1;
      const length = lines.slice(start).findIndex((line) => line.trim() === ticks);
      if (length < 0) throw new Error(`${file}:${start}: a block without an end`);
      const code = lines
        .slice(start, start + length)
        .map((line) => (line.startsWith(indent) ? line.slice(indent.length) : line))
        .join('\n');
      blocks.push({ file, line: start, language, code: `${code}\n`, ...mark });
      mark = none;
      index = start + length;
    } else if (mark !== none && line.trim()) {
      throw new Error(`${file}:${index}: a mark without a block`);
    }
  }
  if (mark !== none) throw new Error(`${file}: a mark without a block`);
  return blocks;
}

/** The file name in the first line of a block, such as `// start.js`. @param {string} code */
export const fileName = (code) => code.match(/^\/\/ (\S+\.\w+)\n/)?.[1];
