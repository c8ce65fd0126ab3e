// Runs examples in a placement of a portal, in a browser.
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import path from 'node:path';
import { chromium } from '@playwright/test';
import { build } from 'esbuild';
import { compileScript, parse } from 'vue/compiler-sfc';
import { startPortal } from '../../www/portal/index.js';
import { fileName, root } from './blocks.js';
import { withChecks } from './checks.js';
import { launchOptions } from './chrome.js';
import { tasks } from './tasks.js';

/**
 * @typedef {import('./blocks.js').Block} Block
 * @typedef {import('../../www/portal/index.js').RunningPortal} RunningPortal
 * @typedef {{ frame: import('@playwright/test').Frame, portal: RunningPortal }} Place
 */

const manifest = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8'));

const TYPES = /** @type {Record<string, string>} */ ({
  '.js': 'text/javascript',
  '.wasm': 'application/wasm',
});

/** The entries of the built package, so that examples need no bundler. */
const IMPORTS = Object.fromEntries(
  Object.entries(manifest.exports).flatMap(([entry, target]) =>
    target.default?.startsWith('./dist/') && target.default.endsWith('.js')
      ? [[entry.replace('.', manifest.name), target.default.slice(1)]]
      : [],
  ),
);

const EXAMPLE_DOMAIN = 'acme.bitrix24.com';

/** Where examples load BX24.js from. */
const BX24_ADDRESSES = /^(https:\/\/api\.bitrix24\.com|http:\/\/127\.0\.0\.1:8181)\/api\/v1\/$/;

/** What docs/bundlers.md says to copy beside a page, for its import map. */
const COPIED = ['index.js', 'runtime.js', 'module.js'].map((name) => `/bizproc-tasks/${name}`);

/**
 * The page of an example, or an example that is a page.
 *
 * @param {string} html
 * @param {string | null} domain
 */
const placement = (html, domain) => `<!doctype html><title>Example</title><body>
  ${html.includes('/api/v1/') ? '' : `<script src="http://${domain}/api/v1/"></script>`}
  ${html.includes('importmap') ? '' : `<script type="importmap">${JSON.stringify({ imports: IMPORTS })}</script>`}
  ${html}
  <script type="module" src="/example.js"></script>`;

/**
 * A browser with one page for all examples, one after the other: a portal, and a server for the placement with the
 * example.
 */
