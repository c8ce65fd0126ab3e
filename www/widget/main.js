import { connect } from 'bizproc-tasks';
import 'bizproc-tasks/element';
import { connectToPortal } from './connection.js';
import { element } from './element.js';
import { fitFrame } from './frame.js';
import { taskList } from './list.js';
import { addressLang, ConnectionError } from './load-bx24.js';
import { notice } from './notice.js';
import { taskView } from './task.js';
import { createTranslator } from './translator.js';

const app = /** @type {HTMLElement} */ (document.getElementById('app'));

let t = setLanguage(addressLang);
begin();

function begin() {
  app.replaceChildren(skeleton('list.loading'));
  connectToPortal().then(start, refuse);
}

/** @param {import('./connection.js').HostConnection} place */
function start({ connection, host, lang }) {
  t = setLanguage(lang);
  const portal = connect(connection, { lang: t.lang });
  const list = taskList({ portal, t, open });
  /**
   * Forms with input that was not sent: going back to the list loses nothing, not even files.
   *
   * @type {Map<number, ReturnType<typeof taskView>>}
   */
  const unsent = new Map();
  fitFrame(host, app);
  app.replaceChildren(list.root);
  list.load();

  /** @param {import('bizproc-tasks').Task} row */
  function open({ id }) {
    // Read anew: the list may be old.
    const view = unsent.get(id) ?? taskView({ taskId: id, connection, t, leave });
    show(view);

    function leave() {
      if (view.isModified()) unsent.set(id, view);
      else unsent.delete(id);
      // The list shows the task no longer.
      if (view.isClosed()) list.load();
      show({ root: list.root, focus: () => list.focus(id) });
    }
  }
}

/** @param {{ root: HTMLElement, focus: () => void }} view */
function show({ root, focus }) {
  app.replaceChildren(root);
  focus();
}

/** @param {unknown} error */
function refuse(error) {
  if (!(error instanceof ConnectionError)) throw error;
  const { code } = error;
  if (code === 'outside') return app.replaceChildren(welcome());
  // Not by reloading the page: the portal opened it with a POST, which browsers do not repeat without asking.
  const retry = element('button', { type: 'button', click: begin }, t('action.retry'));
  app.replaceChildren(
    notice({
      title: t(`${code}.title`),
      text: t(`${code}.text`),
      actions: code === 'unreachable' ? [retry] : [],
    }),
  );
}

/** Shown when the page is opened outside a portal. */
function welcome() {
  document.documentElement.classList.add('standalone');
  return element(
    'section',
    { class: 'welcome' },
    element('h1', {}, t('outside.title')),
    element('p', {}, t('outside.text')),
    element(
      'ol',
      {},
      element(
        'li',
        {},
        t('outside.step.register'),
        element('code', {}, location.origin + location.pathname),
      ),
      element('li', {}, t('outside.step.scope')),
      element('li', {}, t('outside.step.open')),
    ),
  );
}

/** @param {import('./translator.js').MessageKey} what */
function skeleton(what) {
  return element(
    'div',
    { class: 'loading', role: 'status', tabindex: -1 },
    element('span', { class: 'visually-hidden' }, t(what)),
    ...[0, 1, 2].map(() => element('div', { class: 'skeleton' })),
  );
}

/** @param {string} lang */
function setLanguage(lang) {
  const translator = createTranslator(lang);
  document.documentElement.lang = translator.lang;
  document.title = translator('app.title');
  return translator;
}
