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
    // Where a lock file is, there Parcel takes its settings from.
    cpSync(app, folder, { recursive: true });
    writeFileSync(path.join(folder, 'package-lock.json'), '{}');
    // Only with a setting does it read "exports", which every entry but the main one needs.
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
