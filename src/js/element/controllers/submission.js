import { emit } from '../events.js';
import { isError } from '../form.js';
import { explainCompletionError } from '../outcome.js';
import { inputSelector } from '../templates/field.js';

/**
 * @import { Completion, FieldValue, Issue, Progress, StatusName } from 'bizproc-tasks'
 * @import { ReactiveController } from 'lit'
 * @import { TaskForm } from '../form.js'
 * @import { Notice } from '../outcome.js'
 * @import { DraftController } from './drafts.js'
 * @import { FocusController } from './focus.js'
 * @import { Host, PortalController } from './portal.js'
 *
 * The state of an answer that is being sent, or the message about the last one.
 *
 * @typedef {{ kind: 'invalid' }
 *   | { kind: 'confirm', status: StatusName }
 *   | { kind: 'sending', status: StatusName, progress: Progress | null, isLong: boolean, bytes: number,
 *       stop: AbortController }
 *   | { kind: 'looking' }
 *   | { kind: 'notice', notice: Notice, action: 'retry' | 'check' | null }} Phase
 */

/** How long the portal may execute a request, as `connect` assumes it. Until then an answer may still arrive. */
const EXECUTION_TIME_LIMIT_MS = 60_000;
/** What a request and its reply take in addition. */
const TRANSFER_MS = 5_000;
/** Delays between look-ups of a task whose answer is not confirmed. The last delay repeats. */
const LOOK_DELAYS_MS = [2_000, 4_000, 8_000, 16_000];
/** After this time the form says that the page still waits. */
const SLOW_HINT_MS = 6_000;

/**
 * Sends the answer of a form, and determines its outcome.
 *
 * @implements {ReactiveController}
 */
export class SubmissionController {
  /** @type {Phase | null} */
  phase = null;
  /** The message that replaces the form, if the user can do nothing more here. @type {Notice | null} */
  outcome = null;
  #host;
  #portal;
  #focus;
  #drafts;
  /** @type {TaskForm | null} */
  #form = null;
  /** An answer whose outcome is not known. @type {{ status: StatusName, until: number, looks: number } | null} */
  #unconfirmed = null;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #lookTimer;

  /**
   * @param {Host} host
   * @param {PortalController} portal
   * @param {FocusController} focus
   * @param {DraftController} drafts
   */
  constructor(host, portal, focus, drafts) {
    this.#host = host;
    this.#portal = portal;
    this.#focus = focus;
    this.#drafts = drafts;
    host.addController(this);
  }

