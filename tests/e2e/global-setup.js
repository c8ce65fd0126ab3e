// Builds the pages that the tests open, and serves them during the whole run.
import { fileURLToPath } from 'node:url';
import { build, preview } from 'vite';
import { folder } from '../../scripts/build-app.js';
import * as setup from '../../scripts/setup.js';

/** @param {string} file from this folder */
const pathOf = (file) => fileURLToPath(new URL(file, import.meta.url));

/**
 * The environment variables give the addresses to the workers. Worker fixtures would start the same servers several
 * times, and tests with different worker fixtures never share a worker and its browser.
 */
export default async function startServers() {
  await setup.demo();
  const testbed = pathOf('testbed/vite.config.js');
  await build({ configFile: testbed, logLevel: 'warn' });
  const servers = [
    await preview({
      configFile: pathOf('../../www/widget/vite.config.js'),
      logLevel: 'warn',
      // As users get it.
      build: { outDir: folder },
      preview: { port: 0 },
    }),
    await preview({ configFile: testbed, logLevel: 'warn' }),
  ];
  const [widgetUrl, testbedUrl] = servers.map(({ resolvedUrls }) => resolvedUrls?.local[0]);
  process.env.WIDGET_URL = widgetUrl;
  process.env.TESTBED_URL = testbedUrl;
  return async () => {
    for (const server of servers) await server.close();
  };
}
