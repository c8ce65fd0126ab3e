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
  /** @param {string} name of a folder in www */
  const serve = async (name) => {
    const server = await createServer({
      configFile,
      root: path.join(root, 'www', name),
      // Two servers in one cache discard each other's packages.
      cacheDir: path.join(root, 'node_modules/.vite', name),
    });
    await server.listen();
    // Otherwise the first page stays empty for seconds.
    await server.warmupRequest('/main.js');
    await server.waitForRequestsIdle();
    return server.resolvedUrls?.local[0];
  };
  const app = await serve('widget');
  const comparison = await serve('comparison');
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
