// Builds the demo of `npx bizproc-tasks demo` into dist/demo. It loads the package from the files beside it.
import path from 'node:path';
import { main, root } from './run.js';
import * as setup from './setup.js';

const www = path.join(root, 'www');

await main(async () => {
  await setup.buildTools();
  await setup.dist();
  // This import needs packages that were just installed.
  const { build } = await import('vite');
  await build({
    configFile: false,
    root: www,
    base: './',
    publicDir: false,
    logLevel: 'warn',
    build: {
      outDir: path.join(root, 'dist/demo'),
      emptyOutDir: true,
      target: 'es2022',
      rollupOptions: {
        input: {
          widget: path.join(www, 'widget/index.html'),
          comparison: path.join(www, 'comparison/index.html'),
        },
        external: ['bizproc-tasks', 'bizproc-tasks/element'],
        output: {
          paths: {
            'bizproc-tasks': '../../index.js',
            'bizproc-tasks/element': '../../element.js',
          },
          // Names without hashes: tests/package/contents.txt lists them.
          entryFileNames: 'assets/[name].js',
          chunkFileNames: 'assets/[name].js',
          assetFileNames: 'assets/[name][extname]',
        },
      },
    },
  });
});
