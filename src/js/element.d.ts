/**
 * The custom element `<bizproc-task>`: the whole form of a task.
 *
 * @module bizproc-tasks/element
 */
import type {
  BizprocError,
  CompletionResult,
  Connection,
  FieldValue,
  Issue,
  PortalOptions,
  StatusName,
  Task,
} from 'bizproc-tasks';

/** The values of a form, without the fields that were not changed. */
export interface TaskValues {
  /** The answer whose button was clicked last. */
  status?: StatusName | undefined;
  /** The comment. */
  comment?: string | undefined;
  /** The values by the ids of the fields. */
  fields?: Record<string, FieldValue> | undefined;
}

/** The options of `connect` that the element passes on. It has its own `lang`, and `addLanguage` replaces its texts. */
export type ElementOptions = Omit<PortalOptions, 'lang' | 'messages'>;

/**
 * `<bizproc-task task-id="1501"></bizproc-task>`: reads the task, shows its form, validates and completes it. Importing
 * `bizproc-tasks/element` defines it.
 *
 * Slots: `header`, `footer`, `comment`, and `field-` with the id of a field, which replaces the field's control. Parts:
 * `base`, `header`, `title`, `meta`, `description`, `form`, `fields`, `field`, `label`, `input`, `issue`, `messages`,
 * `summary`, `notice`, `progress`, `answers`, `answer`, `button`, `outcome`.
 *
 * @example
 * ```js
 * import 'bizproc-tasks/element';
 *
 * const form = document.querySelector('bizproc-task');
 * form.addEventListener('bizproc-complete', ({ detail }) => console.log(detail.result.status));
 * ```
 */
export class BizprocTaskElement extends HTMLElement {
  /** Attribute `task-id`. Setting it reads the task. Null: no task. */
  taskId: number | null;
  /** The task, after it was read. Setting it shows the task without reading it. An equal task changes nothing. Null: no
   *  task. */
  task: Task | null;
  /** The connection to the portal. Null, the default: `window.BX24`. */
  connection: Connection | null;
  /** Options of the connection, such as the limits of a self-hosted portal: `{ executionTimeLimit: 120_000 }`. */
  options: ElementOptions | null;
  /** The input. Setting it changes only the given comment and fields. */
  values: TaskValues;
  /** Attribute `lang`: the BCP 47 tag of a built-in or added language. Default: the portal's language, otherwise the
   *  page's. */
  lang: string;
  /** Attribute `theme`. `auto`, the default: the `color-scheme` of the page. */
  theme: 'auto' | 'light' | 'dark';
  /** Attribute `readonly`: shows the form without buttons. */
  readonly: boolean;
  /** Attribute `draft`: keeps the input, without files, until the task is completed. */
  draft: boolean;
  /** Attribute `confirm`: asks the user to confirm before an answer is sent. */
  confirm: boolean;
  /** Attribute `heading-level`: the heading level of the title. Default 2. */
  headingLevel: number;
  /** Whether the user has entered something that was not sent. */
  readonly modified: boolean;
  /** Whether an answer is being sent. */
  readonly busy: boolean;
  /** Shows all issues of the form, and returns them. */
  validate(): Issue[];
  /** Completes the task with the input, without a confirmation. @throws {BizprocError} As `completeTask`. */
  complete(status: StatusName): Promise<CompletionResult>;
  /** Sets every field to its default, and discards the draft. An answer that is being sent is not changed. */
  reset(): void;
  /** Resolves after the changes of properties are rendered. */
  readonly updateComplete: Promise<boolean>;
}

/** The events of `<bizproc-task>`. They bubble and are `composed`. */
export interface BizprocTaskEventMap {
  /** The task was read, and its form is shown. */
  'bizproc-ready': CustomEvent<{ task: Task }>;
  /** The user has changed the comment or a field. */
  'bizproc-change': CustomEvent<{ path: (string | number)[]; values: TaskValues }>;
  /** An answer was not sent, because the form has issues. */
  'bizproc-invalid': CustomEvent<{ issues: readonly Issue[] }>;
  /** An answer is being sent. `bizproc-complete` or `bizproc-error` follows. */
  'bizproc-submit': CustomEvent<{ status: StatusName }>;
  /** The task was completed with this answer, and the portal has confirmed it. */
  'bizproc-complete': CustomEvent<{ result: CompletionResult }>;
  /** The user can do nothing more here. `status` is the answer that this form gave, even if it was confirmed later. It
   *  is null if the task was answered elsewhere or is gone. */
  'bizproc-close': CustomEvent<{ status: StatusName | null }>;
  /** The task could not be read or completed. After an unknown outcome the element looks up the task by itself. */
  'bizproc-error': CustomEvent<{ error: BizprocError }>;
}

/**
 * The name of a type of task, such as "Approval", for lists of tasks.
 *
 * @param lang A BCP 47 tag. Default: the browser's language.
 */
export function activityName(activity: string, lang?: string): string;

/**
 * Whether an element with `draft` keeps a draft of the user for this task.
 *
 * @param connection As the element has it. Null, the default: over `window.BX24`.
 */
export function hasDraft(task: Task, connection?: Connection | null): boolean;

declare global {
  // The events bubble: an app may listen for them on an ancestor.
  interface HTMLElementEventMap extends BizprocTaskEventMap {}
  interface DocumentEventMap extends BizprocTaskEventMap {}
  interface HTMLElementTagNameMap {
    'bizproc-task': BizprocTaskElement;
  }
}
