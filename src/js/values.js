// What callers hand over: what a value is, told without running more of its code than cannot be helped, and what is in
// a file. For src/browser/read.rs and src/browser/files.rs.

const tagOf = Object.prototype.toString;

/**
 * A number for each kind of value that reading tells apart.
 *
 * @param {unknown} value
 */
export function kind(value) {
  switch (typeof value) {
    case 'undefined':
      return 0;
    case 'boolean':
      return 2;
    case 'number':
      return 3;
    case 'string':
      return 4;
    case 'bigint':
      return 5;
    case 'object':
      break;
    default:
      return 10;
  }
  if (value === null) return 1;
  try {
    // Tags, unlike prototypes, are the same in every frame.
    if (Array.isArray(value)) return 6;
    switch (tagOf.call(value)) {
      case '[object Object]':
        return 7;
      case '[object Date]':
        return 8;
      // What a file input has.
      case '[object FileList]':
        return 6;
      case '[object Blob]':
      case '[object File]':
        return 9;
      default:
        return 10;
    }
  } catch {
    return 11;
  }
}

/** @param {object} value */
export const keys = (value) => Object.keys(value);

/**
 * Milliseconds since 1970; year, month and day in the browser's own zone.
 *
 * @param {Date} value
 */
export function dateParts(value) {
  const milliseconds = Date.prototype.getTime.call(value);
  const date = new Date(milliseconds);
  return Float64Array.of(milliseconds, date.getFullYear(), date.getMonth() + 1, date.getDate());
}

/** @param {string} text */
export const isWellFormed = (text) => !/\p{Surrogate}/u.test(text);

/**
 * The name of a `File`; a `Blob` has none, and gets the one that browsers give it in forms.
 *
 * @param {Blob & { name?: unknown }} blob
 */
export const fileName = (blob) => String(blob.name ?? 'blob');

/** @param {string} text */
export const isBase64 = (text) => /^[A-Za-z0-9+/\s]+={0,2}\s*$/.test(text);

/**
 * What checking needs of a task: not its row, which may be large, but of that the document's module.
 *
 * @param {any} task
 */
export function taskShape({ raw, ...shape }) {
  return { ...shape, module: raw?.MODULE_ID };
}

/** Bytes that are read and encoded at once. Divisible by three, so that the pieces fit together. */
const SLICE = 3 * 2 ** 20;

/** Milliseconds between two reports. */
const INTERVAL = 50;

/** @typedef {(phase: 'encode' | 'upload', loaded: number, total: number) => void} Report */

/**
 * Tells a caller how far it is, not too often and always at the end.
 *
 * @param {NonNullable<import('./index.js').CompleteOptions['onProgress']>} onProgress
 * @returns {Report}
 */
export function reporter(onProgress) {
  let next = 0;
  return (phase, loaded, total) => {
    const now = performance.now();
    if (now < next && loaded < total) return;
    next = now + INTERVAL;
    try {
      onProgress({ phase, loaded, total });
    } catch (error) {
      // It is the caller's own, and no reason to leave a task half done.
      globalThis.reportError?.(error);
    }
  };
}

/**
 * Values with the text of a file, in base64, in the place of each.
 *
 * @param {any[]} values
 * @param {Report} [report]
 */
export const inline = (values, report) =>
  encode(
    values,
    0,
    (text) => text,
    (pieces) => pieces.join(''),
    report,
  );

/**
 * The body of a form, made piece by piece, so that no file is ever whole in the page's memory. It begins with what
 * {@link withToken} puts before it. Rejects where the browser has no room for it.
 *
 * @param {[name: string, value: any][]} entries texts, numbers and files
 * @param {Report} [report]
 */
export function multipart(entries, report) {
  // Made up anew, so that no text has it in it.
  const boundary = `form${Math.random()}${Math.random()}`;
  const parts = entries.flatMap(([name, value]) => [head(boundary, name), value, '\r\n']);
  parts.push(`--${boundary}--\r\n`);
  const texts = new Blob(parts.filter((part) => !isFile(part)));
  const type = `multipart/form-data; boundary=${boundary}`;
  const encoding = encode(parts, texts.size, roomy, (pieces) => new Blob(pieces), report);
  return Object.assign(
    encoding.then((made) => new Blob(made, { type })),
    { abort: encoding.abort },
  );
}

/**
 * A piece that can be read again. One for which there was no room cannot, nor can what it is made part of.
 *
 * @param {string} text
 * @param {boolean} [isLast]
 * @returns {Promise<Blob>}
 */
async function roomy(text, isLast) {
  const piece = new Blob([text]);
  try {
    await piece.slice(-1).arrayBuffer();
    return piece;
  } catch (error) {
    if (isLast) throw error;
  }
  // Chromium begins with 500 MB, and finds out how much room there is when it is to keep a reply as a Blob.
  const url = URL.createObjectURL(new Blob());
  try {
    await (await fetch(url)).blob();
  } catch {
    // A policy of the page may forbid it.
  }
  URL.revokeObjectURL(url);
  return roomy(text, true);
}

/**
 * @param {Blob} body
 * @param {string} token
 */
export const withToken = (body, token) =>
  new Blob([head(body.type.split('=')[1], 'auth'), token, '\r\n', body], { type: body.type });

/**
 * @param {string | undefined} boundary
 * @param {string} name
 */
const head = (boundary, name) =>
  `--${boundary}\r\nContent-Disposition: form-data; name="${name.replace(/["\r\n]/g, encodeURIComponent)}"\r\n\r\n`;

/**
 * @param {unknown} part
 * @returns {part is Blob}
 */
const isFile = (part) => typeof part === 'object';

/**
 * Encodes the files among some parts. Rejects with a file that cannot be read, or kept.
 *
 * @param {any[]} parts
 * @param {number} loaded bytes that need not be encoded
 * @param {(text: string) => any} keep
 * @param {(pieces: any[]) => any} join
 * @param {Report} [report]
 */
function encode(parts, loaded, keep, join, report) {
  let isAborted = false;
  const encoding = async () => {
    const weight = (/** @type {unknown} */ part) =>
      isFile(part) ? Math.ceil(part.size / 3) * 4 : 0;
    const total = parts.reduce((sum, part) => sum + weight(part), loaded);
    const made = [];
    for (const part of parts) {
      if (!isFile(part)) {
        made.push(part);
        continue;
      }
      const pieces = [];
      for (let start = 0; start < part.size && !isAborted; start += SLICE) {
        const text = await read(part, start);
        try {
          pieces.push(await keep(text));
        } catch {
          throw { file: part, isFull: true };
        }
        loaded += text.length;
        report?.('encode', loaded, total);
      }
      made.push(join(pieces));
    }
    return made;
  };
  return Object.assign(encoding(), {
    abort() {
      isAborted = true;
    },
  });
}

/**
 * A slice of a file in base64.
 *
 * @param {Blob} file
 * @param {number} start
 */
async function read(file, start) {
  const slice = file.slice(start, start + SLICE);
  let bytes = new Uint8Array();
  try {
    bytes = new Uint8Array(await slice.arrayBuffer());
  } catch {
    // It is gone, or not what it was when it was chosen.
  }
  if (bytes.length !== slice.size) throw { file };
  if ('toBase64' in bytes) return /** @type {any} */ (bytes).toBase64();
  let text = '';
  // As many as one call takes, and divisible by three.
  for (let start = 0; start < bytes.length; start += 0x6000) {
    text += btoa(String.fromCharCode(...bytes.subarray(start, start + 0x6000)));
  }
  return text;
}
