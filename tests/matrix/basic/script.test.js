import { cpSync } from 'node:fs';
import path from 'node:path';
import { app, host, writePage } from '../host.js';

const dist = path.join(app, '../node_modules/bizproc-tasks/dist');

/** The files that each entry needs if they are copied by hand. */
const files = /** @type {Record<string, string[]>} */ ({
  main: ['index.js', 'runtime.js', 'module.js'],
  url: ['url.js', 'runtime.js', 'bizproc_tasks_bg.wasm'],
});

host('module scripts, with an import map', async ({ entry, folder }) => {
  cpSync(app, path.join(folder, 'app'), { recursive: true });
  for (const file of files[entry] ?? []) cpSync(path.join(dist, file), path.join(folder, file));
  const imports = {
    'bizproc-tasks': './index.js',
    'bizproc-tasks/url': './url.js',
  };
  writePage(
    folder,
    `<script type="importmap">${JSON.stringify({ imports })}</script>
    <script type="module" src="app/${entry}.js"></script>`,
  );
});
