// The entry `bizproc-tasks/element`: defines <bizproc-task>.
import { activityName as nameOf } from './activity.js';
import { draftsOf } from './draft.js';
import { BizprocTaskElement } from './task-element.js';
import { createTranslator } from './translator.js';

export { BizprocTaskElement };

/** @type {typeof import('../element.js').activityName} */
export const activityName = (activity, lang = navigator.language) =>
  nameOf(activity, createTranslator(lang));

/** @type {typeof import('../element.js').hasDraft} */
export const hasDraft = (task, connection = null) => draftsOf(connection, task).load() !== null;

// A page may load two copies of the package.
if (!customElements.get('bizproc-task')) customElements.define('bizproc-task', BizprocTaskElement);
