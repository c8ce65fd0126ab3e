import { description } from './description.js';
import { element, icon } from './element.js';
import { taskFields } from './form.js';
import { notice } from './notice.js';
import { explainCompleting } from './outcome.js';
import { answerName, taskMeta, taskName } from './task-meta.js';

/**
 * @typedef {import('bizproc-tasks').StatusName} StatusName
 * @typedef {import('bizproc-tasks').Issue} Issue
 * @typedef {import('bizproc-tasks').Task} Task
 *
 * @typedef {object} PendingOutcome
 * @property {StatusName} status
 * @property {number} until the time after which the portal can no longer be executing it
 */

/** A portal stops a request after 60 seconds. Until then an answer may still be on its way. */
const PORTAL_TIMEOUT_MS = 65_000;
/** Bytes of a request above which the progress of its files is shown. */
const PROGRESS_THRESHOLD_BYTES = 1_000_000;
/** After this time the user is told that the page still waits. */
const SLOW_HINT_MS = 6_000;

/**
 * One task, and the form that answers it.
 *
 * @param {object} options
 * @param {Task} options.task
 * @param {import('bizproc-tasks').Portal} options.portal
 * @param {import('./translator.js').Translator} options.t
 * @param {(settled: boolean) => void} options.leave back to the list; settled: the task waits no longer
 */
