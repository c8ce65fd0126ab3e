// What a value is, told without running more of its code than cannot be helped. For src/web.

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
 * A file's content in base64. A `Blob` that cannot be read any more rejects.
 *
 * @param {Blob} blob
 */
export async function base64(blob) {
  const bytes = new Uint8Array(await blob.arrayBuffer());
  if ('toBase64' in bytes) return /** @type {any} */ (bytes).toBase64();
  const slices = [];
  // A multiple of three, so that the pieces fit together; few enough for one call.
  for (let start = 0; start < bytes.length; start += 0x6000) {
    slices.push(btoa(String.fromCharCode(...bytes.subarray(start, start + 0x6000))));
  }
  return slices.join('');
}

/**
 * What checking needs of a task: not its row, which may be large, but of that the document's module.
 *
 * @param {any} task
 */
export function taskShape({ raw, ...shape }) {
  return { ...shape, module: raw?.MODULE_ID };
}
