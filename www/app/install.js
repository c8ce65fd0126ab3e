/** The installation page: registers the app in the places of a portal, and finishes its installation. */

import { html, nothing, render } from 'lit/html.js';
import { fitFrame } from '../widget/frame.js';
import { addressLang, ConnectionError, openBx24 } from '../widget/load-bx24.js';
import { notice } from '../widget/notice.js';
import { createTranslator } from '../widget/translator.js';
import { createTexts, hintFor, languages } from './messages.js';
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
  render(
    notice({ title: t(`${error.code}.title`), text: t(`${error.code}.text`), actions: retry }),
    app,
  );
}

/** @param {Bx24} bx24 */
async function start(bx24) {
  text = setLanguage(bx24.getLang());
  fitFrame(bx24, app);
  if (!bx24.isAdmin()) {
    render(notice({ title: text('admin.title'), text: text('admin.text') }), app);
    return;
  }
  showBusy();
  try {
    const portal = await readPortal(bx24);
    showPlaces(bx24, portal);
  } catch (error) {
    const { code, hint } = explain(error);
    const actions = [
      button('retry', () => start(bx24)),
      button('finish', () => bx24.installFinish()),
    ];
    render(notice({ title: text('failed.title'), text: hint, code, actions }), app);
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
 * The names of smart processes with a place. Without the names, their ids are shown.
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
  const rows = portal.places.map((place) => new Place(place, portal));
  const hasCrm = portal.places.some((place) => place.startsWith('CRM_'));
  /** @type {unknown} */
  let message = nothing;
  let isBusy = false;

  function update() {
    render(
      html`<h1>${text('title')}</h1>
        <p>${text('intro')}</p>
        ${
          hasCrm
            ? nothing
            : notice({
                title: text('no-crm.title'),
                text: text('hint.insufficient_scope'),
                tone: 'warning',
              })
        }
        <ul class="places">
          ${rows.map((row) => row.render(update))}
        </ul>
        <div aria-live="polite">${message}</div>
        <div class="install-actions" ?inert=${isBusy}>
          ${button('add', () => run(addTo), 'button--primary')}
          ${button('remove', () => run(removeFrom))}
          ${portal.isInstalled ? nothing : button('finish', () => bx24.installFinish())}
        </div>
        <p>${diagnosisLink()}</p>`,
      app,
    );
  }
  update();

  /**
   * Runs an action for each place, one after the other, and shows the results.
   *
   * @param {(bx24: Bx24, place: Place, bound: BoundPlacement[]) => Promise<PlaceState | null>} change
   */
  async function run(change) {
    isBusy = true;
    message = html`<p role="status">${text('busy')}</p>`;
    update();
    let failures = 0;
    for (const row of rows) {
      try {
        row.state = (await change(bx24, row, portal.bound)) ?? row.state;
        row.failure = null;
      } catch (error) {
        failures += 1;
        row.failure = explain(error);
      }
      update();
    }
    // Reading the places again shows the true state, also after an error.
    portal.bound = await call(bx24, 'placement.get')
      .then((bound) => Object.values(bound))
      .catch(() => portal.bound);
    isBusy = false;
    message = outcome(change === addTo ? 'added' : 'removed', failures);
    update();
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
}

/** The address keeps the parameters that the portal has passed to this page. */
function diagnosisLink() {
  const href = `diagnose.html${location.search}`;
  return html`<a href=${href}>${text('diagnosis')}</a>`;
}

/**
 * The state of the app in a place.
 *
 * @typedef {'absent' | 'added' | 'outdated' | 'removed'} PlaceState
 */

/** A place, its selection, and the state of the app there. */
class Place {
  isSelected = true;
  /** @type {{ code: string, hint: string } | null} */
  failure = null;

  /**
   * @param {string} place
   * @param {Portal} portal
   */
  constructor(place, { bound, smartProcesses }) {
    this.place = place;
    this.name = nameOf(place, smartProcesses);
    /** @type {PlaceState} */
    this.state = stateOf(place, bound, handler);
  }

  /** @param {() => void} update */
  render(update) {
    const { failure, name, state } = this;
    const onChange = (/** @type {any} */ { target }) => {
      this.isSelected = target.checked;
      update();
    };
    return html`<li>
      <label>
        <input type="checkbox" .checked=${this.isSelected} @change=${onChange} />
        ${name}
      </label>
      ${
        failure
          ? html`<span class="state failed">${failure.code}: ${failure.hint}</span>`
          : html`<span class=${state === 'added' ? 'state done' : 'state'}
              >${text(`state.${state}`)}</span
            >`
      }
    </li>`;
  }
}

/**
 * Registers the app for a selected place, and removes the handlers of older versions there.
 *
 * @param {Bx24} bx24
 * @param {Place} row
 * @param {BoundPlacement[]} bound
 * @returns {Promise<PlaceState | null>}
 */
async function addTo(bx24, { place, isSelected }, bound) {
  if (!isSelected) return null;
  const here = bound.filter(({ placement }) => placement === place);
  if (!here.some((one) => one.handler === handler)) {
    await call(bx24, 'placement.bind', {
      PLACEMENT: place,
      HANDLER: handler,
      TITLE: languages.en.tab,
      LANG_ALL: { en: { TITLE: languages.en.tab }, ru: { TITLE: languages.ru.tab } },
    }).catch((error) => {
      // Another user has registered it in the meantime.
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
 * @param {Place} row
 * @param {BoundPlacement[]} bound
 * @returns {Promise<PlaceState | null>}
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
  return { code: error.code, hint: text(hintFor(error.code)) };
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
function button(name, click, className = '') {
  return html`<button type="button" class=${className} @click=${click}>${text(name)}</button>`;
}

function showBusy() {
  render(html`<p role="status">${text('busy')}</p>`, app);
}

/** @param {string} lang */
function setLanguage(lang) {
  const texts = createTexts(lang);
  document.documentElement.lang = lang.toLowerCase().startsWith('ru') ? 'ru' : 'en';
  document.title = texts('title');
  return texts;
}
