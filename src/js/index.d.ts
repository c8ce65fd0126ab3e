/**
 * Completes Bitrix24 business-process tasks from the front end of an app. Names follow the REST documentation.
 *
 * @module bizproc-tasks
 */

// ──────────────────────────────────── loading ─────────────────────────────────────

/**
 * Starts the WebAssembly module before the first call. Later calls return at once.
 *
 * Optional with `bizproc-tasks`, which contains the module. With `bizproc-tasks/url`, and in Chrome before 115 with
 * both, the synchronous functions throw a {@link BizprocError} (`USAGE`) until `init` has resolved. A failed download
 * is retried once. After a failed start, the next call tries again.
 *
 * @param source With `bizproc-tasks/url` only: the address of the .wasm file, its bytes, a `Response` or a compiled
 * module. Default: the file beside the package.
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

// ────────────────────────────────── connections ───────────────────────────────────

/** `window.BX24`, `BX.rest` on a self-hosted portal, or another object with this `callMethod`. */
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
export type B24Sdk =
  | {
      actions: {
        v2: { call: { make(options: { method: string; params?: object }): Promise<unknown> } };
      };
      auth?: B24SdkAuth;
    }
  | {
      callMethod(method: string, params?: object): Promise<unknown>;
      auth: B24SdkAuth;
    };

/** The `auth` of an instance of `@bitrix24/b24jssdk`. */
export interface B24SdkAuth {
  getAuthData(): false | { access_token: string; domain: string };
  refreshAuth(): Promise<unknown>;
}

/** The placement's token, sent over HTTP. */
export interface TokenAuth {
  /** The portal's host, as the placement receives it in DOMAIN: `acme.bitrix24.com`. Without a scheme (`http://…`)
   *  HTTPS is used. */
  domain: string;
  /** AUTH_ID of the placement, or an OAuth access token. */
  accessToken: string;
  /** Called once when the portal reports `expired_token`. Must resolve to a new access token within 10 seconds.
   *  Otherwise the call ends with the error `REFRESH_FAILED`. What the function throws is the `cause` of the error. */
  refresh?: (() => Promise<string>) | undefined;
}

/** An incoming webhook: `https://acme.bitrix24.com/rest/1/secret/`. Anyone who can open the page can read it and act as
 *  its owner. Use it in scripts and tests, or on a page that only its owner opens. */
export interface Webhook {
  /** `https://acme.bitrix24.com/rest/1/secret/`. */
  webhook: string;
}

/** The connection to a portal: see {@link connect}. */
export type Connection = Bx24Bridge | B24Sdk | TokenAuth | Webhook;

/** Options of {@link connect}. */
export interface PortalOptions {
  /** Milliseconds that one request may take before its reply counts as lost. Default 65000. A completion with files has
   *  ten seconds more per megabyte.
   *
   *  A call retries a busy portal for no longer than this. While a completion waits for its reply, and after the reply was
   *  lost, the task is looked up until the portal cannot be executing the request any more: see `executionTimeLimit`. A
   *  shorter timeout therefore never makes an outcome untrue.
   *
   *  A completion ends within 2 × `timeout` + `executionTimeLimit` + 50 s, plus the time for its files. Before that it
   *  may wait for another tab of the app that is completing the same task, and until an open request of an earlier call
   *  can no longer be executed. Looking up a task that was not given takes up to 3 × `readTimeout`. */
  timeout?: number | undefined;
  /** Milliseconds that the portal may execute one request. Default 60000, as in the cloud. A self-hosted portal may execute
   *  longer: PHP's `max_execution_time`, and the time limits of the web server. */
  executionTimeLimit?: number | undefined;
  /** Milliseconds that one read may take, with its retries. Default 20000. */
  readTimeout?: number | undefined;
  /** Language of messages, as a BCP 47 tag: `en`, `ru` or an added one: see {@link addLanguage}. Default: the portal's
   *  language if the connection knows it. Missing texts are in English. */
  lang?: string | undefined;
  /** Your own texts, by issue code (see {@link MessageOptions}) or by error code. In the text of an error,
   *  `{description}` is replaced with the portal's description. */
  messages?: Partial<Record<IssueCode | ErrorCode | (string & {}), string>> | undefined;
  /** Called with each step of each completion as it happens: see {@link TraceStep}. */
  onTrace?: ((step: TraceStep & { taskId: number }) => void) | undefined;
  /** Bytes that the portal accepts in one request, 1,000,000 or more. Default 2 GB, as in the cloud. On a self-hosted
   *  portal the web server and PHP (`post_max_size`) set the limit. Files are a third larger in a request. */
  maxBodySize?: number | undefined;
  /** How calls over BX24 and the SDK reach the portal. `http`, the default: with the package's own HTTP requests and
   *  their token. `bridge`, also the fallback without a token: through their `callMethod`. It hides or renames errors,
   *  so more outcomes are `unknown` and calls take longer. */
  transport?: 'http' | 'bridge' | undefined;
}

