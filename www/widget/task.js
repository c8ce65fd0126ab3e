import { element, icon } from './element.js';

/**
 * One task: its form, and the way back to the list.
 *
 * @param {object} options
 * @param {number} options.taskId
 * @param {import('bizproc-tasks').Connection} options.connection
 * @param {import('./translator.js').Translator} options.t
 * @param {() => void} options.leave back to the list
 */
export function taskView({ taskId, connection, t, leave }) {
  const form = element('bizproc-task', {
    lang: t.lang,
    theme: 'light',
    draft: true,
    'heading-level': 1,
  });
  form.taskId = taskId;
  form.connection = connection;
  let closed = false;
  const back = element(
    'button',
    { type: 'button', class: 'button--text back', click: leave },
    icon('back'),
    t('task.back'),
  );
  // An answer that is being sent is not left alone: it would settle unseen.
  const showBusy = () => {
    back.disabled = form.busy;
  };
  form.addEventListener('bizproc-submit', showBusy);
  form.addEventListener('bizproc-complete', showBusy);
  form.addEventListener('bizproc-error', showBusy);
  form.addEventListener('bizproc-close', () => {
    closed = true;
    const onward = element(
      'button',
      { type: 'button', class: 'button--primary', click: leave },
      t('action.back'),
    );
    form.append(element('div', { slot: 'footer', class: 'onward' }, onward));
  });
  const root = element('article', { class: 'task', keydown: onKey }, back, form);

  /** @param {KeyboardEvent} event */
  function onKey(event) {
    if (event.key === 'Escape' && !event.defaultPrevented && !form.busy) leave();
  }

  return {
    root,
    focus: () => form.updateComplete.then(() => form.focus()),
    /** Whether leaving for good would lose input. */
    isModified: () => form.modified,
    /** Whether nothing more can be done here: the list shows the task no longer. */
    isClosed: () => closed,
  };
}
