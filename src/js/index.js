// The main entry: the module travels inside, and the first call starts it.
import { bytes } from './module.js';
import { functions, instantiate } from './runtime.js';

export { BizprocError } from './runtime.js';

const now = () => instantiate(() => new WebAssembly.Module(bytes()));

export const {
  init,
  connect,
  completeTask,
  parseStatus,
  allowedStatuses,
  parseTask,
  validateCompletion,
  toParams,
  validateField,
  taskSchema,
} = functions(now, async () => now());
