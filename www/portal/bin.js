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
/** The manifest of the package. */
const PACKAGE = fileURLToPath(new URL('../../package.json', import.meta.url));

const USAGE = `Starts a portal simulator to develop and test placements, or writes an app for a real portal.

  bizproc-tasks demo [options]    starts it with the demo placement of this package
  bizproc-tasks portal [options]  starts it for your own placement
  bizproc-tasks app [FILE]        writes the archive of an app for a real portal
                                  (default: bizproc-tasks-app.zip)

  --open          opens the portal's page in the browser
  --app URL       address of your placement
  --install URL   address of the installation page; it is shown until it calls
                  BX24.installFinish()
  --scope LIST    scopes of the app, such as bizproc,placement (default: all)
  --port N        port to listen on (default: 8181; 0 chooses a free port)
  --host ADDRESS  address to listen on (default: 127.0.0.1); the portal's page opens only
                  on this machine
  --tasks FILE    JSON file with tasks to use instead of the demo tasks
  --limits        limits the rate of requests as in the cloud: 50 at once, then 2 per second
  --https         uses HTTPS, with a certificate that is created at the start
  --certificate FILE  also writes the certificate to a file, for NODE_EXTRA_CA_CERTS
  --method get    opens the placement by GET, as portals do for static hosting
  --help          prints this text
  --version       prints the version of the package
`;

try {
  await run();
} catch (error) {
  console.error(messageOf(error));
  console.error('`npx bizproc-tasks --help` lists the commands and options.');
  process.exit(1);
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
      help: { type: 'boolean', short: 'h', default: false },
      version: { type: 'boolean', short: 'v', default: false },
    },
  });
  if (values.help) {
    console.log(USAGE);
    return;
  }
  if (values.version) {
    console.log(JSON.parse(await readFile(PACKAGE, 'utf8')).version);
    return;
  }
  const [command = 'portal', ...rest] = positionals;
  if (command === 'app' && rest.length < 2) return writeApp(rest[0]);
  if ((command !== 'portal' && command !== 'demo') || rest.length > 0) {
    throw new Error(`There is no command "${positionals.join(' ')}".`);
  }
  const { app, host, method } = values;
  if (command === 'demo' && (app !== undefined || values.install !== undefined)) {
    throw new Error(
      'The demo is an app itself: use --app and --install with `bizproc-tasks portal` only.',
    );
  }
  const port = Number(values.port ?? DEFAULT_PORT);
  if (values.port === '' || !Number.isInteger(port) || port < 0 || port > 65_535) {
    throw new Error(`--port must be a number from 0 to 65535, not "${values.port}".`);
  }
  if (method !== 'post' && method !== 'get') throw new Error('--method must be post or get.');

  const start = command === 'demo' ? startDemo : startPortal;
  const portal = await start({
    port,
    host,
    method,
    https: values.https || values.certificate !== undefined,
    ...(app === undefined ? {} : { app }),
    ...(values.install === undefined ? {} : { install: values.install }),
    ...(values.scope === undefined ? {} : { scope: readScope(values.scope) }),
    ...(values.tasks === undefined ? {} : { tasks: await readTasks(values.tasks) }),
    ...(values.limits ? { limits: { perSecond: 2, burst: 50 } } : {}),
  });
  if (values.certificate !== undefined && portal.certificate !== null) {
    await writeFile(values.certificate, portal.certificate);
  }
  console.log(`Portal: ${portal.url}/`);
  if (command === 'portal' && !app) {
    console.log('There is no --app: the page shows a welcome text instead of a placement.');
  }
  if (values.open) openBrowser(`${portal.url}/`);
  for (const signal of ['SIGINT', 'SIGTERM']) {
    process.once(signal, () => portal.stop().then(() => process.exit(0)));
  }
}

/**
 * The names of permissions; startPortal refuses others.
 *
 * @param {string} list
 */
function readScope(list) {
  return /** @type {import('./index.js').Scope[]} */ (list.split(','));
}

/** Without the advice that `parseArgs` adds about arguments with a hyphen. @param {unknown} error */
function messageOf(error) {
  if (!(error instanceof Error)) return String(error);
  const { code } = /** @type {NodeJS.ErrnoException} */ (error);
  if (code === 'ERR_PARSE_ARGS_UNKNOWN_OPTION') return `${error.message.split('. ')[0]}.`;
  return error.message;
}

/** Writes the app's archive. Does not replace an existing file. */
async function writeApp(file = 'bizproc-tasks-app.zip') {
  try {
    await copyFile(APP, file, constants.COPYFILE_EXCL);
  } catch (error) {
    const { code, message } = /** @type {NodeJS.ErrnoException} */ (error);
    throw new Error(
      code === 'EEXIST'
        ? `${file} exists already: name another file, or delete it.`
        : `The app cannot be written to ${file}: ${message}`,
    );
  }
  console.log(`Written: ${file}. Upload it as a static local application of your portal.`);
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
