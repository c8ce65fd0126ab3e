import { html, LitElement, nothing, unsafeCSS } from 'lit';
import { DraftController } from './controllers/drafts.js';
import { FocusController } from './controllers/focus.js';
import { LookupController } from './controllers/lookup.js';
import { PortalController } from './controllers/portal.js';
import { SubmissionController } from './controllers/submission.js';
import { TouchedController } from './controllers/touched.js';
import { emit } from './events.js';
import { TaskForm } from './form.js';
import { explainReadError } from './outcome.js';
import styles from './styles.css';
import { renderClosed } from './templates/closed.js';
import { inputSelector } from './templates/field.js';
import { renderForm } from './templates/form.js';
import { renderHeader } from './templates/header.js';
import { renderButton, renderOutcome } from './templates/notice.js';

/**
 * @import { Connection, Issue, StatusName, Task } from 'bizproc-tasks'
 * @import { ElementOptions } from '../element.js'
 * @import { FieldState, Values } from './form.js'
 * @import { Notice } from './outcome.js'
 */

/** `<bizproc-task>`: see its typings. It reads the task. Controllers contain the behaviour, templates the markup. */
export class BizprocTaskElement extends LitElement {
  static styles = unsafeCSS(styles);

  static properties = {
    taskId: { type: Number, attribute: 'task-id' },
    task: { attribute: false },
    connection: { attribute: false },
    options: { attribute: false },
    // May be set before the class is loaded.
    values: { attribute: false, noAccessor: true },
    lang: { type: String },
    theme: { type: String, reflect: true },
    readonly: { type: Boolean, reflect: true },
    draft: { type: Boolean },
    confirm: { type: Boolean },
    headingLevel: { type: Number, attribute: 'heading-level' },
  };

  /** @type {TaskForm | null} */
  #form = null;
  /** Values that the app has set before the form exists. @type {Values | null} */
  #pendingValues = null;
  /** @type {Notice | null} */
  #readError = null;

  #portal = new PortalController(this);
  #focus = new FocusController(this);
  #lookup = new LookupController(this, this.#portal);
  #touched = new TouchedController(this, () => this.#form);
  #drafts = new DraftController(this, () => this.#form);
  #submission = new SubmissionController(this, this.#portal, this.#focus, this.#drafts);

  constructor() {
    super();
    /** @type {number | null} */
    this.taskId = null;
    /** @type {Task | null} */
    this.task = null;
    /** @type {Connection | null} */
    this.connection = null;
    /** @type {ElementOptions | null} */
    this.options = null;
    this.lang = '';
    /** @type {'auto' | 'light' | 'dark'} */
    this.theme = 'auto';
    this.readonly = false;
    this.draft = false;
    this.confirm = false;
    this.headingLevel = 2;
  }

  // ── What an app calls ──

  /** @returns {Values} */
  get values() {
    return this.#form?.values ?? this.#pendingValues ?? {};
  }

  set values(values) {
    const { fields, ...others } = values ?? {};
    if (this.#form) {
      this.#form.values = { ...others, fields: fields ?? {} };
      this.#lookup.lookUpNames(this.#form.fields);
      this.requestUpdate();
      return;
    }
    this.#pendingValues = {
      ...this.#pendingValues,
      ...others,
      fields: { ...this.#pendingValues?.fields, ...fields },
    };
  }

