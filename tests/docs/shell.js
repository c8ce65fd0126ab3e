// Commands in examples: each command is known, and runs in a safe way.
import { execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { startPortal } from '../../www/portal/index.js';
import { root } from './blocks.js';

const manifest = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8'));

/**
 * The commands of a block, each as its words.
 *
 * @param {string} code
 */
export const commandsOf = (code) =>
  code
    .replaceAll('\\\n', ' ')
    .split('\n')
    .map((line) =>
      [...line.matchAll(/'([^']*)'|"([^"]*)"|(#.*)|(\S+)/g)].flatMap(
        ([, single, double, comment, word]) => (comment ? [] : [single ?? double ?? word ?? '']),
      ),
    )
    .filter((words) => words.length);

/**
 * Where the commands of a block run.
 *
 * @typedef {object} Terminal
 * @property {string} cwd a folder of their own
 * @property {string} portal the address of the portal that was started last
 * @property {import('node:child_process').ChildProcess[]} running the portals that were started
 */

/**
 * Runs the commands of a block, one after the other, with one portal. Returns their number.
 *
 * @param {string} code
 */
export async function runCommands(code) {
  const commands = commandsOf(code);
  // With the tasks that it has on the command line.
  const portal = await startPortal();
  const cwd = mkdtempSync(path.join(tmpdir(), 'bizproc-tasks-'));
  /** @type {Terminal} */
  const terminal = { cwd, portal: portal.url, running: [] };
  try {
    for (const words of commands) {
      const start = words.findIndex((word) => !/^[A-Z_]+=/.test(word));
      const env = Object.fromEntries(words.slice(0, start).map((word) => word.split('=')));
      const [command = '', ...rest] = words.slice(start);
      if (command === 'npm') npm(rest);
      else if (command === 'npx') await npx(rest, terminal);
      else if (command === 'node') node(rest, env, terminal);
      else if (command === 'curl') await curl(rest, portal.url);
      else throw new Error(`not a command that is known here: ${command}`);
    }
  } finally {
    for (const child of terminal.running) child.kill();
    await portal.stop();
    rmSync(cwd, { recursive: true });
  }
  return commands.length;
}

/** @param {string[]} words */
function npm([command = '', ...words]) {
  if (command === 'install') {
    const known = [manifest.name, ...Object.keys(manifest.devDependencies)];
    for (const word of words.filter((word) => !word.startsWith('-'))) {
      if (!known.includes(word)) throw new Error(`no package of this project: ${word}`);
    }
    return;
  }
  const script = command === 'run' ? (words[0] ?? '') : command;
  if (!(script in manifest.scripts)) throw new Error(`no script: ${script}`);
  if (script !== 'test') return;
  const steps = readFileSync(path.join(root, 'scripts/test.js'), 'utf8');
  for (const step of words.filter((word) => word !== '--')) {
    if (!steps.includes(`async ${step}()`)) throw new Error(`no step: ${step}`);
  }
}

/**
 * Runs an app of the reader's, which calls the portal.
 *
 * @param {string[]} words
 * @param {Record<string, string>} env
 * @param {Terminal} terminal
 */
function node([file = '', ...words], env, { cwd, portal }) {
  writeFileSync(path.join(cwd, file), `fetch(${JSON.stringify(portal)});\n`);
  execFileSync(process.execPath, [file, ...words], { cwd, env: { ...process.env, ...env } });
}

/**
 * Runs the command until it prints the portal's address or has written the app.
 *
 * @param {string[]} words
 * @param {Terminal} terminal
 */
async function npx([command = '', ...words], terminal) {
  const { cwd } = terminal;
  const bin = manifest.bin[command];
  if (!bin) throw new Error(`no command of this package: ${command}`);
  if (words[0] === 'app') {
    execFileSync(process.execPath, [path.join(root, bin), ...words], { cwd });
    return;
  }
  // The port may be in use.
  const port = words.indexOf('--port');
  if (port >= 0) words.splice(port, 2);
  words = words.filter((word) => word !== '--open');
  const child = spawn(process.execPath, [path.join(root, bin), ...words, '--port', '0'], { cwd });
  terminal.running.push(child);
  let printed = '';
  terminal.portal = await new Promise((resolve, reject) => {
    child.stdout.on('data', (data) => {
      printed += data;
      const [, url] = printed.match(/^Portal: (https?:\S+)$/m) ?? [];
      if (url) resolve(url);
    });
    child.stderr.on('data', (data) => {
      printed += data;
    });
    child.on('error', reject);
    child.on('exit', () => reject(new Error(printed)));
  });
}

/**
 * Sends a request to our own portal.
 *
 * @param {string[]} words
 * @param {string} portal
 */
async function curl(words, portal) {
  /** @type {RequestInit} */
  const request = {};
  let url = '';
  for (let index = 0; index < words.length; index++) {
    const word = words[index] ?? '';
    if (word === '-X') request.method = words[++index] ?? '';
    else if (word === '-d') request.body = words[++index] ?? '';
    else if (/^http:\/\/127\.0\.0\.1:8181\//.test(word)) {
      url = word.replace('http://127.0.0.1:8181', portal);
    } else throw new Error(`not known of curl: ${word}`);
  }
  if (request.body) request.method ??= 'POST';
  const response = await fetch(url, request);
  if (!response.ok) throw new Error(`${response.status} ${await response.text()}`);
}
