/**
 * Completes Bitrix24 business-process tasks from the front end of an app. Names follow the REST documentation where it
 * has a name.
 *
 * @module bizproc-tasks
 */

// ──────────────────────────────────── loading ─────────────────────────────────────

/**
 * Makes the module ready ahead of the first call; later calls return at once.
 *
 * Optional with `bizproc-tasks`, which carries the WebAssembly module inside. With `bizproc-tasks/url` the synchronous
 * helpers throw a {@link BizprocError} (`USAGE`) until it has settled. A download that fails is tried again once, and a
 * failed load by the next call.
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
  callMethod(
    method: string,
    params: Record<string, unknown>,
    callback: (result: unknown) => void,
  ): unknown;
  callBatch?(calls: object, callback: (result: unknown) => void, haltOnError?: boolean): unknown;
  getAuth?():
    | false
    | { access_token: string; domain: string; expires_in?: number; member_id?: string };
  refreshAuth?(callback: (auth: unknown) => void): void;
  getLang?(): string;
}

/** An instance of `@bitrix24/b24jssdk` (B24Frame, B24Hook, B24OAuth), version 1 or 2. */
export interface B24Sdk {
  callMethod?(method: string, params?: object): Promise<unknown>;
  actions?: {
    v2: { call: { make(options: { method: string; params?: object }): Promise<unknown> } };
  };
  auth?: {
    getAuthData(): false | { access_token: string; domain: string };
    refreshAuth(): Promise<unknown>;
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

/** Where calls go: see {@link connect}. */
export type Connection = Bx24Bridge | B24Sdk | TokenAuth | Webhook;

/** How a portal is called. */
export interface PortalOptions {
  /** Milliseconds one request may take before its reply counts as lost. Default 65000: the portal itself stops at
   *  60 s.
   *
   *  A call waits no longer than this for a busy portal. A completion whose reply was lost is looked up for as long
   *  again: with less than the default, the portal may still be at work on it by then, and its outcome stays unknown.
   *  It is sent once more only within twice this time, and settles within three times, give or take some seconds.
   *
   *  A completion with files has ten seconds more for each megabyte. */
  timeout?: number;
  /** Language of messages: a BCP 47 tag; there are `en` and `ru`. Default: the portal's language where the connection
   *  knows it, else `en`. */
  lang?: string;
  /** An app's own sentences by issue code: see {@link MessageOptions}. */
  messages?: Partial<Record<IssueCode, string>>;
  /** Bytes that the portal takes in one request, 1,000,000 or more. Default 2 GB, as in the cloud; what a portal of
   *  one's own takes, its web server and PHP say (`post_max_size`). Files are a third larger in a request. */
  maxBodySize?: number;
}

// ───────────────────────────────────── tasks ──────────────────────────────────────

/** The kinds of task that can be completed over REST. */
export type Activity =
  | 'ApproveActivity'
  | 'ReviewActivity'
  | 'RequestInformationActivity'
  | 'RequestInformationOptionalActivity';

/** A user's answer to a task. */
export type StatusName = 'yes' | 'no' | 'ok' | 'cancel';
/** As documented: number, digit or word, in any letter case. */
export type Status = StatusName | Uppercase<StatusName> | 1 | 2 | 3 | 4 | '1' | '2' | '3' | '4';

/**
 * A task, as one of those it is set to sees it: all that its form is made of.
 *
 * @example
 * ```js
 * const task = await portal.getTask(1501);
 * task.answers; // → [{ status: 'ok', label: 'Send' }, { status: 'cancel', label: 'Refuse' }]
 * task.fields.map(({ name }) => name); // → ['Contractor', 'Telephone', 'Delivery', 'Amounts']
 * task.comment.requiredFor; // → ['cancel']
 * ```
 */
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

/**
 * A field of a task's form.
 *
 * @example
 * ```js
 * const [contractor, , delivery] = task.fields;
 * contractor; // → { id: 'contractor', type: 'string', name: 'Contractor', required: true, options: null, … }
 * delivery.options; // → [{ value: 'post', label: 'By post' }, { value: 'courier', label: 'By courier' }]
 * ```
 */
export interface Field {
  /** The key of its value in a completion's `fields`. */
  id: string;
  /** As the portal names it. Types are compared ignoring letter case, and a portal may have others. */
  type: FieldType | (string & {});
  name: string;
  description: string;
  multiple: boolean;
  required: boolean;
  /** What it is chosen from; `value` is what is sent. */
  options: { value: string; label: string }[] | null;
  settings: Record<string, unknown> | null;
  default: unknown;
}

/** The types of field that are known: docs/fields.md says what each of them takes. */
export type FieldType =
  | 'bool'
  | 'int'
  | 'double'
  | 'string'
  | 'text'
  | 'select'
  | 'internalselect'
  | 'date'
  | 'datetime'
  | 'time'
  | 'file'
  | 'user'
  | 'entityselector'
  | 'document_type'
  | 'S'
  | 'T'
  | 'N'
  | 'L'
  | 'F'
  | 'B'
  | 'S:UserID'
  | 'S:Date'
  | 'S:DateTime'
  | 'S:ECrm'
  | 'E:ECrm'
  | 'E:EList'
  | 'S:employee'
  | 'S:HTML'
  | 'S:DiskFile'
  | 'S:Money'
  | 'N:Sequence'
  | 'phone'
  | 'email'
  | 'web'
  | 'im'
  | 'deal_category'
  | 'deal_stage'
  | 'lead_status'
  | 'sms_sender'
  | 'mail_sender'
  | 'UF:date'
  | 'UF:money'
  | 'UF:url'
  | 'UF:address'
  | 'UF:crm'
  | 'UF:crm_status'
  | 'UF:iblock_element'
  | 'UF:iblock_section'
  | 'UF:resourcebooking'
  | 'UF:employee'
  | 'S:map_yandex'
  | 'S:directory'
  | 'G:SectionAuto'
  | 'E:SKU'
  | 'E:EAutocomplete';

// ─────────────────────────────── completing a task ────────────────────────────────

/** A value as JavaScript has it; what portals need is made of it by the field's type, see docs/fields.md. A file is a
 *  `File`, a `Blob`, or `[name, content]` whose content is a `Blob` or base64; a multiple field takes a list. */
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

/** How a task is completed. */
export interface CompleteOptions {
  /** The task, if at hand. Else it is looked up first (one more call, and another the first time, which asks whose
   *  tasks these are), so that the completion can be checked against it. */
  task?: Task;
  /** `false`: no look-up; without `task` only what needs no task is checked. Default true. */
  lookup?: boolean;
  /** Ends the call at once. What was sent goes on: the error's `outcome` says whether anything was. */
  signal?: AbortSignal;
  /** How far a completion with files is, some twenty times a second and always at the end of a phase: bytes of the
   *  request's body. `encode` comes first; `upload` may begin anew where a completion is sent once more.
   *
   *  A browser tells how far an upload is only after it has asked the portal by a preflight request. */
  onProgress?: (progress: { phase: 'encode' | 'upload'; loaded: number; total: number }) => void;
  connection?: Connection;
}

/** A task that has been completed. */
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
 * ```js
 * const result = await completeTask({ taskId: 1501, status: 'ok', fields: { contractor: 'C_607' } });
 * result; // → { taskId: 1501, status: 'ok', confirmedBy: 'reply', … }
 * ```
 */
export function completeTask(
  completion: Completion,
  options?: CompleteOptions,
): Promise<CompletionResult>;

/**
 * A portal over one connection; with none, `window.BX24`.
 *
 * @throws {BizprocError} Of kind `usage`, where the connection is none.
 * @example
 * ```js
 * const portal = connect(); // window.BX24
 * const other = connect({ domain: 'acme.bitrix24.com', accessToken: authId }, { lang: 'en' });
 * for await (const task of other.listTasks()) console.log(task.id, task.name);
 * ```
 */
export function connect(connection?: Connection, options?: PortalOptions): Portal;

/** What {@link connect} gives: the calls, as the user that the connection stands for. */
export interface Portal {
  /** One of the current user's tasks. @throws {BizprocError} `ERROR_TASK_NOT_FOUND` where there is none. */
  getTask(taskId: number | string, options?: { signal?: AbortSignal }): Promise<Task>;
  /** The current user's tasks, newest first; `open` (default true) keeps those that wait for an answer. Tasks may be
   *  completed while they are listed: none is left out for it. */
  listTasks(query?: TaskQuery, options?: { signal?: AbortSignal }): AsyncIterable<Task>;
  /** As {@link completeTask}, over this portal's connection. */
  completeTask(
    completion: Completion,
    options?: Omit<CompleteOptions, 'connection'>,
  ): Promise<CompletionResult>;
}

/** Which tasks are listed. */
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

/** One thing that is wrong with a completion. */
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

/** What is wrong, for programs. */
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
  | 'file_too_large'
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

/** How a completion is checked where there is no connection to ask. */
export interface ValidationOptions extends MessageOptions {
  /** As of {@link PortalOptions}: how large a request with files may be. */
  maxBodySize?: number;
}

/**
 * The name of a status, however it is written; null where it is none.
 *
 * @example
 * ```js
 * parseStatus('OK'); // → 'ok'
 * parseStatus(3); // → 'ok'
 * parseStatus('maybe'); // → null
 * ```
 */
export function parseStatus(value: unknown): StatusName | null;
/**
 * The statuses that a task of this type accepts.
 *
 * @example
 * ```js
 * allowedStatuses('ApproveActivity'); // → ['yes', 'no']
 * ```
 */
export function allowedStatuses(activity: string): StatusName[];
/** A row of `bizproc.task.list` as a Task. @throws {BizprocError} Of kind `usage` where the row is none. */
export function parseTask(row: unknown): Task;
/**
 * Everything that is wrong with a completion, all at once, in the order of the form; [] where nothing is.
 *
 * @throws {BizprocError} Of kind `usage` where the completion is no object, or the task none.
 * @example
 * ```js
 * const values = { taskId: 1501, status: 'ok', fields: { contractor: '', delivery: 'pigeon' } };
 * validateCompletion(values, task).map(({ code, path }) => [code, path.join('.')]);
 * // → [['value_required', 'fields.contractor'], ['value_not_in_options', 'fields.delivery']]
 * ```
 */
export function validateCompletion(
  completion: unknown,
  task?: Task,
  options?: ValidationOptions,
): Issue[];
/**
 * What is wrong with one value of a form; [] where nothing is, or where only the whole form can tell.
 *
 * @throws {BizprocError} Of kind `usage` where the field is none.
 * @example
 * ```js
 * validateField(task.fields[0], ' ', { lang: 'en' });
 * // → [{ code: 'value_required', message: 'Enter “Contractor”', path: ['fields', 'contractor'], … }]
 * ```
 */
export function validateField(field: Field, value: unknown, options?: ValidationOptions): Issue[];
/**
 * What would go over the wire: documented names, values in the portal's forms, untouched optional fields kept at their
 * defaults. A field that is cleared is null.
 *
 * @throws {BizprocError} Of kind `invalid`, with the issues.
 * @example
 * ```js
 * toParams({ taskId: 1501, status: 'ok', fields: { contractor: 'Acme', delivery: 'By post' } }, task);
 * // → { TASK_ID: 1501, STATUS: 3, FIELDS: { contractor: 'Acme', delivery: 'post', … } }
 * ```
 */
export function toParams(completion: Completion, task?: Task): Params;

/** What a completion is once it is checked. Its fields are `any`, so that it can be sent as it is. */
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

/**
 * A task's answer as a [Standard Schema](https://standardschema.dev), for form libraries that take one. Its values are a
 * completion's, of which `taskId` may be left out; what comes out is what {@link toParams} returns. Only issues that
 * block are told. `Values` is the type that your form has for them.
 *
 * @example
 * ```js
 * const schema = taskSchema(task, { lang: 'en' });
 * schema['~standard'].validate({ status: 'ok', fields: { contractor: 'Acme' } });
 * // → { value: { TASK_ID: 1501, STATUS: 3, … } }
 * schema['~standard'].validate({ status: 'cancel', comment: '' });
 * // → { issues: [{ code: 'comment_required', path: ['comment'], … }] }
 * ```
 */
export function taskSchema<Values extends object = FormValues>(
  task: Task,
  options?: ValidationOptions,
): {
  readonly '~standard': {
    readonly version: 1;
    readonly vendor: 'bizproc-tasks';
    readonly validate: (value: unknown) => { value: Params } | { issues: readonly Issue[] };
    readonly types?: { readonly input: Values; readonly output: Params } | undefined;
  };
};

// ──────────────────────────────────── errors ──────────────────────────────────────

/**
 * Why a call did not do what was asked. `message` says what happened and what to do, for people; nothing in it is secret,
 * nor was sent.
 *
 * @example
 * ```js
 * try {
 *   await portal.completeTask({ taskId: 1501, status: 'ok' });
 * } catch (error) {
 *   error.kind; // → 'invalid'
 *   error.outcome; // → 'not-completed'
 *   error.issues.map(({ path }) => path.join('.')); // → ['fields.contractor']
 * }
 * ```
 */
export class BizprocError extends Error {
  constructor(data?: Partial<BizprocError>);
  readonly name: 'BizprocError';
  readonly code: ErrorCode | (string & {});
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

/** What went wrong, for programs: the package's own codes, and the portal's, of which there may be others. */
export type ErrorCode =
  | 'INVALID_COMPLETION'
  | 'IN_PROGRESS'
  | 'NO_CONNECTION'
  | 'NETWORK'
  | 'TIMEOUT'
  | 'ABORTED'
  | 'BAD_RESPONSE'
  | 'USAGE'
  // the portal's
  | 'QUERY_LIMIT_EXCEEDED'
  | 'OPERATION_TIME_LIMIT'
  | 'OVERLOAD_LIMIT'
  | 'NO_AUTH_FOUND'
  | 'expired_token'
  | 'invalid_token'
  | 'insufficient_scope'
  | 'user_access_error'
  | 'authorization_error'
  | 'APPLICATION_NOT_FOUND'
  | 'CONNECTION_ERROR'
  | 'INVALID_CREDENTIALS'
  | 'INVALID_REQUEST'
  | 'ACCESS_DENIED'
  | 'access_denied'
  | 'session_failed'
  | 'WRONG_AUTH_TYPE'
  | 'WRONG_LICENSE'
  | 'METHOD_CONFIRM_WAITING'
  | 'METHOD_CONFIRM_DENIED'
  | 'ERROR_METHOD_NOT_FOUND'
  | 'PORTAL_DELETED'
  | 'ERROR_MANIFEST_IS_NOT_AVAILABLE'
  | 'ERROR_BATCH_METHOD_NOT_ALLOWED'
  | 'ERROR_BATCH_LENGTH_EXCEEDED'
  | 'ERROR_ARGUMENT'
  | 'ERROR_CORE'
  | 'INTERNAL_SERVER_ERROR'
  | 'ERROR_TASK_VALIDATION'
  | 'ERROR_TASK_TYPE'
  | 'ERROR_SELECT_VALIDATION_FAILURE'
  | 'ERROR_INVALID_USER_ID'
  | 'ERROR_DELEGATION_NOT_ALLOWED'
  | 'ERROR_TASK_COMPLETED'
  | 'ERROR_TASK_NOT_FOUND'
  | 'ERROR_TASK_EXECUTION';
