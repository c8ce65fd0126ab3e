/**
 * A Bitrix24 portal to develop and test placements against: REST, business-process tasks with
 * their rules, faults on demand, and a page that hosts the placement as a portal does.
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

/** Starts a portal. Rejects when the port is in use, or an option is not known. */
export function startPortal(options?: PortalOptions): Promise<RunningPortal>;

/** How a portal is started. */
export interface PortalOptions {
  /** Port to listen on. 0, the default, takes any free one. */
  port?: number;
  /** Address to listen on. 127.0.0.1 by default: other machines cannot reach it. */
  host?: string;
  /** Tasks as the server has them. Demo tasks by default. */
  tasks?: readonly Task[];
  /** Where it differs from the default portal. */
  env?: Partial<Environment>;
  /** How much it may be called. By default only the length of a call and of its body is limited. */
  limits?: LimitOptions;
  /** Address of the placement that the host page opens; one of http where it names no scheme. */
  app?: string;
  /**
   * Address of the app's installation page. The host page opens it, for administrators, until it has
   * called `BX24.installFinish()`. From then on each placement shows the handler that the app has
   * registered for it with `placement.bind`, and `DEFAULT`, the app's own page, shows `app`.
   *
   * Without it the app counts as installed, and `app` stands in every placement for which nothing
   * else is registered.
   */
  install?: string;
  /**
   * What the app may use: some of `bizproc`, `crm`, `placement`, `task` and `user`; all of them by
   * default.
   */
  scope?: string[];
  /**
   * How the host page opens the placement: by POST, as portals do, or by GET, as they do for
   * static hosting. Vite's servers take a POST at `/index.html`, not at `/`.
   */
  method?: 'post' | 'get';
  /**
   * Whether the portal speaks HTTPS, with a certificate of its own that is made at the start and
   * valid for `localhost`, `127.0.0.1`, `::1` and `host`. `false` by default.
   */
  https?: boolean;
}

/** A portal that runs. Everything it gives may be awaited. */
export interface RunningPortal {
  /** Address of the host page, without a slash at its end. */
  readonly url: string;
  /** The certificate of a portal with `https`, in PEM: give it to clients as one they trust. */
  readonly certificate: string | null;
  /** A valid access token for a user; for user 1 when none is given. */
  token(userId?: number, access?: Access): string;
  /** The address of a webhook for a user, with a slash at its end: a method's name follows. */
  webhook(userId?: number, access?: Access): string;
  /** Sets a fault for calls to come; `null` takes all faults back. */
  fault(spec: FaultSpec | null): void;
  /** The portal's time. */
  readonly clock: PortalClock;
  /** What the portal holds now: each task for each participant, with what came of it. */
  tasks(): TaskState[];
  /** Adds tasks, as workflows do that reach a task. Only their ids tell tasks apart. */
  addTasks(tasks: readonly Task[]): void;
  /**
   * Changes columns of a task, for one participant or for all. `MODIFIED` becomes now, unless it is
   * changed too. Throws where the portal holds no such task.
   */
  updateTask(id: number, changes: Partial<Task>, userId?: number): void;
  /** Opens an answered or closed task again, and forgets the answer of one participant or of all. */
  reopenTask(id: number, userId?: number): void;
  /**
   * Ends a task without an answer: it times out, or its workflow is terminated, which deletes the
   * task where it is still open.
   */
  endTask(id: number, how: 'timed-out' | 'terminated'): void;
  /**
   * Lets tasks arrive and end by themselves, as on a portal where people work: a task at once and one
   * after each interval, by the portal's clock. From the fifth on the oldest of them ends: a
   * colleague answers it, it times out, or its workflow is terminated. `null` and `reset` stop it.
   */
  activity(settings: Activity | null): void;
  /** Every REST call as it came, preflights included, the first first. */
  requests(): PortalRequest[];
  /** Starts over with other tasks, or with those it was started with. Tokens stay valid. */
  reset(tasks?: readonly Task[], env?: Partial<Environment>): void;
  /** Ends all connections and what still runs. */
  stop(): Promise<void>;
}

