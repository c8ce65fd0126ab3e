// The public face that was agreed on for the package, all of it. tests/types/agreed.test.ts holds the typings of
// src/js against it; what they do not have yet is named there.

// ──────────────────────────────────── loading ─────────────────────────────────────

/** Makes the WebAssembly module ready ahead of the first call; later calls return the same promise. Optional with
 *  `bizproc-tasks`, which carries the module inside; with `bizproc-tasks/url` the synchronous helpers throw a BizprocError
 *  (`USAGE`) until it has settled. `source` (with `/url` only): where the .wasm is, its bytes, a Response or a compiled
 *  module; default: beside the package. */
export function init(
  source?:
    | string
    | URL
    | Request
    | Response
    | Promise<Response>
    | BufferSource
    | WebAssembly.Module,
): Promise<void>;

// ───────────────────────────────── where calls go ─────────────────────────────────

/** `window.BX24`, or `BX.rest` on a self-hosted portal: anything with this call. */
export interface Bx24Bridge {
  callMethod(method: string, params: object, callback: (result: any) => void): unknown;
  callBatch?(calls: object, callback: (result: any) => void, haltOnError?: boolean): unknown;
  getAuth?():
    | false
    | { access_token: string; domain: string; expires_in?: number; member_id?: string };
  refreshAuth?(callback: (auth: any) => void): void;
  getLang?(): string;
}

/** An instance of `@bitrix24/b24jssdk` (B24Frame, B24Hook, B24OAuth), version 1 or 2. */
export interface B24Sdk {
  callMethod?(method: string, params?: object): Promise<any>;
  actions?: { v2: { call: { make(options: { method: string; params?: object }): Promise<any> } } };
  auth?: {
    getAuthData(): false | { access_token: string; domain: string };
    refreshAuth(): Promise<any>;
  };
}

/** The placement's own token, sent with `fetch`. */
export interface TokenAuth {
  /** Portal host, as the placement receives it in DOMAIN: `acme.bitrix24.com`. */
  domain: string;
  /** AUTH_ID of the placement, or an OAuth access token. */
  accessToken: string;
  /** Called once when the portal says `expired_token`; resolves to a new access token. */
  refresh?: () => Promise<string>;
}

/** An incoming webhook: `https://acme.bitrix24.com/rest/1/secret/`. */
export interface Webhook {
  webhook: string;
}

export type Connection = Bx24Bridge | B24Sdk | TokenAuth | Webhook;

export interface PortalOptions {
  /** Milliseconds one request may take before its outcome counts as unknown. Default 65000: the portal itself stops at 60 s. */
  timeout?: number;
  /** Language of messages: a BCP 47 tag. Default: the portal's language, else `en`. */
  lang?: string;
}

// ───────────────────────────────────── tasks ──────────────────────────────────────

export type Activity =
  | 'ApproveActivity'
  | 'ReviewActivity'
  | 'RequestInformationActivity'
  | 'RequestInformationOptionalActivity';

export type StatusName = 'yes' | 'no' | 'ok' | 'cancel';
/** As documented: number, digit or word, in any letter case. */
export type Status = StatusName | Uppercase<StatusName> | 1 | 2 | 3 | 4 | '1' | '2' | '3' | '4';

export interface Task {
  id: number;
  name: string;
  description: string;
  activity: Activity | (string & {});
  /** Still waiting for its user's answer. */
  open: boolean;
  /** The user's own answer, where given. */
  answer: StatusName | null;
  userId: number | null;
  workflowId: string;
  /** The workflow that the task is part of. What is not known is null. */
  workflow: {
    /** ISO 8601 with an offset. */
    started: string | null;
    /** The id of the user who started it. */
    startedBy: number | null;
    templateId: number | null;
    /** Only lists of open tasks have it, since the portal hides the tasks of deleted templates from lists with it. */
    templateName: string | null;
    /** The title of the workflow's state, in the portal's language. */
    state: string | null;
  };
  documentName: string;
  documentUrl: string | null;
  /** ISO 8601, with offset. */
  modified: string | null;
  overdue: string | null;
  /** The buttons of the task's form: each status that it accepts, with its label. */
  answers: { status: StatusName; label: string }[];
  comment: { shown: boolean; label: string; requiredFor: StatusName[] };
  fields: Field[];
  broken: boolean;
  /** The row as the portal sent it. */
  raw: Record<string, unknown>;
}

