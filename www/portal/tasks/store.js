import { toInt, toText } from '../php.js';
import { FileStore } from './files.js';
import { dateSettings } from './moment.js';
import { Workflows } from './workflow.js';

/** @typedef {import('../clock.js').Clock} Clock */
/** @typedef {import('../index.js').Environment} Environment */
/** @typedef {import('../index.js').Outcome} Outcome */
/** @typedef {import('../index.js').Task} Task */
/** @typedef {import('../index.js').TaskState} Row */

/** @type {Environment} */
export const DEFAULT_ENVIRONMENT = {
  serverTz: 'UTC',
  userTz: '',
  userOffset: 0,
  culture: 'eu',
  filesRefused: false,
  files: [501, 502],
  preflight: true,
  isDeleted: false,
  webhooksNeedHttps: false,
  usersWithoutAccess: [],
};

/** The maximum lag of reads, in time and in changes. */
const MAX_LAG_MS = 15 * 60_000;
const MAX_PAST = 1000;

/** The portal's tasks with their outcomes. */
export class TaskStore {
  /** Earlier states of the rows, the oldest first. @type {{ untilMs: number, rows: Row[] }[]} */
  #past = [];

  /**
   * @param {readonly Task[]} tasks
   * @param {Environment} env
   * @param {Clock} clock
   * @param {() => void} [onChange] Called when a task changes without a REST call.
   */
  constructor(tasks, env, clock, onChange = () => {}) {
    this.onChange = onChange;
    this.clock = clock;
    this.workflows = new Workflows(clock);
    this.env = env;
    this.dates = dateSettings(env, clock);
    this.files = new FileStore(env);
    /** @type {Row[]} */
    this.rows = [];
    this.#insert(tasks);
  }

  /** @param {readonly Task[]} tasks */
  add(tasks) {
    this.#recordHistory();
    this.#insert(tasks);
    this.onChange();
  }

