/** `<bizproc-task>` in JSX of React 19: `import type {} from 'bizproc-tasks/element/react'`. */
import type { DetailedHTMLProps, HTMLAttributes } from 'react';
import type { BizprocTaskElement, BizprocTaskEventMap } from './element.js';

type PropertyName =
  | 'taskId'
  | 'task'
  | 'connection'
  | 'options'
  | 'values'
  | 'theme'
  | 'readonly'
  | 'draft'
  | 'confirm'
  | 'headingLevel';
/** With `keyof Pick`, editors show the documentation of each property. */
type Properties = {
  [Name in keyof Pick<BizprocTaskElement, PropertyName>]?: BizprocTaskElement[Name] | undefined;
};
/** In React, the name of an event's listener is `on` and the event's name. */
type Listeners = {
  [Type in keyof BizprocTaskEventMap as `on${Type}`]?:
    | ((event: BizprocTaskEventMap[Type]) => void)
    | undefined;
};

declare module 'react' {
  namespace JSX {
    interface IntrinsicElements {
      'bizproc-task': DetailedHTMLProps<HTMLAttributes<BizprocTaskElement>, BizprocTaskElement> &
        Properties &
        Listeners & {
          'task-id'?: number | string | undefined;
        };
    }
  }
}
