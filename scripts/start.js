// Starts the portal simulator with the demo placement in it.
import path from 'node:path';
import { main, root } from './run.js';
import * as setup from './setup.js';

await main(async () => {
  await setup.buildTools();
  await setup.dist();

  // These imports need packages that were just installed.
  const { createServer } = await import('vite');
  const { startSimulator } = await import('../www/portal/start.js');
  const configFile = path.join(root, 'www/widget/vite.config.js');
  /** @param {import('vite').UserConfig} options */
  const serve = async (options = {}) => {
    const server = await createServer({ configFile, ...options });
    await server.listen();
    return server.resolvedUrls?.local[0];
  };
  const app = await serve();
  const comparison = await serve({ root: path.join(root, 'www/comparison') });
  const portal = await startSimulator({ port: 8181, app }, comparison).catch((error) => {
    console.log(`\n» ${error.message} Taking another port.`);
    return startSimulator({ app }, comparison);
  });

  console.log(`\nThe portal simulator, with the demo placement in it: ${portal.url}/`);
  for (const connection of ['bx24', 'sdk', 'token', 'webhook']) {
    console.log(`  over ${connection.padEnd(7)} ${portal.url}/?connection=${connection}`);
  }
  console.log('\nCtrl+C ends it.');
  await new Promise(() => {});
});