export async function openBrowser() {
  let html = '';
  /** What was built of the example, by its address. @type {Map<string, Uint8Array>} */
  let files = new Map();
  const server = createServer((request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? '', 'http://app');
    const type = TYPES[path.extname(pathname)] ?? 'text/html; charset=utf-8';
    response.setHeader('content-type', type);
    if (files.has(pathname)) response.end(files.get(pathname));
    else if (pathname.startsWith('/dist/')) response.end(readFileSync(path.join(root, pathname)));
    else if (COPIED.includes(pathname))
      response.end(readFileSync(path.join(root, 'dist', path.basename(pathname))));
    // The portal that opens the placement passes its address, as portals do.
    else if (pathname === '/index.html') response.end(placement(html, searchParams.get('DOMAIN')));
    else response.writeHead(404).end();
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(undefined)));
  const { port } = /** @type {import('node:net').AddressInfo} */ (server.address());
  const address = `http://127.0.0.1:${port}`;
  const portal = await startPortal({ tasks, app: `${address}/index.html`, method: 'get' });
  const browser = await chromium.launch(launchOptions);
  const page = await browser.newPage();
  // Ends a hanging example. It does not measure speed.
  page.setDefaultTimeout(60_000);
  /** Answers as the portal in the examples. @param {import('@playwright/test').Route} route */
  const answer = async (route) => {
    const { pathname, search } = new URL(route.request().url());
    const method = pathname.replace(/^\/rest\/(1\/secret\/)?/, '');
    const base = pathname.includes('/secret/') ? portal.webhook(1) : `${portal.url}/rest/`;
    await route.fulfill({ response: await route.fetch({ url: base + method + search }) });
  };
  /** @param {import('@playwright/test').Route} route */
  const bx24 = async (route) =>
    route.fulfill({ response: await route.fetch({ url: `${portal.url}/api/v1/` }) });
  /** @type {string[]} */
  let pageErrors = [];
  page.on('pageerror', (error) => pageErrors.push(String(error)));
  page.on('response', (response) => {
    if (response.status() === 404) pageErrors.push(`404 for ${response.url()}`);
  });

  return {
    address,

    /**
     * Creates the placement of an example.
     *
     * @param {Block} block
     * @param {Block[]} others of the same file, which it may import
     */
    async show(block, others) {
      const { code, count } = withChecks(block.language === 'js' ? block.code : '');
      html = block.language === 'html' ? block.code : '';
      files = await bundle(block.language === 'js' ? { ...block, code } : block, others);
      // Intercepted requests bypass the cache.
      await page.unrouteAll();
      if (html) await page.route(BX24_ADDRESSES, bx24);
      if (block.code.includes(EXAMPLE_DOMAIN))
        await page.route(`https://${EXAMPLE_DOMAIN}/**`, answer);
      // The domain that BX24 gives has no scheme.
      if (block.code.includes('new Worker('))
        await page.route(`https://${new URL(portal.url).host}/**`, answer);
      return count;
    },

    /**
     * Resets the portal, opens the placement in it, and waits until the example has ended.
     *
     * @param {number} checks
     * @param {{ user?: number, proof?: (place: Place) => Promise<void> }} [how]
     */
    async open(checks, { user = 1, proof } = {}) {
      portal.reset();
      portal.fault(null);
      pageErrors = [];
      const address = `${portal.url}/?user=${user}&panel=off`;
      const isOpen = page.url() === address;
      if (!isOpen) await page.goto(address);
      const element = await page.waitForSelector('iframe');
      const frame = /** @type {import('@playwright/test').Frame} */ (await element.contentFrame());
      // The portal's page takes longer than the placement in it.
      if (isOpen) await frame.goto(frame.url());
      await frame.waitForFunction(() => 'outcome' in window);
      const { error, reached } = await frame.evaluate(() => /** @type {any} */ (window).outcome);
      if (error) throw new Error(error);
      if (reached !== checks) throw new Error(`${reached} of ${checks} values were reached`);
      // Scripts of pages have nobody else to tell.
      if (html && pageErrors.length) throw new Error(pageErrors.join('\n'));
      await proof?.({ frame, portal });
    },

    async close() {
      await browser.close();
      await portal.stop();
      server.close();
    },
  };
}

/** Renders the component of an example, by its language. @type {Record<string, string>} */
const mounting = {
  jsx: `
    const isComponent = ([name, value]) => /^[A-Z]/.test(name) && typeof value === 'function';
    const [, Component] = Object.entries(example).find(isComponent) ?? [];
    if (Component) {
      const { createElement } = await import('react');
      const { createRoot } = await import('react-dom/client');
      createRoot(main).render(createElement(Component, properties));
    }`,
  vue: `
    const { createApp } = await import('vue');
    const { props = [] } = example.default;
    const names = Array.isArray(props) ? props : Object.keys(props);
    const taken = Object.fromEntries(names.map((name) => [name, properties[name]]));
    createApp(example.default, taken).mount(main);`,
};
mounting.tsx = mounting.jsx ?? '';

/** What the examples take from fixtures.js, besides `portal` and `task`, which many examples define themselves. */
const FIXTURES = /\b(authId|completion|error|files?|input|show)\b/;

/** Loads BX24.js again: the new BX24 is not initialised yet. */
const EARLY_BX24 = `
  await import('bizproc-tasks');
  const script = document.createElement('script');
  script.src = document.querySelector('script[src]').src;
  await new Promise((resolve) => {
    script.onload = resolve;
    document.head.append(script);
  });`;

/**
 * What runs in the page of an example that is a script. Fixtures wait until BX24 is initialised. An example that calls
 * BX24 itself must do so too.
 *
 * @param {Block} block
 */
const scriptPage = ({ file, language, code }) => `
  ${/\bBX24\./.test(code) && !FIXTURES.test(code) ? EARLY_BX24 : "await import('./fixtures.js');"}
  // An example in a function's comment need not import it.
  if (${file.endsWith('.d.ts')}) Object.assign(window, await import('bizproc-tasks'));
  const example = await import('example');
  const main = document.body.appendChild(document.createElement('main'));
  const { portal, task, completion } = window;
  const properties = { portal, task, completion, id: task?.id, onDone() {} };
  ${mounting[language] ?? ''}`;

