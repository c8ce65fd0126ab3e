/**
 * A Bitrix24 portal for the development and tests of placements: REST, business-process tasks with their rules, faults
 * on demand, and a page that shows the placement as a portal does.
 *
 * ```js
 * import { startPortal } from 'bizproc-tasks/portal';
 *
 * const portal = await startPortal({ app: 'http://localhost:5173/index.html' });
 * await page.goto(portal.url);
 * portal.tasks().find(({ ID }) => ID === 101).outcome; // → null
 * await portal.stop();
 * ```
 *
 * @module bizproc-tasks/portal
 */

/** Starts a portal. Rejects if the port is in use, or an option is not known. */
export function startPortal(options?: PortalOptions): Promise<RunningPortal>;

/** Options of {@link startPortal}. */
export interface PortalOptions {
  /** Port to listen on. 0, the default, chooses a free one. */
  port?: number;
  /** Address to listen on. 127.0.0.1 by default: other machines cannot reach it. */
  host?: string;
  /** Tasks in the server's format. Demo tasks by default. */
  tasks?: readonly Task[];
  /** Differences from the default portal. */
  env?: Partial<Environment>;
  /** Limits of calls. By default only the duration of a call and the size of its body are limited. */
  limits?: LimitOptions;
  /** Address of the placement that the host page opens. `http://` if it has no scheme. */
  app?: string;
  /**
   * Address of the app's installation page. The host page opens it for administrators until it has called
   * `BX24.installFinish()`. After that, each placement shows the handler that the app has registered with
   * `placement.bind`, and `DEFAULT`, the app's own page, shows `app`.
   *
   * Without it the app is installed, and every placement without a registered handler shows `app`.
   */
  install?: string;
  /** Scopes of the app; all of them by default. */
  scope?: Scope[];
  /**
   * How the host page opens the placement: by POST, as portals do, or by GET, as they do for static hosting. Vite's
   * servers accept a POST at `/index.html`, but not at `/`.
   */
  method?: 'post' | 'get';
  /**
   * Whether the portal uses HTTPS, with a certificate that is created at the start and valid for `localhost`,
   * `127.0.0.1`, `::1` and `host`. `false` by default.
   */
  https?: boolean;
}

/** A running portal. */
export interface RunningPortal {
  /** Address of the host page, without a slash at its end. */
  readonly url: string;
  /** The certificate of a portal with `https`, in PEM. Clients must trust it. */
  readonly certificate: string | null;
  /** A valid access token for a user; default: user 1. */
  token(userId?: number, access?: Access): string;
  /** The address of a webhook for a user, with a slash at its end. Append a method's name. */
  webhook(userId?: number, access?: Access): string;
  /** Sets a fault for future calls; `null` removes all faults. */
  fault(spec: FaultSpec | null): void;
  /** The portal's time. */
  readonly clock: PortalClock;
  /** The current tasks: each task for each participant, with its outcome. */
  tasks(): TaskState[];
  /** Adds tasks, as a running workflow does. Only ids distinguish tasks. */
  addTasks(tasks: readonly Task[]): void;
  /**
   * Changes columns of a task, for one participant or for all. Sets `MODIFIED` to the current time, unless it is
   * changed too. Throws if there is no such task.
   */
  updateTask(id: number, changes: Partial<Task>, userId?: number): void;
  /** Opens an answered or closed task again, and deletes the answer of one participant or of all. */
  reopenTask(id: number, userId?: number): void;
  /**
   * Ends a task without an answer: it times out, or its workflow is terminated, which deletes the task if it is still
   * open.
   */
  endTask(id: number, how: 'timed-out' | 'terminated'): void;
  /**
   * Lets tasks arrive and end by themselves: a task at once and one after each interval, by the portal's clock. From
   * the fifth task on, the oldest one ends: a colleague answers it, it times out, or its workflow is terminated. `null`
   * and `reset` stop it.
   */
  activity(settings: Activity | null): void;
  /** All received REST calls, including preflights, oldest first. */
  requests(): PortalRequest[];
  /** Resets the portal to other tasks, or to the initial ones. Tokens stay valid. */
  reset(tasks?: readonly Task[], env?: Partial<Environment>): void;
  /** Closes all connections, and cancels running calls. */
  stop(): Promise<void>;
}

