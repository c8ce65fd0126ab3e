import { fileURLToPath } from 'node:url';
import { build } from 'vite';

/** The placement as its users get it: built, not served from its sources. */
export default async function buildWidget() {
  const configFile = fileURLToPath(new URL('../../www/widget/vite.config.js', import.meta.url));
  await build({ configFile, logLevel: 'warn' });
}
