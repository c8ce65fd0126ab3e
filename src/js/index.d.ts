// The public face of the package. Names follow the REST documentation where it has a name.

// ──────────────────────────────────── loading ─────────────────────────────────────

/**
 * Makes the module ready ahead of the first call; later calls return at once.
 *
 * Optional with `bizproc-tasks`, which carries the WebAssembly module inside, and with `bizproc-tasks/js`, where it is
 * JavaScript. With `bizproc-tasks/url` the synchronous helpers throw a {@link BizprocError} (`USAGE`) until it has
 * settled. A download that fails is tried again once, and a failed load by the next call.
 *
 * @param source With `bizproc-tasks/url` only: where the .wasm is, its bytes, a `Response` or a compiled module.
 * Default: beside the package.
 */
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
  /** The portal's host, as the placement receives it in DOMAIN: `acme.bitrix24.com`. With a scheme (`http://…`) it is
   *  taken as the portal's origin; without one, HTTPS. */
  domain: string;
  /** AUTH_ID of the placement, or an OAuth access token. */
  accessToken: string;
  /** Called once when the portal says `expired_token`; resolves to a fresh access token, within 10 seconds. */
  refresh?: () => Promise<string>;
}

/** An incoming webhook: `https://acme.bitrix24.com/rest/1/secret/`. Whoever can open the page can read it, and act
 *  as its owner: only for pages that nobody else opens. */
export interface Webhook {
  webhook: string;
}

export type Connection = Bx24Bridge | B24Sdk | TokenAuth | Webhook;

export interface PortalOptions {
  /** Milliseconds one request may take before its reply counts as lost. Default 65000: the portal itself stops at
   *  60 s.
   *
   *  A call waits no longer than this for a busy portal. A completion whose reply was lost is looked up for as long
   *  again: with less than the default, the portal may still be at work on it by then, and its outcome stays unknown.
   *  It is sent once more only within twice this time, and settles within three times, give or take some seconds. */
  timeout?: number;
  /** Language of messages: a BCP 47 tag; there are `en` and `ru`. Default: the portal's language where the connection
   *  knows it, else `en`. */
  lang?: string;
  /** An app's own sentences by issue code: see {@link MessageOptions}. */
  messages?: Partial<Record<IssueCode, string>>;
}

// ───────────────────────────────────── tasks ──────────────────────────────────────

/** The kinds of task that can be completed over REST. */
export type Activity =
  | 'ApproveActivity'
  | 'ReviewActivity'
  | 'RequestInformationActivity'
  | 'RequestInformationOptionalActivity';

export type StatusName = 'yes' | 'no' | 'ok' | 'cancel';
/** As documented: number, digit or word, in any letter case. */
export type Status = StatusName | Uppercase<StatusName> | 1 | 2 | 3 | 4 | '1' | '2' | '3' | '4';

/** A task, as one of those it is set to sees it. */
export interface Task {
  id: number;
  name: string;
  /** May hold BB-codes. Untrusted text: never put it into a page as HTML. */
  description: string;
  activity: Activity | (string & {});
  /** Still waiting for its user's answer. */
  open: boolean;
  /** The user's own answer, where given. */
  answer: StatusName | null;
  userId: number | null;
  workflowId: string;
  documentName: string;
  /** As the portal sends it: relative to the portal. */
  documentUrl: string | null;
  /** ISO 8601, with offset. */
  modified: string | null;
  overdue: string | null;
  /** The buttons of the task's form: each status that it accepts, with its label. */
  answers: { status: StatusName; label: string }[];
  comment: { shown: boolean; label: string; requiredFor: StatusName[] };
  /** In the order of the form. */
  fields: Field[];
  /** The row as the portal sent it. */
  raw: Record<string, unknown>;
}

/** A field of a task's form. */
export interface Field {
  /** The key of its value in a completion's `fields`. */
  id: string;
  /** As the portal names it: `string`, `user`, `E:ECrm`, `UF:money`, … */
  type: string;
  name: string;
  description: string;
  multiple: boolean;
  required: boolean;
  /** What it is chosen from; `value` is what is sent. */
  options: { value: string; label: string }[] | null;
  settings: Record<string, unknown> | null;
  default: unknown;
}

