import { fileURLToPath } from 'node:url';
import { build } from 'vite';
import * as setup from '../../scripts/setup.js';

/** The built placements, as users get them. */
export default async function buildPlacements() {
  await setup.demo();
  const configFile = fileURLToPath(new URL('testbed/vite.config.js', import.meta.url));
  await build({ configFile, logLevel: 'warn' });
}
