/** `<bizproc-task>` in templates of Vue 3: `import type {} from 'bizproc-tasks/element/vue'`. */
import type { DefineComponent } from 'vue';
import type { BizprocTaskElement, BizprocTaskEventMap } from './element.js';

type Properties = Partial<
  Pick<
    BizprocTaskElement,
    | 'taskId'
    | 'task'
    | 'connection'
    | 'values'
    | 'lang'
    | 'theme'
    | 'readonly'
    | 'draft'
    | 'confirm'
    | 'headingLevel'
  >
>;
/** In Vue, the property for `@bizproc-ready` is `onBizprocReady`. */
type Listeners = {
  onBizprocReady?: (event: BizprocTaskEventMap['bizproc-ready']) => void;
  onBizprocChange?: (event: BizprocTaskEventMap['bizproc-change']) => void;
  onBizprocInvalid?: (event: BizprocTaskEventMap['bizproc-invalid']) => void;
  onBizprocSubmit?: (event: BizprocTaskEventMap['bizproc-submit']) => void;
  onBizprocComplete?: (event: BizprocTaskEventMap['bizproc-complete']) => void;
  onBizprocClose?: (event: BizprocTaskEventMap['bizproc-close']) => void;
  onBizprocError?: (event: BizprocTaskEventMap['bizproc-error']) => void;
};

declare module 'vue' {
  interface GlobalComponents {
    'bizproc-task': DefineComponent<Properties & Listeners>;
  }
}
