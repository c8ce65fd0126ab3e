// TypeScript in CommonJS projects, with the settings of docs/bundlers.md.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { cpSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { test } from 'node:test';
import { promisify } from 'node:util';

const tsc = createRequire(import.meta.url).resolve('typescript/bin/tsc');
const sources = path.join(import.meta.dirname, 'typescript');

for (const { file, module, moduleResolution, printed } of [
  { file: 'static', module: 'nodenext', moduleResolution: 'nodenext', printed: '0' },
  { file: 'static', module: 'commonjs', moduleResolution: 'node10', printed: '0' },
  { file: 'dynamic', module: 'node16', moduleResolution: 'node16', printed: 'function 0' },
]) {
  test(`TypeScript, CommonJS, module ${module}`, { timeout: 120_000 }, async () => {
    const cwd = path.join(import.meta.dirname, `../dist/typescript-${module}`);
    rmSync(cwd, { recursive: true, force: true });
    mkdirSync(cwd, { recursive: true });
    cpSync(path.join(sources, `${file}.ts`), path.join(cwd, `${file}.ts`));
    writeFileSync(path.join(cwd, 'package.json'), JSON.stringify({ type: 'commonjs' }));
    const compilerOptions = {
      ...{ module, moduleResolution, target: 'es2022', lib: ['es2023', 'dom'], strict: true },
      types: [],
    };
    writeFileSync(path.join(cwd, 'tsconfig.json'), JSON.stringify({ compilerOptions }));
    const run = promisify(execFile);
    await run(process.execPath, [tsc], { cwd });
    const { stdout } = await run(process.execPath, ['--no-warnings', `${file}.js`], { cwd });
    assert.equal(stdout.trim(), printed);
  });
}
