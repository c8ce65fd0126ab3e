import { execFile } from 'node:child_process';
import { cpSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { app, host } from '../host.js';

const shell = process.platform === 'win32';
const parcel = path.join(import.meta.dirname, 'node_modules/.bin/parcel');

host(
  'Parcel',
  async ({ entry, folder }) => {
    // Parcel reads its settings from the folder with a lock file.
    cpSync(app, folder, { recursive: true });
    writeFileSync(path.join(folder, 'package-lock.json'), '{}');
    // It reads "exports" only with a setting, and every entry except the main one needs that.
    const settings =
      entry === 'main' ? {} : { '@parcel/resolver-default': { packageExports: true } };
    writeFileSync(path.join(folder, 'package.json'), JSON.stringify(settings));
    const options = ['--public-url', './', '--no-cache'];
    await promisify(execFile)(parcel, ['build', `${entry}.html`, ...options], {
      cwd: folder,
      shell,
    });
  },
  { page: (entry) => `dist/${entry}.html` },
);