  hostConnected() {
    if (this.#unconfirmed) this.look();
  }

  hostDisconnected() {
    clearTimeout(this.#lookTimer);
  }

  /** Resets the state. An answer that is being sent remains, if it is for the same task. @param {TaskForm} form */
  open(form) {
    const isSame = this.#form?.task.id === form.task.id;
    this.#form = form;
    if (isSame && this.isSending) return;
    this.phase = null;
    this.outcome = null;
    this.#unconfirmed = null;
    clearTimeout(this.#lookTimer);
  }

  get isSending() {
    return this.phase?.kind === 'sending';
  }

  /** Whether the outcome of an answer is not known. */
  get isUnconfirmed() {
    return this.#unconfirmed !== null;
  }

  /** Whether nothing can be changed or sent: while an answer is in flight, or its outcome is not known. */
  get isLocked() {
    return this.isSending || this.isUnconfirmed;
  }

  get #t() {
    return this.#portal.t;
  }

  /** Shows all issues for the answer whose button was clicked last. @returns {Issue[]} */
  validate() {
    const form = this.#form;
    const status = form?.lastStatus ?? form?.task.answers[0]?.status;
    if (!form || !status) return [];
    if (this.isLocked) return form.issues;
    form.tryStatus(status);
    const errors = form.issues.filter(isError);
    this.phase = errors.length > 0 ? { kind: 'invalid' } : null;
    this.#host.requestUpdate();
    if (errors.length > 0) emit(this.#host, 'bizproc-invalid', { issues: errors });
    return form.issues;
  }

  /**
   * Handles the click on the button of an answer.
   *
   * @param {StatusName} status
   * @param {boolean} isConfirmed whether the answer is sent without a question
   */
  answer(status, isConfirmed) {
    const form = this.#form;
    if (!form) return;
    form.tryStatus(status);
    const errors = form.issues.filter(isError);
    if (errors.length > 0) this.#refuse(errors);
    else if (isConfirmed) this.sendQuietly(status);
    else this.#show({ kind: 'confirm', status });
  }

  /** Returns to the form. */
  cancel() {
    this.phase = null;
    this.#focus.moveTo('.answers button');
  }

  /** The user has changed the form, so messages about an earlier attempt no longer apply. */
  edited() {
    // The list of issues is updated with the input.
    const isListed = this.phase?.kind === 'invalid' && this.#form?.issues.some(isError);
    if (!isListed) this.phase = null;
  }

  /** The event and the message report the outcome. @param {StatusName} status */
  sendQuietly(status) {
    this.send(status).catch(() => {});
  }

  /** @param {StatusName} status */
  async send(status) {
    const form = /** @type {TaskForm} */ (this.#form);
    form.tryStatus(status);
    const completion = form.completion(status);
    const stop = new AbortController();
    /** @type {Extract<Phase, { kind: 'sending' }>} */
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
        this.#host.requestUpdate();
      }, SLOW_HINT_MS);
    let slowHint = startSlowHint();
    const onProgress = (/** @type {Progress} */ progress) => {
      if (sending.progress?.phase !== progress.phase) {
        clearTimeout(slowHint);
        sending.isLong = false;
        if (progress.phase === 'waiting') slowHint = startSlowHint();
      }
      sending.progress = progress;
      this.#host.requestUpdate();
    };
    this.#show(sending);
    emit(this.#host, 'bizproc-submit', { status });
    try {
      const portal = this.#portal.connect();
      const result = await portal.completeTask(/** @type {Completion} */ (completion), {
        task: form.task,
        signal: stop.signal,
        onProgress,
      });
      const details = result.warnings.map(({ message }) => message);
      // The element may show another task by now.
      if (this.phase === sending) {
        this.#finish(status, result.confirmedBy === 'lookup', details);
      } else this.#drafts.clear(form.task);
      emit(this.#host, 'bizproc-complete', { result });
      return result;
    } catch (error) {
      if (this.phase === sending) this.#fail(error, status);
      emit(this.#host, 'bizproc-error', { error: /** @type {any} */ (error) });
      throw error;
    } finally {
      clearTimeout(slowHint);
    }
  }

  /**
   * @param {unknown} error
   * @param {StatusName} status
   */
  #fail(error, status) {
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
    const { next, ...notice } = explainCompletionError(error, this.#t);
    if (next === 'leave') return this.#close(notice);
    // The task can still be answered, after the app is corrected.
    if (next === 'give-up') return this.#close(notice, { keepsDraft: true });
    if (next === 'retry') return this.#show({ kind: 'notice', notice, action: 'retry' });
    // The request may have left just now: after others to a busy portal, or after an upload.
    const limit = this.#host.options?.executionTimeLimit ?? EXECUTION_TIME_LIMIT_MS;
    this.#unconfirmed = { status, until: Date.now() + limit + TRANSFER_MS, looks: 0 };
    // A user who stops waiting wants to see the state of the task without another click.
    if (code === 'ABORTED') this.look();
    else {
      this.#show({ kind: 'notice', notice, action: 'check' });
      this.#scheduleLookup();
    }
  }

  /** Looks up the task automatically, with growing delays, as long as the answer may still arrive. */
  #scheduleLookup() {
    const pending = this.#unconfirmed;
    clearTimeout(this.#lookTimer);
    if (!pending || this.#portal.signal.aborted) return;
    const delay = LOOK_DELAYS_MS[Math.min(pending.looks, LOOK_DELAYS_MS.length - 1)];
    pending.looks += 1;
    this.#lookTimer = setTimeout(() => this.look(false), delay);
  }

  /**
   * Reads the task, which shows whether the answer was saved.
   *
   * @param {boolean} [isAsked] whether the user waits for it
   */
  async look(isAsked = true) {
    const pending = this.#unconfirmed;
    const task = this.#form?.task;
    if (!pending || !task) return;
    clearTimeout(this.#lookTimer);
    if (isAsked) this.#show({ kind: 'looking' });
    const { signal } = this.#portal;
    try {
      const now = await this.#portal.connect().getTask(task.id, { signal });
      if (signal.aborted || this.#unconfirmed !== pending) return;
      if (!now.open && now.answer === pending.status) return this.#finish(pending.status, true, []);
      if (!now.open) return this.#close(this.#closedNotice(now.answer));
      if (Date.now() < pending.until) return this.#showUnconfirmed('unknown.pending', isAsked);
      this.#unconfirmed = null;
      this.#show({ kind: 'notice', notice: this.#noticeOf('unknown.open'), action: null });
    } catch (error) {
      if (signal.aborted || this.#unconfirmed !== pending) return;
      const { code } = /** @type {{ code?: string }} */ (error);
      if (code === 'ERROR_TASK_NOT_FOUND') this.#close(this.#noticeOf('unknown.gone'));
      else this.#showUnconfirmed('unknown.failed', isAsked);
    }
  }

  /**
   * @param {'unknown.pending' | 'unknown.failed'} what
   * @param {boolean} isAsked
   */
  #showUnconfirmed(what, isAsked) {
    /** @type {Phase} */
    const phase = { kind: 'notice', notice: this.#noticeOf(what), action: 'check' };
    if (isAsked) this.#show(phase);
    else {
      // The focus stays where the user has set it.
      this.phase = phase;
      this.#host.requestUpdate();
    }
    if (Date.now() < (this.#unconfirmed?.until ?? 0)) this.#scheduleLookup();
  }

  /**
   * @param {'unknown.pending' | 'unknown.failed' | 'unknown.open' | 'unknown.gone'} what
   * @returns {Notice}
   */
  #noticeOf(what) {
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
          : t('unknown.other.text', { answer: this.#form?.answerName(answer) ?? '' }),
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
    const text = t('done.text', { answer: this.#form?.answerName(status) ?? '' });
    this.#close(
      {
        title: t('done.title'),
        text: byLookup ? t.joinSentences(text, t('done.lookup')) : text,
        details,
        tone: 'success',
      },
      { status },
    );
  }

  /**
   * Replaces the form with a message.
   *
   * @param {Notice} notice
   * @param {object} [options]
   * @param {StatusName | null} [options.status] the answer, where this form gave it
   * @param {boolean} [options.keepsDraft]
   */
  #close(notice, { status = null, keepsDraft = false } = {}) {
    clearTimeout(this.#lookTimer);
    if (keepsDraft) this.#drafts.save();
    else if (this.#form) this.#drafts.clear(this.#form.task);
    this.#unconfirmed = null;
    this.phase = null;
    this.outcome = notice;
    this.#focus.moveTo('.outcome > *');
    this.#host.updateComplete.then(() => emit(this.#host, 'bizproc-close', { status }));
  }

  /** @param {readonly Issue[]} errors */
  #refuse(errors) {
    const form = /** @type {TaskForm} */ (this.#form);
    this.phase = { kind: 'invalid' };
    this.#focus.moveTo(inputSelector(errors[0], form));
    emit(this.#host, 'bizproc-invalid', { issues: errors });
  }

  /** Shows a phase below the form, and moves the focus to it. @param {Phase} phase */
  #show(phase) {
    this.phase = phase;
    this.#focus.moveTo('.messages > *');
  }
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
