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

const TYPES = /** @type {Record<string, string>} */ ({
  '.js': 'text/javascript',
  '.wasm': 'application/wasm',
});

/** The built package, so that examples need no bundler. */
const IMPORTS = {
  'bizproc-tasks': '/dist/index.js',
  'bizproc-tasks/url': '/dist/url.js',
  'bizproc-tasks/element': '/dist/element.js',
  'bizproc-tasks/lang/de': '/dist/lang/de.js',
};

const EXAMPLE_DOMAIN = 'acme.bitrix24.com';

/** @param {string | null} domain */
const placement = (domain) => `<!doctype html><title>Example</title><body>
  <script src="http://${domain}/api/v1/"></script>
  <script type="importmap">${JSON.stringify({ imports: IMPORTS })}</script>
  <script type="module" src="/example.js"></script>`;

/**
 * A browser with one page for all examples, one after the other: a portal, and a server for the placement with the
 * example.
 */
export async function openBrowser() {
  let script = '';
  const server = createServer((request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? '', 'http://app');
    const type = TYPES[path.extname(pathname)] ?? 'text/html; charset=utf-8';
    response.setHeader('content-type', type);
    if (pathname === '/example.js') response.end(script);
    else if (pathname.startsWith('/dist/')) response.end(readFileSync(path.join(root, pathname)));
    // The portal that opens the placement passes its address, as portals do.
    else response.end(placement(searchParams.get('DOMAIN')));
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
      script = await bundle(block.language === 'js' ? { ...block, code } : block, others);
      // Intercepted requests bypass the cache.
      await page.unrouteAll();
      if (script.includes(EXAMPLE_DOMAIN)) await page.route(`https://${EXAMPLE_DOMAIN}/**`, answer);
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
      const address = `${portal.url}/?user=${user}`;
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
      await proof?.({ frame, portal });
    },

    async close() {
      await browser.close();
      await portal.stop();
      server.close();
    },
  };
}

/** Renders the component of an example, if there is one. */
const mounting = {
  jsx: `
    if (example.TaskForm) {
      const { createElement } = await import('react');
      const { createRoot } = await import('react-dom/client');
      const place = document.body.appendChild(document.createElement('main'));
      createRoot(place).render(createElement(example.TaskForm, { portal, task }));
    }`,
  vue: `
    const { createApp } = await import('vue');
    const place = document.body.appendChild(document.createElement('main'));
    createApp(example.default, { portal, task }).mount(place);`,
};

/**
 * @param {Block} block
 * @param {Block[]} others
 */
async function bundle(block, others) {
  const { language } = block;
  const sources = new Map(others.map((other) => [`./${fileName(other.code)}`, other]));
  const here = import.meta.dirname;
  const { outputFiles } = await build({
    stdin: {
      resolveDir: here,
      contents: `
        import { assertShown, reached } from './assert-shown.js';
        window.assertShown = assertShown;
        try {
          await import('./fixtures.js');
          // An example in a function's comment need not import it.
          if (${block.file.endsWith('.d.ts')}) Object.assign(window, await import('bizproc-tasks'));
          const example = await import('example');
          ${language === 'jsx' || language === 'vue' ? mounting[language] : ''}
          window.outcome = { reached: reached.size };
        } catch (error) {
          window.outcome = { error: String(error?.stack ?? error) };
        }`,
    },
    bundle: true,
    external: Object.keys(IMPORTS),
    write: false,
    format: 'esm',
    jsx: 'automatic',
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
          onResolve({ filter: /^example$|^\.\// }, ({ path: name, namespace }) => {
            if (name === 'example') return { path: name, namespace: 'example' };
            if (namespace === 'example') return { path: name, namespace };
          });
          onLoad({ filter: /.*/, namespace: 'example' }, ({ path: name }) => {
            const source = name === 'example' ? block : sources.get(name);
            if (!source) throw new Error(`There is no ${name} in ${block.file}.`);
            return { contents: scriptOf(source), loader: 'jsx', resolveDir: here };
          });
        },
      },
    ],
  });
  return outputFiles[0]?.text ?? '';
}

/** @param {Block} block */
function scriptOf({ language, code, file }) {
  if (language !== 'vue') return code;
  const { descriptor, errors } = parse(code, { filename: path.basename(file) });
  if (errors.length) throw errors[0];
  return compileScript(descriptor, { id: 'example', inlineTemplate: true }).content;
}