// ───────────────────────────────────── tasks ──────────────────────────────────────

/**
 * The types of task that can be completed over REST.
 *
 * - `ApproveActivity`: an approval, with the answers `yes` and `no`.
 * - `ReviewActivity`: a text to read, with the answer `ok`.
 * - `RequestInformationActivity`: a form, with the answer `ok`.
 * - `RequestInformationOptionalActivity`: a form that may be refused, with the answers `ok` and `cancel`.
 */
export type Activity =
  | 'ApproveActivity'
  | 'ReviewActivity'
  | 'RequestInformationActivity'
  | 'RequestInformationOptionalActivity';

/** A user's answer to a task: `yes` or `no` to an approval, `ok` to a review or a form, `cancel` to refuse a form. */
export type StatusName = 'yes' | 'no' | 'ok' | 'cancel';
/** A status as a number, a digit or a case-insensitive word: 1 is `yes`, 2 `no`, 3 `ok` and 4 `cancel`. */
export type Status = StatusName | Uppercase<StatusName> | 1 | 2 | 3 | 4 | '1' | '2' | '3' | '4';

/**
 * A task of the current user, with everything its form needs. It is frozen, except for `raw` and the fields' `default`,
 * so that the package reads it only once. To change it, spread it into a copy.
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
  /** The `taskId` of a completion. */
  readonly id: number;
  /** The title: untrusted text, like `description` and `documentName`. */
  readonly name: string;
  /** May contain BB codes. Untrusted text: never insert it into a page as HTML. HTML entities are decoded in
   *  `description`, `name` and `documentName`, but not in `raw`. */
  readonly description: string;
  /** The type of the task. A portal may have types that cannot be completed over REST. */
  readonly activity: Activity | (string & {});
  /** Whether the task waits for the user's answer. */
  readonly open: boolean;
  /** The user's answer, or null. Also null after `no` if the task timed out: then the portal stores `no` for users who had
   *  not answered. */
  readonly answer: StatusName | null;
  /** The user of the task, or null if the row does not contain it. */
  readonly userId: number | null;
  /** The id of the workflow: a text such as `5f1c0a2b9e8d70.12345678`. */
  readonly workflowId: string;
  /** The workflow of the task. Unknown properties are null. */
  readonly workflow: {
    /** ISO 8601 with an offset. */
    readonly started: string | null;
    /** The id of the user who started it. */
    readonly startedBy: number | null;
    /** The id of the workflow's template. */
    readonly templateId: number | null;
    /** Only lists of open tasks contain it, because with this column the portal omits tasks of deleted templates. */
    readonly templateName: string | null;
    /** The title of the workflow's state, in the portal's language. */
    readonly state: string | null;
  };
  /** The title of the workflow's document, such as a deal. */
  readonly documentName: string;
  /** Relative to the portal's origin. */
  readonly documentUrl: string | null;
  /** The time of the last change: ISO 8601 with an offset. */
  readonly modified: string | null;
  /** The deadline: ISO 8601 with an offset, or null. */
  readonly overdue: string | null;
  /** The buttons of the form: each accepted status with its label. */
  readonly answers: readonly { readonly status: StatusName; readonly label: string }[];
  /** Whether the form shows a comment, its label, and the answers that require it. */
  readonly comment: {
    readonly shown: boolean;
    readonly label: string;
    readonly requiredFor: readonly StatusName[];
  };
  /** In the order of the form. */
  readonly fields: readonly Field[];
  /** Whether the portal fails to read the task's form. Then `answers`, `comment`, `fields` and `description` are empty,
   *  and the task cannot be completed: the issue `task_unreadable`. Other tasks in a list are not affected. */
  readonly broken: boolean;
  /** The unchanged row from the portal. */
  readonly raw: Record<string, unknown>;
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
  readonly id: string;
  /** The portal's name of the type, case-insensitive. A portal may have other types. */
  readonly type: FieldType | (string & {});
  /** The label: untrusted text, like `description`. */
  readonly name: string;
  /** A hint for the user; may be empty. */
  readonly description: string;
  /** Whether its value is a list. */
  readonly multiple: boolean;
  /** Whether an answer requires a value. The answer `cancel` does not. */
  readonly required: boolean;
  /** The options of a select; `value` is sent. */
  readonly options: readonly { readonly value: string; readonly label: string }[] | null;
  /** The id of the CRM directory (`SOURCE`) or of the list (`171`) with the field's entries. {@link Portal.getOptions}
   *  reads them. */
  readonly directory: string | null;
  /** The settings of the field in the portal's format. They depend on the type. */
  readonly settings: Readonly<Record<string, unknown>> | null;
  /** The present value, which the field keeps if a completion leaves it out. Null or `''` if there is none. */
  readonly default: unknown;
}

