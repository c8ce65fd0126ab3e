/** The installation page: registers the app in the places of a portal, and finishes its installation. */

import { element } from '../widget/element.js';
import { fitFrame } from '../widget/frame.js';
import { addressLang, ConnectionError, openBx24 } from '../widget/load-bx24.js';
import { notice } from '../widget/notice.js';
import { createTranslator } from '../widget/translator.js';
import { createTexts, cureOf, languages } from './messages.js';
import { handlerBeside, placesIn, smartProcessOf, stateOf } from './places.js';
import { call, RestError } from './rest.js';

/**
 * @typedef {import('./places.js').BoundPlacement} BoundPlacement
 *
 * @typedef {object} Portal what is known of the portal
 * @property {boolean} isInstalled
 * @property {string[]} places
 * @property {BoundPlacement[]} bound
 * @property {Map<number, string>} smartProcesses names by id, as far as they are known
 */

const app = /** @type {HTMLElement} */ (document.getElementById('app'));
const handler = handlerBeside(location.href);

let text = setLanguage(addressLang);
begin();

function begin() {
  showBusy();
  openBx24().then(start, refuse);
}

/** @param {unknown} error */
function refuse(error) {
  if (!(error instanceof ConnectionError)) throw error;
  const t = createTranslator(addressLang);
  const retry = error.code === 'unreachable' ? [button('retry', begin)] : [];
  app.replaceChildren(
    notice({ title: t(`${error.code}.title`), text: t(`${error.code}.text`), actions: retry }),
  );
}

/** @param {Bx24} bx24 */
async function start(bx24) {
  text = setLanguage(bx24.getLang());
  fitFrame(bx24, app);
  if (!bx24.isAdmin()) {
    app.replaceChildren(notice({ title: text('admin.title'), text: text('admin.text') }));
    return;
  }
  showBusy();
  try {
    const portal = await readPortal(bx24);
    showPlaces(bx24, portal);
  } catch (error) {
    const { code, cure } = explain(error);
    const actions = [
      button('retry', () => start(bx24)),
      button('finish', () => bx24.installFinish()),
    ];
    app.replaceChildren(notice({ title: text('failed.title'), text: cure, code, actions }));
  }
}

/**
 * @param {Bx24} bx24
 * @returns {Promise<Portal>}
 */
async function readPortal(bx24) {
  const { INSTALLED } = await call(bx24, 'app.info');
  const offered = await call(bx24, 'placement.list');
  const bound = await call(bx24, 'placement.get');
  const places = placesIn(Object.values(offered));
  return {
    isInstalled: INSTALLED === true,
    places,
    bound: Object.values(bound),
    smartProcesses: await readSmartProcesses(bx24, places),
  };
}

/**
 * The names of the smart processes that have a place. Without them their ids are shown.
 *
 * @param {Bx24} bx24
 * @param {string[]} places
 * @returns {Promise<Portal['smartProcesses']>}
 */
async function readSmartProcesses(bx24, places) {
  const ids = places.map(smartProcessOf).filter((id) => id !== null);
  if (ids.length === 0) return new Map();
  const { types } = await call(bx24, 'crm.type.list', { filter: { '@entityTypeId': ids } }).catch(
    () => ({ types: [] }),
  );
  return new Map(types.map((/** @type {any} */ type) => [Number(type.entityTypeId), type.title]));
}

/**
 * @param {Bx24} bx24
 * @param {Portal} portal
 */
function showPlaces(bx24, portal) {
  const rows = portal.places.map((place) => placeRow(place, portal));
  const message = element('div', { 'aria-live': 'polite' });
  const add = button('add', () => run(addTo), 'button--primary');
  const remove = button('remove', () => run(removeFrom));
  const finish = button('finish', () => bx24.installFinish());
  finish.hidden = portal.isInstalled;
  const actions = element('div', { class: 'install-actions' }, add, remove, finish);

  /**
   * Does something with each place, one after the other, and says what came of it.
   *
   * @param {(bx24: Bx24, row: PlaceRow, bound: BoundPlacement[]) => Promise<'added' | 'removed' | null>} change
   */
  async function run(change) {
    actions.inert = true;
    message.replaceChildren(element('p', { role: 'status' }, text('busy')));
    let failures = 0;
    for (const row of rows) {
      try {
        const state = await change(bx24, row, portal.bound);
        if (state) row.show(state);
      } catch (error) {
        failures += 1;
        row.fail(error);
      }
    }
    // Reading anew shows what is true, whatever the calls said.
    portal.bound = await call(bx24, 'placement.get')
      .then((bound) => Object.values(bound))
      .catch(() => portal.bound);
    actions.inert = false;
    message.replaceChildren(outcome(change === addTo ? 'added' : 'removed', failures));
  }

  /**
   * @param {'added' | 'removed'} what
   * @param {number} failures
   */
  function outcome(what, failures) {
    if (failures > 0) {
      return notice({ title: text('partly.title'), text: text('partly.text'), tone: 'warning' });
    }
    const detail = what === 'added' && portal.isInstalled ? 'added.again' : `${what}.text`;
    return notice({
      title: text(`${what}.title`),
      text: text(/** @type {'added.again' | 'added.text' | 'removed.text'} */ (detail)),
      tone: 'success',
    });
  }

  const hasCrm = portal.places.some((place) => place.startsWith('CRM_'));
  app.replaceChildren(
    element('h1', {}, text('title')),
    element('p', {}, text('intro')),
    hasCrm
      ? ''
      : notice({
          title: text('no-crm.title'),
          text: text('cure.insufficient_scope'),
          tone: 'warning',
        }),
    element('ul', { class: 'places' }, ...rows.map(({ root }) => root)),
    message,
    actions,
    element('p', {}, diagnosisLink()),
  );
}

