import { hasDraft } from 'bizproc-tasks/element';
import { approve } from './approval.js';
import { delegate } from './delegation.js';
import { fitFrame } from './frame.js';
import { taskList } from './list.js';
import { taskView } from './task.js';

/**
 * @import { Portal, Task } from 'bizproc-tasks'
 * @import { HostConnection } from './connection.js'
 * @import { TaskView } from './task.js'
 * @import { Translator } from './translator.js'
 */

/**
 * The inbox: shows the list of tasks, or one task.
 *
 * @param {HTMLElement} app
 * @param {object} options
 * @param {Portal} options.portal
 * @param {HostConnection} options.place
 * @param {Translator} options.t
 * @param {string} options.theme
 */
export function startInbox(app, { portal, place, t, theme }) {
  /**
   * Forms with unsent input, so that going back to the list loses nothing, not even files.
   *
   * @type {Map<number, TaskView>}
   */
  const unsent = new Map();
  const { placement, selectUser } = place;
  const list = taskList({
    portal,
    t,
    card: isCard(placement) ? placement : null,
    open,
    hasDraft: (task) => unsent.has(task.id) || hasDraft(task, place.connection),
    actions: [
      {
        label: t('approve.action'),
        run: (tasks, opener) => approve({ portal, ...bulk(tasks, opener) }),
      },
      {
        label: t('delegate.action'),
        run: (tasks, opener) => delegate({ portal, selectUser, ...bulk(tasks, opener) }),
      },
    ],
  });
  fitFrame(place.host, app);
  app.replaceChildren(list.root);
  list.load();

  /**
   * The context of a dialog for several tasks.
   *
   * @param {Task[]} tasks
   * @param {HTMLElement} opener
   */
  function bulk(tasks, opener) {
    return {
      app,
      opener,
      t,
      tasks,
      settled: list.remove,
      open,
      closed() {
        if (document.activeElement === document.body) list.focus();
      },
    };
  }

  /** @param {Task} task */
  function open(task) {
    const { id } = task;
    let isDelegated = false;
    /** The task that follows this one in the list. @type {Task | null} */
    let following = null;
    const view =
      unsent.get(id) ??
      taskView({ task, place, t, theme, leave, nextTask, open: openNext, delegate: delegateThis });
    const isGone = () => isDelegated || view.isClosed();
    show(view);

    /** @param {HTMLElement} opener */
    function delegateThis(opener) {
      delegate({
        portal,
        selectUser,
        ...bulk([task], opener),
        settled: ({ length }) => {
          isDelegated = length > 0;
        },
        open: view.focus,
        closed: () => isDelegated && leave(),
      });
    }

    function nextTask() {
      following = list.nextTo(id);
      return following;
    }

    /** Updates the list after an outcome of this task. */
    function close() {
      if (view.isModified() && !isDelegated) unsent.set(id, view);
      else unsent.delete(id);
      if (isGone()) list.remove([id]);
      else list.update();
    }

    function leave() {
      if (isDelegated) nextTask();
      close();
      show({ root: list.root, focus: () => list.focus(isGone() ? following?.id : id) });
    }

    /** @param {Task} next */
    function openNext(next) {
      close();
      open(next);
    }
  }

  /** @param {{ root: HTMLElement, focus: () => void }} view */
  function show({ root, focus }) {
    app.replaceChildren(root);
    focus();
    // The portal can scroll to the focus only if the frame is high enough.
    const onResize = () => document.activeElement?.scrollIntoView({ block: 'nearest' });
    window.addEventListener('resize', onResize, { once: true });
  }
}

/**
 * Whether a placement is in the card of an item, or in its menu in a list.
 *
 * @param {HostConnection['placement']} placement
 */
function isCard({ placement, options }) {
  return placement.startsWith('CRM_') && (options.ID ?? options.ENTITY_ID) !== undefined;
}
