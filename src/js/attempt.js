// Runs what may throw: getters, proxies and functions that are not the package's own. For src/browser/attempt.rs.
//
// wasm-bindgen can catch by itself, but of an import that throws it never frees the slot that the result was to have:
// its table would grow with every exception.

/** Stands for whatever was thrown. */
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