/** The known field types. docs/fields.md lists the values that each accepts. */
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
  | 'S:ElementXmlID'
  | 'S:FileMan'
  | 'S:TopicID'
  | 'S:map_google'
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

/** A JavaScript value. It is converted by the field's type: see docs/fields.md. A file is a `File`, a `Blob`, or
 *  `[name, content]` with a `Blob` or base64 as content. A multiple field accepts a list. `undefined` is the same as a
 *  field that is left out. */
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

/** A status that is written in the code, which must be a {@link Status}, or a variable of type `string`, whose value is
 *  checked when it is used. */
export type CompletionStatus<S> = string extends S ? S : Status;

/** The parameters of `bizproc.task.complete`. As on the server, top-level names are case-insensitive (`TASK_ID`,
 *  `Task_Id`, `Fields`). `taskId` is TASK_ID.
 *
 *  A field that is left out is sent with its default, because the server clears a field that it does not receive.
 *  `null` or `''` clears the field. Without the task (`lookup: false` and no `task`) fields that are left out are
 *  cleared. */
export type Completion<S extends Status | (string & {}) = Status> =
  | {
      /** The id of the task: `task.id`. */
      taskId: number | string;
      /** The answer: a status of `task.answers`. */
      status: CompletionStatus<S>;
      /** The comment. `task.comment` contains the answers that require it. */
      comment?: string | null | undefined;
      /** The values by the ids of the fields, not by their labels: `{ contractor: 'Acme' }`. */
      fields?: Record<string, FieldValue> | null | undefined;
    }
  | {
      TASK_ID: number | string;
      STATUS: CompletionStatus<S>;
      COMMENT?: string | null | undefined;
      FIELDS?: Record<string, FieldValue> | null | undefined;
      Fields?: Record<string, FieldValue> | null | undefined;
    };

/** Options of {@link completeTask}. */
export interface CompleteOptions {
  /** The task, to validate against. Without it the task is looked up first, which takes one more request. If the portal
   *  object does not know the current user yet, one request finds out, because a task of another user must not be
   *  completed as the current user's. */
  task?: Task | undefined;
  /** `false`: do not look up the task. Without `task` only checks that need no task are made. Default true. */
  lookup?: boolean | undefined;
  /** Ends the call at once. A request that was already sent is still executed: see the error's `outcome`. */
  signal?: AbortSignal | undefined;
  /** Called when a call enters a phase, and about 20 times per second while files are encoded. */
  onProgress?: ((progress: Progress) => void) | undefined;
  /** Default: `window.BX24`. */
  connection?: Connection | undefined;
}

/**
 * The progress of a call. `phase` says what the call is doing:
 *
 * - `checking`: the task is looked up, and the completion is validated.
 * - `encoding`, `uploading`: files are read and sent. The upload starts again if the completion is resent.
 * - `waiting`: the completion was sent, and the call waits for the reply.
 * - `confirming`: the reply was lost or proves nothing, or an earlier call has left a request open. The task is looked up.
 * - `busy`: the portal accepts no more requests for now. The completion is resent later.
 */
export type Progress =
  | {
      phase: 'encoding' | 'uploading';
      /** Bytes of the request's body that were encoded or sent. */
      loaded: number;
      /** The size of the request's body in bytes. */
      total: number;
    }
  | {
      phase: 'checking' | 'waiting' | 'confirming' | 'busy';
      loaded?: undefined;
      total?: undefined;
    };

/** A task that has been completed. */
export interface CompletionResult {
  /** The id of the task. */
  taskId: number;
  /** The status that the portal has stored. Null if it is not known, because the task was neither given nor looked up.
   *  */
  status: StatusName | null;
  /** `reply`: the portal confirmed the completion. `lookup`: the reply was lost or proved nothing, and the task shows the
   *  answer. */
  confirmedBy: 'reply' | 'lookup';
  /** How many times the completion was sent; 0 if an identical earlier call, or another tab of the app, sent it. */
  attempts: number;
  /** The `time` object of the reply, or null without a reply. */
  time: Record<string, unknown> | null;
  /** Warnings about values that the portal did not keep or did not confirm: see {@link IssueCode}. */
  warnings: Issue[];
  /** The steps of the call, for bug reports. */
  trace: TraceStep[];
}

/** One step of a call, for bug reports. A trace contains no values and no secrets. It has at most 60 steps. In a longer
 *  trace, steps in the middle are missing. */