export interface Field {
  id: string;
  /** As the portal names it: `string`, `user`, `E:ECrm`, `UF:money`, … */
  type: string;
  name: string;
  description: string;
  multiple: boolean;
  required: boolean;
  options: { value: string; label: string }[] | null;
  /** The CRM directory or the list that the values are entries of. */
  directory: string | null;
  settings: Record<string, unknown> | null;
  default: unknown;
}

// ─────────────────────────────── completing a task ────────────────────────────────

export type FieldValue =
  | string
  | number
  | boolean
  | null
  | undefined
  | Date
  | Blob
  | readonly [name: string, content: Blob | string]
  | readonly FieldValue[]
  | { readonly [key: string]: FieldValue };

/** The method's parameters. As on the server, top-level names are matched ignoring letter case
 *  (`TASK_ID`, `Task_Id`, `Fields`); `taskId` is TASK_ID. */
export type Completion =
  | {
      taskId: number | string;
      status: Status | (string & {});
      comment?: string | null;
      fields?: Record<string, FieldValue> | null;
    }
  | {
      TASK_ID: number | string;
      STATUS: Status | (string & {});
      COMMENT?: string | null;
      FIELDS?: Record<string, FieldValue> | null;
      Fields?: Record<string, FieldValue> | null;
    };

export interface CompleteOptions {
  /** The task, if at hand. Else it is looked up first (one more call), so that the completion can be checked against it. */
  task?: Task;
  /** `false`: no look-up; without `task` only what needs no task is checked. Default true. */
  lookup?: boolean;
  signal?: AbortSignal;
  /** What the call is busy with; bytes of the request's body while files are encoded and uploaded. */
  onProgress?: (progress: Progress) => void;
  connection?: Connection;
}

export interface Progress {
  phase: 'checking' | 'encoding' | 'uploading' | 'waiting' | 'confirming' | 'busy';
  loaded?: number;
  total?: number;
}

/** One step of a call: no values, no secrets. */
export interface TraceStep {
  time: number;
  action: 'send' | 'reply' | 'refresh-token' | 'look-up' | 'row' | 'wait' | 'abort' | 'settle';
  result: string | null;
  code: string | null;
  status: number | null;
}

export interface CompletionResult {
  taskId: number;
  /** What the portal has stored; null where that is not known. */
  status: StatusName | null;
  /** `reply`: the portal said so. `lookup`: the reply was lost, and the task's own state says so. */
  confirmedBy: 'reply' | 'lookup';
  /** How many times the completion was sent. */
  attempts: number;
  /** The reply's `time` object, where there was a reply. */
  time: Record<string, unknown> | null;
  /** What was sent although the portal will not keep it as it was. */
  warnings: Issue[];
  trace: TraceStep[];
}

/** Completes one task over `options.connection`, else over `window.BX24`. */
export function completeTask(
  completion: Completion,
  options?: CompleteOptions,
): Promise<CompletionResult>;

/** A portal over one connection; with none, `window.BX24`. */
export function connect(connection?: Connection, options?: PortalOptions): Portal;

export interface WatchOptions {
  signal?: AbortSignal;
  intervalMs?: number;
  dueWithinMs?: number;
}

export interface TaskChanges {
  added: Task[];
  changed: Task[];
  gone: number[];
  dueSoon: Task[];
}