/**
 * The portal's time. It is the machine's time until a test changes it. All waits of the portal use it: delays and late
 * deliveries of faults, workflows, limits, the lifetime of tokens.
 *
 * ```js
 * portal.clock.pause();
 * portal.fault({ kind: 'reset', executeAfterMs: 30_000 }); // the connection breaks
 * const url = `${portal.webhook(1)}bizproc.task.complete?TASK_ID=1501&STATUS=3`;
 * await assert.rejects(fetch(url));
 * await portal.clock.advance(30_000); // now the portal has executed the call
 * ```
 */
export interface PortalClock {
  /** The portal's time of day, in milliseconds since 1970. */
  now(): number;
  /** Stops the clock. Then only `advance` moves it. */
  pause(): void;
  /** Lets the clock run with the machine's clock again. */
  resume(): void;
  /**
   * Sets the time of day, forwards or back. Replies have it in `time` and in their `Date` header. No time passes: no
   * wait becomes due.
   */
  set(time: number | Date): void;
  /**
   * Lets milliseconds pass at once. Everything that becomes due happens, in its order, before the promise resolves.
   */
  advance(ms: number): Promise<void>;
}

/** How tasks arrive and end by themselves. */
export interface Activity {
  /** Milliseconds between two tasks; 5,000 by default. */
  everyMs?: number;
  /** Users for whom tasks arrive, in turn; user 1 by default. */
  users?: number[];
}

/** Properties of the portal, as in the server vectors. */
export interface Environment {
  /** The server's time zone: an IANA name. `UTC` by default. */
  serverTz: string;
  /**
   * The users' time zone: an IANA name. As on a portal, their offset from the server is that of now,
   * by the portal's clock, also for dates on the other side of a change of clocks. The server's zone
   * by default.
   */
  userTz: string;
  /** Instead of `userTz`: seconds that the users' zone is ahead of the server's. 0 by default. */
  userOffset: number;
  /** DD.MM.YYYY, the default, or MM/DD/YYYY. */
  culture: 'eu' | 'us';
  /** Whether the file storage refuses files. */
  filesRefused: boolean;
  /** Ids of files that the portal already has. */
  files: number[];
  /** Whether OPTIONS is answered, as the cloud does and not every portal. `true` by default. */
  preflight: boolean;
  /** Whether the portal was deleted: every call gets `PORTAL_DELETED`. */
  isDeleted: boolean;
  /** Whether webhooks are refused over http with `INVALID_REQUEST`, as the cloud does. */
  webhooksNeedHttps: boolean;
  /** Users whose tokens get `user_access_error`, unless they are administrators. */
  usersWithoutAccess: number[];
}

/** A scope of the simulator. */
export type Scope = 'bizproc' | 'crm' | 'lists' | 'placement' | 'task' | 'user';

/** Options of a token or a webhook. Calls outside its scope get `insufficient_scope`. */
export interface Access {
  /** All of them by default. */
  scope?: Scope[];
}

/** Limits of a portal. */
export interface LimitOptions {
  /** Requests per second that drain from the bucket; 2 if only `burst` is given. */
  perSecond?: number;
  /** The capacity of the bucket in requests; 50 if only `perSecond` is given. */
  burst?: number;
  /** Seconds that the calls of one method may take within ten minutes. */
  operating?: number;
  /** Milliseconds after which a call is cut off with a 504 page. 60,000 by default. */
  executionMs?: number;
  /** Bytes of a body, above which a call is refused with a 413 page. 2 GiB, the most, by default. */
  body?: number;
}

/**
 * A task in the server's format, for one of its participants. A task of several participants is several objects with
 * the same `ID`.
 */