export interface TraceStep {
  /** Milliseconds since the call started. */
  time: number;
  /**
   * - `send`: the completion is sent. `reply`: its reply, or that there is none.
   * - `refresh-token`: the token has expired, and a new one is requested.
   * - `look-up`: the task is read. `row`: what it shows.
   * - `wait`: the portal is busy, and the call waits before it sends again.
   * - `abort`: the caller's signal ended the call.
   * - `outcome`: the call ends.
   */
  action: 'send' | 'reply' | 'refresh-token' | 'look-up' | 'row' | 'wait' | 'abort' | 'outcome';
  /**
   * - Of `reply`: `success`; the evidence of an error (`refused`, `busy`, `token-expired`, `finished`, `failed`,
   *   `already-answered`, `task-not-found`, `no-evidence`); `redirected`, `unreadable`, `connection-lost`, `timeout` or
   *   `offline`.
   * - Of `row`: `open`, `completed-as-sent`, `completed-differently`, `timed-out`, `not-found` or `failed`.
   * - Of `outcome`: `completed`, or the outcome of the error.
   */
  result: string | null;
  /** The error code. */
  code: string | null;
  /** The HTTP status. */
  status: number | null;
}

/**
 * Completes one task over `options.connection`, or over `window.BX24`.
 *
 * While a call completes a task, no other call sends anything for it, in this page or in another tab or frame of the
 * app. Identical calls in flight share one result. A different answer gets the error `IN_PROGRESS`.
 *
 * @throws {BizprocError} Its `outcome` says whether the task may have been completed.
 * @example
 * ```js
 * const result = await completeTask({ taskId: 1501, status: 'ok', fields: { contractor: 'C_607' } });
 * result; // → { taskId: 1501, status: 'ok', confirmedBy: 'reply', … }
 * ```
 */
export function completeTask<S extends Status | (string & {})>(
  completion: Completion<S>,
  options?: CompleteOptions,
): Promise<CompletionResult>;

/**
 * Returns the functions of a portal over a connection. Without a connection each call uses `window.BX24`.
 *
 * @throws {BizprocError} Of kind `usage`, if the connection is not valid.
 * @example
 * ```js
 * const portal = connect(); // window.BX24
 * const other = connect({ domain: 'acme.bitrix24.com', accessToken: authId }, { lang: 'en' });
 * for await (const task of other.listTasks()) console.log(task.id, task.name);
 * ```
 */
export function connect(connection?: Connection, options?: PortalOptions): Portal;

/** The result of {@link connect}. Calls act as the user of the connection. */
export interface Portal {
  /** Reads one task of the current user, open or not.
   *
   *  @throws {BizprocError} `ERROR_TASK_NOT_FOUND` if the portal shows no such task. Only to administrators it also shows the
   *  tasks of others: they get `FOREIGN_TASK` if the task waits for another user, and `ERROR_TASK_COMPLETED` if it is
   *  completed without an answer of theirs. */
  getTask(taskId: number | string, options?: { signal?: AbortSignal | undefined }): Promise<Task>;
  /**
   * Looks up the names of users and the titles of CRM items for values of fields, in one request. Values that the
   * portal does not know, or that the app may not read (scopes `user` and `crm`), are missing in the result.
   * The portal object keeps the names of users, and looks up each user once.
   *
   * @example
   * ```js
   * const names = await portal.getNames(['user_1', 'C_607']);
   * names.get('user_1'); // → 'Nora Lindqvist'
   * names.get('C_607'); // → 'Ingrid Solberg'
   * ```
   */
  getNames(
    values: readonly string[],
    options?: { signal?: AbortSignal | undefined },
  ): Promise<Map<string, string>>;
  /**
   * Reads options of fields whose values are ids on the portal: pipelines and stages of deals, entries of CRM
   * directories, and elements and sections of lists with fewer than 50. Sends one request. The result is a map by the
   * fields' ids. Fields that the app may not read (scopes `crm` and `lists`) are missing in it.
   *
   * @example
   * ```js
   * const task = await portal.getTask(1501);
   * const options = await portal.getOptions(task.fields);
   * options.get('stage'); // → undefined
   * ```
   */
  getOptions(
    fields: readonly Field[],
    options?: { signal?: AbortSignal | undefined },
  ): Promise<Map<string, { value: string; label: string }[]>>;
  /** Lists the current user's tasks, newest first unless `order` says otherwise. By default it lists open tasks. The
   *  package reads the list in pages of 50, at most one page ahead. New, changed or completed tasks during the
   *  iteration do not matter: no task is listed twice, and none is left out.
   *
   *  For an array use `await Array.fromAsync(portal.listTasks())`, if your browsers have it.
   *
   *  @example
   *  ```js
   *  const query = { order: 'deadline', limit: 10 };
   *  for await (const { id, name } of portal.listTasks(query)) console.log(id, name);
   *  ```
   */
  listTasks(query?: TaskQuery, options?: { signal?: AbortSignal | undefined }): AsyncIterable<Task>;
  /** Watches the tasks that {@link listTasks} would list: see {@link TaskChanges}. The first changes contain all tasks
   *  of the list in `added`, even if the list is empty. Later changes are reported when something has changed.
   *
   *  The list is read again every `intervalMs`, with the forms of new and changed tasks only. While the page is hidden
   *  or offline, nothing is read. After that, the list is read at once. If several pages of an app watch the same list,
   *  one of them reads it for all. After an error the delay grows until the list can be read again. An error that
   *  waiting does not solve, such as `insufficient_scope`, ends the iteration. `signal` ends it without an error.
   *
   *  @example
   *  ```js
   *  const inbox = new Map();
   *  for await (const { added, changed, gone } of portal.watchTasks({ activity: 'ApproveActivity' })) {
   *    for (const task of [...added, ...changed]) inbox.set(task.id, task);
   *    for (const id of gone) inbox.delete(id);
   *    break; // or give a signal
   *  }
   *  ```
   */
  watchTasks(query?: TaskQuery, options?: WatchOptions): AsyncIterable<TaskChanges>;
  /** Counts the tasks that {@link listTasks} would list, in one request, after one for the current user the first time. */
  countTasks(query?: TaskQuery, options?: { signal?: AbortSignal | undefined }): Promise<number>;
  /** Completes one task over this portal's connection: see {@link completeTask}. */
  completeTask<S extends Status | (string & {})>(
    completion: Completion<S>,
    options?: Omit<CompleteOptions, 'connection'>,
  ): Promise<CompletionResult>;
  /** Completes many tasks as fast as the portal allows. Every completion is validated before anything is sent.
   *  Completions without files, and without texts that a portal could change in a batch, are sent in batches. Outcomes
   *  need the same evidence as in {@link completeTask}.
   *
   *  Resolves to one entry for each completion, in the order given. It rejects only if the call itself is wrong.
   *
   *  @example
   *  ```js
   *  const completions = [1501, 1502].map((taskId) => ({ taskId, status: 'yes' }));
   *  const settled = await portal.completeTasks(completions);
   *  const again = completions.filter((_, i) => settled[i].error?.outcome === 'not-completed');
   *  ```
   */
  completeTasks<S extends Status | (string & {})>(
    completions: Iterable<Completion<S>>,
    options?: CompleteTasksOptions,
  ): Promise<SettledCompletion[]>;
  /** Delegates tasks to the user `to`, each in a separate request. They are the current user's tasks or, for
   *  administrators and managers, the tasks of `from`. Duplicate ids are delegated once.
   *
   *  Resolves to one entry for each task, in the order given. It rejects only if the call itself is wrong or, without
   *  `from`, if the current user cannot be read: then nothing was sent. The portal's rules decide who may delegate to
   *  whom. They are not known before the call. */
  delegateTasks(
    taskIds: Iterable<number | string>,
    to: number | string,
    options?: { from?: number | string | undefined; signal?: AbortSignal | undefined },
  ): Promise<SettledDelegation[]>;
}

