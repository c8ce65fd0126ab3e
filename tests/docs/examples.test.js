// Every example in README, guides, llms.txt and typings does what it says.
import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { blocksOf, fileName, files, root } from './blocks.js';
import { openBrowser } from './browser.js';
import { clean, folder, run, runInNode } from './node.js';
import { runCommands } from './shell.js';

/** @typedef {import('./blocks.js').Block} Block */

/** Languages of blocks that are not checked. */
const OTHERS = ['', 'css', 'text', 'http', 'nginx', 'apache'];

/** The number of blocks by kind. @type {Record<string, number>} */
const counts = {};
/** @param {string} what @param {number} [by] */
const count = (what, by = 1) => {
  counts[what] = (counts[what] ?? 0) + by;
};

/** @type {Awaited<ReturnType<typeof openBrowser>>} */
let browser;
before(async () => {
  clean();
  browser = await openBrowser();
});
after(async () => {
  await browser.close();
  console.log(`examples: ${JSON.stringify(counts)}`);
});

const byFile = new Map(files.map((file) => [file, blocksOf(file)]));

/** The form for the examples that test one. */
const plainForm = byFile.get('docs/forms.md')?.find((block) => isPlainForm(block));

for (const [file, blocks] of byFile) {
  for (const block of blocks) {
    const { line, language, code, reason, source } = block;
    test(`${file}:${line} ${language}`, { timeout: 90_000 }, async () => {
      if (reason) return count(`shown only (${reason})`);
      if (source) {
        count('tested as a file');
        assert.equal(code, readFileSync(path.join(root, source), 'utf8'));
        return;
      }
      switch (language) {
        case 'js':
        case 'jsx':
        case 'tsx':
        case 'vue':
        case 'html':
          return isForNode(block) ? inNode(block) : inBrowser(block, blocks);
        case 'ts':
          return; // The compiler is asked for all of them together.
        case 'sh':
          return count('commands', await runCommands(code));
        case 'json':
          JSON.parse(code);
          return count('read');
        default:
          assert.ok(OTHERS.includes(language), `what is to be done with "${language}"?`);
          count('of another language');
      }
    });
  }
}

/** JavaScript examples with type errors, and the reasons. @type {Record<string, string>} */
const UNTYPED = {
  'docs/forms.md': 'controls of a form have types that only its page knows',
  'docs/testing.md': 'tests and settings are of other tools',
  'src/js/index.d.ts': 'what hovers over a function need not import it',
  'www/portal/index.d.ts': 'so with the portal',
};

/** The types of what fixtures.js defines. */
const FIXTURES = `
declare const authId: string;
declare const BX24: any;
declare const completion: import('bizproc-tasks').Completion;
declare const error: import('bizproc-tasks').BizprocError;
declare const file: File;
declare const files: File[];
declare const input: HTMLInputElement;
declare const portal: import('bizproc-tasks').Portal;
declare const task: import('bizproc-tasks').Task;
declare function show(text: string): void;
`;

const strict = {
  target: 'ES2022',
  module: 'esnext',
  moduleResolution: 'bundler',
  lib: ['ES2023', 'DOM', 'DOM.Iterable', 'DOM.AsyncIterable'],
  types: ['node'],
  jsx: 'react-jsx',
  strict: true,
  noEmit: true,
  skipLibCheck: true,
};
/** JavaScript has fewer types. */
const loose = {
  ...strict,
  checkJs: true,
  noImplicitAny: false,
  strictNullChecks: false,
  useUnknownInCatchVariables: false,
};

for (const [languages, compilerOptions] of /** @type {const} */ ([
  ['ts tsx', strict],
  ['js', loose],
])) {
  test(`the compiler accepts the examples: ${languages}`, async () => {
    const names = [...byFile.values()].flat().flatMap(({ file, line, language, code, reason }) => {
      const isLeftOut = reason || (language === 'js' && file in UNTYPED);
      if (isLeftOut || !languages.split(' ').includes(language)) return [];
      const name = `${file.replaceAll('/', '-')}-${line}.${language}`;
      writeFileSync(path.join(folder, name), `${code}\nexport {};\n`);
      return [name];
    });
    assert.ok(names.length);
    writeFileSync(path.join(folder, 'fixtures.d.ts'), FIXTURES);
    const project = path.join(folder, `tsconfig.${languages.split(' ')[0]}.json`);
    writeFileSync(project, JSON.stringify({ compilerOptions, files: ['fixtures.d.ts', ...names] }));
    await run([path.join(root, 'node_modules/typescript/bin/tsc'), '-p', project]);
    counts[`compiled (${languages})`] = names.length;
  });
}