  /** @param {readonly Task[]} tasks */
  #insert(tasks) {
    requireTasks(tasks);
    requireUnique([...this.rows, ...tasks]);
    for (const task of tasks) {
      this.rows.push(rowOf(task, null));
      const ms = task.TIMES_OUT_AFTER_MS;
      if (ms !== undefined) this.workflows.later(ms, () => this.timeOut(toInt(task.ID)));
    }
  }

  /**
   * Changes a stored task, for one of its participants or for all.
   *
   * @param {number} id
   * @param {(row: Row) => Task} change Gives the new columns.
   * @param {number} [user]
   */
  update(id, change, user) {
    const changed = new Map(
      this.#require(id, user).map((row) => {
        const task = change(structuredClone(row));
        requireTasks([task]);
        const isOpen = toInt(task.USER_STATUS) === 0;
        const next = rowOf(task, isOpen ? null : row.outcome);
        if (task.MODIFIED === row.MODIFIED) next.MODIFIED = this.#nowSeconds();
        return [row, next];
      }),
    );
    this.#recordHistory();
    this.rows = this.rows.map((row) => changed.get(row) ?? row);
    this.onChange();
  }

  /**
   * Opens a task again for one of its participants or for all, and deletes their answers.
   *
   * @param {number} id
   * @param {number} [user]
   */
  reopen(id, user) {
    const rows = this.#require(id, user);
    this.#recordHistory();
    for (const row of rows) Object.assign(row, { USER_STATUS: '0', outcome: null });
    for (const row of this.#rowsOfTask(id)) this.#setStatus(row, '0');
    this.onChange();
  }

  /**
   * Ends a task like the termination of its workflow: the rows of a finished task stay.
   *
   * @param {number} id
   */
  terminate(id) {
    this.#remove(this.#require(id).filter((row) => toInt(row.STATUS) === 0));
  }

  /**
   * Closes a task that was not answered in time. For all users who have not answered, "no" is stored.
   *
   * @param {number} id
   */
  timeOut(id) {
    const rows = this.#rowsOfTask(id).filter((row) => toInt(row.STATUS) === 0);
    if (rows.length === 0) return;
    this.#recordHistory();
    for (const row of rows) {
      this.#setStatus(row, '4');
      if (toInt(row.USER_STATUS) === 0) row.USER_STATUS = '2';
    }
    this.onChange();
  }

  /** An id that no task has. */
  nextId() {
    return Math.max(0, ...this.rows.map((row) => toInt(row.ID))) + 1;
  }

  /**
   * @param {number} id
   * @param {number} user
   */
  find(id, user) {
    return this.rows.find((row) => toInt(row.ID) === id && toInt(row.USER_ID) === user);
  }

  /**
   * The module of a task's document, which decides the types its fields may have.
   *
   * @param {Row} row
   */
  moduleOf(row) {
    const document =
      row.PARAMETERS?.DOCUMENT_TYPE ?? row.PARAMETERS?.DOCUMENT_ID ?? row.DOCUMENT_ID;
    return toText(Array.isArray(document) ? document[0] : '');
  }

  /**
   * The rows as they were some time ago, as a lagging replica shows them.
   *
   * @param {number} lagMs
   * @returns {Row[]}
   */
  rowsBefore(lagMs) {
    const atMs = this.clock.elapsed() - lagMs;
    return this.#past.find(({ untilMs }) => untilMs > atMs)?.rows ?? this.rows;
  }

  /**
   * Stores an answer, and closes the task if the answer decides it.
   *
   * @param {Row} row
   * @param {Outcome} outcome
   */
  record(row, outcome) {
    this.#recordHistory();
    row.USER_STATUS = String(outcome.userStatus);
    row.outcome = outcome;
    const id = toInt(row.ID);
    const rows = this.#rowsOfTask(id);
    if (!isDecided(row, rows)) {
      outcome.taskStatus = 0;
      return;
    }
    for (const other of rows) this.#setStatus(other, String(outcome.taskStatus));
    // When a task is closed, the rows of those who have not answered disappear.
    this.rows = this.rows.filter(
      (other) => !rows.includes(other) || toInt(other.USER_STATUS) !== 0,
    );
    const gone = row.AFTER_COMPLETION?.vanishesAfterMs;
    if (gone === 0) this.#remove(rows);
    else if (gone !== undefined) {
      this.workflows.later(gone, () => this.#remove(this.#rowsOfTask(id)));
    }
  }

  /**
   * Moves a task to another user.
   *
   * @param {Row} row
   * @param {number} user
   */
  delegate(row, user) {
    this.#recordHistory();
    row.ORIGINAL_USER_ID ??= row.USER_ID;
    row.USER_ID = user;
  }

  /** Keeps a copy of the rows before they change. */
  #recordHistory() {
    const untilMs = this.clock.elapsed();
    this.#past.push({ untilMs, rows: this.rows.map((row) => ({ ...row })) });
    const oldestMs = untilMs - MAX_LAG_MS;
    this.#past = this.#past.slice(-MAX_PAST).filter((past) => past.untilMs > oldestMs);
  }

  /**
   * @param {Row} row
   * @param {string} status
   */
  #setStatus(row, status) {
    row.STATUS = status;
    row.MODIFIED = this.#nowSeconds();
  }

  #nowSeconds() {
    return Math.floor(this.clock.now() / 1000);
  }

  /** @param {number} id */
  #rowsOfTask(id) {
    return this.rows.filter((row) => toInt(row.ID) === id);
  }

  /**
   * The rows of a task, of which there must be one.
   *
   * @param {number} id
   * @param {number} [user]
   */
  #require(id, user) {
    const rows = this.#rowsOfTask(id).filter(
      (row) => user === undefined || toInt(row.USER_ID) === user,
    );
    if (rows.length > 0) return rows;
    const whose = user === undefined ? '' : ` of user ${user}`;
    throw new RangeError(`The portal holds no task ${id}${whose}`);
  }

  /** @param {Row[]} rows */
  #remove(rows) {
    this.#recordHistory();
    this.rows = this.rows.filter((row) => !rows.includes(row));
    this.onChange();
  }
}

/**
 * @param {Task} task
 * @param {Outcome | null} outcome
 * @returns {Row}
 */
function rowOf(task, outcome) {
  return {
    ...structuredClone(task),
    USER_STATUS: toText(task.USER_STATUS ?? '0'),
    STATUS: toText(task.STATUS ?? '0'),
    outcome,
  };
}

/**
 * @param {Row} row
 * @param {Row[]} rows of all participants
 */
function isDecided(row, rows) {
  const firstAnswerDecides = row.ACTIVITY.startsWith('RequestInformation');
  if (firstAnswerDecides || row.PARAMETERS?.ApproveType === 'any') return true;
  if (row.ACTIVITY === 'ApproveActivity' && row.outcome?.approve === false) return true;
  return rows.every((other) => toInt(other.USER_STATUS) !== 0);
}

/** A task has one row for each participant. @param {readonly Task[]} tasks */
function requireUnique(tasks) {
  const known = new Set();
  for (const { ID, USER_ID } of tasks) {
    const name = `task ${toInt(ID)} of user ${toInt(USER_ID)}`;
    if (known.has(name)) throw new TypeError(`The portal cannot have ${name} twice`);
    known.add(name);
  }
}

/** @param {readonly Task[]} tasks */
function requireTasks(tasks) {
  if (!Array.isArray(tasks)) throw new TypeError('tasks must be a list of tasks');
  for (const task of tasks) {
    if (task?.ID === undefined || task.USER_ID === undefined || typeof task.ACTIVITY !== 'string') {
      throw new TypeError(`A task needs ID, USER_ID and ACTIVITY: ${JSON.stringify(task)}`);
    }
  }
}