/** Options of {@link Portal.watchTasks}. */
export interface WatchOptions {
  /** Ends the iteration. */
  signal?: AbortSignal | undefined;
  /** Milliseconds between two readings of the list, 5000 or more. Default 60000. Up to a tenth is added at random, so
   *  that pages that were opened together do not read together. */
  intervalMs?: number | undefined;
  /** Milliseconds before its deadline when a task becomes due soon. Default 3600000, which is 1 hour. */
  dueWithinMs?: number | undefined;
}

/** The changes in a list of tasks since the previous changes. */
export interface TaskChanges {
  /** Tasks that were not in the list, in the order of the query. */
  added: Task[];
  /** Tasks that have changed, for example their deadline or the state of their workflow. */
  changed: Task[];
  /** The ids of tasks that have left the list: they were answered here or elsewhere, delegated or closed, or no longer
   *  match the query. */
  gone: number[];
  /** Tasks that have become due soon, by the portal's clock. Each deadline is reported once. Tasks that were already
   *  overdue when they were first read are not reported. A task may also be in `added` or `changed`. */
  dueSoon: Task[];
}

/** Options of {@link Portal.completeTasks}. */
export interface CompleteTasksOptions {
  /** The tasks, to validate against. Missing tasks are looked up, 50 per request. */
  tasks?: readonly Task[] | undefined;
  /** `valid`, the default: valid completions are sent. `all`: nothing is sent if one is invalid. Then the valid ones
   *  get the error `OTHERS_INVALID`. */
  send?: 'valid' | 'all' | undefined;
  /** Parallel requests, 1 to 10. Default 4. */
  concurrency?: number | undefined;
  /** Ends the call. Completions that were not sent get the error `ABORTED` with the outcome `not-completed`. */
  signal?: AbortSignal | undefined;
  /** Called after each completion. */
  onProgress?:
    | ((progress: { settled: number; total: number; last: SettledCompletion }) => void)
    | undefined;
}

/**
 * The outcome of one completion of {@link Portal.completeTasks}: it has either `result` or `error`.
 *
 * @example
 * ```js
 * const [settled] = await portal.completeTasks([{ taskId: 1502, status: 'yes' }]);
 * console.log(settled.taskId, settled.error?.message ?? settled.result.status);
 * ```
 */