export interface Task {
  ID: number | string;
  USER_ID: number | string;
  /** Other types are listed too, but cannot be completed. */
  ACTIVITY:
    | 'ApproveActivity'
    | 'ReviewActivity'
    | 'RequestInformationActivity'
    | 'RequestInformationOptionalActivity'
    | (string & {});
  /** 0 not answered, 1 yes, 2 no, 3 ok, 4 cancelled. */
  USER_STATUS?: string | number;
  /** 0 running, 1 yes, 2 no, 3 ok, 4 timed out, 5 cancelled. */
  STATUS?: string | number;
  /** Module, entity and id of the document. */
  DOCUMENT_ID?: unknown[];
  /** `REQUEST` holds the fields: `Name` is a field's id there, and `Title` its name. */
  PARAMETERS?: Record<string, any> | null;
  ACTIVITY_NAME?: string;
  NAME?: string | null;
  DESCRIPTION?: string | null;
  DOCUMENT_NAME?: string | null;
  /**
   * A date: epoch seconds, or text in the portal's format and the users' time. The portal sets it when it closes a
   * task.
   */
  MODIFIED?: string | number | null;
  OVERDUE_DATE?: string | number | null;
  WORKFLOW_ID?: string;
  WORKFLOW_STARTED?: string | number | null;
  WORKFLOW_STARTED_BY?: string | number | null;
  WORKFLOW_STATE?: string | null;
  WORKFLOW_TEMPLATE_ID?: string | number;
  /** Null: the template was deleted. Lists that select this column leave out the task. */
  WORKFLOW_TEMPLATE_NAME?: string | null;
  /** The original user of a delegated task. */
  ORIGINAL_USER_ID?: string | number;
  /** May be delegated to: 0, the default, subordinates; 1 anyone; 2 nobody, except by an administrator; 3 nobody. */
  DELEGATION_TYPE?: number;
  /** What the workflow does after the task is answered. Only in the simulator. */
  AFTER_COMPLETION?: AfterCompletion;
  /** Milliseconds after which the task times out. Only in the simulator. */
  TIMES_OUT_AFTER_MS?: number;
}

/** What a workflow does after an answer was stored. The answer stays stored in every case. */
export interface AfterCompletion {
  /** Milliseconds that it continues in the same call. During that time it accepts no other answer. */
  takesMs?: number;
  /** Code of the call's error; `fatal` for an HTTP 500 without JSON. */
  failsWith?: string;
  /** `error_description` of that error. */
  description?: string;
  /** Its HTTP status; 400 by default. */
  status?: number;
  /** Milliseconds after which the closed task is deleted. */
  vanishesAfterMs?: number;
}

/** A task with its outcome: null while it is not answered. */
export interface TaskState extends Task {
  USER_STATUS: string;
  STATUS: string;
  outcome: Outcome | null;
}

/** The effects of an answer, in the format of the server vectors. */
export interface Outcome {
  ok: true;
  result: true;
  comment: string;
  /** Only for an approval. */
  approve?: boolean;
  /** Only for a refused optional request. */
  cancel?: true;
  /** Only for a delegated task: the original user, and the user who answered. */
  originalUser?: string | number;
  realUser?: string | number;
  userStatus: number;
  /** 0 while others still have to answer. */
  taskStatus: number;
  /** Workflow variables that were written; dates as {@link Moment}. */
  variables: Record<string, any>;
  files: StoredFile[];
}

/** A date in a workflow variable. */
export interface Moment {
  $bp: 'Date' | 'DateTime';
  /** Epoch seconds. */
  timestamp: number;
  offset: number;
  /** ISO 8601 in the server's zone. */
  server?: string;
  /** The platform's stored format. */
  text?: string;
}

/** A file that a call stored. */
export interface StoredFile {
  id: number;
  name: string;
  size: number;
  sha1: string;
  dir: string;
}

/** A received REST call and its reply. It contains the tokens that were sent. */
export interface PortalRequest {
  /** The number of the request, counted from 1. */
  id: number;
  /** ISO 8601. */
  at: string;
  /** The HTTP method. */
  verb: string;
  /** Path and query. */
  url: string;
  /** The REST method, in lower case. */
  method: string;
  /** The user of the token or the webhook; null if there is none. */
  user: number | null;
  by: 'token' | 'webhook' | null;
  headers: Record<string, string | string[] | undefined>;
  /** If it is longer, the first MiB and its length. The same applies to long texts in `params`. */
  body: string;
  /** The parameters as PHP reads them, without the token; null if they were not read. */
  params: unknown;
  /** Null if no reply was sent (yet). */
  status: number | null;
  reply: string | null;
  /** The kind of the fault that applied to it. */
  fault: FaultKind | null;
  /**
   * Only for a call that was delivered late or repeatedly: the `id` of the original request. Its reply is not sent.
   */
  copyOf: number | null;
  /** Its duration, by the portal's clock. */
  ms: number | null;
}

