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