export type SettledCompletion =
  | { taskId: number; result: CompletionResult; error?: undefined }
  | {
      /** Null if the completion has no valid task id. */
      taskId: number | null;
      result?: undefined;
      error: BizprocError;
    };

/** The outcome of the delegation of one task. */
export interface SettledDelegation {
  /** The id of the task. */
  taskId: number;
  /** Absent if the task was delegated. */
  error?: BizprocError;
}

/** The placement in which the app is shown. */
export interface PlacementInfo {
  /** The code of the placement: `CRM_DEAL_DETAIL_TAB`. */
  placement: string;
  /** The data of the placement: `{ ID: '17' }` in the card of a CRM item. */
  options?: Record<string, unknown>;
  /** The SDK's `placement` has a title. It is no placement info: its properties are getters, which are not read. */
  title?: undefined;
}

/** A query for tasks. */
export interface TaskQuery {
  /** `true`, the default: tasks that wait for the user's answer. `false`: tasks that the user has answered, or that
   *  timed out. */
  open?: boolean | undefined;
  /** `-id`, the default: newest first. `deadline`: the most urgent first, tasks without a deadline last. `modified`: by
   *  the time of the last change. Equal tasks are sorted newest first. */
  order?: 'deadline' | 'modified' | '-modified' | 'id' | '-id' | undefined;
  /** The maximum number of tasks. */
  limit?: number | undefined;
  /** `true`: only overdue tasks. `false` would be ambiguous: for a checkbox write `checked || undefined`. */
  overdue?: true | undefined;
  /** Only tasks that were changed at this time or later: a `Date`, or an ISO 8601 text with a time zone. An answer does not
   *  change a task while other users still have to answer. */
  modifiedSince?: Date | string | undefined;
  /** Another user's tasks, for administrators and managers. They can be listed, but not completed. */
  userId?: number | string | undefined;
  /** Only tasks of this type, in this letter case. At run time any text is accepted, because portals have other types
   *  too: with a misspelt one the list is empty. */
  activity?: Activity | undefined;
  /** Only tasks of this workflow: the `workflowId` of a task. */
  workflowId?: string | undefined;
  /** The document's id, as in the row: `DEAL_17` for a CRM deal, the element's number for a list. */
  documentId?: string | number | undefined;
  /** The result of `BX24.placement.info()`, after `BX24.init`: lists the tasks of the CRM item to which the placement
   *  belongs: its card, its menu in a list, an activity's menu, a document's menu, or a field of the app's own type. With
   *  the SDK copy both properties: `const { placement, options } = b24.placement`, then
   *  `{ placement: { placement, options } }`. */
  placement?: PlacementInfo | undefined;
  /** Further conditions, in the format of the REST method's FILTER: `{ '>=ID': 100, WORKFLOW_TEMPLATE_ID: [7, 8] }`.
   *  Unknown columns and operators are an error, because the portal would ignore them and list all tasks. So is a condition
   *  that another property sets, such as `STATUS`, which `open: true` sets. */
  filter?: Record<string, unknown> | undefined;
}

// ─────────────────────────────────── diagnosis ────────────────────────────────────

/** The name of a {@link Check}. */
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

/** One check of a {@link Diagnosis}. */
export interface Check {
  /** The name of the check. */
  name: CheckName;
  /** Whether the check has passed; null if it was not made or only informs. */
  ok: boolean | null;
  /** What was found, in the language of messages. */
  detail: string;
  /** What to do; only if `ok` is false. */
  hint?: string;
}

/** The result of {@link diagnose}. */
export interface Diagnosis {
  /** All checks. A check may depend on the checks before it. */
  checks: Check[];
  /** A report in English to paste into an issue. It contains no token, no webhook, no name of the portal and no name of
   *  the user. */
  text: string;
}

/**
 * Checks the connection to the portal. Sends at most 12 requests, which change nothing. Some of them have an invalid
 * token on purpose, to see how the portal refuses it.
 *
 * The promise resolves even if the connection or the options are wrong. It rejects only if the module cannot start: see
 * {@link init}.
 *
 * @param connection Default: `window.BX24`.
 * @param options As {@link connect} takes them. `readTimeout` limits each request.
 *
 * @example
 * ```js
 * import { diagnose } from 'bizproc-tasks';
 *
 * const { checks, text } = await diagnose();
 * for (const { name, ok, hint } of checks) if (ok === false) console.log(name, hint);
 * console.log(text);
 * ```
 */
export function diagnose(connection?: Connection, options?: PortalOptions): Promise<Diagnosis>;

// ────────────────────────────── validation helpers ────────────────────────────────
// Synchronous functions that need no connection.

