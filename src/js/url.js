// The entry for those who load the module as a file of its own.
import { BizprocError, functions, instantiate, isReady, unusable } from './runtime.js';

export { BizprocError };

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
    throw error instanceof BizprocError ? error : notLoaded(error);
  });
  return loading;
}

/** @param {Source} [source] */
async function load(source = new URL('./bizproc_tasks_bg.wasm', import.meta.url)) {
  if (isReady()) return;
  const given = await source;
  const module =
    given instanceof WebAssembly.Module
      ? given
      : given instanceof ArrayBuffer || ArrayBuffer.isView(given)
        ? await WebAssembly.compile(given)
        : await compile(given instanceof Response ? given : await fetch(given));
  instantiate(() => module);
}

/** @param {Response} response */
async function compile(response) {
  if (!response.ok) throw notLoaded(`HTTP status ${response.status}`);
  // Streaming takes only the right MIME type, which not every server gives.
  const typed = response.headers.get('content-type')?.startsWith('application/wasm');
  return typed
    ? WebAssembly.compileStreaming(response)
    : WebAssembly.compile(await response.arrayBuffer());
}

/** @param {unknown} reason */
const notLoaded = (reason) => unusable(`The WebAssembly module could not be loaded: ${reason}.`);

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
