// The entry `bizproc-tasks/element`: defines <bizproc-task>.
import { BizprocTaskElement } from './task-element.js';

export { addLanguage } from './translator.js';
export { BizprocTaskElement };

// A page may load two copies of the package.
if (!customElements.get('bizproc-task')) customElements.define('bizproc-task', BizprocTaskElement);
