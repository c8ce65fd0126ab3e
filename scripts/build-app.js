// Builds the demo placement and its installation page into dist/bizproc-tasks-app.zip, the archive of a static local
// application: `index.html` and `install.html` at its top, everything else by relative addresses.
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { main, root } from './run.js';
import * as setup from './setup.js';

export const archive = path.join(root, 'dist/bizproc-tasks-app.zip');

/** The files of the archive. */
export const folder = path.join(root, 'target/app');

/** Builds the archive. Needs a built dist/. */
export async function buildApp() {
  const { build } = await import('vite');
  const { zipSync } = await import('fflate');
  rmSync(folder, { recursive: true, force: true });
  const output = { outDir: folder, emptyOutDir: false };
  for (const source of ['www/widget', 'www/app']) {
    const configFile = path.join(root, source, 'vite.config.js');
    await build({ configFile, logLevel: 'warn', build: output });
  }
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((file) =>
    file.isFile(),
  );
  /** @param {import('node:fs').Dirent} file */
  const nameOf = ({ parentPath, name }) =>
    path.relative(folder, path.join(parentPath, name)).replaceAll(path.sep, '/');
  const entries = files
    .map((file) => [nameOf(file), readFileSync(path.join(file.parentPath, file.name))])
    .sort(([one], [other]) => (one < other ? -1 : 1));
  mkdirSync(path.dirname(archive), { recursive: true });
  // The archive is reproducible.
  const mtime = new Date(2026, 0, 1);
  writeFileSync(archive, zipSync(Object.fromEntries(entries), { level: 9, mtime }));
}

if (process.argv[1] === import.meta.filename) {
  await main(async () => {
    await setup.buildTools();
    await setup.dist();
    await buildApp();
    const { size } = (await import('node:fs')).statSync(archive);
    console.log(`\nThe app: ${path.relative(root, archive)}, ${Math.ceil(size / 1000)} kB`);
  });
}