export interface Portal {
  getTask(taskId: number | string, options?: { signal?: AbortSignal }): Promise<Task>;
  /** The names of users and CRM items, by the values that fields hold. */
  getNames(
    values: readonly string[],
    options?: { signal?: AbortSignal },
  ): Promise<Map<string, string>>;
  /** The options of fields whose values are ids in the portal, by the fields' ids. */
  getOptions(
    fields: readonly Field[],
    options?: { signal?: AbortSignal },
  ): Promise<Map<string, { value: string; label: string }[]>>;
  /** The current user's tasks, newest first; `open` (default true) keeps those that wait for an answer. */
  listTasks(query?: TaskQuery, options?: { signal?: AbortSignal }): AsyncIterable<Task>;
  watchTasks(query?: TaskQuery, options?: WatchOptions): AsyncIterable<TaskChanges>;
  countTasks(query?: TaskQuery, options?: { signal?: AbortSignal }): Promise<number>;
  completeTask(
    completion: Completion,
    options?: Omit<CompleteOptions, 'connection'>,
  ): Promise<CompletionResult>;
  /** Many at once; settles when all have, one entry each, in order. */
  completeTasks(
    completions: Iterable<Completion>,
    options?: CompleteTasksOptions,
  ): Promise<SettledCompletion[]>;
  delegateTasks(
    taskIds: Iterable<number | string>,
    to: number | string,
    options?: { from?: number | string; signal?: AbortSignal },
  ): Promise<SettledDelegation[]>;
}

export interface TaskQuery {
  open?: boolean;
  order?: 'deadline' | 'modified' | '-modified' | 'id' | '-id';
  limit?: number;
  overdue?: true;
  modifiedSince?: Date | string;
  userId?: number;
  activity?: Activity;
  workflowId?: string;
  /** As the row has it: `DEAL_17` for a CRM deal, the element's number for a list. */
  documentId?: string;
  /** What `BX24.placement.info()` returns: the tasks of the card that the placement stands in. */
  placement?: { placement: string; options?: Record<string, unknown> };
  /** More conditions, in the REST method's own FILTER form. */
  filter?: Record<string, unknown>;
}

export interface CompleteTasksOptions {
  tasks?: Task[];
  send?: 'valid' | 'all';
  concurrency?: number;
  signal?: AbortSignal;
  onProgress?: (progress: { settled: number; total: number; last: SettledCompletion }) => void;
}
export interface SettledCompletion {
  taskId: number | null;
  result?: CompletionResult;
  error?: BizprocError;
}
export interface SettledDelegation {
  taskId: number;
  error?: BizprocError;
}

// ────────────────────────────── validation helpers ────────────────────────────────
// All synchronous, all without a connection.

export interface Issue {
  /** Stable, for programs: see `IssueCode`. */
  code: IssueCode;
  /** Where: `['status']`, `['comment']`, `['fields', 'contractor', 0]`. */
  path: (string | number)[];
  /** For people, in the language asked for. */
  message: string;
  /** What the message was made from. */
  params: Record<string, string | number>;
  /** `error` prevents sending. `warning` is about a value that the portal will not keep. */
  severity: 'error' | 'warning';
}

export type IssueCode =
  | 'task_id_invalid'
  | 'status_invalid'
  | 'status_not_allowed'
  | 'task_not_open'
  | 'task_unreadable'
  | 'task_type_unsupported'
  | 'comment_required'
  | 'comment_invalid'
  | 'fields_invalid'
  | 'fields_not_expected'
  | 'field_unknown'
  | 'name_unknown'
  | 'value_required'
  | 'value_invalid'
  | 'value_not_in_options'
  | 'value_single_expected'
  | 'file_invalid'
  | 'file_too_large'
  // warnings
  | 'status_normalized'
  | 'default_not_kept'
  | 'type_not_settable'
  | 'type_unknown'
  // warnings of a completion that was sent
  | 'fields_not_known'
  | 'values_not_confirmed'
  | 'workflow_failed';

