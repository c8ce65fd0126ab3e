// Packs the package, and installs the tarball for the apps here as a user would: they get what is published.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';

const here = import.meta.dirname;
const folder = mkdtempSync(path.join(os.tmpdir(), 'bizproc-tasks-'));
try {
  const [{ filename }] = Object.values(
    JSON.parse(npm(['pack', '--json', '--pack-destination', folder], path.join(here, '../..'))),
  );
  // What is there already would be taken for the same version.
  rmSync(path.join(here, 'node_modules'), { recursive: true, force: true });
  // The package needs no other, so that nothing is fetched.
  npm(['install', '--offline', '--no-save', path.join(folder, filename)], here);
} finally {
  rmSync(folder, { recursive: true, force: true });
}

/**
 * @param {string[]} args
 * @param {string} cwd
 */
function npm(args, cwd) {
  const options = ['--no-package-lock', '--no-audit', '--no-fund', '--loglevel', 'error'];
  return execFileSync('npm', [...args, ...options], {
    cwd,
    encoding: 'utf8',
    shell: process.platform === 'win32',
    stdio: ['ignore', 'pipe', 'inherit'],
  });
}
