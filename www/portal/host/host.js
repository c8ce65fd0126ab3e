/** The host page: a card of a portal, in one of whose tabs the placement stands. */

import { openFrame } from './frame.js';
import { watchPortal } from './panel.js';
import { tabs } from './tabs.js';

/**
 * @typedef {object} Card
 * @property {string} crumbs
 * @property {string} title
 * @property {[string, string][]} facts
 * @property {string[]} stages
 * @property {number} stage
 */

/** @type {Record<string, Card>} */
const CARDS = {
  CRM_DEAL_DETAIL_TAB: {
    crumbs: 'CRM / Deals',
    title: 'Furniture for the Aurora Hotel',
    facts: [
      ['Customer', 'Aurora Hotels AS'],
      ['Amount', '€186,400.00'],
      ['Responsible', 'Nora Lindqvist'],
    ],
    stages: ['New', 'Offer', 'Negotiation', 'Production', 'Delivered'],
    stage: 2,
  },
  CRM_CONTACT_DETAIL_TAB: {
    crumbs: 'CRM / Contacts',
    title: 'Ingrid Solberg',
    facts: [
      ['Company', 'Aurora Hotels AS'],
      ['Position', 'Head of procurement'],
    ],
    stages: [],
    stage: 0,
  },
  CRM_COMPANY_DETAIL_TAB: {
    crumbs: 'CRM / Companies',
    title: 'Baltic Timber OÜ',
    facts: [
      ['Industry', 'Sawmill'],
      ['Responsible', 'Daniel Brooks'],
    ],
    stages: [],
    stage: 0,
  },
  CRM_DYNAMIC_136_DETAIL_TAB: {
    crumbs: 'CRM / Complaints',
    title: 'Scratched table tops, rooms 9–12',
    facts: [['Responsible', 'Nora Lindqvist']],
    stages: ['Received', 'Examined', 'Repaired', 'Closed'],
    stage: 1,
  },
  TASK_VIEW_TAB: {
    crumbs: 'Tasks',
    title: 'Prepare the series after the sample room',
    facts: [
      ['Deadline', 'Friday'],
      ['Responsible', 'Nora Lindqvist'],
    ],
    stages: [],
    stage: 0,
  },
  LEFT_MENU: { crumbs: 'Menu', title: 'My approvals', facts: [], stages: [], stage: 0 },
  DEFAULT: { crumbs: 'Applications', title: 'My approvals', facts: [], stages: [], stage: 0 },
};

/** @type {Record<string, string>} */
const PLACEMENT_NAMES = {
  CRM_DEAL_DETAIL_TAB: 'Deal card',
  CRM_CONTACT_DETAIL_TAB: 'Contact card',
  CRM_COMPANY_DETAIL_TAB: 'Company card',
  CRM_DYNAMIC_136_DETAIL_TAB: 'Smart process card',
  TASK_VIEW_TAB: 'Task card',
  LEFT_MENU: 'Left menu',
  DEFAULT: 'App page',
};

const CONNECTIONS = {
  '': 'App decides',
  bx24: 'BX24',
  sdk: 'b24jssdk',
  token: 'Token',
  webhook: 'Webhook',
};

const query = new URLSearchParams(location.search);
const placement = query.get('placement') ?? 'CRM_DEAL_DETAIL_TAB';

showCard(CARDS[placement] ?? /** @type {Card} */ (CARDS.CRM_DEAL_DETAIL_TAB));
watchPortal((state) => showSettings(state.users));
openFrame(placement, query).catch((error) => {
  const notice = document.createElement('p');
  notice.className = 'notice';
  notice.setAttribute('role', 'alert');
  notice.textContent = error.message;
  byId('pane-app').replaceChildren(notice);
});

/** @param {Card} card */
function showCard(card) {
  document.title = `${card.title} – portal simulator`;
  byId('crumbs').textContent = card.crumbs;
  byId('card-title').textContent = card.title;
  byId('facts').replaceChildren(
    ...card.facts.map(([name, value]) => {
      const fact = document.createElement('div');
      fact.append(element('dt', name), element('dd', value));
      return fact;
    }),
  );
  byId('stages').replaceChildren(
    ...card.stages.map((name, index) => {
      const stage = element('li', name);
      if (index < card.stage) stage.className = 'is-done';
      if (index === card.stage) {
        stage.className = 'is-now';
        stage.setAttribute('aria-current', 'step');
      }
      return stage;
    }),
  );
  byId('stages').hidden = card.stages.length === 0;

  const isPage = placement === 'LEFT_MENU' || placement === 'DEFAULT';
  const names = isPage ? ['Application'] : ['Application', 'General', 'Products', 'History'];
  tabs(byId('card-tabs'), names, (name) => {
    byId('pane-app').hidden = name !== 'Application';
    byId('pane-other').hidden = name === 'Application';
    byId('pane-other').textContent = `${name}: nothing is simulated here.`;
  });
}

let areSettingsShown = false;

/** @param {{ id: number, name: string, lastName: string, role: string }[]} users */
function showSettings(users) {
  if (areSettingsShown) return;
  areSettingsShown = true;
  const form = /** @type {HTMLFormElement} */ (byId('settings'));
  const people = users.map((user) => [
    String(user.id),
    `${user.name} ${user.lastName}${user.role === 'plain' ? '' : ` (${user.role})`}`,
  ]);
  fill(form, 'user', people, query.get('user') ?? '1');
  fill(form, 'placement', Object.entries(PLACEMENT_NAMES), placement);
  fill(form, 'connection', Object.entries(CONNECTIONS), query.get('connection') ?? '');
  fill(
    form,
    'lang',
    [
      ['en', 'English'],
      ['ru', 'Русский'],
    ],
    query.get('lang') ?? 'en',
  );
  form.addEventListener('change', () => {
    for (const [name, value] of new FormData(form)) {
      if (value === '') query.delete(name);
      else query.set(name, String(value));
    }
    location.search = query.toString();
  });
}

/**
 * @param {HTMLFormElement} form
 * @param {string} name
 * @param {string[][]} options
 * @param {string} chosen
 */
function fill(form, name, options, chosen) {
  const select = /** @type {HTMLSelectElement} */ (form.elements.namedItem(name));
  select.replaceChildren(
    ...options.map(([value, text]) => new Option(text, value, false, value === chosen)),
  );
}

/**
 * @param {string} name
 * @param {string} text
 */
function element(name, text) {
  const created = document.createElement(name);
  created.textContent = text;
  return created;
}

/** @param {string} id */
function byId(id) {
  return /** @type {HTMLElement} */ (document.getElementById(id));
}