/**
 * The kinds of faults.
 *
 * | kind | what the caller sees | by default the call is |
 * |---|---|---|
 * | `expire-tokens` | every token given out so far has expired | not executed |
 * | `reset` | the connection breaks, with `afterBytes` while the body is sent | not executed |
 * | `error` | a REST error: `code`, `description`, `status` (`INTERNAL_SERVER_ERROR`, 500) | not executed |
 * | `reply` | a reply of your own: `status` (504), `body` (`{"error":"Gateway Timeout"}`) | not executed |
 * | `redirect` | `status` (302) and `location`, as after a portal was renamed | not executed |
 * | `delay` | the usual reply, `delayMs` late, or never without it | executed |
 * | `slow` | the usual reply, after the body was taken at `bytesPerSecond` (100,000) | executed |
 * | `html` | an HTML page with `status` (502) | executed |
 * | `truncated` | the first half of the usual reply | executed |
 * | `empty` | status 200 and nothing | executed |
 * | `duplicate` | the usual reply; the portal gets the call again, `repeatAfterMs` (0) later | executed |
 * | `slow-workflow` | the usual reply, once the workflow has run for `takesMs`; 504 when that is too long | executed |
 * | `stale-reads` | task lists as they were `lagMs` ago, as from a replica that lags | executed |
 * | `silent-parent` | the parent frame does not answer `command` (any) | |
 */
export type FaultKind =
  | 'delay'
  | 'duplicate'
  | 'empty'
  | 'error'
  | 'expire-tokens'
  | 'html'
  | 'redirect'
  | 'reply'
  | 'reset'
  | 'silent-parent'
  | 'slow'
  | 'slow-workflow'
  | 'stale-reads'
  | 'truncated';

/** A fault, and the calls to which it applies: by default the next one. */
export interface FaultSpec {
  kind: FaultKind;
  /** The REST method; any by default. A batch is a call of `batch`, whatever its commands are. */
  method?: string;
  /** The number of the first call to which it applies, counted from 1. */
  nth?: number;
  /** The number of calls to which it applies; `Infinity` for all. 1 by default. */
  times?: number;
  /**
   * Whether the call is executed anyway. `{ kind: 'error', after: true, code, status }` simulates a later step of a
   * workflow that fails after the answer was stored.
   */
  after?: boolean;
  /**
   * Executes the call this many milliseconds after it arrived, even if its connection was closed. Only for kinds whose
   * reply does not depend on the execution: `reset`, `error`, `reply`, `html`, `empty`, `truncated`, `redirect`.
   */
  executeAfterMs?: number;
  /** Delivers the call again, this many milliseconds after it was executed. For any kind. */
  repeatAfterMs?: number;
  /**
   * The bytes of the body that are received before a `reset`; all of it by default. A call that breaks in its body is
   * never executed. A shorter call is executed only with `after`.
   */
  afterBytes?: number;
  /**
   * The delay of the reply, or of the break of the connection. With `after: false` the execution is delayed too, and
   * happens even if the caller has left.
   */
  delayMs?: number;
  /**
   * How fast the body of any call is read. The buffers of the two systems still take the first megabytes at once.
   */
  bytesPerSecond?: number;
  /** The lag of `stale-reads`: at most 15 minutes. */
  lagMs?: number;
  /** How long the workflow runs after an answer, instead of the task's own setting. For any kind. */
  takesMs?: number;
  /** The code of an `error`. */
  code?: string;
  /** The `error_description` of an `error`. */
  description?: string;
  /** The HTTP status of `error`, `reply`, `redirect` and `html`. */
  status?: number;
  /** The target of a `redirect`. An address without a path gets the path and query of the call. */
  location?: string;
  /** The body of a `reply`. */
  body?: string;
  /**
   * Additional headers. `html` and `redirect` have no CORS headers, so pages see a failed connection;
   * `{ 'Access-Control-Allow-Origin': '*' }` changes that.
   */
  headers?: Record<string, string>;
  /** The command that a `silent-parent` does not answer, such as `refreshAuth`; any by default. */
  command?: string;
}
