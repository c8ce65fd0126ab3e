import { readdirSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { cardAt } from './host/placements.js';

/** @typedef {import('node:http').IncomingMessage} IncomingMessage */
/** @typedef {import('node:http').ServerResponse} ServerResponse */

/** @type {Record<string, string>} */
const TYPES = {
  css: 'text/css; charset=utf-8',
  html: 'text/html; charset=utf-8',
  js: 'text/javascript; charset=utf-8',
};

/**
 * Files by path: the host page and its parts, and BX24 where placements load it from.
 *
 * @type {Map<string, string>}
 */
const FILES = new Map([
  ...readdirSync(new URL('host/', import.meta.url)).map(
    (name) => /** @type {[string, string]} */ ([`/${name}`, `host/${name}`]),
  ),
  ['/', 'host/index.html'],
  ['/welcome', 'host/welcome.html'],
  ['/api/v1', 'bx24.js'],
  ['/api/v1/', 'bx24.js'],
]);

/** Paths of pages that a portal has. */
const PORTAL_PAGES = /^\/(bizproc|company|crm|disk|docs|marketplace|tasks|workgroups)\//;

const VENDOR_SCRIPT = 'https://api.bitrix24.com/api/v1/';

/**
 * @param {IncomingMessage} request
 * @param {ServerResponse} response
 * @param {string} path
 * @param {string} query
 */
export async function servePage(request, response, path, query) {
  request.resume();
  if (/^\/api\/v1\/?$/.test(path) && query === 'vendor') {
    response.writeHead(302, { Location: VENDOR_SCRIPT });
    response.end();
    return;
  }
  const card = cardAt(path);
  if (card) {
    response.writeHead(302, { Location: `/?${new URLSearchParams(card)}` });
    response.end();
    return;
  }
  const file = FILES.get(path) ?? (PORTAL_PAGES.test(path) ? 'host/page.html' : undefined);
  if (file) {
    const content = await readFile(new URL(file, import.meta.url));
    const type = TYPES[file.split('.').at(-1) ?? ''];
    response.writeHead(200, {
      'Content-Type': type,
      'Cache-Control': 'no-store',
      'X-Content-Type-Options': 'nosniff',
      ...framing(file),
    });
    response.end(content);
  } else if (path.startsWith('/upload/')) {
    response.writeHead(200, { 'Content-Type': 'application/octet-stream' });
    response.end('A file that the portal already held.\n');
  } else {
    response.writeHead(404, { 'Content-Type': 'text/plain; charset=utf-8' });
    response.end('Nothing here. The host page is at /, REST at /rest/.\n');
  }
}

/**
 * Frame rules: no page may frame the host page, and only the host page may frame the welcome page.
 *
 * @param {string} file
 */
function framing(file) {
  if (!file.endsWith('.html')) return {};
  return file === 'host/welcome.html'
    ? { 'Content-Security-Policy': "frame-ancestors 'self'", 'X-Frame-Options': 'SAMEORIGIN' }
    : { 'Content-Security-Policy': "frame-ancestors 'none'", 'X-Frame-Options': 'DENY' };
}
