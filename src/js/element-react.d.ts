/** `<bizproc-task>` in JSX of React 19: `import type {} from 'bizproc-tasks/element/react'`. */
import type { DetailedHTMLProps, HTMLAttributes } from 'react';
import type { BizprocTaskElement, BizprocTaskEventMap } from './element.js';

type Properties = Partial<
  Pick<
    BizprocTaskElement,
    | 'taskId'
    | 'task'
    | 'connection'
    | 'values'
    | 'theme'
    | 'readonly'
    | 'draft'
    | 'confirm'
    | 'headingLevel'
  >
>;
/** In React, the name of an event's listener is `on` and the event's name. */
type Listeners = {
  [Type in keyof BizprocTaskEventMap as `on${Type}`]?: (event: BizprocTaskEventMap[Type]) => void;
};

declare module 'react' {
  namespace JSX {
    interface IntrinsicElements {
      'bizproc-task': DetailedHTMLProps<HTMLAttributes<BizprocTaskElement>, BizprocTaskElement> &
        Properties &
        Listeners & { 'task-id'?: number | string };
    }
  }
}
