import { connect } from 'bizproc-tasks';
import 'bizproc-tasks/element';
import { html, render } from 'lit/html.js';
import { connectToPortal } from './connection.js';
import { startInbox } from './inbox.js';
import { addressLang, ConnectionError } from './load-bx24.js';
import { notice } from './notice.js';
import { createTranslator } from './translator.js';

const THEMES = ['light', 'dark', 'auto'];

const app = /** @type {HTMLElement} */ (document.getElementById('app'));
// A dark frame does not fit into a light card, so only a parameter of the address turns it on.
const theme = THEMES.find((name) => name === query('theme')) ?? 'light';
document.documentElement.classList.add(`theme-${theme}`);

let t = setLanguage(addressLang);
begin();

function begin() {
  const start = document.createElement('div');
  render(skeleton(), start);
  app.replaceChildren(start);
  connectToPortal().then(open, refuse);
}

/** @param {import('./connection.js').HostConnection} place */
function open(place) {
  t = setLanguage(place.lang);
  const portal = connect(place.connection, { lang: t.lang });
  startInbox(app, { portal, place, t, theme });
}

/** @param {unknown} error */
function refuse(error) {
  if (!(error instanceof ConnectionError)) throw error;
  const { code } = error;
  const message = document.createElement('div');
  if (code === 'outside') {
    document.documentElement.classList.add('theme-auto');
    render(welcome(), message);
  } else {
    // This does not reload the page: the portal opened it with a POST, and browsers ask the user before they repeat it.
    const retry = html`<button type="button" @click=${begin}>${t('action.retry')}</button>`;
    const actions = code === 'unreachable' ? [retry] : [];
    render(notice({ title: t(`${code}.title`), text: t(`${code}.text`), actions }), message);
  }
  app.replaceChildren(message);
}

/** Shown when the page is opened outside a portal. */
function welcome() {
  return html`<section class="welcome">
    <h1>${t('outside.title')}</h1>
    <p>${t('outside.text')}</p>
    <ol>
      <li>
        ${t('outside.step.register')}
        <code>${location.origin + location.pathname}</code>
      </li>
      <li>${t('outside.step.scope')}</li>
      <li>${t('outside.step.open')}</li>
    </ol>
  </section>`;
}

function skeleton() {
  return html`<div class="loading" role="status" tabindex="-1">
    <span class="visually-hidden">${t('list.loading')}</span>
    ${[0, 1, 2].map(() => html`<div class="skeleton"></div>`)}
  </div>`;
}

/** @param {string} lang */
function setLanguage(lang) {
  const translator = createTranslator(lang);
  document.documentElement.lang = translator.lang;
  document.title = translator('app.title');
  return translator;
}

/** @param {string} name */
function query(name) {
  return new URLSearchParams(location.search).get(name);
}
