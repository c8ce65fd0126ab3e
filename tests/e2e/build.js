import { fileURLToPath } from 'node:url';
import { build } from 'vite';
import { buildApp } from '../../scripts/build-app.js';
import { buildDemo } from '../../scripts/build-demo.js';

/** The built placements, as users get them. */
export default async function buildPlacements() {
  for (const config of ['../../www/widget/vite.config.js', 'testbed/vite.config.js']) {
    await build({ configFile: file(config), logLevel: 'warn' });
  }
  await buildApp();
  await buildDemo();
}

/** @param {string} name */
const file = (name) => fileURLToPath(new URL(name, import.meta.url));
