import { toInt, toText } from '../php.js';
import { FileStore } from './files.js';
import { Workflows } from './workflow.js';

/** @typedef {import('../index.js').Environment} Environment */
/** @typedef {import('../index.js').Outcome} Outcome */
/** @typedef {import('../index.js').Task} Task */
/** @typedef {import('../index.js').TaskState} Row */

/** @type {Environment} */
export const DEFAULT_ENVIRONMENT = {
  serverTz: 'UTC',
  userOffset: 0,
  culture: 'eu',
  filesRefused: false,
  files: [501, 502],
  preflight: true,
};

/** The portal's tasks, and what came of them. */
export class TaskStore {
  /**
   * @param {readonly Task[]} tasks
   * @param {Environment} env
   * @param {() => void} [onChange] Told of what happens to tasks by itself.
   */
  constructor(tasks, env, onChange = () => {}) {
    requireTasks(tasks);
    this.onChange = onChange;
    this.workflows = new Workflows();
    this.env = env;
    this.clock = env;
    this.files = new FileStore(env);
    /** @type {Row[]} */
    this.rows = tasks.map((task) => ({
      ...structuredClone(task),
      USER_STATUS: toText(task.USER_STATUS ?? '0'),
      STATUS: toText(task.STATUS ?? '0'),
      outcome: null,
    }));
    for (const row of this.rows) {
      const ms = row.TIMES_OUT_AFTER_MS;
      if (ms !== undefined) this.workflows.later(ms, () => this.#timeOut(row));
    }
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
   * Books an answer, and closes the task when its participants have said enough.
   *
   * @param {Row} row
   * @param {Outcome} outcome
   */
  record(row, outcome) {
    row.USER_STATUS = String(outcome.userStatus);
    row.outcome = outcome;
    const mates = this.#matesOf(row);
    if (!isDecided(row, mates)) {
      outcome.taskStatus = 0;
      return;
    }
    for (const mate of mates) mate.STATUS = String(outcome.taskStatus);
    // Rows of those who have not answered vanish with the task's closing.
    this.rows = this.rows.filter(
      (other) => !mates.includes(other) || toInt(other.USER_STATUS) !== 0,
    );
    const gone = row.AFTER_COMPLETION?.vanishesAfterMs;
    if (gone === 0) this.#remove(mates);
    else if (gone !== undefined) this.workflows.later(gone, () => this.#remove(mates));
  }

  /** @param {Row} row */
  #matesOf(row) {
    return this.rows.filter((other) => toInt(other.ID) === toInt(row.ID));
  }

  /**
   * Closes a task that nobody closed in time: those still asked count as having said no.
   *
   * @param {Row} row
   */
  #timeOut(row) {
    if (!this.rows.includes(row) || toInt(row.STATUS) !== 0) return;
    for (const mate of this.#matesOf(row)) {
      mate.STATUS = '4';
      if (toInt(mate.USER_STATUS) === 0) mate.USER_STATUS = '2';
    }
    this.onChange();
  }

  /** @param {Row[]} rows */
  #remove(rows) {
    this.rows = this.rows.filter((row) => !rows.includes(row));
    this.onChange();
  }
}

/**
 * @param {Row} row
 * @param {Row[]} mates
 */
function isDecided(row, mates) {
  const takesFirst = row.ACTIVITY.startsWith('RequestInformation');
  if (takesFirst || row.PARAMETERS?.ApproveType === 'any') return true;
  if (row.ACTIVITY === 'ApproveActivity' && row.outcome?.approve === false) return true;
  return mates.every((mate) => toInt(mate.USER_STATUS) !== 0);
}

/** @param {readonly Task[]} tasks */
function requireTasks(tasks) {
  if (!Array.isArray(tasks)) throw new TypeError('tasks is a list of tasks');
  for (const task of tasks) {
    if (task?.ID === undefined || task.USER_ID === undefined || typeof task.ACTIVITY !== 'string') {
      throw new TypeError(`A task needs ID, USER_ID and ACTIVITY: ${JSON.stringify(task)}`);
    }
  }
}
