// The entry for those who load the module as a file of its own.
import { BizprocError, functions, instantiate, isReady, notStarted, unusable } from './runtime.js';

export { BizprocError };

/** @typedef {NonNullable<Parameters<typeof import('./index.js').init>[0]>} Source */
/** @typedef {string | URL | Request} Place */

/** Milliseconds before a download that failed is tried again. */
const PAUSE = 500;

/** The smallest module that there is. */
const NOTHING = Uint8Array.of(0, 97, 115, 109, 1, 0, 0, 0);

/** Where the file was said to be. @type {Place | undefined} */
let place;

/** @type {Promise<void> | undefined} */
let loading;

/**
 * @param {Source} [source]
 * @returns {Promise<void>}
 */
export function init(source) {
  loading ??= load(source).catch((error) => {
    loading = undefined;
    throw error instanceof BizprocError ? error : notLoaded(error);
  });
  return loading;
}

/** @param {Source} [source] */
async function load(source) {
  if (isReady()) return;
  try {
    // Nothing is downloaded in vain where WebAssembly is forbidden.
    new WebAssembly.Module(NOTHING);
  } catch (error) {
    throw notStarted(error);
  }
  const given = await source;
  const module = isAtHand(given) ? await compile(given) : await download(given);
  instantiate(() => module);
}

/**
 * @param {unknown} given
 * @returns {given is Response | BufferSource | WebAssembly.Module}
 */
const isAtHand = (given) =>
  given instanceof WebAssembly.Module ||
  given instanceof Response ||
  given instanceof ArrayBuffer ||
  ArrayBuffer.isView(given);

/** @param {Place | undefined} given */
async function download(given) {
  // The calls that load it by themselves have to find it there, too.
  place = given ?? place ?? new URL('./bizproc_tasks_bg.wasm', import.meta.url);
  try {
    return await compile(await fetch(place));
  } catch {
    await new Promise((resolve) => setTimeout(resolve, PAUSE));
    // The browser's cache may hold what was wrong.
    return compile(await fetch(place, { cache: 'reload' }));
  }
}

/** @param {Response | BufferSource | WebAssembly.Module} given */
async function compile(given) {
  const module =
    given instanceof WebAssembly.Module
      ? given
      : given instanceof Response
        ? await compileResponse(given)
        : await WebAssembly.compile(given);
  const [build] = WebAssembly.Module.customSections(module, 'build');
  if (new TextDecoder().decode(build) !== BUILD)
    throw notLoaded('it is not of this version of the package');
  return module;
}

/** @param {Response} response */
async function compileResponse(response) {
  if (!response.ok) throw notLoaded(`HTTP status ${response.status}`);
  // Streaming takes only this MIME type, without parameters, which not every server gives.
  return response.headers.get('content-type') === 'application/wasm'
    ? WebAssembly.compileStreaming(response)
    : WebAssembly.compile(await response.arrayBuffer());
}

/** @param {unknown} reason */
const notLoaded = (reason) =>
  unusable(
    `The WebAssembly module could not be loaded: ${reason}. If it is not beside the package, call init(url).`,
  );

const now = () => {
  if (!isReady()) throw unusable('The WebAssembly module is not loaded yet: await init() first.');
};

export const {
  connect,
  completeTask,
  parseStatus,
  allowedStatuses,
  parseTask,
  validateCompletion,
  toParams,
  validateField,
  taskSchema,
} = functions(now, () => init());