/** @param {Block} block */
function isForNode({ file, language, code }) {
  if (language !== 'js') return false;
  // In these files `portal` is the simulator.
  if (file === 'docs/testing.md' || file.startsWith('www/portal/'))
    return !/export const Open/.test(code);
  return /from '(node:|bizproc-tasks\/portal|vite|@playwright)/.test(code);
}

/** @param {Block} block */
async function inNode(block) {
  // The placement for tests of a placement.
  assert.ok(plainForm);
  await browser.show(plainForm, []);
  const cwd = await runInNode(block, browser.address);
  count('run in Node');
  if (!block.code.includes('copyFileSync(')) return;
  const name = 'dist/bizproc_tasks_bg.wasm';
  assert.deepEqual(readFileSync(path.join(cwd, name)), readFileSync(path.join(root, name)));
}

/**
 * @param {Block} block
 * @param {Block[]} blocks
 */
async function inBrowser(block, blocks) {
  const others = blocks.filter(({ code }) => fileName(code));
  const checks = await browser.show(block, others);
  counts.values = (counts.values ?? 0) + checks;
  // Only administrators register placements.
  const user = block.code.includes('placement.bind') ? 3 : 1;
  const [what, proof] = proofs.find(([, , isMeant]) => isMeant(block)) ?? ['run in Chromium'];
  await browser.open(checks, { user, ...(proof ? { proof } : {}) });
  count(what);
}

/** @typedef {(place: import('./browser.js').Place) => Promise<void>} Proof */

/**
 * What shows that an example works, beside that it runs without an error.
 *
 * @type {[what: string, proof: Proof, isMeant: (block: Block) => boolean][]}
 */
const proofs = [
  [
    'installation pages, which run a second time',
    async ({ frame }) => {
      await frame.goto(frame.url());
      await frame.waitForFunction(() => 'outcome' in window);
      const { error } = await frame.evaluate(() => /** @type {any} */ (window).outcome);
      assert.equal(error, undefined);
    },
    ({ code }) => code.includes('placement.bind'),
  ],
  [
    'elements with a control of the page',
    async ({ frame }) => {
      await frame.getByRole('combobox', { name: 'Contractor' }).selectOption('C_607');
      await frame.getByRole('button', { name: 'Send' }).click();
      await frame.getByText('Answer saved').waitFor();
    },
    ({ code }) => code.includes('slot="field-'),
  ],
  [
    'elements that show a task',
    ({ frame }) => frame.getByRole('heading', { name: 'Task 1501' }).waitFor(),
    ({ code }) => code.includes('<bizproc-task'),
  ],
  [
    'workers that list tasks',
    ({ frame }) => frame.getByText('Task 1501').waitFor(),
    ({ code }) => code.includes('new Worker('),
  ],
  [
    'forms filled in',
    fillIn,
    (block) => isPlainForm(block) || /TaskForm|<script setup>/.test(block.code),
  ],
  [
    'components shown',
    ({ frame }) => frame.locator('main > *').first().waitFor(),
    ({ code }) => /export (function [A-Z]\w*|const [A-Z]\w* = )\(/.test(code),
  ],
  ['pages', async () => {}, ({ language }) => language === 'html'],
];

/** @param {Block} block */
function isPlainForm({ code }) {
  return code.includes(`createElement('form')`);
}

/**
 * Sends a form too early, finds the message beside the field, and sends it again.
 *
 * @param {import('./browser.js').Place} place
 */
async function fillIn({ frame, portal }) {
  const send = frame.getByRole('button', { name: 'Send' });
  const outcome = () => portal.tasks().find(({ ID }) => ID === 1501)?.outcome;
  await send.click();
  await frame.getByText('Enter “Contractor”').first().waitFor();
  assert.equal(outcome(), null);
  // Enter sends nothing: a form has several answers.
  await frame.getByLabel('Contractor').fill('Too early');
  await frame.getByLabel('Contractor').press('Enter');
  await frame.getByLabel('Reason').fill('Too expensive');
  await frame.getByLabel('Reason').press('Enter');
  await frame.getByLabel('Contractor').fill('Acme');
  await frame.getByLabel('Contractor').blur();
  await send.click();
  const end = Date.now() + 30_000;
  while (!outcome() && Date.now() < end) await new Promise((resolve) => setTimeout(resolve, 20));
  assert.equal(outcome()?.variables.contractor, 'Acme');
}
