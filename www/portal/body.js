import { collectForm, isArray, map, parseJson, parseQuery, toText } from './php.js';

/** @typedef {import('./php.js').PhpMap} PhpMap */

/**
 * Values in FIELDS of at least this length stay bytes until the field's type is known: a file may
 * be longer than a string can be.
 */
const MIN_BINARY_BYTES = 1024 * 1024;

/** The part of a line that is decoded when a separator is searched. */
const MAX_LINE_BYTES = 1024 * 1024;

/**
 * The contents of a request.
 *
 * @typedef {object} RequestData
 * @property {PhpMap} params Everything together; the body wins over the query.
 * @property {PhpMap} form What PHP itself parsed as GET and POST values: no JSON.
 */

/**
 * Reads a body, into one buffer if its length is known. Returns undefined if it is too large.
 *
 * @param {AsyncIterable<Buffer>} chunks
 * @param {number} expected
 * @param {() => number} limit How many bytes are taken, as far as is known by then.
 * @returns {Promise<Buffer | undefined>}
 */
export async function readBody(chunks, expected, limit) {
  let bytes = Buffer.alloc(0);
  let length = 0;
  let isTooLarge = false;
  for await (const chunk of chunks) {
    const end = length + chunk.length;
    isTooLarge ||= end > limit();
    if (isTooLarge) {
      // The rest is read and dropped.
      bytes = Buffer.alloc(0);
    } else {
      if (end > bytes.length) bytes = grown(bytes, Math.min(capacity(end, expected), limit()));
      chunk.copy(bytes, length);
    }
    length = end;
  }
  return isTooLarge ? undefined : bytes.subarray(0, length);
}

/**
 * The size of the buffer for a body: the announced length, or twice what has arrived.
 *
 * @param {number} length
 * @param {number} expected
 */
function capacity(length, expected) {
  return length <= expected ? expected : 2 * length;
}

/**
 * @param {Buffer} bytes
 * @param {number} size
 */
function grown(bytes, size) {
  const larger = Buffer.alloc(size);
  bytes.copy(larger);
  return larger;
}

/**
 * Merges query and body as the portal's REST server does.
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
    // PHP ignores a body that it cannot decode, and the call continues without it.
    const json = parseJson(bytes);
    // The keys of a list are numbers, and no parameter has such a name.
    if (isArray(json) && !Array.isArray(json)) Object.assign(params, json);
    return { params, form };
  }

  // The raw text of other types is also read as a query. BX24.js relies on this.
  const body =
    type === 'multipart/form-data'
      ? parseMultipart(contentType, bytes)
      : parseQuery(bytes, readValue);
  Object.assign(params, body);
  if (type === 'application/x-www-form-urlencoded' || type === 'multipart/form-data') {
    Object.assign(form, body);
  }
  return { params, form };
}

/**
 * Reads the values of a multipart body as PHP does; uploaded files are not among the parameters.
 *
 * @param {string} contentType
 * @param {Buffer} bytes
 */
function parseMultipart(contentType, bytes) {
  const boundary = /boundary=(?:"([^"]+)"|([^;,\s]+))/i.exec(contentType);
  const marker = `--${boundary?.[1] ?? boundary?.[2]}`;
  /** @type {[string, unknown][]} */
  const pairs = [];
  const lines = new Lines(bytes);
  // Only a line that is the boundary and nothing else begins a part: the last one ends in dashes.
  while (boundary && lines.skipTo(marker)) {
    const header = lines.readHeader();
    const value = lines.readValue(`\n${marker}`);
    const disposition = /^content-disposition:(.*)$/im.exec(header)?.[1] ?? '';
    const name = readParameter(disposition, 'name');
    if (name === undefined || readParameter(disposition, 'filename') !== undefined) continue;
    pairs.push([name, readValue(name, value)]);
  }
  return collectForm(pairs);
}

/** Reads bytes line by line. */
class Lines {
  #at = 0;

  /** @param {Buffer} bytes */
  constructor(bytes) {
    this.bytes = bytes;
  }

  /**
   * Moves after the next line with this text, if there is one.
   *
   * @param {string} text
   */
  skipTo(text) {
    while (this.#at < this.bytes.length) {
      if (this.#next() === text) return true;
    }
    return false;
  }

  /** The lines up to an empty one. */
  readHeader() {
    let header = '';
    while (this.#at < this.bytes.length) {
      const line = this.#next();
      if (line === '') break;
      header += `${line}\n`;
    }
    return header;
  }

  /**
   * The bytes up to an end mark, or up to where it may have been cut off, without the carriage
   * return before it; all of them where there is none.
   *
   * @param {string} mark
   */
  readValue(mark) {
    const start = this.#at;
    const end = findMark(this.bytes, mark, start);
    this.#at = end < 0 ? this.bytes.length : end;
    const isReturn = end > start && this.bytes[end - 1] === 0x0d;
    return this.bytes.subarray(start, isReturn ? end - 1 : this.#at);
  }

  #next() {
    const feed = this.bytes.indexOf('\n', this.#at);
    const end = feed < 0 ? this.bytes.length : feed;
    // The searched text is short, so the beginning of a long line is enough.
    const line = this.bytes.toString('utf8', this.#at, Math.min(end, this.#at + MAX_LINE_BYTES));
    this.#at = end + 1;
    return line.replace(/\r$/, '');
  }
}

/**
 * @param {Buffer} bytes
 * @param {string} mark
 * @param {number} from
 */
function findMark(bytes, mark, from) {
  const whole = bytes.indexOf(mark, from);
  if (whole >= 0) return whole;
  const tail = Math.max(from, bytes.length - mark.length + 1);
  for (let at = tail; at < bytes.length; at += 1) {
    if (mark.startsWith(bytes.toString('latin1', at))) return at;
  }
  return -1;
}

/**
 * A parameter of a header. Its quotes may contain escaped quotes. Browsers write `%22` instead, which servers do not
 * decode.
 *
 * @param {string} header
 * @param {string} name
 */
function readParameter(header, name) {
  const pattern = new RegExp(`[;\\s]${name}=(?:"((?:\\\\.|[^"\\\\])*)"|([^\\s;]*))`, 'i');
  const found = pattern.exec(header);
  return found?.[1]?.replace(/\\(["\\])/g, '$1') ?? found?.[2];
}

/**
 * @param {string} name
 * @param {Buffer} bytes
 * @returns {string | Buffer}
 */
function readValue(name, bytes) {
  const mayBeFile = bytes.length >= MIN_BINARY_BYTES && /^fields\[/i.test(name);
  return mayBeFile ? bytes : toText(bytes);
}
