#!/usr/bin/env node
import { parseArgs } from 'node:util';
import { startPortal } from './index.js';

const USAGE = `Starts a Bitrix24 portal simulator.

  --app URL       the placement app that the host page opens
  --port N        port to listen on (8181; 0 takes a free one)
  --host ADDRESS  address to listen on (127.0.0.1)
  --method get    opens the app by GET, for servers that take no POST
  --help          this text
`;

try {
  await run();
} catch (error) {
  console.error(`${error instanceof Error ? error.message : error}\n\n${USAGE}`);
  process.exitCode = 1;
}

async function run() {
  const { values } = parseArgs({
    options: {
      app: { type: 'string' },
      port: { type: 'string', default: '8181' },
      host: { type: 'string', default: '127.0.0.1' },
      method: { type: 'string', default: 'post' },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) {
    console.log(USAGE);
    return;
  }
  const { app, host, method } = values;
  const port = Number(values.port);
  if (!Number.isInteger(port) || port < 0 || port > 65_535) {
    throw new Error(`--port takes a number from 0 to 65535, not ${values.port}.`);
  }
  if (method !== 'post' && method !== 'get') throw new Error('--method is post or get.');

  const portal = await startPortal({ port, host, method, ...(app === undefined ? {} : { app }) });
  console.log(`Portal simulator: ${portal.url}/`);
  if (!app) console.log('No --app given: the placement shows a welcome page instead.');
  for (const signal of ['SIGINT', 'SIGTERM']) {
    process.once(signal, () => portal.stop().then(() => process.exit(0)));
  }
}
