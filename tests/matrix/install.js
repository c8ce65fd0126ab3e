// Packs the package, and installs the tarball for the apps here, so that they use the published files.
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
  // npm would treat an existing copy as the same version.
  rmSync(path.join(here, 'node_modules'), { recursive: true, force: true });
  // The package has no dependencies, so nothing is downloaded.
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
