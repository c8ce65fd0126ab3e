// Checks values of an example, in the browser and in Node.

const MORE = Symbol('and more');

/** Stands for the rest of a list or an object. */
class Open {
  [MORE] = true;
  *[Symbol.iterator]() {
    yield MORE;
  }
}

/** The checks that were reached. @type {Set<number>} */
export const reached = new Set();

/**
 * @param {number} id
 * @param {unknown} value
 * @param {(open: any) => unknown} expected
 * @param {string} text
 */
export function assertShown(id, value, expected, text) {
  reached.add(id);
  if (fits(value, expected(new Open()))) return value;
  throw new Error(`not ${text}, but ${JSON.stringify(value) ?? String(value)}`);
}

/**
 * @param {any} value
 * @param {any} expected
 * @returns {boolean}
 */
function fits(value, expected) {
  if (typeof expected !== 'object' || expected === null) return Object.is(value, expected);
  if (typeof value !== 'object' || value === null) return false;
  if (Array.isArray(expected)) {
    if (!Array.isArray(value)) return false;
    const isOpen = expected.at(-1) === MORE;
    const items = isOpen ? expected.slice(0, -1) : expected;
    if (isOpen ? value.length < items.length : value.length !== items.length) return false;
    return items.every((item, index) => fits(value[index], item));
  }
  const keys = Object.keys(expected);
  if (!expected[MORE] && Object.keys(value).length !== keys.length) return false;
  return keys.every((key) => key in value && fits(value[key], expected[key]));
}