/** One problem of a completion. */
export interface Issue {
  /** Stable, for programs. */
  code: IssueCode;
  /** The place: `['status']`, `['comment']`, `['fields', 'contractor', 0]`. */
  path: (string | number)[];
  /** For users, in the requested language. */
  message: string;
  /** The values in the message. */
  params: Record<string, string | number>;
  /** `error` prevents sending. `warning` is about a value that the portal will not keep, or a status that is replaced
   *  by another one. */
  severity: 'error' | 'warning';
}

/** The code of an issue. */
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

/** Options for messages. */
export interface MessageOptions {
  /** A BCP 47 tag or the portal's code of a language: `en`, `ru` or an added one: see {@link addLanguage}. Other
   *  languages fall back to `en`. */
  lang?: string | undefined;
  /** Your own texts, by issue code. Placeholders such as `{name}` are replaced with the issue's `params`. */
  messages?: Partial<Record<IssueCode, string>> | undefined;
}

/** Options of validation without a connection. */
export interface ValidationOptions extends MessageOptions {
  /** Bytes that the portal accepts in one request: see {@link PortalOptions}. */
  maxBodySize?: number | undefined;
}

/**
 * Returns the name of a status, or null if the value is not a status.
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
 * Returns the statuses that a type of task accepts.
 *
 * @example
 * ```js
 * allowedStatuses('ApproveActivity'); // → ['yes', 'no']
 * ```
 */
export function allowedStatuses(activity: string): StatusName[];
/** The kind of a field's content, to choose its control. Several types of the portal have the same kind. */
export type FieldKind =
  | 'bool'
  | 'integer'
  | 'double'
  | 'text'
  | 'address'
  | 'select'
  | 'date'
  | 'datetime'
  | 'time'
  | 'file'
  | 'user'
  | 'entity-id'
  | 'crm-item'
  | 'money'
  | 'html'
  | 'email'
  | 'phone'
  | 'url'
  | 'messenger'
  | 'any';
/**
 * Returns the kind of a field type; `any` if the type is not known.
 *
 * @example
 * ```js
 * fieldKind('S:employee'); // → 'user'
 * fieldKind('UF:money'); // → 'money'
 * ```
 */
export function fieldKind(type: FieldType | (string & {})): FieldKind;
/** A part of a description with one style. `href` is an http or https address, or null. */
export interface TextRun {
  /** Plain text, without BB codes. */
  text: string;
  bold: boolean;
  italic: boolean;
  underline: boolean;
  /** Whether the text is struck through. */
  strike: boolean;
  /** The target of a link. */
  href: string | null;
}
/**
 * Splits a task's description at its BB codes. Other codes, such as `[size=20]`, are removed, and their text stays.
 *
 * @example
 * ```js
 * parseDescription('Sign [b]today[/b]').map(({ text, bold }) => [text, bold]); // → [['Sign ', false], ['today', true]]
 * ```
 */
export function parseDescription(description: string): TextRun[];
/** Converts a row of `bizproc.task.list` to a Task. @throws {BizprocError} Of kind `usage` if it is not a row. */
export function parseTask(row: unknown): Task;
/**
 * Returns all issues of a completion, in the order of the form; [] if there are none.
 *
 * @throws {BizprocError} Of kind `usage` if the completion is not an object, or `task` is not a Task.
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
 * Returns the issues of one value of a form; [] if there are none. It does not find issues that depend on other values.
 *
 * @throws {BizprocError} Of kind `usage` if `field` is not a Field.
 * @example
 * ```js
 * validateField(task.fields[0], ' ', { lang: 'en' });
 * // → [{ code: 'value_required', message: 'Enter “Contractor”', path: ['fields', 'contractor'], … }]
 * ```
 */
export function validateField(field: Field, value: unknown, options?: ValidationOptions): Issue[];
/**
 * Returns the parameters that would be sent: documented names, converted values, and the defaults of fields that were left
 * out. A cleared field is null.
 *
 * @throws {BizprocError} Of kind `invalid`, with the issues, if there are errors.
 * @example
 * ```js
 * toParams({ taskId: 1501, status: 'ok', fields: { contractor: 'Acme', delivery: 'By post' } }, task);
 * // → { TASK_ID: 1501, STATUS: 3, FIELDS: { contractor: 'Acme', delivery: 'post', … } }
 * ```
 */
export function toParams<S extends Status | (string & {})>(
  completion: Completion<S>,
  task?: Task,
): Params;

/** The parameters of a validated completion. The fields are `any`, so that they can be passed to any client. */
export type Params = {
  TASK_ID: number;
  STATUS: 1 | 2 | 3 | 4;
  COMMENT?: string | undefined;
  FIELDS?: Record<string, any> | undefined;
};

/** The values of a task's form: a completion in which `taskId` may be left out. The fields are not typed, because a
 *  form has its own types. */
export interface FormValues {
  taskId?: number | string | undefined;
  status: Status | (string & {});
  comment?: string | null | undefined;
  fields?: Record<string, any> | null | undefined;
}

