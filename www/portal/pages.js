import { readFile } from 'node:fs/promises';

/** @typedef {import('node:http').IncomingMessage} IncomingMessage */
/** @typedef {import('node:http').ServerResponse} ServerResponse */

const HTML = 'text/html; charset=utf-8';
const SCRIPT = 'text/javascript; charset=utf-8';

/**
 * The pages and scripts of the portal, by path. `/api/v1/` is where placements load BX24 from.
 *
 * @type {Record<string, { file: string, type: string }>}
 */
const PAGES = {
  '/': { file: 'host/index.html', type: HTML },
  '/host.css': { file: 'host/host.css', type: 'text/css; charset=utf-8' },
  '/host.js': { file: 'host/host.js', type: SCRIPT },
  '/frame.js': { file: 'host/frame.js', type: SCRIPT },
  '/panel.js': { file: 'host/panel.js', type: SCRIPT },
  '/request.js': { file: 'host/request.js', type: SCRIPT },
  '/tabs.js': { file: 'host/tabs.js', type: SCRIPT },
  '/welcome': { file: 'host/welcome.html', type: HTML },
  '/api/v1/': { file: 'bx24.js', type: SCRIPT },
  '/api/v1': { file: 'bx24.js', type: SCRIPT },
  '/bx24.js': { file: 'bx24.js', type: SCRIPT },
};

/**
 * @param {IncomingMessage} request
 * @param {ServerResponse} response
 * @param {string} path
 */
export async function servePage(request, response, path) {
  request.resume();
  const page = Object.hasOwn(PAGES, path) ? PAGES[path] : undefined;
  if (page) {
    const content = await readFile(new URL(page.file, import.meta.url));
    response.writeHead(200, { 'Content-Type': page.type, 'Cache-Control': 'no-store' });
    response.end(content);
  } else if (path.startsWith('/upload/')) {
    response.writeHead(200, { 'Content-Type': 'application/octet-stream' });
    response.end('A file that the portal already held.\n');
  } else {
    response.writeHead(404, { 'Content-Type': 'text/plain; charset=utf-8' });
    response.end('Nothing here. The host page is at /, REST at /rest/.\n');
  }
}
