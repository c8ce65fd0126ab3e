import { collectForm, isArray, map, parseJson, parseQuery } from './php.js';

/** @typedef {import('./php.js').PhpMap} PhpMap */

/** Larger bodies are refused, as the web server in front of a portal does. */
const MAX_BODY = 64 * 1024 * 1024;

/**
 * What a request carried.
 *
 * @typedef {object} RequestData
 * @property {PhpMap} params Everything together; the body wins over the query.
 * @property {PhpMap} form What PHP itself parsed as GET and POST values: no JSON.
 */

/**
 * Reads a body; undefined when it is too large.
 *
 * @param {AsyncIterable<Buffer>} request
 * @returns {Promise<Buffer | undefined>}
 */
export async function readBody(request) {
  const chunks = [];
  let length = 0;
  for await (const chunk of request) {
    length += chunk.length;
    if (length <= MAX_BODY) chunks.push(chunk);
  }
  return length <= MAX_BODY ? Buffer.concat(chunks) : undefined;
}

/**
 * Puts query and body together as the portal's REST server does.
 *
 * @param {string} verb
 * @param {string} query
 * @param {string} contentType
 * @param {Buffer} bytes
 * @returns {RequestData}
 */
export function readRequest(verb, query, contentType, bytes) {
  const form = parseQuery(query);
  const params = map();
  Object.assign(params, form);
  if (verb !== 'POST') return { params, form };

  const type = contentType.split(';', 1)[0]?.trim().toLowerCase() ?? '';
  if (type === 'application/json' || type.endsWith('+json')) {
    // A body that PHP cannot decode is swallowed: the call goes on without it.
    const json = parseJson(bytes);
    if (isArray(json)) Object.assign(params, json);
    return { params, form };
  }

  const post = type === 'multipart/form-data' ? parseMultipart(contentType, bytes) : map();
  // The raw text of any other type is read as a query too, which is what BX24.js relies on.
  const body = type === 'multipart/form-data' ? post : parseQuery(bytes.toString('utf8'));
  Object.assign(params, body);
  if (type === 'application/x-www-form-urlencoded' || type === 'multipart/form-data') {
    Object.assign(form, body);
  }
  return { params, form };
}

/**
 * Reads the values of a multipart body; uploaded files are no parameters.
 *
 * @param {string} contentType
 * @param {Buffer} bytes
 */
function parseMultipart(contentType, bytes) {
  const boundary = /boundary=(?:"([^"]+)"|([^;\s]+))/i.exec(contentType);
  const marker = boundary?.[1] ?? boundary?.[2];
  /** @type {[string, string][]} */
  const pairs = [];
  if (marker) {
    // latin1 keeps one character a byte, so that parts can be cut out of a body with binary files.
    for (const part of bytes.toString('latin1').split(`--${marker}`).slice(1, -1)) {
      const head = part.indexOf('\r\n\r\n');
      const name = /content-disposition:[^\r\n]*?[; ]name="([^"]*)"/i.exec(
        part.slice(0, head),
      )?.[1];
      const isFile = /[; ]filename=/i.test(part.slice(0, Math.max(head, 0)));
      if (head < 0 || name === undefined || isFile) continue;
      pairs.push([utf8(name), utf8(part.slice(head + 4).replace(/\r\n$/, ''))]);
    }
  }
  return collectForm(pairs);
}

/** @param {string} latin1 */
function utf8(latin1) {
  return Buffer.from(latin1, 'latin1').toString('utf8');
}
