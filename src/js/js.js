// The entry for pages that may not use WebAssembly: the same module, translated to JavaScript. The build bundles it with
// all that it needs, and puts the translation's glue in the place of the module's.
import { link } from '../../target/js/link.js';
import { functions, unusable } from './runtime.js';

export { BizprocError } from './runtime.js';

let ready = false;

const now = () => {
  if (ready) return;
  try {
    link();
  } catch (error) {
    throw unusable(`The module could not be started: ${error}.`);
  }
  ready = true;
};

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
