// Runs commands for the other scripts, always in the project's root.
import { AsyncLocalStorage } from 'node:async_hooks';
import { spawn, spawnSync } from 'node:child_process';
import path from 'node:path';

export const root = path.dirname(import.meta.dirname);

const windows = process.platform === 'win32';

/** A failure that its message explains in full: shown without a stack. */
export class ScriptError extends Error {}

/** Output that is shown when its work has ended. @type {AsyncLocalStorage<Buffer[]>} */
const collected = new AsyncLocalStorage();

/** @type {Set<import('node:child_process').ChildProcess>} */
const children = new Set();

/**
 * On Windows npm, npx and tsc are .cmd files, which only a shell can start.
 *
 * @param {string[]} command
 * @returns {[string, string[], { shell: boolean }]}
 */
const spawnable = ([name, ...args]) =>
  windows
    ? [
        [name, ...args].map((word) => (/\s/.test(word) ? `"${word}"` : word)).join(' '),
        [],
        { shell: true },
      ]
    : [name, args, { shell: false }];

/**
 * Runs something whose commands show their output only at its end, so that it does not mix with that of others.
 *
 * @param {() => Promise<void>} work
 */
export async function bufferOutput(work) {
  /** @type {Buffer[]} */
  const pieces = [];
  try {
    await collected.run(pieces, work);
  } finally {
    process.stdout.write(Buffer.concat(pieces));
  }
}

/**
 * Runs a command and shows its output; rejects with a `ScriptError` when it fails.
 *
 * @param {string[]} command
 * @param {NodeJS.ProcessEnv} env
 * @returns {Promise<void>}
 */
export function run(command, env) {
  const [name, args, options] = spawnable(command);
  const pieces = collected.getStore();
  // Its own process group, so that stopping it also stops what it has started.
  const child = spawn(name, args, {
    ...options,
    cwd: root,
    env,
    stdio: pieces ? ['ignore', 'pipe', 'pipe'] : 'inherit',
    detached: !windows,
  });
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on('data', (piece) => pieces?.push(piece));
  }
  children.add(child);
  return new Promise((resolve, reject) => {
    const end = (/** @type {string} */ problem) => {
      children.delete(child);
      if (problem) reject(new ScriptError(`${command.join(' ')}: ${problem}`));
      else resolve();
    };
    child.on('error', (error) => end(`could not be started (${error.message})`));
    child.on('close', (code, signal) =>
      end(code === 0 ? '' : `failed with ${signal ?? `exit code ${code}`}`),
    );
  });
}

/**
 * What a command prints, or null when it cannot be run or fails.
 *
 * @param {string[]} command
 * @param {NodeJS.ProcessEnv} env
 * @returns {string | null}
 */
export function capture(command, env) {
  const [name, args, options] = spawnable(command);
  const { status, stdout } = spawnSync(name, args, {
    ...options,
    cwd: root,
    env,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  return status === 0 ? stdout : null;
}

/**
 * Runs a script's body; a failure ends the process with exit code 1.
 *
 * @param {() => Promise<void>} body
 */
export async function main(body) {
  process.on('exit', stopChildren);
  process.on('SIGINT', () => process.exit(130));
  process.on('SIGTERM', () => process.exit(143));
  try {
    await body();
  } catch (error) {
    console.error(error instanceof ScriptError ? `\n${error.message}` : error);
    process.exit(1);
  }
}

function stopChildren() {
  for (const child of children) {
    try {
      // A negative id means the whole group.
      if (windows) child.kill();
      else if (child.pid) process.kill(-child.pid, 'SIGTERM');
    } catch {
      // It has ended meanwhile.
    }
  }
}
