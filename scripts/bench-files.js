// Sends files of several sizes with this package, the SDK and BX24.js, each in a new browser:
// `npm run bench:files -- 1 100` for 1 and 100 MB.
import { createCipheriv, createHash } from 'node:crypto';
import { createWriteStream, readdirSync, readFileSync, rmSync } from 'node:fs';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { main, root, ScriptError } from './run.js';
import * as setup from './setup.js';

/** @typedef {import('./bench-files/page.js').Report} Report */
/** @typedef {import('./bench-files/page.js').Way} Way */

const MEGABYTE = 1_000_000;
const SIZES = [1, 100, 500, 1_500];

/** This package is first: the others are compared with it. @type {Way[]} */
const WAYS = ['this package', 'SDK', 'BX24.js'];

const HEAD = [
  ['MB', 'way', 'time', 'longest task', 'renderer', 'all of Chromium'],
  ['JS heap', 'progress', 'stored as sent', 'what went wrong'],
].flat();

/** @type {import('../www/portal/index.js').Task} */
const TASK = {
  ID: 1,
  USER_ID: 1,
  ACTIVITY: 'RequestInformationActivity',
  NAME: 'Hand in the document',
  DOCUMENT_ID: ['crm', 'CCrmDocumentDeal', 'DEAL_77'],
  PARAMETERS: {
    REQUEST: [{ Title: 'Document', Name: 'document', Type: 'file', Required: 'Y', Multiple: 'N' }],
  },
};

await main(async () => {
  const sizes = process.argv.slice(2).map(Number);
  if (sizes.some((size) => !(size > 0))) throw new ScriptError('Sizes are given in megabytes.');

  await setup.buildTools();
  const { chrome } = await setup.browser();
  await setup.dist();

  // These imports need packages that were just installed.
  const { build, preview } = await import('vite');
  const folder = await mkdtemp(path.join(tmpdir(), 'bench-files-'));
  const server = { host: '127.0.0.1', port: 0 };
  /** @type {import('vite').InlineConfig} */
  const config = {
    configFile: false,
    root: path.join(root, 'scripts/bench-files'),
    base: './',
    logLevel: 'warn',
    build: { outDir: path.join(folder, 'page'), emptyOutDir: true, target: 'es2022' },
    preview: server,
  };
  // Also after an error.
  process.on('exit', () => rmSync(folder, { recursive: true, force: true, maxRetries: 3 }));
  await build(config);
  const page = await preview(config);
  console.log(`\n${row(HEAD)}\n${row(HEAD.map(() => '---'))}`);
  for (const size of sizes.length > 0 ? sizes : SIZES) {
    const file = path.join(folder, `${size} MB.bin`);
    const sha1 = await writeRandom(file, size * MEGABYTE);
    let ours = Number.NaN;
    for (const way of WAYS) {
      const app = `${page.resolvedUrls?.local[0]}index.html`;
      const found = await measure({ way, file, size, app, folder, chrome });
      if (way === WAYS[0] && found.report?.error === null) ours = found.report.ms;
      console.log(row(cells(size, way, found, ours, sha1)));
    }
    await rm(file);
  }
  // Do not wait for pending calls.
  process.exit();
});

/**
 * Completes the task in a new browser.
 *
 * @typedef {object} Finding
 * @property {Report} [report] nothing where the page did not live to see the end
 * @property {string} [failure]
 * @property {Peak | null} peak
 * @property {string | undefined} sha1 of the file that the portal stored
 *
 * @param {{ way: Way, file: string, size: number, app: string, folder: string, chrome: string }} what
 * @returns {Promise<Finding>}
 */
async function measure({ way, file, size, app, folder, chrome }) {
  const { chromium } = await import('@playwright/test');
  const { startPortal } = await import('../www/portal/index.js');
  const profile = path.join(folder, 'profile');
  await mkdir(profile);
  const portal = await startPortal({ app, method: 'get', tasks: [TASK] });
  /** Unlike a context of `newContext`, this one stores large data on the disk. */
  const context = await chromium.launchPersistentContext(profile, {
    executablePath: chrome,
    args: ['--no-sandbox', '--disable-gpu', '--enable-precise-memory-info'],
  });
  const memory = watchMemory(profile);
  try {
    const page = await context.newPage();
    const minutes = 2 + size / 200;
    const report = await Promise.race([
      complete(page, portal.url, file, way),
      new Promise((_, reject) => {
        page.once('crash', () => reject(new Error('the page crashed')));
        context.once('close', () => reject(new Error('the browser crashed')));
        setTimeout(() => reject(new Error(`no end after ${minutes} minutes`)), minutes * 60_000);
      }),
    ]);
    const [stored] = portal.tasks()[0]?.outcome?.files ?? [];
    return { report, peak: memory.stop(), sha1: stored?.sha1 };
  } catch (error) {
    const [failure] = String(error instanceof Error ? error.message : error).split('\n');
    return { failure, peak: memory.stop(), sha1: undefined };
  } finally {
    memory.stop();
    await context.close().catch(() => {});
    await portal.stop();
    await rm(profile, { recursive: true, force: true, maxRetries: 3 });
  }
}

