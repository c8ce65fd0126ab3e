/** The host page: a card of a portal with the placement in one of its tabs. */

import { cardOf } from './cards.js';
import { byId, element } from './element.js';
import { openFrame } from './frame.js';
import { showFrameWidth } from './frame-width.js';
import { PLACEMENTS } from './placements.js';
import { request } from './request.js';
import { tabs } from './tabs.js';
import { viewer } from './viewer.js';

/** @typedef {import('./panel.js').State} State */

/** @type {[string, string][]} */
const CONNECTIONS = [
  ['', 'App decides'],
  ['bx24', 'BX24'],
  ['sdk', 'b24jssdk'],
  ['token', 'Token'],
  ['webhook', 'Webhook'],
];

/** @type {[string, string][]} */
const LANGUAGES = [
  ['en', 'English'],
  ['ru', 'Русский'],
];

const query = new URLSearchParams(location.search);
/** The CRM item whose card is open, if it is not the placement's default. */
const item = query.get('id') ?? undefined;
/** @type {Record<'user' | 'placement' | 'connection' | 'lang', string>} */
const chosen = { ...viewer, placement: query.get('placement') ?? 'CRM_DEAL_DETAIL_TAB' };

/** @type {(() => void) | undefined} */
let closeFrame;
/** The handler that is open; undefined for the first. @type {string | undefined} */
let opened;

showCard();
showFrameWidth();
let areSettingsShown = false;
if (query.get('panel') === 'off') {
  byId('panel').remove();
  // It fails if the simulator has ended, or the user is leaving the page.
  request('GET', 'state').then(showState, () => {});
} else {
  showPanel();
}
byId('reinstall').addEventListener('click', async () => {
  await request('POST', 'reinstall');
  location.reload();
});
open();

/**
 * Opens the placement.
 *
 * @param {string} [handler] One of several that are registered for it.
 */
async function open(handler) {
  closeFrame?.();
  opened = handler;
  closeFrame = await openFrame(byId('pane-app'), {
    user: Number(chosen.user),
    placement: chosen.placement,
    lang: chosen.lang,
    ...(item === undefined ? {} : { id: item }),
    ...(handler === undefined ? {} : { handler }),
    ...(chosen.connection === '' ? {} : { connection: chosen.connection }),
    ...(query.has('method') ? { method: query.get('method') } : {}),
  }).catch((error) => {
    const notice = element('p', 'notice', error.message);
    notice.role = 'alert';
    byId('pane-app').replaceChildren(notice);
    return undefined;
  });
}

/** Shows the panel beside the card, and keeps it up to date. */
async function showPanel() {
  const { watchPortal } = await import('./panel.js');
  watchPortal(
    (state) => {
      showState(state);
      byId('zones').textContent = zones(state.env);
    },
    () => open(opened),
  );
}

/** @param {State} state */
function showState({ users, placements, hasInstallation, isInstalled }) {
  if (!areSettingsShown) {
    showSettings(users);
    showTabs(placements);
  }
  areSettingsShown = true;
  byId('reinstall').hidden = !hasInstallation || !isInstalled;
}

/**
 * The times of server and user, which may be in different zones.
 *
 * @param {State} env
 */
function zones({ serverTz, userTz, userOffset }) {
  const user = userTz || (userOffset ? `${userOffset / 3600} h ahead of it` : 'the same');
  return `Time zone of the server: ${serverTz}, of users: ${user}`;
}

function showCard() {
  const card = cardOf(chosen.placement, chosen.lang, item);
  document.title = `${card.title} – portal simulator`;
  byId('crumbs').textContent = card.crumbs;
  byId('card-title').textContent = card.title;

  byId('facts').replaceChildren(
    ...card.facts.map(([name, value]) => {
      const fact = element('div');
      fact.append(element('dt', '', name), element('dd', '', value));
      return fact;
    }),
  );
  byId('facts').hidden = card.facts.length === 0;

  const { stages = [], stage: now = 0 } = card;
  byId('stages').replaceChildren(
    ...stages.map((name, index) => {
      const stage = element('li', index < now ? 'is-done' : '', name);
      if (index === now) {
        stage.className = 'is-current';
        stage.ariaCurrent = 'step';
      }
      return stage;
    }),
  );
  byId('stages').hidden = stages.length === 0;
  showTabs([]);
}

/**
 * Shows the tabs of the card: one for each handler that is registered for it, and the portal's own.
 *
 * @param {State[]} placements
 */
function showTabs(placements) {
  const [standing = '', ...others] = cardOf(chosen.placement, chosen.lang, item).tabs;
  const handlers = placements.filter(({ placement }) => placement === chosen.placement);
  const titles = handlers.map(
    ({ title, langAll }) => langAll[chosen.lang]?.TITLE || title || standing,
  );
  const own = titles.length > 0 ? titles : [standing];
  let shown = 0;
  tabs(byId('card-tabs'), [...own, ...others], (name) => {
    const index = own.indexOf(name);
    byId('pane-app').hidden = index < 0;
    byId('pane-other').hidden = index >= 0;
    byId('pane-other').textContent = `${name}: this tab is a portal's own; nothing is simulated.`;
    if (index < 0 || index === shown) return;
    shown = index;
    open(handlers[index]?.handler);
  });
}

/** @param {State[]} users */
function showSettings(users) {
  const form = /** @type {HTMLFormElement} */ (byId('settings'));
  fill(
    form,
    'user',
    users.map(({ id, name, lastName, role }) => [
      String(id),
      `${name} ${lastName}${role === 'plain' ? '' : ` (${role})`}`,
    ]),
  );
  fill(
    form,
    'placement',
    Object.entries(PLACEMENTS).map(([code, { label }]) => [code, label]),
  );
  fill(form, 'connection', CONNECTIONS);
  fill(form, 'lang', LANGUAGES);
  form.addEventListener('change', ({ target }) => {
    if (/** @type {HTMLSelectElement} */ (target).name === 'placement') query.delete('id');
    for (const [name, value] of new FormData(form)) {
      if (value === '') query.delete(name);
      else query.set(name, String(value));
    }
    location.search = query.toString();
  });
}

/**
 * @param {HTMLFormElement} form
 * @param {keyof typeof chosen} name
 * @param {[string, string][]} options
 */
function fill(form, name, options) {
  const select = /** @type {HTMLSelectElement} */ (form.elements.namedItem(name));
  select.replaceChildren(...options.map(([value, text]) => new Option(text, value)));
  select.value = chosen[name];
}
