// Runs commands for the other scripts, always in the root of the project.
import { AsyncLocalStorage } from 'node:async_hooks';
import { spawn, spawnSync } from 'node:child_process';
import path from 'node:path';

// Older versions of Node fail at the next line, without naming the cause.
const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
if (major < 20 || (major === 20 && minor < 19)) {
  console.error(`This needs Node 20.19 or newer. This is Node ${process.versions.node}.`);
  process.exit(1);
}

export const root = path.dirname(import.meta.dirname);

const windows = process.platform === 'win32';

/** An error that is printed without a stack, because its message is enough. */
export class ScriptError extends Error {}

/** The output of the commands inside `bufferOutput`. @type {AsyncLocalStorage<Buffer[]>} */
const buffered = new AsyncLocalStorage();

/** @type {Set<import('node:child_process').ChildProcess>} */
const children = new Set();

/**
 * The arguments of `spawn` for a command. On Windows npm, npx and tsc are .cmd files, which only a shell can start.
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
 * Prints the output of the commands in `work` when it has ended, so that it does not mix with the output of others.
 *
 * @param {() => Promise<void>} work
 */
export async function bufferOutput(work) {
  /** @type {Buffer[]} */
  const chunks = [];
  try {
    await buffered.run(chunks, work);
  } finally {
    process.stdout.write(Buffer.concat(chunks));
  }
}

/**
 * Runs a command and prints its output. Rejects with a `ScriptError` if it fails.
 *
 * @param {string[]} command
 * @param {NodeJS.ProcessEnv} env
 * @returns {Promise<void>}
 */
export function run(command, env) {
  const [name, args, options] = spawnable(command);
  const chunks = buffered.getStore();
  // A separate process group, so that its child processes can be stopped too.
  const child = spawn(name, args, {
    ...options,
    cwd: root,
    env,
    stdio: chunks ? ['ignore', 'pipe', 'pipe'] : 'inherit',
    detached: !windows,
  });
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on('data', (chunk) => chunks?.push(chunk));
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
 * The output of a command, or null if it cannot be run or fails.
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
 * Runs the body of a script. An error ends the process with exit code 1.
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
      // The process has already ended.
    }
  }
}