/**
 * @param {import('@playwright/test').Page} page
 * @param {string} url
 * @param {string} file
 * @param {Way} way
 * @returns {Promise<Report>}
 */
async function complete(page, url, file, way) {
  await page.goto(url);
  const element = await page.waitForSelector('iframe');
  const frame = /** @type {import('@playwright/test').Frame} */ (await element.contentFrame());
  await frame.waitForFunction(() => 'bench' in window);
  await frame.setInputFiles('#file', file);
  return frame.evaluate((name) => /** @type {any} */ (window).bench.complete(name), way);
}

/**
 * Bytes that cannot be compressed, and their SHA-1.
 *
 * @param {string} file
 * @param {number} size
 */
async function writeRandom(file, size) {
  const cipher = createCipheriv('aes-128-ctr', Buffer.alloc(16), Buffer.alloc(16));
  const hash = createHash('sha1');
  const zeros = Buffer.alloc(MEGABYTE);
  function* bytes() {
    for (let left = size; left > 0; left -= MEGABYTE) {
      const piece = cipher.update(zeros.subarray(0, Math.min(left, MEGABYTE)));
      hash.update(piece);
      yield piece;
    }
  }
  await pipeline(Readable.from(bytes()), createWriteStream(file));
  return hash.digest('hex');
}

/**
 * The memory of a browser's processes, measured ten times per second: private memory, and the share of common memory.
 * Only on Linux.
 *
 * @typedef {{ renderer: number, all: number }} Peak in bytes
 *
 * @param {string} profile
 */
function watchMemory(profile) {
  const peak = { renderer: 0, all: 0 };
  const look = () => {
    let renderer = 0;
    let all = 0;
    for (const { id, command } of processesOf(profile)) {
      const bytes = proportionalSize(id);
      all += bytes;
      if (command.includes('--type=renderer')) renderer += bytes;
    }
    peak.renderer = Math.max(peak.renderer, renderer);
    peak.all = Math.max(peak.all, all);
  };
  const timer = process.platform === 'linux' ? setInterval(look, 100) : undefined;
  return {
    /** @returns {Peak | null} */
    stop: () => {
      clearInterval(timer);
      return timer ? peak : null;
    },
  };
}

/**
 * The browser process of a profile, and its child processes.
 *
 * @param {string} profile
 */
function processesOf(profile) {
  const all = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map((id) => {
      const stat = readProcess(id, 'stat');
      const parent = stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1];
      return { id, parent, command: readProcess(id, 'cmdline') };
    });
  /** @type {typeof all} */
  const found = all.filter(({ command }) => command.includes(profile));
  for (const { id } of found) {
    found.push(...all.filter((one) => one.parent === id && !found.includes(one)));
  }
  return found;
}

/** @param {string} id */
function proportionalSize(id) {
  const kilobytes = /^Pss:\s+(\d+)/m.exec(readProcess(id, 'smaps_rollup'))?.[1] ?? 0;
  return Number(kilobytes) * 1024;
}

/**
 * A process may have ended in the meantime.
 *
 * @param {string} id
 * @param {string} name
 */
function readProcess(id, name) {
  try {
    return readFileSync(`/proc/${id}/${name}`, 'utf8');
  } catch {
    return '';
  }
}

/**
 * @param {number} size
 * @param {Way} way
 * @param {Finding} found
 * @param {number} ours milliseconds
 * @param {string} sha1 of the file itself
 */
function cells(size, way, { report, failure, peak, sha1: stored }, ours, sha1) {
  const isStored = stored === sha1;
  const other = stored
    ? 'reported as completed, with another file'
    : 'reported as completed, without a file';
  const error = failure ?? report?.error ?? (isStored ? '' : other);
  const seconds = report && `${(report.ms / 1000).toFixed(1)} s`;
  // A failed run has no time to compare.
  const isComparable = way !== WAYS[0] && error === '' && !Number.isNaN(ours);
  const ratio = report && isComparable ? `, ×${(report.ms / ours).toFixed(2)}` : '';
  return [
    size,
    way,
    seconds && seconds + ratio,
    report && `${Math.round(report.longestTask)} ms`,
    peak && megabytes(peak.renderer),
    peak && megabytes(peak.all),
    report && megabytes(report.heapGrowth),
    report && (report.progress < 0 ? 'wrong' : report.progress),
    isStored ? 'yes' : '**no**',
    error.replaceAll('|', '\\|').slice(0, 120),
  ];
}

/** @param {number} bytes */
function megabytes(bytes) {
  return `${Math.round(bytes / MEGABYTE)} MB`;
}

/** @param {readonly (string | number | null | undefined)[]} texts */
function row(texts) {
  return `| ${texts.map((text) => text ?? '').join(' | ')} |`;
}
