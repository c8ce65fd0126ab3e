// The main entry. It contains the WebAssembly module; the first call starts it.
import { bytes } from './module.js';
import { createApi, createInit, start, startSync } from './runtime.js';

export { BizprocError } from './runtime.js';

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
  () => startSync(bytes),
  createInit(() => start(bytes)),
);