// ─────────────────────────────── completing a task ────────────────────────────────

/** A value as JavaScript has it; what portals need is made of it by the field's type, see docs/fields.md. A file is a
 *  `File`, or `[name, content]` whose content is a `Blob` or base64. */
export type FieldValue =
  | string
  | number
  | boolean
  | null
  | Date
  | Blob
  | [name: string, content: Blob | string]
  | FieldValue[]
  | { [key: string]: FieldValue };

/** The method's parameters. As on the server, top-level names are matched ignoring letter case (`TASK_ID`, `Task_Id`,
 *  `Fields`); `taskId` is TASK_ID.
 *
 *  A field that is left out is sent at its default, since the server wipes what it is not sent; `null` or `''`
 *  clears it. */
export type Completion =
  | {
      taskId: number | string;
      status: Status;
      comment?: string | null;
      fields?: Record<string, FieldValue> | null;
    }
  | {
      TASK_ID: number | string;
      STATUS: Status;
      COMMENT?: string | null;
      FIELDS?: Record<string, FieldValue> | null;
      Fields?: Record<string, FieldValue> | null;
    };

export interface CompleteOptions {
  /** The task, if at hand. Else it is looked up first (one more call, and another the first time, which asks whose
   *  tasks these are), so that the completion can be checked against it. */
  task?: Task;
  /** `false`: no look-up; without `task` only what needs no task is checked. Default true. */
  lookup?: boolean;
  /** Ends the call at once. What was sent goes on: the error's `outcome` says whether anything was. */
  signal?: AbortSignal;
  connection?: Connection;
}

export interface CompletionResult {
  taskId: number;
  status: StatusName;
  /** `reply`: the portal said so. `lookup`: the reply was lost, and the task's own state says so. */
  confirmedBy: 'reply' | 'lookup';
  /** How many times the completion was sent; 0 where another tab of the app was first with the same. */
  attempts: number;
  /** The reply's `time` object, where there was a reply. */
  time: Record<string, unknown> | null;
  /** What was sent although the portal will not keep it as it was. */
  warnings: Issue[];
}

/**
 * Completes one task over `options.connection`, else over `window.BX24`.
 *
 * A task is completed once: while it is under way, in this page or in another tab or frame of the app, a second call
 * sends nothing. It gets the result of the first if it asks for the same, else an `IN_PROGRESS` error.
 *
 * @throws {BizprocError} Always with the `outcome`: whether the task may have been completed all the same.
 * @example
 * await completeTask({ taskId: 1501, status: 'ok', fields: { contractor: 'C_607' } });
 */
export function completeTask(
  completion: Completion,
  options?: CompleteOptions,
): Promise<CompletionResult>;

/**
 * A portal over one connection; with none, `window.BX24`.
 *
 * @throws {BizprocError} Of kind `usage`, where the connection is none.
 */
export function connect(connection?: Connection, options?: PortalOptions): Portal;

export interface Portal {
  /** One of the current user's tasks. @throws {BizprocError} `ERROR_TASK_NOT_FOUND` where there is none. */
  getTask(taskId: number | string, options?: { signal?: AbortSignal }): Promise<Task>;
  /** The current user's tasks, newest first; `open` (default true) keeps those that wait for an answer. Tasks may be
   *  completed while they are listed: none is left out for it. */
  listTasks(query?: TaskQuery, options?: { signal?: AbortSignal }): AsyncIterable<Task>;
  completeTask(
    completion: Completion,
    options?: Omit<CompleteOptions, 'connection'>,
  ): Promise<CompletionResult>;
}

