// The entry `bizproc-tasks/url`: the WebAssembly module is a file, which `init` loads.
import {
  BizprocError,
  createApi,
  createInit,
  isReady,
  sentence,
  start,
  usageError,
  wasmUnavailable,
} from './runtime.js';

export { BizprocError };

/** @typedef {NonNullable<Parameters<typeof import('./index.js').init>[0]>} Source */

/** Delay before a failed download is retried. */
const RETRY_DELAY_MS = 500;

/** The address of the file in the last call of `init`. @type {string | URL | Request | undefined} */
let moduleUrl;

/**
 * @param {Source} [source]
 * @returns {Promise<WebAssembly.Module>}
 */
async function load(source) {
  try {
    const given = await source;
    return isModuleSource(given) ? await compile(given) : await download(given);
  } catch (error) {
    throw error instanceof BizprocError ? error : (wasmUnavailable() ?? loadError(error));
  }
}

/**
 * @param {unknown} given
 * @returns {given is Response | BufferSource | WebAssembly.Module}
 */
const isModuleSource = (given) =>
  given instanceof WebAssembly.Module ||
  given instanceof Response ||
  given instanceof ArrayBuffer ||
  ArrayBuffer.isView(given);

/** @param {string | URL | Request | undefined} given */
async function download(given) {
  // Do not download the file if it cannot be used.
  const unavailable = wasmUnavailable();
  if (unavailable) throw unavailable;
  // Kept for the calls that start the module by themselves.
  moduleUrl = given ?? moduleUrl ?? new URL('./bizproc_tasks_bg.wasm', import.meta.url);
  try {
    return await compile(await fetch(moduleUrl));
  } catch {
    await new Promise((resolve) => setTimeout(resolve, RETRY_DELAY_MS));
    // The browser's cache may contain a damaged or an older file.
    return compile(await fetch(moduleUrl, { cache: 'reload' }));
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
  // The glue fits only one build of the module.
  const [id = new ArrayBuffer()] = WebAssembly.Module.customSections(module, 'build_id');
  const digits = Array.from(new Uint8Array(id), (byte) => byte.toString(16).padStart(2, '0'));
  if (digits.join('') !== BUILD_ID) throw loadError('it is not of this version of the package');
  return module;
}

/** @param {Response} response */
async function compileResponse(response) {
  if (!response.ok) throw loadError(`HTTP status ${response.status}`);
  // Streaming accepts only this MIME type without parameters, and not every server sends it.
  return response.headers.get('content-type') === 'application/wasm'
    ? WebAssembly.compileStreaming(response)
    : WebAssembly.compile(await response.arrayBuffer());
}

/** @param {unknown} reason */
const loadError = (reason) =>
  usageError(
    `The WebAssembly module could not be loaded: ${sentence(reason)} If it is not beside the package, call init(url).`,
  );

function ensureReady() {
  if (!isReady()) throw usageError('The WebAssembly module is not loaded yet: await init() first.');
}

export const {
  init,
  connect,
  completeTask,
  diagnose,
  addLanguage,
  parseStatus,
  allowedStatuses,
  fieldKind,
  parseDescription,
  parseTask,
  validateCompletion,
  toParams,
  validateField,
  taskSchema,
} = createApi(
  ensureReady,
  createInit((/** @type {Source | undefined} */ source) => start(() => load(source))),
);
