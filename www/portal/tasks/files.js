import { createHash, randomBytes } from 'node:crypto';
import { isArray, toText } from '../php.js';
import { FatalError, RestError } from '../rest/error.js';

/** @typedef {import('../index.js').StoredFile} StoredFile */

/** Id of the first file a call stores. */
const FIRST_ID = 1001;

/** The portal's file storage. */
export class FileStore {
  /** @param {{ filesRefused?: boolean }} env */
  constructor(env) {
    this.env = env;
    /** @type {StoredFile[]} */
    this.all = [];
  }

  /**
   * Stores what a value holds and answers with the file's id; a value that is no file is kept.
   *
   * @param {unknown} value Base64 text, or a name and base64 text.
   * @returns {unknown}
   */
  receive(value) {
    const [name, content] = isArray(value) ? Object.values(value) : [undefined, value];
    if (isArray(value) && Object.keys(value).length < 2) return value;
    if (isArray(content)) throw new FatalError('base64_decode() expects text');
    // The platform takes the word for a missing value.
    if (content === 'false') return value;
    const bytes = Buffer.from(toText(content).replace(/[^A-Za-z0-9+/]/g, ''), 'base64');
    if (bytes.length === 0) return value;
    const fileName = toText(name) === '' ? randomBytes(16).toString('hex') : baseName(toText(name));
    if (fileName === undefined) return value;
    if (this.env.filesRefused) return 0;
    const file = {
      id: FIRST_ID + this.all.length,
      name: fileName,
      size: bytes.length,
      sha1: createHash('sha1').update(bytes).digest('hex'),
      dir: 'bizproc_rest',
    };
    this.all.push(file);
    return file.id;
  }
}

/**
 * The last part of a path; undefined for names the file system does not take.
 *
 * @param {string} name
 */
function baseName(name) {
  if (name.includes('\0')) throw new RestError('120', '');
  const last = name.split(/[\\/]/).pop() ?? '';
  return /^(\s*|\.{1,2})$/.test(last) || Buffer.byteLength(last) > 255 ? undefined : last;
}
