// Reads the texts of messages, for the build and for tests.
import { readFileSync } from 'node:fs';

/**
 * The texts of a file in src/messages, by their keys. build.rs reads the built-in languages in the same way.
 *
 * @param {string} file
 * @returns {Record<string, string>}
 */
export function readMessages(file) {
  const lines = readFileSync(file, 'utf8').split(/\r?\n/);
  const entries = lines
    .filter((line) => line.trim() !== '' && !line.startsWith('#'))
    .map((line) => {
      const at = line.indexOf(' = ');
      if (at < 0) throw new Error(`${file}: no “ = ” in: ${line}`);
      return [line.slice(0, at), line.slice(at + ' = '.length)];
    });
  return Object.fromEntries(entries);
}
