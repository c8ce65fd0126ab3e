import { draftsOf } from '../draft.js';

/**
 * @import { Connection, Task } from 'bizproc-tasks'
 * @import { LitElement, ReactiveController } from 'lit'
 * @import { TaskForm } from '../form.js'
 */

/** Pause after the last input before a draft is kept. */
const SAVE_DELAY_MS = 500;

/**
 * Keeps what was entered until the task is completed, and gives it back.
 *
 * @implements {ReactiveController}
 */
export class DraftController {
  /** What was given back; null if nothing was. @type {{ files: boolean } | null} */
  restored = null;
  #host;
  #formOf;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer;

  /**
   * @param {LitElement & { draft: boolean, connection: Connection | null }} host
   * @param {() => TaskForm | null} formOf
   */
  constructor(host, formOf) {
    this.#host = host;
    this.#formOf = formOf;
    host.addController(this);
  }

  hostConnected() {
    window.addEventListener('pagehide', this.save);
  }

  hostDisconnected() {
    window.removeEventListener('pagehide', this.save);
    this.save();
  }

  /**
   * Gives a form back what was entered in it earlier.
   *
   * @param {TaskForm} form
   * @param {boolean} readonly whether nothing is entered in it now
   */
  open(form, readonly) {
    const { task } = form;
    this.restored = null;
    if (readonly || form.isImpossible) return;
    if (!task.open) return this.clear(task);
    const draft = this.#draftsOf(task)?.load();
    if (draft) this.restored = form.takeDraft(draft);
  }

  /** Keeps what is entered, after a pause. */
  schedule() {
    if (!this.#host.draft) return;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(this.save, SAVE_DELAY_MS);
  }

  /** Keeps at once what waits for it. */
  save = () => {
    if (this.#timer === undefined) return;
    this.#cancel();
    const form = this.#formOf();
    if (!form) return;
    if (form.isChanged) this.#draftsOf(form.task)?.save(form.toDraft());
    else this.clear(form.task);
  };

  /** @param {Task} task */
  clear(task) {
    this.#cancel();
    this.restored = null;
    this.#draftsOf(task)?.clear();
  }

  #cancel() {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  /** @param {Task} task */
  #draftsOf(task) {
    const { draft, connection } = this.#host;
    return draft ? draftsOf(connection, task) : null;
  }
}