  /** Whether the user has entered something that was not sent. */
  get modified() {
    if (!this.#form || this.#submission.outcome) return false;
    return this.#form.isChanged || this.#submission.isUnconfirmed;
  }

  /** Whether an answer is being sent. */
  get busy() {
    return this.#submission.isSending;
  }

  /** @returns {Issue[]} */
  validate() {
    return this.#submission.validate();
  }

  /** @param {StatusName} status */
  async complete(status) {
    if (!this.#form || this.#submission.outcome)
      throw new Error('<bizproc-task> shows no task that can be completed.');
    if (this.busy) throw new Error('<bizproc-task> is completing the task.');
    return this.#submission.send(status);
  }

  reset() {
    if (!this.task) return;
    this.#drafts.clear(this.task);
    this.#open(this.task, false);
    this.requestUpdate();
  }

  /** Moves the focus to the title, or to the message that replaces the form. @param {FocusOptions} [options] */
  focus(options) {
    if (!this.#focus.moveNow('.title, .loading, .outcome > *', options)) super.focus(options);
  }

  // ── Life ──

  connectedCallback() {
    const hadEnded = this.#portal.signal.aborted;
    super.connectedCallback();
    if (hadEnded && !this.task) this.#load();
  }

  /** @param {Map<string, unknown>} changed */
  willUpdate(changed) {
    this.#portal.translate();
    this.#form?.translate(this.#portal.t);
    if (changed.has('connection') || changed.has('options')) this.#portal.disconnect();
    if (changed.has('task') && this.task) {
      this.taskId = this.task.id;
      // Frameworks set equal copies. They must not replace the input.
      if (!isEqual(this.task, this.#form?.task)) this.#open(this.task, true);
      return;
    }
    const isNew = changed.has('taskId') && Number(this.taskId) !== this.task?.id;
    // Pages may learn the id of the task before they are connected.
    const isFirstConnection = changed.has('connection') && !changed.get('connection');
    // The app shows no task any more.
    if (changed.get('task') && !this.task && !isNew) this.taskId = null;
    if (isNew || (!this.task && (changed.has('task') || isFirstConnection))) this.#load();
  }

  async #load() {
    this.#portal.abort();
    const { signal } = this.#portal;
    this.#drafts.save();
    this.task = null;
    this.#form = null;
    this.#readError = null;
    if (this.taskId == null) return;
    try {
      const task = await this.#portal.connect().getTask(Number(this.taskId), { signal });
      if (signal.aborted) return;
      this.#focus.moveFrom('.loading', '.title');
      this.task = task;
    } catch (error) {
      if (signal.aborted) return;
      this.#portal.translate();
      this.#focus.moveFrom('.loading', '.outcome > *');
      this.#readError = explainReadError(error, this.#portal.t);
      emit(this, 'bizproc-error', { error: /** @type {any} */ (error) });
      this.requestUpdate();
    }
  }

  #reload() {
    this.#load();
    this.#focus.moveTo('.loading');
  }

  /**
   * Shows the form of a task.
   *
   * @param {Task} task
   * @param {boolean} isNew whether the app learns of it
   */
  #open(task, isNew) {
    this.#drafts.save();
    const form = new TaskForm(task, this.#portal.t);
    this.#form = form;
    this.#readError = null;
    this.#submission.open(form);
    if (isNew) {
      if (this.#pendingValues) form.values = this.#pendingValues;
      this.#pendingValues = null;
      this.#drafts.open(form, this.readonly);
      this.updateComplete.then(() => emit(this, 'bizproc-ready', { task }));
    }
    this.#lookup.lookUpNames(form.fields);
    this.#lookup.lookUpOptions(form);
  }

  // ── What the user does ──

  /**
   * @param {FieldState | null} state null: the comment
   * @param {any} entered
   */
  #enter(state, entered) {
    const form = this.#form;
    if (!form) return;
    form.enter(state, entered);
    if (state) this.#lookup.lookUpNames([state]);
    this.#submission.edited();
    this.#drafts.schedule();
    this.requestUpdate();
    emit(this, 'bizproc-change', {
      path: state ? ['fields', state.field.id] : ['comment'],
      values: this.values,
    });
  }

  #discard() {
    this.reset();
    this.#focus.moveTo('.title');
  }

  // ── Rendering ──

  render() {
    const { task, connection, headingLevel } = this;
    const { t } = this.#portal;
    return html`<div lang=${t.lang} part="base">
      <slot name="header">
        ${task ? renderHeader({ task, t, connection, headingLevel }) : nothing}
      </slot>
      ${this.#renderBody()}
      <slot name="footer"></slot>
    </div>`;
  }

  #renderBody() {
    const { t } = this.#portal;
    const { connection, readonly } = this;
    const headingLevel = this.headingLevel + 1;
    const form = this.#form;
    const submission = this.#submission;
    if (this.#readError) {
      const retry = renderButton(t('action.retry'), () => this.#reload());
      return renderOutcome(this.#readError, headingLevel, retry);
    }
    if (!form) return this.taskId == null ? nothing : this.#renderLoading();
    if (submission.outcome) return renderOutcome(submission.outcome, headingLevel);
    if (!form.task.open || form.isImpossible) {
      return renderClosed({ form, connection, headingLevel });
    }
    return renderForm({
      form,
      submission,
      connection,
      readonly,
      headingLevel,
      names: this.#lookup.names,
      restored: this.#drafts.restored,
      onInput: (state, entered) => this.#enter(state, entered),
      onLeave: (id, event) => this.#touched.leave(id, event),
      onAnswer: (status) => submission.answer(status, !this.confirm),
      onSelect: (issue) => this.#focus.moveNow(inputSelector(issue, form)),
      onDiscard: () => this.#discard(),
    });
  }

  #renderLoading() {
    return html`<div class="loading" role="status" tabindex="-1">
      <span class="visually-hidden">${this.#portal.t('task.loading')}</span>
      ${[0, 1, 2].map(() => html`<div class="skeleton"></div>`)}
    </div>`;
  }
}

/** @param {Task} one @param {Task | undefined} other */
const isEqual = (one, other) => JSON.stringify(one) === JSON.stringify(other);
