import { connect } from 'bizproc-tasks';
import { html, LitElement, nothing } from 'lit';
import { guard } from 'lit/directives/guard.js';
import { ifDefined } from 'lit/directives/if-defined.js';
import { activityName } from './activity.js';
import { currencyList } from './controls/money.js';
import { area } from './controls/text.js';
import { description } from './description.js';
import { draftsOf } from './draft.js';
import { TaskForm } from './form.js';
import { icon } from './icon.js';
import { explainCompleting, explainReading } from './outcome.js';
import { pickersOf } from './pickers.js';
import { portalOriginOf } from './portal-origin.js';
import { styles } from './styles.js';
import { createTranslator } from './translator.js';

/**
 * @import { Completion, Connection, FieldValue, Issue, Portal, Progress, StatusName, Task } from 'bizproc-tasks'
 * @import { FieldState } from './form.js'
 * @import { Notice } from './outcome.js'
 *
 * @typedef {object} Values
 * @property {StatusName} [status]
 * @property {string} [comment]
 * @property {Record<string, any>} [fields]
 *
 * What is shown below the fields.
 *
 * @typedef {{ kind: 'summary' }
 *   | { kind: 'confirm', status: StatusName }
 *   | { kind: 'sending', status: StatusName, progress: Progress | null, isLong: boolean, bytes: number,
 *       stop: AbortController }
 *   | { kind: 'looking' }
 *   | { kind: 'notice', notice: Notice, action: 'retry' | 'check' | null }} Message
 */

/** A portal stops a request after 60 seconds. Until then an answer may still be on its way. */
const PORTAL_TIMEOUT_MS = 65_000;
/** Pauses between looks at a task whose answer is not confirmed. The last one repeats. */
const LOOK_DELAYS_MS = [2_000, 4_000, 8_000, 16_000];
/** Bytes of a request above which the progress of its files is shown. */
const PROGRESS_THRESHOLD_BYTES = 1_000_000;
/** After this time the user is told that the page still waits. */
const SLOW_HINT_MS = 6_000;
/** Pause after the last input before a draft is kept. */
const DRAFT_DELAY_MS = 500;

/** `<bizproc-task>`: see its typings. */
export class BizprocTaskElement extends LitElement {
  static styles = styles;

  static properties = {
    taskId: { type: Number, attribute: 'task-id' },
    task: { attribute: false },
    connection: { attribute: false },
    lang: { type: String },
    theme: { type: String, reflect: true },
    readonly: { type: Boolean, reflect: true },
    draft: { type: Boolean },
    confirm: { type: Boolean },
    headingLevel: { type: Number, attribute: 'heading-level' },
  };

  #t = createTranslator('en');
  /** @type {Portal | null} */
  #portal = null;
  /** @type {TaskForm | null} */
  #form = null;
  /** What is not known before a task is: values that the app has set. @type {Values | null} */
  #pendingValues = null;
  /** @type {ReadonlyMap<string, string>} */
  #names = new Map();
  /** The values whose names were looked up. @type {Set<string>} */
  #namesAskedFor = new Set();
  /** @type {Message | null} */
  #message = null;
  /** Replaces the form: nothing more can be done here. @type {Notice | null} */
  #outcome = null;
  /** @type {Notice | null} */
  #readError = null;
  /** Ends what was begun for an earlier task. */
  #life = new AbortController();
  /** An answer whose outcome is not known. @type {{ status: StatusName, until: number, looks: number } | null} */
  #unconfirmed = null;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #lookTimer;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #draftTimer;
  #restored = /** @type {{ files: boolean } | null} */ (null);
  /** Where the focus goes once the element has been rendered. @type {string | null} */
  #focusNext = null;

  constructor() {
    super();
    /** @type {number | null} */
    this.taskId = null;
    /** @type {Task | null} */
    this.task = null;
    /** @type {Connection | null} */
    this.connection = null;
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
    const form = this.#form;
    if (!form) return this.#pendingValues ?? {};
    const { comment, fields } = form.completion(form.lastStatus ?? 'ok');
    return {
      ...(form.lastStatus && { status: form.lastStatus }),
      ...(comment !== undefined && { comment }),
      ...(fields && { fields }),
    };
  }

  set values(values) {
    if (!this.#form) {
      const { fields, ...others } = values;
      this.#pendingValues = {
        ...this.#pendingValues,
        ...others,
        fields: { ...this.#pendingValues?.fields, ...fields },
      };
      return;
    }
    const { status, comment, fields = {} } = values;
    if (comment !== undefined) this.#form.comment = comment;
    if (status !== undefined) this.#form.lastStatus = status;
    for (const [id, value] of Object.entries(fields)) this.#form.give(id, value);
    this.#lookUpNames();
    this.requestUpdate();
  }

