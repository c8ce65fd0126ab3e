#!/usr/bin/env node
import { spawn } from 'node:child_process';
import { constants, copyFile, readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { startDemo } from './demo.js';
import { startPortal } from './index.js';

const DEFAULT_PORT = 8181;

/** The archive of a static local application. */
const APP = fileURLToPath(new URL('../../dist/bizproc-tasks-app.zip', import.meta.url));

const USAGE = `Starts a portal to develop and test placements against, or writes an app for a real one.

  bizproc-tasks demo [options]    with the demo placement of this package in it
  bizproc-tasks portal [options]  for a placement of your own
  bizproc-tasks app [FILE]        writes the app that can be installed on a real portal
                                  (bizproc-tasks-app.zip)

  --open          opens the portal's page in the browser
  --app URL       the placement that the portal's page opens
  --install URL   the app's installation page, shown until it calls BX24.installFinish()
  --scope LIST    what the app may use, such as bizproc,placement (everything)
  --port N        port to listen on (8181; 0 takes a free one)
  --host ADDRESS  address to listen on (127.0.0.1); the portal's page opens on this machine only
  --tasks FILE    JSON file with the tasks the portal holds, in place of demo tasks
  --limits        limits the rate of requests as a cloud portal does: 50 at once, 2 a second
  --https         speaks HTTPS, with a certificate made at the start
  --certificate FILE  writes that certificate to a file, for NODE_EXTRA_CA_CERTS
  --method get    opens the placement by GET, as portals do for static hosting
  --help          this text
`;

try {
  await run();
} catch (error) {
  console.error(`${error instanceof Error ? error.message : error}\n\n${USAGE}`);
  process.exitCode = 1;
}

async function run() {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      open: { type: 'boolean', default: false },
      app: { type: 'string' },
      install: { type: 'string' },
      scope: { type: 'string' },
      port: { type: 'string' },
      host: { type: 'string', default: '127.0.0.1' },
      tasks: { type: 'string' },
      limits: { type: 'boolean', default: false },
      https: { type: 'boolean', default: false },
      certificate: { type: 'string' },
      method: { type: 'string', default: 'post' },
      help: { type: 'boolean', default: false },
    },
  });
  const [command = 'portal', ...rest] = positionals;
  if (command === 'app' && rest.length < 2 && !values.help) return writeApp(rest[0]);
  if ((command !== 'portal' && command !== 'demo') || rest.length > 0) {
    throw new Error(`There is no command "${positionals.join(' ')}".`);
  }
  if (values.help) {
    console.log(USAGE);
    return;
  }
  const { app, host, method } = values;
  if (command === 'demo' && (app !== undefined || values.install !== undefined)) {
    throw new Error(
      'The demo is an app itself: --app and --install are for `bizproc-tasks portal`.',
    );
  }
  const port = Number(values.port ?? DEFAULT_PORT);
  if (values.port === '' || !Number.isInteger(port) || port < 0 || port > 65_535) {
    throw new Error(`--port takes a number from 0 to 65535, not "${values.port}".`);
  }
  if (method !== 'post' && method !== 'get') throw new Error('--method is post or get.');

  const start = command === 'demo' ? startDemo : startPortal;
  const portal = await start({
    port,
    host,
    method,
    https: values.https || values.certificate !== undefined,
    ...(app === undefined ? {} : { app }),
    ...(values.install === undefined ? {} : { install: values.install }),
    ...(values.scope === undefined ? {} : { scope: values.scope.split(',') }),
    ...(values.tasks === undefined ? {} : { tasks: await readTasks(values.tasks) }),
    ...(values.limits ? { limits: { perSecond: 2, burst: 50 } } : {}),
  });
  if (values.certificate !== undefined && portal.certificate !== null) {
    await writeFile(values.certificate, portal.certificate);
  }
  console.log(`Portal: ${portal.url}/`);
  if (command === 'portal' && !app) {
    console.log('No --app was given: where the placement would stand is a welcome page.');
  }
  if (values.open) openBrowser(`${portal.url}/`);
  for (const signal of ['SIGINT', 'SIGTERM']) {
    process.once(signal, () => portal.stop().then(() => process.exit(0)));
  }
}

/** Writes the app's archive. Does not replace an existing file. */
async function writeApp(file = 'bizproc-tasks-app.zip') {
  try {
    await copyFile(APP, file, constants.COPYFILE_EXCL);
  } catch (error) {
    throw new Error(
      `The app cannot be written to ${file}: ${error instanceof Error ? error.message : error}`,
    );
  }
  console.log(`The app: ${file}. Upload it as a static local application of your portal.`);
}

/**
 * Opens a page in the user's default browser.
 *
 * @param {string} url
 */
function openBrowser(url) {
  const [command = '', ...args] =
    process.platform === 'darwin'
      ? ['open', url]
      : process.platform === 'win32'
        ? ['cmd', '/c', 'start', '', url]
        : ['xdg-open', url];
  spawn(command, args, { stdio: 'ignore', detached: true })
    .on('error', () => console.log(`No browser could be opened: open ${url} yourself.`))
    .unref();
}

/** @param {string} file */
async function readTasks(file) {
  try {
    return JSON.parse(await readFile(file, 'utf8'));
  } catch (error) {
    throw new Error(`${file} cannot be read: ${error instanceof Error ? error.message : error}`);
  }
}