export interface TaskQuery {
  open?: boolean;
  /** Another user's tasks, for administrators and managers; they can be listed, not completed. */
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

// ────────────────────────────── validation helpers ────────────────────────────────
// All synchronous, all without a connection.

export interface Issue {
  /** Stable, for programs: see {@link IssueCode}. */
  code: IssueCode;
  /** Where: `['status']`, `['comment']`, `['fields', 'contractor', 0]`. */
  path: (string | number)[];
  /** For people, in the language asked for. */
  message: string;
  /** What the message was made from. */
  params: Record<string, string | number>;
  /** `error` blocks; `warning` tells what the portal will not keep. */
  severity: 'error' | 'warning';
}

export type IssueCode =
  | 'task_id_invalid'
  | 'status_invalid'
  | 'status_not_allowed'
  | 'task_not_open'
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
  // warnings
  | 'default_not_kept'
  | 'type_not_settable'
  | 'type_unknown';

/** How messages are worded. */
export interface MessageOptions {
  /** A BCP 47 tag, or the portal's own code; there are `en` and `ru`, and `en` where there is no other. */
  lang?: string;
  /** An app's own sentences by issue code; `{name}` and the like stand for what the issue's `params` hold. */
  messages?: Partial<Record<IssueCode, string>>;
}

/** `3`, `'3'`, `'OK'` → `'ok'`; anything else → null. */
export function parseStatus(value: unknown): StatusName | null;
/** The statuses that a task of this type accepts. */
export function allowedStatuses(activity: string): StatusName[];
/** A row of `bizproc.task.list` as a Task. @throws {BizprocError} Of kind `usage` where the row is none. */
export function parseTask(row: unknown): Task;
/** Everything that is wrong with a completion, all at once, in the order of the form; [] where nothing is.
 *  @throws {BizprocError} Of kind `usage` where the completion is no object, or the task none. */
export function validateCompletion(
  completion: unknown,
  task?: Task,
  options?: MessageOptions,
): Issue[];
/** What is wrong with one value of a form; [] where nothing is, or where only the whole form can tell.
 *  @throws {BizprocError} Of kind `usage` where the field is none. */
export function validateField(field: Field, value: unknown, options?: MessageOptions): Issue[];
/** What would go over the wire: documented names, values in the portal's forms, untouched optional fields kept at
 *  their defaults. A field that is cleared is null.
 *  @throws {BizprocError} Of kind `invalid`, with the issues. */
export function toParams(completion: Completion, task?: Task): Params;

/** What a completion is once it is checked. */
export type Params = {
  TASK_ID: number;
  STATUS: 1 | 2 | 3 | 4;
  COMMENT?: string;
  FIELDS?: Record<string, any>;
};

/** What a task's form holds: a completion whose `taskId` may be left out. Its fields are not typed: a form has types of
 *  its own. */
export interface FormValues {
  taskId?: number | string;
  status: Status;
  comment?: string | null;
  fields?: Record<string, any> | null;
}

/** A task's answer as a [Standard Schema](https://standardschema.dev), for form libraries that take one. Its values are
 *  a completion's, of which `taskId` may be left out; what comes out is what {@link toParams} returns. Only issues that
 *  block are told. `Values` is the type that your form has for them. */
export function taskSchema<Values extends object = FormValues>(
  task: Task,
  options?: MessageOptions,
): {
  readonly '~standard': {
    readonly version: 1;
    readonly vendor: 'bizproc-tasks';
    readonly validate: (value: unknown) => { value: Params } | { issues: readonly Issue[] };
    readonly types?: { readonly input: Values; readonly output: Params } | undefined;
  };
};

// ──────────────────────────────────── errors ──────────────────────────────────────

/** Why a call did not do what was asked. `message` says what happened and what to do, for people; nothing in it is
 *  secret, nor was sent. */
export class BizprocError extends Error {
  constructor(data?: Partial<BizprocError>);
  readonly name: 'BizprocError';
  /** The portal's own code (`ERROR_TASK_COMPLETED`, `QUERY_LIMIT_EXCEEDED`, `expired_token`, …) or one of
   *  `INVALID_COMPLETION`, `IN_PROGRESS`, `NO_CONNECTION`, `NETWORK`, `TIMEOUT`, `ABORTED`, `BAD_RESPONSE`, `USAGE`. */
  readonly code: string;
  readonly kind: 'invalid' | 'task' | 'auth' | 'limit' | 'portal' | 'network' | 'aborted' | 'usage';
  /** The one thing a caller must know before trying again. */
  readonly outcome: 'not-completed' | 'completed' | 'unknown';
  readonly issues: readonly Issue[];
  /** HTTP status, where there was a response. */
  readonly status: number | null;
  /** Milliseconds after which a retry can help, where that is known. */
  readonly retryAfter: number | null;
  toJSON(): Record<string, unknown>;
}