/**
 * The portal's time. It is the machine's until a test moves it. Everything the portal waits for goes
 * by it: delays and late deliveries of faults, workflows, limits, the lifetime of tokens.
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
  /** Stops the clock: from now on only `advance` moves it. */
  pause(): void;
  /** Lets the clock run as fast as the machine's again. */
  resume(): void;
  /**
   * Sets the time of day, forwards or back, which replies have in `time` and in their `Date`
   * header. No time passes: nothing that waits comes due.
   */
  set(time: number | Date): void;
  /**
   * Lets milliseconds pass at once. What comes due within them happens, in its order, before the
   * promise resolves.
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

/** The portal, as the server vectors describe it. */
export interface Environment {
  /** The server's time zone: an IANA name. `UTC` by default. */
  serverTz: string;
  /**
   * The users' time zone: an IANA name. As on a portal, their offset from the server is that of now,
   * by the portal's clock, also for dates on the other side of a change of clocks. The server's zone
   * by default.
   */
  userTz: string;
  /** In place of `userTz`: seconds that the users' zone is ahead of the server's. 0 by default. */
  userOffset: number;
  /** DD.MM.YYYY, the default, or MM/DD/YYYY. */
  culture: 'eu' | 'us';
  /** Whether the file storage takes nothing. */
  filesRefused: boolean;
  /** Ids of files that the portal already holds. */
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

/** What a token or a webhook may be used for; a call beyond it gets `insufficient_scope`. */
export interface Access {
  /** Some of `bizproc`, `crm`, `placement`, `task` and `user`; all of them by default. */
  scope?: string[];
}

/** What a portal lets itself be called. */
export interface LimitOptions {
  /** Requests a second that drain from the bucket; 2 where only `burst` is given. */
  perSecond?: number;
  /** Requests that the bucket holds; 50 where only `perSecond` is given. */
  burst?: number;
  /** Seconds that the calls of one method may take within ten minutes. */
  operating?: number;
  /** Milliseconds after which a call is cut off with a 504 page. 60,000 by default. */
  executionMs?: number;
  /** Bytes of a body, above which a call is refused with a 413 page. 2 GiB, the most, by default. */
  body?: number;
}

/**
 * A task as the server has it, for one of its participants. A task of several participants is
 * several of these with the same `ID`.
 */
export interface Task {
  ID: number | string;
  USER_ID: number | string;
  /** `ApproveActivity`, `ReviewActivity`, `RequestInformationActivity` or `…OptionalActivity`. */
  ACTIVITY: string;
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
   * As all dates here: epoch seconds, or text in the portal's format and the users' time. The portal
   * sets it when it closes a task.
   */
  MODIFIED?: string | number | null;
  OVERDUE_DATE?: string | number | null;
  WORKFLOW_ID?: string;
  WORKFLOW_STARTED?: string | number | null;
  WORKFLOW_STARTED_BY?: string | number | null;
  WORKFLOW_STATE?: string | null;
  WORKFLOW_TEMPLATE_ID?: string | number;
  WORKFLOW_TEMPLATE_NAME?: string | null;
  /** Who had the task before it was delegated. */
  ORIGINAL_USER_ID?: string | number;
  /** Delegated to: 0, the default, subordinates; 1 anyone; 2 nobody but by an administrator; 3 nobody. */
  DELEGATION_TYPE?: number;
  /** What the workflow does once the task is answered. Of the simulator only. */
  AFTER_COMPLETION?: AfterCompletion;
  /** Milliseconds after which the task closes unanswered. Of the simulator only. */
  TIMES_OUT_AFTER_MS?: number;
}

/** What a workflow does after an answer was stored. The answer stays stored whatever happens. */
export interface AfterCompletion {
  /** Milliseconds it runs on within the same call. It takes no other answer meanwhile. */
  takesMs?: number;
  /** Code of the error in which the call ends; `fatal` for an HTTP 500 without JSON. */
  failsWith?: string;
  /** `error_description` of that error. */
  description?: string;
  /** Its HTTP status; 400 by default. */
  status?: number;
  /** Milliseconds after which the closed task is cleaned away. */
  vanishesAfterMs?: number;
}

/** A task with what came of it: null while it is not answered. */
export interface TaskState extends Task {
  USER_STATUS: string;
  STATUS: string;
  outcome: Outcome | null;
}

/** What an answer did, in the shape of the server vectors. */
export interface Outcome {
  ok: true;
  result: true;
  comment: string;
  /** Of an approval. */
  approve?: boolean;
  /** Of a refused optional request. */
  cancel?: true;
  /** Of a delegated task: whose vote it is, and who gave it. */
  originalUser?: string | number;
  realUser?: string | number;
  userStatus: number;
  /** 0 while others are still asked. */
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
  /** As the platform stores it. */
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

/** A REST call as it came in, and what was answered. Tokens stand in it as they were sent. */
export interface PortalRequest {
  id: number;
  /** ISO 8601. */
  at: string;
  verb: string;
  /** Path and query. */
  url: string;
  /** The REST method, in lower case. */
  method: string;
  user: number | null;
  by: 'token' | 'webhook' | null;
  headers: Record<string, string | string[] | undefined>;
  /** Of a longer one, the first MiB and its length; likewise of long texts in `params`. */
  body: string;
  /** As PHP reads them, without the token; null when it came to no reading. */
  params: unknown;
  /** Null while, and if, no reply was sent. */
  status: number | null;
  reply: string | null;
  /** The kind of fault that it met. */
  fault: FaultKind | null;
  /**
   * Of a call that was delivered late, or once more: the `id` of the request it came with. Nobody
   * receives its reply.
   */
  copyOf: number | null;
  /** How long it took, by the portal's clock. */
  ms: number | null;
}

/**
 * What may go wrong.
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

/** A fault, and the calls that meet it: the next one unless it says otherwise. */
export interface FaultSpec {
  kind: FaultKind;
  /** The REST method it is for; any by default. */
  method?: string;
  /** Which of the calls is the first to meet it, counted from 1. */
  nth?: number;
  /** How many calls meet it; `Infinity` for all. 1 by default. */
  times?: number;
  /**
   * Whether the call is executed all the same. `{ kind: 'error', after: true, code, status }` is how
   * a later step of a workflow fails once the answer is stored.
   */
  after?: boolean;
  /**
   * Executes the call this many milliseconds after it arrived, whatever has become of its reply and
   * its connection. Of kinds whose reply does not depend on the execution: `reset`, `error`,
   * `reply`, `html`, `empty`, `truncated`, `redirect`.
   */
  executeAfterMs?: number;
  /** Delivers the call once more, this many milliseconds after it was executed. Of any kind. */
  repeatAfterMs?: number;
  /**
   * How much of the body comes in before a `reset`; all of it by default. A call that breaks in its
   * body is never executed, nor is a shorter one unless `after` says so.
   */
  afterBytes?: number;
  /**
   * How long the reply is held back, or the breaking of the connection. With `after: false` the
   * execution waits as well, and happens even if the caller has left.
   */
  delayMs?: number;
  /**
   * How fast the body is taken, of any call. The first megabytes disappear at once all the same, in
   * the buffers of the two systems.
   */
  bytesPerSecond?: number;
  /** How far `stale-reads` lag: at most 15 minutes. */
  lagMs?: number;
  /** How long the workflow runs after an answer, in place of what the task says. Of any kind. */
  takesMs?: number;
  code?: string;
  description?: string;
  status?: number;
  /** Where to; an address without a path gets the path and query of the call. */
  location?: string;
  /** Text of a `reply`. */
  body?: string;
  /**
   * Headers on top of those a kind has. `html` and `redirect` have no CORS headers, so that pages
   * see a failed connection; `{ 'Access-Control-Allow-Origin': '*' }` changes that.
   */
  headers?: Record<string, string>;
  command?: string;
}
