// Builds the reference of the package from its typings, and that of the crate. A warning is an error.
import { cpSync, rmSync } from 'node:fs';
import path from 'node:path';
import { main, root, run } from './run.js';
import * as setup from './setup.js';

const target = path.join(root, 'target');
const out = path.join(target, 'docs');

await main(async () => {
  await setup.packages('docs/reference');
  await setup.rust();
  rmSync(out, { recursive: true, force: true });

  const reference = path.join(root, 'docs/reference');
  const typedoc = path.join(reference, 'node_modules/typedoc/bin/typedoc');
  const options = ['--options', reference, '--out', path.join(out, 'package')];
  await run([process.execPath, typedoc, ...options, '--logLevel', 'Warn'], setup.environment());

  // Only the build for browsers contains the whole crate.
  const browser = 'wasm32-unknown-unknown';
  const whole = ['--no-deps', '--document-private-items', '--target', browser];
  await run(['cargo', 'doc', '--locked', '--quiet', ...whole], {
    ...setup.environment(),
    CARGO_TARGET_DIR: target,
    RUSTDOCFLAGS: '-D warnings',
  });
  cpSync(path.join(target, browser, 'doc'), path.join(out, 'crate'), { recursive: true });

  for (const index of ['package/index.html', 'crate/bizproc_tasks/index.html']) {
    console.log(path.join(out, index));
  }
});