/** What runs after an example that is a page. @param {Block} block */
const htmlPage = ({ code }) => `
  ${code.includes('<bizproc-task') ? "await import('bizproc-tasks/element');" : ''}
  ${code.includes('importmap') ? "(await import('bizproc-tasks')).connect(BX24);" : ''}
  await new Promise((resolve) => BX24.init(resolve));`;

/**
 * The files of an example, by their addresses: its script, and what that loads.
 *
 * @param {Block} block
 * @param {Block[]} others
 * @returns {Promise<Map<string, Uint8Array>>}
 */
async function bundle(block, others) {
  const sources = new Map(others.map((other) => [`./${fileName(other.code)}`, other]));
  const contents = `
    import { assertShown, reached } from './assert-shown.js';
    window.assertShown = assertShown;
    async function run() {${block.language === 'html' ? htmlPage(block) : scriptPage(block)}
    }
    run().then(
      () => (window.outcome = { reached: reached.size }),
      (error) => (window.outcome = { error: String(error?.stack ?? error) }),
    );`;
  const built = await bundleScript('example', contents, block, sources, Object.keys(IMPORTS));
  for (const [, name = ''] of block.code.matchAll(
    /new URL\('\.\/(\w+)\.js', import\.meta\.url\)/g,
  )) {
    const worker = sources.get(`./${name}.js`);
    if (!worker) throw new Error(`There is no ${name}.js in ${block.file}.`);
    // Workers have no import map.
    built.push(...(await bundleScript(name, "import 'example';", worker, sources, [])));
  }
  return new Map(built.map(({ path: file, contents }) => [`/${path.basename(file)}`, contents]));
}

/**
 * @param {string} name
 * @param {string} contents the script that imports the example
 * @param {Block} block
 * @param {Map<string, Block>} sources what the example may import
 * @param {string[]} external
 */
async function bundleScript(name, contents, block, sources, external) {
  const here = import.meta.dirname;
  const { outputFiles } = await build({
    stdin: { resolveDir: here, contents },
    bundle: true,
    write: false,
    outdir: '/',
    entryNames: name,
    format: 'esm',
    jsx: 'automatic',
    // As docs/bundlers.md says.
    loader: { '.wasm': 'file' },
    logLevel: 'silent',
    define: {
      'process.env.NODE_ENV': '"production"',
      'import.meta.env.PORTAL_WEBHOOK': `"https://${EXAMPLE_DOMAIN}/rest/1/secret/"`,
      __VUE_OPTIONS_API__: 'true',
      __VUE_PROD_DEVTOOLS__: 'false',
      __VUE_PROD_HYDRATION_MISMATCH_DETAILS__: 'false',
    },
    plugins: [
      {
        name: 'examples',
        setup({ onLoad, onResolve }) {
          onResolve({ filter: /^bizproc-tasks/ }, ({ path: entry }) =>
            external.includes(entry) ? { path: entry, external: true } : undefined,
          );
          onResolve({ filter: /^example$|^\.\// }, ({ path: name, namespace }) => {
            if (name === 'example') return { path: name, namespace: 'example' };
            if (namespace === 'example') return { path: name, namespace };
          });
          onLoad({ filter: /.*/, namespace: 'example' }, ({ path: name }) => {
            const source = name === 'example' ? block : sources.get(name);
            if (!source) throw new Error(`There is no ${name} in ${block.file}.`);
            const loader = source.language === 'tsx' ? 'tsx' : 'jsx';
            return { contents: scriptOf(source), loader, resolveDir: here };
          });
        },
      },
    ],
  });
  return outputFiles;
}

/** @param {Block} block */
function scriptOf({ language, code, file }) {
  if (language !== 'vue') return code;
  const { descriptor, errors } = parse(code, { filename: path.basename(file) });
  if (errors.length) throw errors[0];
  // As docs/element.md says.
  const isCustomElement = (/** @type {string} */ tag) => tag === 'bizproc-task';
  return compileScript(descriptor, {
    id: 'example',
    inlineTemplate: true,
    templateOptions: { compilerOptions: { isCustomElement } },
  }).content;
}
