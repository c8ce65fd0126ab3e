// Builds the reference of the package from its typings, and that of the crate. A warning is an error.
import { createHash } from 'node:crypto';
import { cpSync, existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { main, root, run } from './run.js';
import * as setup from './setup.js';

const target = path.join(root, 'target');
const out = path.join(target, 'docs');

/** The hash of the typings and settings that the reference of the package was last built from. */
const builtFrom = path.join(target, 'docs-sources');

/** The hash of the present ones. */
function hashSources() {
  const typings = readdirSync(path.join(root, 'src/js'), { recursive: true })
    .map((file) => path.join('src/js', String(file)))
    .filter((file) => file.endsWith('.d.ts'));
  const settings = ['package-lock.json', 'tsconfig.json', 'typedoc.json'];
  const hash = createHash('sha256');
  for (const file of [
    ...typings.sort(),
    'www/portal/index.d.ts',
    ...settings.map((name) => `docs/reference/${name}`),
  ]) {
    hash.update(`${file}\n${readFileSync(path.join(root, file), 'utf8')}\n`);
  }
  return hash.digest('hex');
}

await main(async () => {
  await setup.packages('docs/reference');
  await setup.rust();
  const sources = hashSources();
  const isBuilt =
    existsSync(path.join(out, 'package/index.html')) &&
    existsSync(builtFrom) &&
    readFileSync(builtFrom, 'utf8') === sources;
  if (!isBuilt) {
    rmSync(builtFrom, { force: true });
    const reference = path.join(root, 'docs/reference');
    const typedoc = path.join(reference, 'node_modules/typedoc/bin/typedoc');
    const options = ['--options', reference, '--out', path.join(out, 'package')];
    await run([process.execPath, typedoc, ...options, '--logLevel', 'Warn'], setup.environment());
    writeFileSync(builtFrom, sources);
  }

  // Only the build for browsers contains the whole crate.
  const browser = 'wasm32-unknown-unknown';
  const whole = ['--no-deps', '--document-private-items', '--target', browser];
  await run(['cargo', 'doc', '--locked', '--quiet', ...whole], {
    ...setup.environment(),
    CARGO_TARGET_DIR: target,
    RUSTDOCFLAGS: '-D warnings',
  });
  rmSync(path.join(out, 'crate'), { recursive: true, force: true });
  cpSync(path.join(target, browser, 'doc'), path.join(out, 'crate'), { recursive: true });

  for (const index of ['package/index.html', 'crate/bizproc_tasks/index.html']) {
    console.log(path.join(out, index));
  }
});