/** The address keeps what the portal has told this page about itself. */
function diagnosisLink() {
  const href = `diagnose.html${location.search}`;
  return element('a', { href }, text('diagnosis'));
}

/**
 * A place, whether it is selected, and how it stands.
 *
 * @typedef {ReturnType<typeof placeRow>} PlaceRow
 * @param {string} place
 * @param {Portal} portal
 */
function placeRow(place, { bound, smartProcesses }) {
  const input = element('input', { type: 'checkbox', checked: true });
  const state = element('span', { class: 'state' });
  const root = element('li', {}, element('label', {}, input, nameOf(place, smartProcesses)), state);

  /** @param {'absent' | 'added' | 'outdated' | 'removed'} how */
  const show = (how) => {
    state.className = how === 'added' ? 'state done' : 'state';
    state.textContent = text(`state.${how}`);
  };
  show(stateOf(place, bound, handler));
  return {
    root,
    place,
    isSelected: () => input.checked,
    show,
    /** @param {unknown} error */
    fail(error) {
      const { code, cure } = explain(error);
      state.className = 'state failed';
      state.textContent = `${code}: ${cure}`;
    },
  };
}

/**
 * Registers the app for a selected place, and removes what an older version has registered there.
 *
 * @param {Bx24} bx24
 * @param {PlaceRow} row
 * @param {BoundPlacement[]} bound
 */
async function addTo(bx24, { place, isSelected }, bound) {
  if (!isSelected()) return null;
  const here = bound.filter(({ placement }) => placement === place);
  if (!here.some((one) => one.handler === handler)) {
    await call(bx24, 'placement.bind', {
      PLACEMENT: place,
      HANDLER: handler,
      TITLE: languages.en.tab,
      LANG_ALL: { en: { TITLE: languages.en.tab }, ru: { TITLE: languages.ru.tab } },
    }).catch((error) => {
      // Somebody else was faster.
      if (!/already bind/i.test(error.message)) throw error;
    });
  }
  for (const one of here) {
    if (one.handler === handler) continue;
    await call(bx24, 'placement.unbind', { PLACEMENT: place, HANDLER: one.handler });
  }
  return 'added';
}

/**
 * Removes the app from a place, selected or not.
 *
 * @param {Bx24} bx24
 * @param {PlaceRow} row
 * @param {BoundPlacement[]} bound
 */
async function removeFrom(bx24, { place }, bound) {
  const here = bound.filter(({ placement }) => placement === place);
  if (here.length === 0) return null;
  for (const one of here) {
    await call(bx24, 'placement.unbind', { PLACEMENT: place, HANDLER: one.handler });
  }
  return 'removed';
}

/** @param {unknown} error */
function explain(error) {
  if (!(error instanceof RestError)) throw error;
  return { code: error.code, cure: text(cureOf(error.code)) };
}

/**
 * @param {string} place
 * @param {Portal['smartProcesses']} smartProcesses
 */
function nameOf(place, smartProcesses) {
  const id = smartProcessOf(place);
  if (id !== null) {
    const name = smartProcesses.get(id);
    return name ? text('place.smart', { name }) : text('place.dynamic', { id: String(id) });
  }
  return text(/** @type {import('./messages.js').InstallMessageKey} */ (`place.${place}`));
}

/**
 * @param {'add' | 'remove' | 'finish' | 'retry'} name
 * @param {() => void} click
 * @param {string} [className]
 */
function button(name, click, className) {
  return element('button', { type: 'button', class: className, click }, text(name));
}

function showBusy() {
  app.replaceChildren(element('p', { role: 'status' }, text('busy')));
}

/** @param {string} lang */
function setLanguage(lang) {
  const texts = createTexts(lang);
  document.documentElement.lang = lang.toLowerCase().startsWith('ru') ? 'ru' : 'en';
  document.title = texts('title');
  return texts;
}