export function taskForm({ task, portal, t, leave }) {
  const fields = taskFields(task, t);

  /**
   * The answer that was tried last: what is wrong with a form depends on it.
   *
   * @type {StatusName | null}
   */
  let lastStatus = null;
  /**
   * An answer whose outcome is not known.
   *
   * @type {PendingOutcome | null}
   */
  let pendingOutcome = null;
  let sending = false;
  let settled = false;

  const title = element('h1', { tabindex: -1 }, taskName(task, t));
  const buttons = task.answers.map(({ status }) =>
    element(
      'button',
      {
        type: 'button',
        click: () => answer(status),
        class: status === 'yes' || status === 'ok' ? 'button--primary' : `answer--${status}`,
      },
      answerName(task, status, t),
    ),
  );
  const answers = element(
    'div',
    { class: 'answers', role: 'group', 'aria-label': t('task.answers') },
    ...buttons,
  );
  const messageArea = element('div', { class: 'messages' });
  const form = element(
    'form',
    // The Enter key must not choose an answer.
    { novalidate: true, submit: (event) => event.preventDefault(), input: onInput },
    fields.root,
    messageArea,
    answers,
  );
  const text = task.description.trim();
  const back = element(
    'button',
    { type: 'button', class: 'button--text back', click: () => leave(settled) },
    icon('back'),
    t('task.back'),
  );
  const root = element(
    'article',
    { class: 'task', keydown: onKey },
    back,
    title,
    taskMeta(task, t),
    text !== '' &&
      element(
        'section',
        { class: 'description', 'aria-label': t('task.description') },
        description(text),
      ),
    task.answers.length > 0
      ? form
      : notice({ title: t('task.elsewhere'), text: '', tone: 'warning' }),
  );

  /** @param {StatusName} status */
  async function answer(status) {
    lastStatus = status;
    const errors = fields.check(status);
    if (errors.length > 0) refuse(errors);
    else await send(status);
  }

  /** Once an answer was tried, its issues disappear as soon as they are fixed. */
  function onInput() {
    if (lastStatus === null) return;
    const errors = fields.check(lastStatus);
    const shown = messageArea.querySelector('.summary');
    if (shown && errors.length > 0) shown.replaceWith(fields.summary(errors));
    else messageArea.replaceChildren();
  }

  /** @param {KeyboardEvent} event */
  function onKey(event) {
    if (event.key === 'Escape' && !event.defaultPrevented && !sending) leave(settled);
  }

  /** @param {Issue[]} errors */
  function refuse(errors) {
    announce(fields.summary(errors));
    fields.focusIssue(errors[0]);
  }

  /** @param {StatusName} status */
  async function send(status) {
    const stop = new AbortController();
    const sentAt = Date.now();
    const completion = fields.completion(status);
    const waiting = wait(status, stop, fileSize(completion));
    try {
      const result = await portal.completeTask(completion, {
        task,
        signal: stop.signal,
        onProgress: waiting.show,
      });
      const how = result.confirmedBy === 'reply' ? '' : t('done.lookup');
      finish(status, how, result.warnings);
    } catch (error) {
      waiting.end();
      failed(error, status, sentAt);
    }
  }

  /**
   * @param {StatusName} status
   * @param {AbortController} stop
   * @param {number} fileBytes of the files that are sent with it
   */
  function wait(status, stop, fileBytes) {
    const button = buttons[task.answers.findIndex((answer) => answer.status === status)];
    const text = element('p', {}, t('sending.waiting'));
    const bar = element('progress', { hidden: true, max: 1 });
    const bytes = element('span', { class: 'note', 'aria-hidden': 'true' });
    let slowHint = startSlowHint();

    function startSlowHint() {
      return setTimeout(() => {
        text.textContent = t('sending.long');
      }, SLOW_HINT_MS);
    }

    /**
     * What the call is busy with. Small files are sent before anybody could read it. `loaded` and `total` count the bytes
     * of the request, in which files are longer, and people know the sizes of their files.
     *
     * @param {import('bizproc-tasks').Progress} progress
     */
    function show({ phase, loaded = 0, total = 0 }) {
      const isFile = phase === 'encoding' || phase === 'uploading';
      const isShown = isFile && total >= PROGRESS_THRESHOLD_BYTES;
      const message = t(`sending.${isFile && !isShown ? 'waiting' : phase}`);
      // Said once, not twenty times a second.
      if (text.dataset.phase !== phase) {
        clearTimeout(slowHint);
        text.dataset.phase = phase;
        text.textContent = message;
        if (phase === 'waiting') slowHint = startSlowHint();
      }
      bar.hidden = !isShown;
      bar.setAttribute('aria-label', message);
      // How much has been uploaded is not known before the reply.
      if (phase === 'encoding') bar.value = loaded / total;
      else bar.removeAttribute('value');
      const size = t.formatBytes(fileBytes);
      const encoded = t.formatBytes((fileBytes * loaded) / total);
      bytes.textContent = !isShown
        ? ''
        : phase === 'encoding'
          ? t('sending.bytes', { loaded: encoded, total: size })
          : size;
      stopping.textContent = t(isFile ? 'sending.cancel' : 'sending.stop');
    }

    const stopping = element(
      'button',
      { type: 'button', class: 'button--text', click: () => stop.abort() },
      t('sending.stop'),
    );
    sending = true;
    lock(true);
    back.disabled = true;
    button.classList.add('is-loading');
    announce(
      element(
        'div',
        { class: 'progress', role: 'status', tabindex: -1 },
        text,
        bytes,
        stopping,
        bar,
      ),
    );
    return {
      show,
      end() {
        clearTimeout(slowHint);
        sending = false;
        lock(false);
        back.disabled = false;
        button.classList.remove('is-loading');
      },
    };
  }

  /**
   * @param {unknown} error
   * @param {StatusName} status
   * @param {number} sentAt
   */
  function failed(error, status, sentAt) {
    const issues = /** @type {{ issues?: readonly Issue[] }} */ (error).issues ?? [];
    const errors = fields.mark(issues);
    if (errors.length > 0) return refuse(errors);

    const { next, ...explanation } = explainCompleting(error, t);
    if (next === 'leave') return close(explanation);
    if (next === 'check') {
      pendingOutcome = { status, until: sentAt + PORTAL_TIMEOUT_MS };
      lock(true);
      // Who stops waiting wants to know, not to ask.
      if (/** @type {{ code?: string }} */ (error).code === 'ABORTED') return check();
      return announce(notice({ ...explanation, actions: [checkButton()] }));
    }
    const retry = element(
      'button',
      { type: 'button', click: () => send(status) },
      t('action.retry'),
    );
    announce(notice({ ...explanation, actions: [retry] }));
  }

  /** Reads the task, which shows whether the answer was saved. */
  async function check() {
    if (pendingOutcome === null) return;
    const { status, until } = pendingOutcome;
    announce(element('p', { class: 'progress', role: 'status', tabindex: -1 }, t('check.busy')));
    try {
      const now = await portal.getTask(task.id);
      if (!now.open && now.answer === status) {
        finish(status, t('done.lookup'), []);
      } else if (!now.open) {
        close(other(now.answer));
      } else if (Date.now() < until) {
        showUnconfirmed('unknown.pending');
      } else {
        pendingOutcome = null;
        lock(false);
        announce(notice(say('unknown.open')));
      }
    } catch (error) {
      const { code } = /** @type {{ code?: string }} */ (error);
      if (code === 'ERROR_TASK_NOT_FOUND') close(say('unknown.gone'));
      else showUnconfirmed('unknown.failed');
    }
  }

  function checkButton() {
    return element('button', { type: 'button', click: check }, t('action.check'));
  }

  /** @param {'unknown.pending' | 'unknown.failed'} what */
  function showUnconfirmed(what) {
    announce(notice({ ...say(what), actions: [checkButton()] }));
  }

  /**
   * @param {'unknown.pending' | 'unknown.failed' | 'unknown.open' | 'unknown.gone'} what
   * @returns {import('./notice.js').Notice}
   */
  function say(what) {
    return { title: t(`${what}.title`), text: t(`${what}.text`), tone: 'warning' };
  }

  /**
   * @param {StatusName | null} answer
   * @returns {import('./notice.js').Notice}
   */
  function other(answer) {
    const name = answer === null ? '?' : answerName(task, answer, t);
    const text = t('unknown.other.text', { answer: name });
    return { title: t('unknown.other.title'), text, tone: 'warning' };
  }

  /**
   * @param {StatusName} status
   * @param {string} how it is known, where that is worth saying
   * @param {Issue[]} warnings
   */
  function finish(status, how, warnings) {
    const text = t('done.text', { answer: answerName(task, status, t) });
    close({
      title: t('done.title'),
      text: [text, how].filter(Boolean).join(' '),
      details: warnings.map((warning) => warning.message),
      tone: 'success',
    });
  }

  /**
   * Replaces the form with a message: nothing more can be done here.
   *
   * @param {import('./notice.js').Notice} explanation
   */
  function close(explanation) {
    settled = true;
    pendingOutcome = null;
    const onward = element(
      'button',
      { type: 'button', class: 'button--primary', click: () => leave(true) },
      t('action.back'),
    );
    const last = notice({ ...explanation, actions: [onward] });
    back.disabled = false;
    form.replaceWith(last);
    last.focus();
  }

  /** @param {boolean} locked whether nothing can be changed or sent */
  function lock(locked) {
    fields.root.inert = locked;
    answers.inert = locked;
  }

  /**
   * Shows a message below the form, and moves the focus to it.
   *
   * @param {HTMLElement} what
   */
  function announce(what) {
    messageArea.replaceChildren(what);
    what.focus();
  }

  return {
    root,
    focus: () => title.focus(),
    /** Whether leaving now would lose input. */
    hasUnsentInput: () => !settled && (pendingOutcome !== null || fields.isChanged()),
  };
}

/**
 * Bytes of the files in a completion.
 *
 * @param {{ fields?: Record<string, import('bizproc-tasks').FieldValue> }} completion
 */
function fileSize({ fields = {} }) {
  const files = Object.values(fields)
    .flat()
    .filter((value) => value instanceof File);
  return files.reduce((bytes, { size }) => bytes + size, 0);
}
