import path from 'node:path';
import resolve from '@rollup/plugin-node-resolve';
import { rollup } from 'rollup';
import { app, copyWasm, host, writePage } from '../host.js';

for (const [format, type] of /** @type {const} */ ([
  ['es', ' type="module"'],
  ['iife', ''],
])) {
  host(`Rollup, ${format}`, async ({ entry, folder }) => {
    const bundle = await rollup({ input: path.join(app, `${entry}.js`), plugins: [resolve()] });
    await bundle.write({ dir: folder, format });
    await bundle.close();
    if (entry === 'url') copyWasm(folder);
    writePage(folder, `<script${type} src="${entry}.js"></script>`);
  });
}