/** `3`, `'3'`, `'OK'` → `'ok'`; anything else → null. */
export function parseStatus(value: unknown): StatusName | null;
/** The statuses that a task of this type accepts. */
export function allowedStatuses(activity: string): StatusName[];
/** What a field of a type holds, for its control. */
export function fieldKind(type: string): string;
/** The parts of a description, by their look. */
export function parseDescription(description: string): {
  text: string;
  bold: boolean;
  italic: boolean;
  underline: boolean;
  strike: boolean;
  href: string | null;
}[];
/** A row of `bizproc.task.list` as a Task. Throws a BizprocError of kind `usage` where the row is none. */
export function parseTask(row: unknown): Task;
/** Everything that is wrong with a completion, all at once, in the order of the form; [] where nothing is. */
export function validateCompletion(
  completion: unknown,
  task?: Task,
  options?: { lang?: string },
): Issue[];
export function validateField(field: Field, value: unknown, options?: { lang?: string }): Issue[];
/** What would go over the wire: documented names, values in the portal's forms, untouched optional fields kept at
 *  their defaults. Throws a BizprocError of kind `invalid` with the issues. Files stay as they are. */
export function toParams(
  completion: Completion,
  task?: Task,
): { TASK_ID: number; STATUS: 1 | 2 | 3 | 4; COMMENT?: string; FIELDS?: Record<string, unknown> };
/** The task's answer as a Standard Schema v1 (https://standardschema.dev), for form libraries that take one. */
export function taskSchema(
  task: Task,
  options?: { lang?: string },
): {
  readonly '~standard': {
    readonly version: 1;
    readonly vendor: 'bizproc-tasks';
    readonly validate: (
      value: unknown,
    ) => { value: ReturnType<typeof toParams> } | { issues: readonly Issue[] };
  };
};

// ─────────────────────────────────── diagnosis ────────────────────────────────────

export type CheckName =
  | 'browser'
  | 'frame'
  | 'bx24'
  | 'connection'
  | 'portal'
  | 'scopes'
  | 'workflows'
  | 'tasks'
  | 'auth-errors'
  | 'preflight'
  | 'latency'
  | 'clock';
export interface Check {
  name: CheckName;
  /** null: not checked, or neither good nor bad. */
  ok: boolean | null;
  detail: string;
  hint?: string;
}
/** What is wrong with the way to the portal. Changes nothing there; `text` holds no secret and goes into an issue. */
export function diagnose(
  connection?: Connection,
  options?: PortalOptions,
): Promise<{ checks: Check[]; text: string }>;

// ──────────────────────────────────── errors ──────────────────────────────────────

export class BizprocError extends Error {
  readonly name: 'BizprocError';
  /** The portal's own code (`ERROR_TASK_COMPLETED`, `QUERY_LIMIT_EXCEEDED`, `expired_token`, …) or one of
   *  `INVALID_COMPLETION`, `NO_CONNECTION`, `NETWORK`, `TIMEOUT`, `ABORTED`, `BAD_RESPONSE`, `USAGE`. */
  readonly code: string;
  readonly kind: 'invalid' | 'task' | 'auth' | 'limit' | 'portal' | 'network' | 'aborted' | 'usage';
  /** The one thing a caller must know before trying again. */
  readonly outcome: 'not-completed' | 'answered-elsewhere' | 'unknown';
  /** The answer that is stored in place of this one. */
  readonly answer: StatusName | null;
  /** The portal's words, for logs. */
  readonly description: string;
  readonly trace: readonly TraceStep[];
  readonly issues: readonly Issue[];
  /** HTTP status, where there was a response. */
  readonly status: number | null;
  /** Milliseconds after which a retry can help, where that is known. */
  readonly retryAfter: number | null;
  toJSON(): Record<string, unknown>;
}

export interface Language {
  lang: string;
  aliases?: readonly string[];
  messages: Readonly<Record<string, string>>;
  texts?: Readonly<Record<string, string | Readonly<Record<string, string>>>>;
}
export function addLanguage(language: Language): void;
