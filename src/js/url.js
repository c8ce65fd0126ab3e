// The entry for those who load the module as a file of its own.
import { functions, instantiate, isReady, unusable } from './runtime.js';

export { BizprocError } from './runtime.js';

/** @typedef {NonNullable<Parameters<typeof import('./index.js').init>[0]>} Source */

/** @type {Promise<void> | undefined} */
let loading;

/**
 * @param {Source} [source]
 * @returns {Promise<void>}
 */
export function init(source) {
  loading ??= load(source).catch((error) => {
    loading = undefined;
    throw error;
  });
  return loading;
}

/** @param {Source} [source] */
async function load(source = new URL('./bizproc_tasks_bg.wasm', import.meta.url)) {
  if (isReady()) return;
  const given = await source;
  if (given instanceof WebAssembly.Module) return instantiate(() => given);
  if (given instanceof ArrayBuffer || ArrayBuffer.isView(given)) {
    return start(WebAssembly.compile(given));
  }
  /** @type {Response} */
  const response = given instanceof Response ? given : await fetch(given).catch(failed);
  if (!response.ok)
    throw unusable(`The WebAssembly module could not be loaded: HTTP status ${response.status}.`);
  // Streaming takes only the right MIME type, which not every server gives.
  const typed = response.headers.get('content-type')?.startsWith('application/wasm');
  const compiled = typed
    ? WebAssembly.compileStreaming(response)
    : response.arrayBuffer().then((bytes) => WebAssembly.compile(bytes));
  return start(compiled);
}

/** @param {Promise<WebAssembly.Module>} compiling */
async function start(compiling) {
  const module = await compiling.catch(failed);
  instantiate(() => module);
}

/** @param {unknown} error @returns {never} */
function failed(error) {
  throw unusable(`The WebAssembly module could not be loaded: ${error}.`);
}

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
} = functions(now, () => init());
