// One completion of a task at a time, in all of an app's tabs and frames. For src/browser/lock.rs.

/** @typedef {{ isLate: boolean, release(): void }} Granted */

/**
 * Locks of this page that were let go, until they are free: the browser takes a moment.
 *
 * @type {Map<string, Promise<void>>}
 */
const ending = new Map();

/**
 * Claims a task's lock. `portal` is what a portal is connected with, or an address there. Resolves to what lets it go
 * and says whether somebody else had it first; to nothing where they still have it after so many milliseconds, or the
 * signal is given. Where the page has no Web Locks it is always granted.
 *
 * @param {any} portal
 * @param {number} taskId
 * @param {number} milliseconds
 * @param {AbortSignal | undefined} signal
 * @returns {Promise<Granted | undefined>}
 */
export async function lock(portal, taskId, milliseconds, signal) {
  const name = `bizproc-tasks/${hostOf(portal)}/${taskId}`;
  await ending.get(name);
  try {
    const now = await ask(name, { ifAvailable: true });
    if (now) return now;
  } catch {
    return { isLate: false, release() {} };
  }
  const pending = new AbortController();
  const stop = () => pending.abort();
  const timer = setTimeout(stop, milliseconds);
  signal?.addEventListener('abort', stop);
  try {
    const later = await ask(name, { signal: pending.signal });
    return later && { ...later, isLate: true };
  } catch {
    // Nobody waits for it any more.
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener('abort', stop);
  }
}

/**
 * @param {string} name
 * @param {LockOptions} options
 * @returns {Promise<Granted | undefined>}
 */
function ask(name, options) {
  return new Promise((resolve, reject) => {
    const end = navigator.locks.request(name, options, (held) => {
      if (!held) return resolve(undefined);
      // It is held until this promise settles.
      return new Promise((release) => {
        resolve({
          isLate: false,
          release() {
            ending.set(
              name,
              end.finally(() => ending.delete(name)),
            );
            release(undefined);
          },
        });
      });
    });
    end.catch(reject);
  });
}

/**
 * Names of locks are there for all to see, so that nothing else of an address may be in one.
 *
 * @param {any} portal
 * @returns {string}
 */
function hostOf(portal) {
  try {
    if (typeof portal !== 'string') {
      const origin = portal.getTargetOrigin?.() ?? portal.getDomain();
      return String(origin).split('/').at(-1) ?? '';
    }
    return new URL(portal).host;
  } catch {
    return '';
  }
}
