import { draftsOf } from '../draft.js';

/**
 * @import { Connection, Task } from 'bizproc-tasks'
 * @import { LitElement, ReactiveController } from 'lit'
 * @import { TaskForm } from '../form.js'
 */

/** Delay between the last input and saving the draft. */
const SAVE_DELAY_MS = 500;

/**
 * Saves and restores the draft of a form.
 *
 * @implements {ReactiveController}
 */
export class DraftController {
  /** The restored draft; null if there was none. @type {{ files: boolean } | null} */
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
   * Restores the draft of a form.
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

  /** Saves the input after a delay. */
  schedule() {
    if (!this.#host.draft) return;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(this.save, SAVE_DELAY_MS);
  }

  /** Saves at once if a save is pending. */
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
    if (task.id === this.#formOf()?.task.id) {
      this.#cancel();
      this.restored = null;
    }
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
