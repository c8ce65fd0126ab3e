// Starts the portal simulator with the demo placement in it.
import path from 'node:path';
import { main, root } from './run.js';
import * as setup from './setup.js';

await main(async () => {
  await setup.buildTools();
  await setup.dist();

  // Only now are the packages there that these need.
  const { createServer } = await import('vite');
  const { startPortal } = await import('../www/portal/index.js');
  const widget = await createServer({ configFile: path.join(root, 'www/widget/vite.config.js') });
  await widget.listen();
  const app = widget.resolvedUrls?.local[0];
  const portal = await startPortal({ port: 8181, app }).catch((error) => {
    console.log(`\n» ${error.message} Taking another port.`);
    return startPortal({ app });
  });

  console.log(`\nThe portal simulator, with the demo placement in it: ${portal.url}/`);
  for (const connection of ['bx24', 'sdk', 'token', 'webhook']) {
    console.log(`  over ${connection.padEnd(7)} ${portal.url}/?connection=${connection}`);
  }
  console.log('\nCtrl+C ends it.');
  await new Promise(() => {});
});
