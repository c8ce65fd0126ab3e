import { byDeadline, isOverdue } from './task-meta.js';

/**
 * @import { Portal, Task, TaskQuery } from 'bizproc-tasks'
 */

/** The number of tasks per page of the portal. */
const PAGE_SIZE = 50;

/** The loaded tasks of a query. */
export class TaskList {
  /** @type {Task[]} */
  tasks = [];
  /** @type {'loading' | 'loading-more' | 'ready' | 'failed'} */
  state = 'loading';
  /** The error of a failed read. @type {unknown} */
  error = null;
  /** The total number of tasks, including those that are not loaded. Null if not known. @type {number | null} */
  total = null;
  /** @type {number | null} */
  overdue = null;

  #portal;
  #changed;
  /** @type {TaskQuery} */
  #query = {};
  /** Aborts the reads for an earlier query. */
  #reading = new AbortController();
  /** @type {AsyncIterator<Task> | undefined} */
  #iterator;
  /** The next task, which shows whether there are more. @type {Task | null} */
  #lookahead = null;
  /** Tasks that were added since the list was loaded. @type {Set<number>} */
  #added = new Set();

  /**
   * @param {Portal} portal
   * @param {() => void} changed called after each change
   */
  constructor(portal, changed) {
    this.#portal = portal;
    this.#changed = changed;
  }

  /** @param {number} id */
  has(id) {
    return this.tasks.some((task) => task.id === id);
  }

  /**
   * Whether a task was added since the list was loaded.
   *
   * @param {number} id
   */
  isNew(id) {
    return this.#added.has(id);
  }

  get hasMore() {
    return this.#lookahead !== null;
  }

  /**
   * Loads a query. The old tasks stay until the first tasks of this query are read. Then the list is watched, except
   * the list of finished tasks.
   *
   * @param {TaskQuery} query
   */
  async load(query) {
    this.#reading.abort();
    this.#reading = new AbortController();
    const { signal } = this.#reading;
    this.#query = query;
    this.#iterator = this.#portal.listTasks(query, { signal })[Symbol.asyncIterator]();
    this.#lookahead = null;
    this.#added.clear();
    this.total = null;
    this.overdue = null;
    await this.#read('loading');
    if (this.state === 'ready' && query.open !== false) this.#watch(signal);
  }

  /** @param {AbortSignal} signal */
  async #watch(signal) {
    if (signal.aborted) return;
    let isFirst = true;
    try {
      const changes = this.#portal.watchTasks(this.#query, { signal });
      for await (const { added, changed, gone } of changes) {
        // The first changes contain all tasks of the list.
        if (isFirst) this.#catchUp(added);
        else {
          this.remove(gone);
          // Tasks that are not loaded are read with their page.
          this.#put([...added, ...changed.filter(({ id }) => !this.hasMore || this.has(id))]);
          await this.#count(signal);
          this.#changed();
        }
        isFirst = false;
      }
    } catch {
      // The error is shown when the list is loaded again.
    }
  }

  /**
   * Applies the changes since the list was loaded.
   *
   * @param {readonly Task[]} all
   */
  #catchUp(all) {
    const ids = new Set(all.map(({ id }) => id));
    this.remove(this.tasks.filter(({ id }) => !ids.has(id)).map(({ id }) => id));
    // If there are more tasks, a task that is not loaded need not be new.
    if (!this.hasMore) this.#put(all.filter(({ id }) => !this.has(id)));
  }

  /** Reads the next page. */
  more() {
    return this.#read('loading-more');
  }

  /** @param {'loading' | 'loading-more'} state */
  async #read(state) {
    const { signal } = this.#reading;
    this.state = state;
    this.#changed();
    try {
      const page = this.#lookahead ? [this.#lookahead] : [];
      while (page.length <= PAGE_SIZE) {
        const next = await this.#iterator?.next();
        if (signal.aborted) return;
        if (!next || next.done) break;
        page.push(next.value);
      }
      this.#lookahead = page.length > PAGE_SIZE ? (page.pop() ?? null) : null;
      const listed = state === 'loading' ? [] : this.tasks;
      // One of them may have been added in the meantime.
      const known = new Set(listed.map(({ id }) => id));
      this.tasks = [...listed, ...page.filter(({ id }) => !known.has(id))];
      this.state = 'ready';
      if (this.hasMore) this.#changed();
      if (state === 'loading' || !this.hasMore) await this.#count(signal);
    } catch (error) {
      if (signal.aborted) return;
      if (state === 'loading') this.tasks = [];
      this.#lookahead = null;
      this.state = 'failed';
      this.error = error;
    }
    if (!signal.aborted) this.#changed();
  }

  /**
   * The portal must count only if not all tasks are loaded.
   *
   * @param {AbortSignal} signal
   */
  async #count(signal) {
    if (!this.hasMore) {
      this.total = this.tasks.length;
      this.overdue = this.tasks.filter(isOverdue).length;
      return;
    }
    const query = this.#query;
    const isOpen = query.open !== false;
    try {
      const [total, overdue] = await Promise.all([
        this.#portal.countTasks(query, { signal }),
        isOpen ? this.#portal.countTasks({ ...query, overdue: true }, { signal }) : 0,
      ]);
      if (signal.aborted) return;
      this.total = total;
      this.overdue = overdue;
    } catch {
      // The list works without the counts.
    }
  }

  /**
   * Removes tasks.
   *
   * @param {readonly number[]} ids
   */
  remove(ids) {
    const removed = this.tasks.filter(({ id }) => ids.includes(id));
    if (removed.length === 0) return;
    this.tasks = this.tasks.filter((task) => !removed.includes(task));
    if (this.total !== null) this.total -= removed.length;
    if (this.overdue !== null) this.overdue -= removed.filter(isOverdue).length;
    this.#changed();
  }

  /**
   * Inserts tasks in the order of deadlines, and replaces their earlier versions.
   *
   * @param {readonly Task[]} tasks
   */
  #put(tasks) {
    if (tasks.length === 0) return;
    const ids = new Set(tasks.map(({ id }) => id));
    const replaced = this.tasks.filter(({ id }) => ids.has(id));
    for (const { id } of tasks) if (!this.has(id)) this.#added.add(id);
    this.tasks = [...this.tasks.filter(({ id }) => !ids.has(id)), ...tasks].sort(byDeadline);
    if (this.total !== null) this.total += tasks.length - replaced.length;
    if (this.overdue !== null) {
      this.overdue += tasks.filter(isOverdue).length - replaced.filter(isOverdue).length;
    }
    this.#changed();
  }
}