  /** Whether the user has entered something that was not sent. */
  get modified() {
    const isOpen = this.#form !== null && this.#outcome === null;
    return isOpen && (this.#form?.isChanged === true || this.#unconfirmed !== null);
  }

  /** Whether an answer is being sent. */
  get busy() {
    return this.#message?.kind === 'sending';
  }

  /** @returns {Issue[]} */
  validate() {
    const form = this.#form;
    const status = form?.lastStatus ?? form?.task.answers[0]?.status;
    if (!form || !status) return [];
    form.lastStatus = status;
    form.portalIssues = [];
    const errors = form.issues.filter(isError);
    this.#message = errors.length > 0 ? { kind: 'summary' } : null;
    this.requestUpdate();
    if (errors.length > 0) this.#emit('bizproc-invalid', { issues: errors });
    return form.issues;
  }

  /** @param {StatusName} status */
  async complete(status) {
    const form = this.#form;
    if (!form || this.#outcome)
      throw new Error('<bizproc-task> shows no task that can be completed.');
    if (this.#message?.kind === 'sending')
      throw new Error('<bizproc-task> is completing the task.');
    form.lastStatus = status;
    form.portalIssues = [];
    return this.#send(status);
  }

  reset() {
    if (!this.task) return;
    this.#drafts()?.clear();
    this.#open(this.task, false);
    this.requestUpdate();
  }

  /** Moves the focus to the title, or to what replaces the form. @param {FocusOptions} [options] */
  focus(options) {
    const target = this.renderRoot.querySelector('.title, .loading, .outcome > *');
    if (target instanceof HTMLElement) target.focus(options);
    else super.focus(options);
  }

  // ── Life ──

  connectedCallback() {
    super.connectedCallback();
    window.addEventListener('pagehide', this.#keepDraft);
    this.addEventListener('pointerdown', this.#onPress);
    window.addEventListener('pointerup', this.#onRelease);
    window.addEventListener('pointercancel', this.#onRelease);
    // What had ended with the element's removal begins anew.
    if (this.#life.signal.aborted) {
      this.#life = new AbortController();
      if (this.taskId !== null && !this.task) this.#load();
      if (this.#unconfirmed) this.#look();
    }
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    window.removeEventListener('pagehide', this.#keepDraft);
    window.removeEventListener('pointerup', this.#onRelease);
    window.removeEventListener('pointercancel', this.#onRelease);
    this.#keepDraft();
    this.#life.abort();
    clearTimeout(this.#lookTimer);
  }

  /** @param {Map<string, unknown>} changed */
  willUpdate(changed) {
    this.#translate();
    if (changed.has('connection') || (changed.has('lang') && this.#portal)) this.#portal = null;
    if (changed.has('task') && this.task) {
      this.taskId = this.task.id;
      this.#open(this.task, true);
    } else if (changed.has('taskId') && this.taskId !== null && this.taskId !== this.task?.id) {
      this.#load();
    }
  }

  updated() {
    if (this.#focusNext === null) return;
    const target = this.renderRoot.querySelector(this.#focusNext);
    this.#focusNext = null;
    if (target instanceof HTMLElement) target.focus();
  }

  /** Follows the language: that of the element, of the portal, or of the page. */
  #translate() {
    const bridge = this.connection ?? /** @type {any} */ (globalThis).BX24;
    const tag =
      this.lang ||
      bridge?.getLang?.() ||
      this.closest('[lang]')?.getAttribute('lang') ||
      navigator.language;
    if (tag === this.#tag) return;
    this.#tag = tag;
    this.#t = createTranslator(tag);
    this.#portal = null;
    if (this.#form) this.#form.t = this.#t;
  }
  #tag = '';

  #connect() {
    const { lang, messages } = this.#t;
    this.#portal ??= connect(this.connection ?? undefined, { lang, ...(messages && { messages }) });
    return this.#portal;
  }

  async #load() {
    this.#life.abort();
    this.#life = new AbortController();
    const { signal } = this.#life;
    this.task = null;
    this.#form = null;
    this.#readError = null;
    try {
      const task = await this.#connect().getTask(Number(this.taskId), { signal });
      if (signal.aborted) return;
      this.#moveFocusFromLoading('.title');
      this.task = task;
    } catch (error) {
      if (signal.aborted) return;
      this.#translate();
      this.#moveFocusFromLoading('.outcome > *');
      this.#readError = explainReading(error, this.#t);
      this.#emit('bizproc-error', { error });
      this.requestUpdate();
    }
  }

  /** Who waits at what is loading goes on at what replaces it. @param {string} selector */
  #moveFocusFromLoading(selector) {
    const { activeElement } = /** @type {ShadowRoot} */ (this.renderRoot);
    if (activeElement?.matches('.loading')) this.#focusNext = selector;
  }

  /**
   * @param {Task} task
   * @param {boolean} isNew whether the app learns of it
   */
  #open(task, isNew) {
    this.#readError = null;
    this.#outcome = null;
    this.#message = null;
    this.#unconfirmed = null;
    this.#restored = null;
    clearTimeout(this.#lookTimer);
    clearTimeout(this.#draftTimer);
    this.#form = new TaskForm(task, this.#t);
    if (this.#pendingValues && isNew) {
      const values = this.#pendingValues;
      this.#pendingValues = null;
      this.values = values;
    }
    const draft = isNew && this.#isFillable ? this.#drafts()?.load() : null;
    if (draft) this.#restored = this.#form.takeDraft(draft);
    this.#lookUpNames();
    if (isNew) this.updateComplete.then(() => this.#emit('bizproc-ready', { task }));
  }

  /** Whether an answer can be given here. */
  get #isFillable() {
    const { task } = this;
    return Boolean(task?.open && this.#form && !this.#form.isImpossible && !this.readonly);
  }

  #drafts() {
    return this.draft && this.task ? draftsOf(this.connection, this.task) : null;
  }

  #keepDraft = () => {
    if (this.#draftTimer === undefined) return;
    clearTimeout(this.#draftTimer);
    this.#draftTimer = undefined;
    const form = this.#form;
    if (!form || this.#outcome) return;
    if (form.isChanged) this.#drafts()?.save(form.toDraft());
    else this.#drafts()?.clear();
  };

  /** Users and CRM items are shown by name. Where the app may not read them, by their value. */
  async #lookUpNames() {
    const form = this.#form;
    const values = (form?.fields ?? [])
      .flatMap(({ entered }) => (Array.isArray(entered) ? entered : []))
      .filter((entity) => typeof entity?.value === 'string' && !entity.name && !entity.typed)
      .map(({ value }) => value)
      .filter((value) => !this.#namesAskedFor.has(value));
    if (values.length === 0) return;
    for (const value of values) this.#namesAskedFor.add(value);
    try {
      const { signal } = this.#life;
      const found = await this.#connect().getNames(values, { signal });
      this.#names = new Map([...this.#names, ...found]);
      this.requestUpdate();
    } catch {
      // The values themselves are shown.
    }
  }

  /**
   * @param {string} type
   * @param {object} detail
   */
  #emit(type, detail) {
    this.dispatchEvent(new CustomEvent(type, { detail, bubbles: true, composed: true }));
  }

  // ── What the user does ──

  /**
   * @param {FieldState | null} state null for the comment
   * @param {any} entered
   */
  #set(state, entered) {
    const form = this.#form;
    if (!form) return;
    if (state) {
      state.entered = entered;
      state.given = null;
      if (Array.isArray(entered)) this.#lookUpNames();
    } else {
      form.comment = entered;
    }
    form.portalIssues = [];
    // A message about an earlier try is no longer true, but the list of issues follows the input.
    const isSummary = this.#message?.kind === 'summary';
    if (!isSummary || !form.issues.some(isError)) this.#message = null;
    if (this.draft) {
      clearTimeout(this.#draftTimer);
      this.#draftTimer = setTimeout(this.#keepDraft, DRAFT_DELAY_MS);
    }
    this.requestUpdate();
    this.#emit('bizproc-change', {
      path: state ? ['fields', state.field.id] : ['comment'],
      values: this.values,
    });
  }

  /** Issues of a field show once it is left. @param {string} id @param {FocusEvent} event */
  #leave(id, { currentTarget, relatedTarget }) {
    const isInside =
      relatedTarget &&
      /** @type {Element} */ (currentTarget).contains(/** @type {Node} */ (relatedTarget));
    if (isInside || !this.#form) return;
    this.#left.add(id);
    if (!this.#isPressed) this.#showLeft();
  }

  /** The fields that were left while a button of the mouse, or a finger, is down. @type {Set<string>} */
  #left = new Set();
  #isPressed = false;

  #onPress = () => {
    this.#isPressed = true;
  };

  /** An issue must not push a button away from under the pointer between press and release. */
  #onRelease = () => {
    if (!this.#isPressed) return;
    setTimeout(() => {
      this.#isPressed = false;
      this.#showLeft();
    });
  };

  #showLeft() {
    for (const id of this.#left) this.#form?.touched.add(id);
    this.#left.clear();
    this.requestUpdate();
  }

  /** @param {StatusName} status */
  #answer(status) {
    const form = this.#form;
    if (!form) return;
    form.lastStatus = status;
    form.portalIssues = [];
    const errors = form.issues.filter(isError);
    if (errors.length > 0) this.#refuse(errors);
    else if (this.confirm) this.#show({ kind: 'confirm', status });
    // The event and the screen tell the outcome.
    else this.#send(status).catch(() => {});
  }

  /** @param {readonly Issue[]} errors */
  #refuse(errors) {
    this.#message = { kind: 'summary' };
    this.#focusNext = this.#selectorOf(errors[0]);
    this.requestUpdate();
    this.#emit('bizproc-invalid', { issues: errors });
  }

  /** The input of an issue. @param {Issue | undefined} issue */
  #selectorOf(issue) {
    if (issue?.path[0] === 'comment') return '#comment';
    const at = this.#form?.fields.findIndex(({ field }) => field.id === issue?.path[1]) ?? -1;
    if (at < 0 || issue?.path[0] !== 'fields') return '.messages > *';
    const inputs = `#field-${at}-root :is(input, textarea, select, button)`;
    const nth = Number(issue.path[2] ?? 0) + 1;
    return `#field-${at}-root .value:nth-child(${nth}) :is(input, textarea, select), ${
      nth > 1
        ? `#field-${at}-root :not(.value:nth-child(n)) > :is(input, textarea, select)`
        : inputs
    }`;
  }

  /** @param {StatusName} status */
  async #send(status) {
    const form = /** @type {TaskForm} */ (this.#form);
    const task = form.task;
    const completion = form.completion(status);
    const stop = new AbortController();
    const sentAt = Date.now();
    /** @type {Extract<Message, { kind: 'sending' }>} */
    const sending = {
      kind: 'sending',
      status,
      progress: null,
      isLong: false,
      bytes: fileSize(completion),
      stop,
    };
    const startSlowHint = () =>
      setTimeout(() => {
        sending.isLong = true;
        this.requestUpdate();
      }, SLOW_HINT_MS);
    let slowHint = startSlowHint();
    const onProgress = (/** @type {Progress} */ progress) => {
      if (sending.progress?.phase !== progress.phase) {
        clearTimeout(slowHint);
        sending.isLong = false;
        if (progress.phase === 'waiting') slowHint = startSlowHint();
      }
      sending.progress = progress;
      this.requestUpdate();
    };
    this.#show(sending);
    this.#emit('bizproc-submit', { status });
    try {
      const result = await this.#connect().completeTask(/** @type {Completion} */ (completion), {
        task,
        signal: stop.signal,
        onProgress,
      });
      const details = result.warnings.map(({ message }) => message);
      this.#finish(status, result.confirmedBy === 'lookup', details);
      this.#emit('bizproc-complete', { result });
      return result;
    } catch (error) {
      this.#fail(error, status, sentAt);
      this.#emit('bizproc-error', { error });
      throw error;
    } finally {
      clearTimeout(slowHint);
    }
  }

  /**
   * @param {unknown} error
   * @param {StatusName} status
   * @param {number} sentAt
   */
  #fail(error, status, sentAt) {
    const form = /** @type {TaskForm} */ (this.#form);
    const { issues = [], code } = /** @type {{ issues?: readonly Issue[], code?: string }} */ (
      error
    );
    const errors = issues.filter(isError);
    if (errors.length > 0) {
      const known = form.issues.map(({ message }) => message);
      form.portalIssues = errors.filter(({ message }) => !known.includes(message));
      return this.#refuse(errors);
    }
    const { next, ...notice } = explainCompleting(error, this.#t);
    if (next === 'leave') return this.#close(notice);
    if (next === 'retry') return this.#show({ kind: 'notice', notice, action: 'retry' });
    this.#unconfirmed = { status, until: sentAt + PORTAL_TIMEOUT_MS, looks: 0 };
    // Who stops waiting wants to know, not to ask.
    if (code === 'ABORTED') this.#look();
    else {
      this.#show({ kind: 'notice', notice, action: 'check' });
      this.#lookLater();
    }
  }

  /** Looks at the task by itself, ever more rarely, for as long as the answer may still arrive. */
  #lookLater() {
    const pending = this.#unconfirmed;
    clearTimeout(this.#lookTimer);
    if (!pending || this.#life.signal.aborted) return;
    const delay = LOOK_DELAYS_MS[Math.min(pending.looks, LOOK_DELAYS_MS.length - 1)];
    pending.looks += 1;
    this.#lookTimer = setTimeout(() => this.#look(false), delay);
  }

  /**
   * Reads the task, which shows whether the answer was saved.
   *
   * @param {boolean} [isAsked] whether the user waits for it
   */
  async #look(isAsked = true) {
    const pending = this.#unconfirmed;
    const task = this.#form?.task;
    if (!pending || !task) return;
    clearTimeout(this.#lookTimer);
    if (isAsked) this.#show({ kind: 'looking' });
    const { signal } = this.#life;
    try {
      const now = await this.#connect().getTask(task.id, { signal });
      if (signal.aborted || this.#unconfirmed !== pending) return;
      if (!now.open && now.answer === pending.status) return this.#finish(pending.status, true, []);
      if (!now.open) return this.#close(this.#closedNotice(now.answer));
      if (Date.now() < pending.until) return this.#showUnconfirmed('unknown.pending', isAsked);
      this.#unconfirmed = null;
      this.#show({ kind: 'notice', notice: this.#say('unknown.open'), action: null });
    } catch (error) {
      if (signal.aborted || this.#unconfirmed !== pending) return;
      const { code } = /** @type {{ code?: string }} */ (error);
      if (code === 'ERROR_TASK_NOT_FOUND') this.#close(this.#say('unknown.gone'));
      else this.#showUnconfirmed('unknown.failed', isAsked);
    }
  }

  /**
   * @param {'unknown.pending' | 'unknown.failed'} what
   * @param {boolean} isAsked
   */
  #showUnconfirmed(what, isAsked) {
    /** @type {Message} */
    const message = { kind: 'notice', notice: this.#say(what), action: 'check' };
    if (isAsked) this.#show(message);
    else {
      // The focus stays where the user has put it.
      this.#message = message;
      this.requestUpdate();
    }
    if (Date.now() < (this.#unconfirmed?.until ?? 0)) this.#lookLater();
  }

  /**
   * @param {'unknown.pending' | 'unknown.failed' | 'unknown.open' | 'unknown.gone'} what
   * @returns {Notice}
   */
  #say(what) {
    return { title: this.#t(`${what}.title`), text: this.#t(`${what}.text`), tone: 'warning' };
  }

  /** @param {StatusName | null} answer @returns {Notice} */
  #closedNotice(answer) {
    const t = this.#t;
    return {
      title: t(answer === null ? 'gone.title' : 'unknown.other.title'),
      text:
        answer === null
          ? t('unknown.closed.text')
          : t('unknown.other.text', { answer: this.#answerName(answer) }),
      tone: 'warning',
    };
  }

  /**
   * @param {StatusName} status
   * @param {boolean} byLookup
   * @param {string[]} details
   */
  #finish(status, byLookup, details) {
    const t = this.#t;
    const text = t('done.text', { answer: this.#answerName(status) });
    this.#close(
      {
        title: t('done.title'),
        text: byLookup ? `${text} ${t('done.lookup')}` : text,
        details,
        tone: 'success',
      },
      status,
    );
  }

  /**
   * Replaces the form with a message.
   *
   * @param {Notice} notice
   * @param {StatusName | null} [status] the answer, where this form gave it
   */
  #close(notice, status = null) {
    clearTimeout(this.#lookTimer);
    clearTimeout(this.#draftTimer);
    this.#draftTimer = undefined;
    this.#drafts()?.clear();
    this.#unconfirmed = null;
    this.#message = null;
    this.#outcome = notice;
    this.#focusNext = '.outcome > *';
    this.requestUpdate();
    this.updateComplete.then(() => this.#emit('bizproc-close', { status }));
  }

  /** Shows a message below the form, and moves the focus to it. @param {Message} message */
  #show(message) {
    this.#message = message;
    this.#focusNext = '.messages > *';
    this.requestUpdate();
  }

  /** The label of an answer: the task's own, or the usual one. @param {StatusName} status */
  #answerName(status) {
    const answer = this.task?.answers.find((one) => one.status === status);
    return answer?.label || this.#t(`status.${status}`);
  }

  // ── Rendering ──

  render() {
    return html`<div lang=${this.#t.lang} part="base">
      <slot name="header">${this.task ? this.#renderHeader(this.task) : nothing}</slot>
      ${this.#renderBody()}
      <slot name="footer"></slot>
    </div>`;
  }

  #renderBody() {
    const t = this.#t;
    if (this.#readError) {
      return html`<div class="outcome" part="outcome">
        ${this.#renderNotice(
          this.#readError,
          html`<button type="button" part="button" @click=${() => this.#reload()}>
            ${t('action.retry')}
          </button>`,
        )}
      </div>`;
    }
    const form = this.#form;
    if (!form) {
      return this.taskId === null
        ? nothing
        : html`<div class="loading" role="status" tabindex="-1">
            <span class="visually-hidden">${t('task.loading')}</span>
            ${[0, 1, 2].map(() => html`<div class="skeleton"></div>`)}
          </div>`;
    }
    if (this.#outcome) {
      return html`<div class="outcome" part="outcome">
        ${this.#renderNotice(this.#outcome)}
      </div>`;
    }
    if (!form.task.open || form.isImpossible) return this.#renderClosed(form);
    return this.#renderForm(form);
  }

  #reload() {
    this.#load();
    this.#focusNext = '.loading';
    this.requestUpdate();
  }

  /** @param {Task} task */
  #renderHeader(task) {
    const t = this.#t;
    const { activity, documentName, overdue } = task;
    const isLate = overdue !== null && Date.parse(overdue) < Date.now();
    const text = task.description.trim();
    const address = this.#portalAddress(task.documentUrl);
    const document = documentName || t('task.document');
    return html`<header part="header">
      <div class="title" part="title" role="heading" aria-level=${this.headingLevel} tabindex="-1" dir="auto">${task.name.trim() || t('task.untitled')}</div>
      <ul class="meta" part="meta">
        <li>${activityName(activity, t)}</li>
        ${
          address
            ? html`<li>
                <a href=${address} target="_blank" rel="noopener noreferrer" dir="auto"
                  >${document}${icon('link')}</a
                >
              </li>`
            : documentName && html`<li dir="auto">${documentName}</li>`
        }
        ${
          overdue === null
            ? nothing
            : html`<li class=${isLate ? 'overdue' : 'due'}>
                ${t(isLate ? 'task.overdue' : 'task.due', { date: t.formatDateTime(overdue) })}
              </li>`
        }
      </ul>
      ${
        text === ''
          ? nothing
          : html`<section
              class="description"
              part="description"
              aria-label=${t('task.description')}
              dir="auto"
              >${guard([text], () => description(text))}</section
            >`
      }
    </header>`;
  }

  /** An address in the portal, as far as the portal is known. @param {string | null} path */
  #portalAddress(path) {
    const origin = portalOriginOf(this.connection);
    if (!path || !origin || !URL.canParse(path, origin)) return null;
    const url = new URL(path, origin);
    return url.protocol === 'http:' || url.protocol === 'https:' ? url.href : null;
  }

  /** A task that is not completed here: what it holds, why, and the way into the portal. @param {TaskForm} form */
  #renderClosed(form) {
    const t = this.#t;
    const { task } = form;
    const address = this.#portalAddress(`/company/personal/bizproc/${task.id}/`);
    /** @type {Notice} */
    const notice = task.open
      ? {
          title: t('readonly.title'),
          text: task.fields.length > 0 ? t('readonly.fields') : '',
          details: [...new Set(form.emptyIssues.flatMap(({ issues }) => issues).filter(isError))]
            .filter(({ code }) => code === 'type_not_settable')
            .map(({ message }) => message),
          tone: 'warning',
        }
      : {
          title: t('closed.title'),
          text: task.answer ? t('closed.answer', { answer: this.#answerName(task.answer) }) : '',
          tone: 'info',
        };
    return html`<div class="outcome" part="outcome">
      ${this.#renderNotice(
        notice,
        address && task.open
          ? html`<a class="link-button" href=${address} target="_blank" rel="noopener noreferrer"
              >${t('task.open-in-portal')}${icon('link')}</a
            >`
          : nothing,
      )}
    </div>`;
  }

  /** @param {TaskForm} form */
  #renderForm(form) {
    const t = this.#t;
    const { task } = form;
    const issues = form.issues;
    // While an answer is under way, or its outcome is not known, nothing can be changed or sent.
    const isLocked = this.#message?.kind === 'sending' || this.#unconfirmed !== null;
    const hasMoney = form.fields.some(({ field }) => /money$/i.test(field.type));
    return html`<form
      part="form"
      novalidate
      @submit=${(/** @type {Event} */ event) => event.preventDefault()}
      @keydown=${preventImplicitSubmission}
    >
      ${this.#restored ? this.#renderRestored(this.#restored) : nothing}
      <fieldset class="fields" part="fields" ?disabled=${this.readonly} ?inert=${isLocked}>
        ${form.fields.map((state, at) => this.#renderField(form, state, at, issues))}
        ${task.comment.shown ? this.#renderComment(form, issues) : nothing}
      </fieldset>
      ${hasMoney ? guard([t], () => currencyList(t.locale)) : nothing}
      <div class="messages" part="messages">${this.#renderMessage(form, issues)}</div>
      ${
        this.readonly
          ? nothing
          : html`<div
              class="answers"
              part="answers"
              role="group"
              aria-label=${t('task.answers')}
              ?inert=${isLocked}
            >
              ${task.answers.map(({ status }) => this.#renderAnswer(status))}
            </div>`
      }
    </form>`;
  }

  /** @param {StatusName} status */
  #renderAnswer(status) {
    const isPrimary = status === 'yes' || status === 'ok';
    const message = this.#message;
    const isSending = message?.kind === 'sending' && message.status === status;
    return html`<button
      type="button"
      part="button answer answer-${status}"
      class="${isPrimary ? 'button--primary' : `answer--${status}`} ${isSending ? 'is-loading' : ''}"
      @click=${() => this.#answer(status)}
    >
      ${this.#answerName(status)}
    </button>`;
  }

  /** @param {{ files: boolean }} restored */
  #renderRestored({ files }) {
    const t = this.#t;
    const text = files ? `${t('draft.restored')} ${t('draft.files')}` : t('draft.restored');
    return html`<div class="progress restored" role="status">
      <span>${text}</span>
      <button type="button" class="button--text" @click=${() => this.#discard()}>
        ${t('draft.discard')}
      </button>
    </div>`;
  }

  #discard() {
    this.reset();
    this.#focusNext = '.title';
  }

  /**
   * @param {TaskForm} form
   * @param {FieldState} state
   * @param {number} at
   * @param {Issue[]} issues
   */
  #renderField(form, state, at, issues) {
    const t = this.#t;
    const { field, control, entered } = state;
    const own = issues.filter(({ path }) => path[0] === 'fields' && path[1] === field.id);
    const key = own.map(({ message, path }) => `${path[2]} ${message}`).join('\n');
    // A key in one field does not render the other ninety-nine.
    return guard([entered, key, t, this.#names, form, this.connection], () => {
      const id = `field-${at}`;
      const pickers = pickersOf(this.connection);
      const hints = [field.description, ...(control.hints?.(field, t, pickers) ?? [])];
      return this.#renderRow({
        id,
        slot: `field-${field.id}`,
        label: field.name || field.id,
        hints: hints.filter((hint) => hint !== ''),
        requiredFor: form.requiredFor(field.id),
        issues: own,
        role: control.role,
        leaves: field.id,
        render: (describedBy, required) =>
          control.render({
            id,
            field,
            entered,
            set: (changed) => this.#set(state, changed),
            t,
            pickers,
            names: this.#names,
            required,
            isInvalid: (index) =>
              own
                .filter(isError)
                .some(({ path }) =>
                  index === undefined ? true : path[2] === undefined || path[2] === index,
                ),
            describedBy,
            label: undefined,
          }),
      });
    });
  }

  /**
   * @param {TaskForm} form
   * @param {Issue[]} issues
   */
  #renderComment(form, issues) {
    const own = issues.filter(({ path }) => path[0] === 'comment');
    return this.#renderRow({
      id: 'comment',
      slot: 'comment',
      label: form.task.comment.label || this.#t('task.comment'),
      hints: [],
      requiredFor: form.requiredFor(),
      issues: own,
      role: 'input',
      leaves: 'comment',
      render: (describedBy, required) =>
        area(
          /** @type {any} */ ({
            id: 'comment',
            entered: form.comment,
            set: (/** @type {string} */ text) => this.#set(null, text),
            required,
            isInvalid: () => own.some(isError),
            describedBy,
            label: undefined,
          }),
        ),
    });
  }

  /**
   * A control with its label, hints and issues, which are tied to each other for screen readers.
   *
   * @param {object} row
   * @param {string} row.id
   * @param {string} row.slot
   * @param {string} row.label
   * @param {string[]} row.hints
   * @param {StatusName[]} row.requiredFor
   * @param {Issue[]} row.issues
   * @param {'input' | 'group' | 'radiogroup'} row.role
   * @param {string} row.leaves
   * @param {(describedBy: string | undefined, required: boolean) => import('lit').TemplateResult} row.render
   */
  #renderRow({ id, slot, label, hints, requiredFor, issues, role, leaves, render }) {
    const t = this.#t;
    const { answers } = /** @type {Task} */ (this.task);
    const required = requiredFor.length === answers.length;
    const note = required
      ? ''
      : requiredFor.length === 0
        ? t('field.optional')
        : t('field.required-for', {
            answers: t.formatList(requiredFor.map((status) => this.#answerName(status))),
          });
    const isInvalid = issues.some(isError);
    const described = [
      ...(issues.length > 0 ? [`${id}-issues`] : []),
      ...hints.map((_, at) => `${id}-hint-${at}`),
    ].join(' ');
    const describedBy = ifDefined(described === '' ? undefined : described);
    const isInput = role === 'input';
    const noted = note === '' ? nothing : html` <span class="note">${note}</span>`;
    const body = html`${hints.map(
      (hint, at) => html`<p class="hint" id="${id}-hint-${at}" dir="auto">${hint}</p>`,
    )}<slot name=${slot}
        >${render(isInput && described !== '' ? described : undefined, required)}</slot
      >
      <div class="issues" id="${id}-issues">
        ${issues.map(
          ({ severity, message }) =>
            html`<p class="issue ${severity}" part="issue" dir="auto">${message}</p>`,
        )}
      </div>`;
    const leave = (/** @type {FocusEvent} */ event) => this.#leave(leaves, event);
    const className = `field ${isInvalid ? 'is-invalid' : ''}`;
    return isInput
      ? html`<div class=${className} part="field" id="${id}-root" @focusout=${leave}>
          <label for=${id} part="label"><span dir="auto">${label}</span>${noted}</label>
          ${body}
        </div>`
      : html`<fieldset
          class=${className}
          part="field"
          id="${id}-root"
          role=${role}
          aria-required=${ifDefined(role === 'radiogroup' && required ? 'true' : undefined)}
          aria-invalid=${ifDefined(role === 'radiogroup' && isInvalid ? 'true' : undefined)}
          aria-describedby=${describedBy}
          @focusout=${leave}
        >
          <legend part="label"><span dir="auto">${label}</span>${noted}</legend>
          ${body}
        </fieldset>`;
  }

  /**
   * @param {TaskForm} form
   * @param {Issue[]} issues
   */
  #renderMessage(form, issues) {
    const t = this.#t;
    const message = this.#message;
    switch (message?.kind) {
      case 'summary':
        return this.#renderSummary(issues.filter(isError));
      case 'confirm':
        return this.#renderNotice(
          {
            title: t('confirm.title', { answer: this.#answerName(message.status) }),
            text: '',
            tone: 'info',
          },
          html`<button
              type="button"
              part="button"
              class="button--primary"
              @click=${() => this.#send(message.status).catch(() => {})}
            >
              ${this.#answerName(message.status)}
            </button>
            <button type="button" part="button" @click=${() => this.#cancelConfirm()}>
              ${t('confirm.back')}
            </button>`,
        );
      case 'sending':
        return this.#renderSending(message);
      case 'looking':
        return html`<p class="progress" role="status" tabindex="-1">${t('check.busy')}</p>`;
      case 'notice': {
        const { lastStatus } = form;
        const action = {
          retry: html`<button
            type="button"
            part="button"
            @click=${() => lastStatus && this.#send(lastStatus).catch(() => {})}
          >
            ${t('action.retry')}
          </button>`,
          check: html`<button type="button" part="button" @click=${() => this.#look()}>
            ${t('action.check')}
          </button>`,
        };
        return this.#renderNotice(
          message.notice,
          message.action ? action[message.action] : nothing,
        );
      }
      default:
        return nothing;
    }
  }

  #cancelConfirm() {
    this.#message = null;
    this.#focusNext = '.answers button';
    this.requestUpdate();
  }

  /** All issues in one list, each with a link to its field. @param {Issue[]} errors */
  #renderSummary(errors) {
    const focus = (/** @type {Issue} */ issue) => {
      const target = this.renderRoot.querySelector(this.#selectorOf(issue));
      if (target instanceof HTMLElement) target.focus();
    };
    return html`<div class="notice danger summary" part="summary" role="alert" tabindex="-1">
      ${icon('warning')}
      <div>
        <div class="subtitle" role="heading" aria-level=${this.headingLevel + 1}>${this.#t('issues.title', { n: errors.length })}</div>
        <ul>
          ${errors.map(
            (issue) =>
              html`<li>
                <button type="button" dir="auto" @click=${() => focus(issue)}>
                  ${issue.message}
                </button>
              </li>`,
          )}
        </ul>
      </div>
    </div>`;
  }

  /**
   * What the call is busy with. Small files are sent before anybody could read it. `loaded` and `total` count the bytes of
   * the request, in which files are longer, and people know the sizes of their files.
   *
   * @param {Extract<Message, { kind: 'sending' }>} sending
   */
  #renderSending({ progress, isLong, bytes, stop }) {
    const t = this.#t;
    const { phase = 'waiting', loaded = 0, total = 0 } = progress ?? {};
    const isFile = phase === 'encoding' || phase === 'uploading';
    const isShown = isFile && total >= PROGRESS_THRESHOLD_BYTES;
    const text = t(isLong ? 'sending.long' : `sending.${isFile && !isShown ? 'waiting' : phase}`);
    const size = t.formatBytes(bytes);
    const encoded = t.formatBytes((bytes * loaded) / total);
    return html`<div class="progress" part="progress" role="status" tabindex="-1">
      <span>${text}</span>
      ${
        isShown
          ? html`<span class="note" aria-hidden="true"
              >${phase === 'encoding' ? t('sending.bytes', { loaded: encoded, total: size }) : size}</span
            >`
          : nothing
      }
      <button type="button" class="button--text" @click=${() => stop.abort()}>
        ${t(isFile ? 'sending.cancel' : 'sending.stop')}
      </button>
      ${
        // How much has been uploaded is not known before the reply.
        isShown
          ? html`<progress
              max="1"
              aria-label=${text}
              value=${ifDefined(phase === 'encoding' ? loaded / total : undefined)}
            ></progress>`
          : nothing
      }
    </div>`;
  }

  /**
   * @param {Notice} notice
   * @param {unknown} [actions]
   */
  #renderNotice({ title, text, tone, details = [], code = '' }, actions = nothing) {
    const role = tone === 'success' || tone === 'info' ? 'status' : 'alert';
    return html`<div class="notice ${tone}" part="notice" role=${role} tabindex="-1">
      ${icon(tone === 'success' ? 'done' : 'warning')}
      <div>
        <div class="subtitle" role="heading" aria-level=${this.headingLevel + 1}>${title}</div>
        ${text === '' ? nothing : html`<p>${text}</p>`}
        ${
          details.length > 0
            ? html`<ul>
                ${details.map((detail) => html`<li>${detail}</li>`)}
              </ul>`
            : nothing
        }
        ${code === '' ? nothing : html`<p class="code">${code}</p>`}
        ${actions === nothing ? nothing : html`<div class="actions">${actions}</div>`}
      </div>
    </div>`;
  }
}

/** @param {Issue} issue */
const isError = ({ severity }) => severity === 'error';

/** The Enter key must not choose an answer. @param {KeyboardEvent} event */
function preventImplicitSubmission(event) {
  const [target] = event.composedPath();
  if (event.key !== 'Enter' || !(target instanceof HTMLInputElement)) return;
  event.preventDefault();
}

/**
 * Bytes of the files in a completion.
 *
 * @param {{ fields?: Record<string, FieldValue> }} completion
 */
function fileSize({ fields = {} }) {
  const files = Object.values(fields)
    .flat()
    .filter((value) => value instanceof File);
  return files.reduce((bytes, { size }) => bytes + size, 0);
}
