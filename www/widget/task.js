import { description } from './description.js';
import { element, icon } from './element.js';
import { answerName, facts, taskName } from './facts.js';
import { taskEntries } from './form.js';
import { notice } from './notice.js';
import { explainCompleting } from './outcome.js';

/**
 * @typedef {import('bizproc-tasks').StatusName} StatusName
 * @typedef {import('bizproc-tasks').Issue} Issue
 * @typedef {import('bizproc-tasks').Task} Task
 *
 * @typedef {object} Unsettled
 * @property {StatusName} status
 * @property {number} until when the portal can no longer be working on it
 */

/** A portal stops a request after 60 seconds. Until then an answer may still be on its way. */
const PORTAL_TAKES = 65_000;
/** Bytes of files whose way takes long enough to be followed. */
const WORTH_SHOWING = 1_000_000;
/** After this long a reader wants to hear that nothing is stuck. */
const LONG = 6_000;

/**
 * One task, and the form that answers it.
 *
 * @param {object} given
 * @param {Task} given.task
 * @param {import('bizproc-tasks').Portal} given.portal
 * @param {import('./words.js').Words} given.words
 * @param {(settled: boolean) => void} given.leave back to the list; settled: the task waits no longer
 */
export function taskForm({ task, portal, words, leave }) {
  const entries = taskEntries(task, words);

  /**
   * The answer that was tried last: what is wrong with a form depends on it.
   *
   * @type {StatusName | null}
   */
  let tried = null;
  /**
   * An answer of which nobody knows what became.
   *
   * @type {Unsettled | null}
   */
  let unsettled = null;
  let sending = false;
  let settled = false;

  const title = element('h1', { tabindex: -1 }, taskName(task, words));
  const buttons = task.answers.map(({ status }) =>
    element(
      'button',
      {
        type: 'submit',
        value: status,
        class: status === 'yes' || status === 'ok' ? 'primary' : status,
      },
      answerName(task, status, words),
    ),
  );
  const answers = element(
    'div',
    { class: 'answers', role: 'group', 'aria-label': words('task.answers') },
    ...buttons,
  );
  const news = element('div', { class: 'news' });
  const form = element(
    'form',
    { novalidate: true, submit: onSubmit, input: onInput },
    entries.root,
    news,
    answers,
  );
  const text = task.description.trim();
  const back = element(
    'button',
    { type: 'button', class: 'quiet back', click: () => leave(settled) },
    icon('back'),
    words('task.back'),
  );
  const root = element(
    'article',
    { class: 'task', keydown: onKey },
    back,
    title,
    facts(task, words),
    text !== '' &&
      element(
        'section',
        { class: 'description', 'aria-label': words('task.description') },
        description(text),
      ),
    task.answers.length > 0
      ? form
      : notice({ title: words('task.elsewhere'), text: '', tone: 'unsure' }),
  );

  /** @param {SubmitEvent} event */
  async function onSubmit(event) {
    event.preventDefault();
    const button = /** @type {HTMLButtonElement | null} */ (event.submitter) ?? buttons[0];
    tried = /** @type {StatusName} */ (button.value);
    const errors = entries.check(tried);
    if (errors.length > 0) refuse(errors);
    else await send(tried);
  }

  /** Once an answer was tried, its issues go as soon as they are put right. */
  function onInput() {
    if (tried === null) return;
    const errors = entries.check(tried);
    const shown = news.querySelector('.summary');
    if (shown && errors.length > 0) shown.replaceWith(entries.summary(errors));
    else news.replaceChildren();
  }

  /** @param {KeyboardEvent} event */
  function onKey(event) {
    if (event.key === 'Escape' && !event.defaultPrevented && !sending) leave(settled);
  }

  /** @param {Issue[]} errors */
  function refuse(errors) {
    tell(entries.summary(errors));
    entries.reach(errors[0]);
  }

  /** @param {StatusName} status */
  async function send(status) {
    const stop = new AbortController();
    const sentAt = Date.now();
    const idle = wait(status, stop);
    try {
      const completion = entries.completion(status);
      const result = await portal.completeTask(completion, {
        task,
        signal: stop.signal,
        onProgress: idle.show,
      });
      const how = result.confirmedBy === 'reply' ? '' : words('done.lookup');
      finish(status, how, result.warnings);
    } catch (error) {
      idle.end();
      failed(error, status, sentAt);
    }
  }

  /**
   * @param {StatusName} status
   * @param {AbortController} stop
   */
  function wait(status, stop) {
    const button = buttons[task.answers.findIndex((answer) => answer.status === status)];
    const text = element('p', {}, words('sending.title'));
    const bar = element('progress', { hidden: true, max: 1 });
    const bytes = element('span', { class: 'note', 'aria-hidden': 'true' });
    let long = soon();

    function soon() {
      return setTimeout(() => {
        text.textContent = words('sending.long');
      }, LONG);
    }

    /**
     * How far files are. A small one is gone before anybody could read of it.
     *
     * @param {{ phase: 'encode' | 'upload', loaded: number, total: number }} progress
     */
    function show({ phase, loaded, total }) {
      if (total < WORTH_SHOWING) return;
      clearTimeout(long);
      const isDone = phase === 'upload' && loaded === total;
      const saying = words(isDone ? 'sending.title' : `sending.${phase}`);
      // Said once, not twenty times a second.
      if (text.textContent !== saying) text.textContent = saying;
      bar.hidden = isDone;
      bar.value = loaded / total;
      bar.setAttribute('aria-label', saying);
      bytes.textContent = isDone
        ? ''
        : words('sending.bytes', { loaded: words.size(loaded), total: words.size(total) });
      stopping.textContent = words(isDone ? 'sending.stop' : 'sending.cancel');
      if (isDone) long = soon();
    }

    const stopping = element(
      'button',
      { type: 'button', class: 'quiet', click: () => stop.abort() },
      words('sending.stop'),
    );
    sending = true;
    lock(true);
    back.disabled = true;
    button.classList.add('spinning');
    tell(
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
        clearTimeout(long);
        sending = false;
        lock(false);
        back.disabled = false;
        button.classList.remove('spinning');
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
    const errors = entries.mark(issues);
    if (errors.length > 0) return refuse(errors);

    const { next, ...told } = explainCompleting(error, words);
    if (next === 'leave') return close(told);
    if (next === 'check') {
      unsettled = { status, until: sentAt + PORTAL_TAKES };
      lock(true);
      return tell(notice({ ...told, actions: [checkButton()] }));
    }
    const retry = element(
      'button',
      { type: 'button', click: () => send(status) },
      words('action.retry'),
    );
    tell(notice({ ...told, actions: [retry] }));
  }

  /** Looks at the task itself, since only it knows what became of the answer. */
  async function check() {
    if (unsettled === null) return;
    const { status, until } = unsettled;
    tell(element('p', { class: 'progress', role: 'status', tabindex: -1 }, words('check.busy')));
    try {
      const now = await portal.getTask(task.id);
      if (!now.open && now.answer === status) {
        finish(status, words('done.checked'), []);
      } else if (!now.open) {
        close(other(now.answer));
      } else if (Date.now() < until) {
        doubt('unknown.pending');
      } else {
        unsettled = null;
        lock(false);
        tell(notice(say('unknown.open')));
      }
    } catch (error) {
      const { code } = /** @type {{ code?: string }} */ (error);
      if (code === 'ERROR_TASK_NOT_FOUND') close(say('unknown.gone'));
      else doubt('unknown.failed');
    }
  }

  function checkButton() {
    return element('button', { type: 'button', click: check }, words('action.check'));
  }

  /** @param {'unknown.pending' | 'unknown.failed'} what */
  function doubt(what) {
    tell(notice({ ...say(what), actions: [checkButton()] }));
  }

  /**
   * @param {'unknown.pending' | 'unknown.failed' | 'unknown.open' | 'unknown.gone'} what
   * @returns {import('./notice.js').Notice}
   */
  function say(what) {
    return { title: words(`${what}.title`), text: words(`${what}.text`), tone: 'unsure' };
  }

  /**
   * @param {StatusName | null} answer
   * @returns {import('./notice.js').Notice}
   */
  function other(answer) {
    const name = answer === null ? '?' : answerName(task, answer, words);
    const text = words('unknown.other.text', { answer: name });
    return { title: words('unknown.other.title'), text, tone: 'unsure' };
  }

  /**
   * @param {StatusName} status
   * @param {string} how it is known, where that is worth saying
   * @param {Issue[]} warnings
   */
  function finish(status, how, warnings) {
    const text = words('done.text', { answer: answerName(task, status, words) });
    close({
      title: words('done.title'),
      text: [text, how].filter(Boolean).join(' '),
      details: warnings.map((warning) => warning.message),
      tone: 'good',
    });
  }

  /**
   * Nothing more can be done here: says so in place of the form.
   *
   * @param {import('./notice.js').Notice} told
   */
  function close(told) {
    settled = true;
    unsettled = null;
    const onward = element(
      'button',
      { type: 'button', class: 'primary', click: () => leave(true) },
      words('action.back'),
    );
    const last = notice({ ...told, actions: [onward] });
    back.disabled = false;
    form.replaceWith(last);
    last.focus();
  }

  /** @param {boolean} locked nothing may be changed or sent at the moment */
  function lock(locked) {
    entries.root.inert = locked;
    answers.inert = locked;
  }

  /**
   * Says something where the reader is looking, and takes the focus there.
   *
   * @param {HTMLElement} what
   */
  function tell(what) {
    news.replaceChildren(what);
    what.focus();
  }

  return {
    root,
    focus: () => title.focus(),
    /** Leaving now would lose something. */
    unsent: () => !settled && (unsettled !== null || entries.touched()),
  };
}
