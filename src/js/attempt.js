// Accesses foreign objects, which may throw: getters, proxies and functions. For src/browser/attempt.rs.
//
// wasm-bindgen can catch exceptions itself, but after an exception it never frees the table slot of the import's
// result. The table would grow with every exception.

/** The result if something was thrown. */
export const THROWN = Symbol('thrown');

/**
 * @param {any} object
 * @param {PropertyKey} key
 */
export function get(object, key) {
  try {
    return object[key];
  } catch {
    return THROWN;
  }
}

/** @param {object} object */
export function keys(object) {
  try {
    return Object.keys(object);
  } catch {
    return THROWN;
  }
}

/**
 * @param {Function} target
 * @param {unknown} self
 * @param {unknown[]} args
 */
export function call(target, self, args) {
  try {
    return Reflect.apply(target, self, args);
  } catch {
    return THROWN;
  }
}

/**
 * @param {Function} target
 * @param {unknown[]} args
 */
export function construct(target, args) {
  try {
    return Reflect.construct(target, args);
  } catch {
    return THROWN;
  }
}

/**
 * Creates a property of a plain object. An assignment would not create one whose name all objects inherit: `__proto__`,
 * or the name of a setter that another script has added.
 *
 * @param {Record<string, unknown>} object
 * @param {string} name
 * @param {unknown} value
 */
export function createProperty(object, name, value) {
  if (name in Object.prototype) {
    const attributes = { configurable: true, enumerable: true, writable: true };
    Object.defineProperty(object, name, { value, ...attributes });
  } else {
    object[name] = value;
  }
}
