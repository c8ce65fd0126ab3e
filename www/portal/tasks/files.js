import { createHash, randomBytes } from 'node:crypto';
import { isArray, toText, unbuffered } from '../php.js';
import { FatalError, RestError } from '../rest/error.js';

/** @typedef {import('../index.js').StoredFile} StoredFile */

/** The id of the first stored file. */
const FIRST_ID = 1001;

/** How much of a file is decoded at once. */
const CHUNK_CHARS = 4 * 1024 * 1024;

/** The portal's file storage. */
export class FileStore {
  /** @param {{ filesRefused?: boolean }} env */
  constructor(env) {
    this.env = env;
    /** @type {StoredFile[]} */
    this.all = [];
  }

  /**
   * Stores a file and returns its id. Returns other values unchanged.
   *
   * @param {unknown} value Base64 text, or a name and base64 text.
   * @returns {unknown}
   */
  store(value) {
    return this.#storeFile(value) ?? unbuffered(value);
  }

  /**
   * @param {unknown} value
   * @returns {number | undefined} Undefined when the value is not a file.
   */
  #storeFile(value) {
    const [name, content] = isArray(value) ? Object.values(value) : [undefined, value];
    if (isArray(value) && Object.keys(value).length < 2) return undefined;
    if (isArray(content)) throw new FatalError('base64_decode() expects text');
    // The platform treats this word as a missing value.
    if (content === 'false') return undefined;
    const { size, sha1 } = measure(Buffer.isBuffer(content) ? content : toText(content));
    if (size === 0) return undefined;
    const fileName = toText(name) === '' ? randomBytes(16).toString('hex') : baseName(toText(name));
    if (fileName === undefined) return undefined;
    if (this.env.filesRefused) return 0;
    const file = {
      id: FIRST_ID + this.all.length,
      name: fileName,
      size,
      sha1,
      dir: 'bizproc_rest',
    };
    this.all.push(file);
    return file.id;
  }
}

/**
 * Size and hash of a file in base64, decoded in pieces as PHP decodes it: other characters are
 * skipped, and the padding may be missing.
 *
 * @param {string | Buffer} text
 */
function measure(text) {
  const hash = createHash('sha1');
  let size = 0;
  let rest = '';
  for (let at = 0; at < text.length; at += CHUNK_CHARS) {
    const piece =
      typeof text === 'string'
        ? text.slice(at, at + CHUNK_CHARS)
        : text.toString('latin1', at, at + CHUNK_CHARS);
    const digits = rest + piece.replace(/[^A-Za-z0-9+/]/g, '');
    const whole =
      at + CHUNK_CHARS < text.length ? digits.length - (digits.length % 4) : digits.length;
    rest = digits.slice(whole);
    const bytes = Buffer.from(digits.slice(0, whole), 'base64');
    size += bytes.length;
    hash.update(bytes);
  }
  return { size, sha1: hash.digest('hex') };
}

/**
 * The last part of a path; undefined for names that the file system does not accept.
 *
 * @param {string} name
 */
function baseName(name) {
  if (name.includes('\0')) throw new RestError('120', '');
  const last = name.split(/[\\/]/).pop() ?? '';
  return /^(\s*|\.{1,2})$/.test(last) || Buffer.byteLength(last) > 255 ? undefined : last;
}
