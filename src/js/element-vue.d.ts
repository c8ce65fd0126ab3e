/** `<bizproc-task>` in templates of Vue 3: `import type {} from 'bizproc-tasks/element/vue'`. */
import type { DefineComponent } from 'vue';
import type { BizprocTaskElement, BizprocTaskEventMap } from './element.js';

type PropertyName =
  | 'taskId'
  | 'task'
  | 'connection'
  | 'options'
  | 'values'
  | 'lang'
  | 'theme'
  | 'readonly'
  | 'draft'
  | 'confirm'
  | 'headingLevel';
/** With `keyof Pick`, editors show the documentation of each property. */
type Properties = {
  [Name in keyof Pick<BizprocTaskElement, PropertyName>]?: BizprocTaskElement[Name] | undefined;
};
/** In Vue, the property for `@bizproc-ready` is `onBizprocReady`. */
type Listeners = {
  onBizprocReady?: ((event: BizprocTaskEventMap['bizproc-ready']) => void) | undefined;
  onBizprocChange?: ((event: BizprocTaskEventMap['bizproc-change']) => void) | undefined;
  onBizprocInvalid?: ((event: BizprocTaskEventMap['bizproc-invalid']) => void) | undefined;
  onBizprocSubmit?: ((event: BizprocTaskEventMap['bizproc-submit']) => void) | undefined;
  onBizprocComplete?: ((event: BizprocTaskEventMap['bizproc-complete']) => void) | undefined;
  onBizprocClose?: ((event: BizprocTaskEventMap['bizproc-close']) => void) | undefined;
  onBizprocError?: ((event: BizprocTaskEventMap['bizproc-error']) => void) | undefined;
};

declare module 'vue' {
  // For the content of the element's slots. Vue's own types do not contain the attribute.
  interface HTMLAttributes {
    slot?: string | undefined;
  }
  interface GlobalComponents {
    'bizproc-task': DefineComponent<Properties & Listeners>;
  }
}