/**
 * Returns a [Standard Schema](https://standardschema.dev) of a task's form, for form libraries. Its input is a completion
 * in which `taskId` may be left out, its output is that of {@link toParams}. It reports issues of severity `error` only.
 * `Values` is the type of your form's values. The task and the options are read at the first validation.
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

// ─────────────────────────────────── languages ────────────────────────────────────

/** The texts of a language. Missing texts are shown in English. */
export interface Language {
  /** A BCP 47 tag: `it`, `pt-BR`. */
  lang: string;
  /** Other names, such as the portal's own code: `br` for `pt-BR`. */
  aliases?: readonly string[] | undefined;
  /** Messages of issues, errors and checks, by the keys of `src/messages/en.txt`. Keep the placeholders in braces. */
  messages: Readonly<Record<string, string>>;
  /** Texts of `<bizproc-task>`, by the keys of `src/js/element/texts/en.js`. A text with a number is an object with the
   *  plural forms of `Intl.PluralRules`. */
  texts?: Readonly<Record<string, string | Readonly<Record<string, string>>>> | undefined;
}

/**
 * Adds a language to this page. It replaces a language with the same tag. `bizproc-tasks/lang/de`, `es`, `fr`, `pl`,
 * `pt-br`, `tr`, `uk` and `zh-cn` call it when they are imported, and export their texts.
 *
 * @throws {BizprocError} Of kind `usage`, if a message cannot be used: it names the key.
 * @example
 * ```js
 * addLanguage({ lang: 'it', messages: { value_required: 'Compilare il campo «{name}»' } });
 * validateField(task.fields[0], '', { lang: 'it' })[0].message; // → 'Compilare il campo «Contractor»'
 * ```
 */
export function addLanguage(language: Language): void;

// ──────────────────────────────────── errors ──────────────────────────────────────

/**
 * The error of a failed call. `message` is for users: what happened, and what to do. No property contains a secret or a
 * value that was sent.
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
  /** The reason, for programs: a code of this package or of the portal. */
  readonly code: ErrorCode | (string & {});
  /** The category of the failure, for decisions of an app. */
  readonly kind: ErrorKind;
  /** Whether the answer is stored. */
  readonly outcome: ErrorOutcome;
  /** The answer that is stored instead of this one, or null if not known. */
  readonly answer: StatusName | null;
  /** The issues of the completion if `kind` is `invalid`; otherwise empty. */
  readonly issues: readonly Issue[];
  /** The portal's description, for logs. It is not for users, and often in English. Empty without a reply. */
  readonly description: string;
  /** The HTTP status, or null without a response. */
  readonly status: number | null;
  /** Milliseconds from the end of the call after which a retry can help, or null if not known. */
  readonly retryAfter: number | null;
  /** The steps of the request that failed; empty if nothing was sent. */
  readonly trace: readonly TraceStep[];
  /** After `REFRESH_FAILED`: what the connection's `refresh` has thrown. */
  readonly cause?: unknown;
  /** All properties except `stack` and `cause`, for logs. */
  toJSON(): Record<string, unknown>;
}

/**
 * The kind of an error.
 *
 * - `invalid`: the completion has issues, and was not sent.
 * - `task`: the task does not exist, is already answered, or the portal refused the answer.
 * - `auth`: the token, its permissions or the portal's plan do not allow the call.
 * - `limit`: the portal is busy, or has reached the limit of this method.
 * - `portal`: the portal reported an unexpected error.
 * - `network`: there was no reply.
 * - `aborted`: the caller's `signal` ended the call.
 * - `usage`: the call itself is wrong. The message is for developers.
 */
export type ErrorKind =
  | 'invalid'
  | 'task'
  | 'auth'
  | 'limit'
  | 'portal'
  | 'network'
  | 'aborted'
  | 'usage';

/**
 * The outcome of a failed call.
 *
 * - `not-completed`: this answer is not stored, and will not be.
 * - `answered-elsewhere`: the user's answer is stored, but another call, tab or page gave it: see the error's `answer`.
 * - `unknown`: this answer may be stored. Read the task before you try again.
 */
export type ErrorOutcome = 'not-completed' | 'answered-elsewhere' | 'unknown';

/** The code of an error: one of this package, or of the portal. A portal may send others. */
export type ErrorCode =
  | 'INVALID_COMPLETION'
  | 'OTHERS_INVALID'
  | 'FOREIGN_TASK'
  | 'IN_PROGRESS'
  | 'NO_CONNECTION'
  | 'NETWORK'
  | 'TIMEOUT'
  | 'ABORTED'
  | 'BAD_RESPONSE'
  | 'REDIRECTED'
  | 'REFRESH_FAILED'
  | 'USER_CHANGED'
  | 'USAGE'
  // codes of the portal
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
  | 'ALLOWED_ONLY_INTRANET_USER'
  | 'ERROR_OAUTH'
  | 'PAYMENT_REQUIRED'
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
