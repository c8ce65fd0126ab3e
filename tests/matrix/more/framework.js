import assert from 'node:assert/strict';
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import path from 'node:path';
import { before } from 'node:test';
import { promisify } from 'node:util';
import { host } from '../host.js';

const shell = process.platform === 'win32';
const bin = path.join(import.meta.dirname, 'node_modules/.bin');
const env = { ...process.env, NEXT_TELEMETRY_DISABLED: '1', NUXT_TELEMETRY_DISABLED: '1' };

/**
 * Tests a framework that renders on a server, where the app also calls the package.
 *
 * @param {string} name
 * @param {string} app folder of the app
 * @param {(port: string) => string[]} start what starts the app once it is built
 */
export function framework(name, app, start) {
  const cwd = path.join(import.meta.dirname, app);
  before(() => promisify(execFile)(path.join(bin, app), ['build'], { cwd, env, shell }));
  host(
    name,
    async ({ entry }) => {
      const port = await freePort();
      const url = `http://127.0.0.1:${port}/`;
      const [command = '', ...args] = start(port);
      const server = spawn(command, args, {
        cwd,
        env: { ...env, HOST: '127.0.0.1', PORT: port },
        stdio: ['ignore', 'ignore', 'inherit'],
      });
      const ended = once(server, 'exit');
      const stop = async () => {
        server.kill();
        await ended;
      };
      try {
        const html = await answer(url + entry, ended);
        assert.match(html, /On the server: (<!-- -->)?ok/);
        return { url, stop };
      } catch (error) {
        await stop();
        throw error;
      }
    },
    { page: (entry) => entry },
  );
}

/**
 * The first answer of a server.
 *
 * @param {string} address
 * @param {Promise<unknown>} ended
 */
async function answer(address, ended) {
  let isUp = true;
  ended.then(() => {
    isUp = false;
  });
  while (isUp) {
    const response = await fetch(address).catch(() => null);
    if (response) return response.text();
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error('the server has ended');
}

async function freePort() {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = /** @type {import('node:net').AddressInfo} */ (server.address());
  server.close();
  await once(server, 'close');
  return String(port);
}
