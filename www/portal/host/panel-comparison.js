/** The comparison of clients: its buttons and its table. */

import {
  compare,
  comparisonState,
  resultOf,
  stopComparison,
  watchComparison,
} from './comparison.js';
import { CLIENTS, FAILURES } from './comparison-table.js';
import { button, element } from './element.js';
import { openSlider } from './slider.js';

/** @typedef {import('./comparison-table.js').Failure} Failure */
/** @typedef {import('./comparison.js').Result} Result */

const TITLE = 'What each client reports for the same failure';

/** @returns {import('./panel.js').View} */
export function comparisonView() {
  const box = element('div', 'detail');
  const actions = element('div', 'actions');
  actions.append(...runButtons(showTable).buttons, button('Show the table', showTable));
  box.append(
    element('h2', 'group', TITLE),
    element(
      'p',
      '',
      'BX24.js, the SDK and this package each approve a task of their own, and the table shows what their caller learns. To lose one reply takes 20 seconds, to try all failures five minutes: some clients wait that long.',
    ),
    actions,
  );
  return { head: [], body: () => [box] };
}

/**
 * The buttons that start and stop the comparison.
 *
 * @param {() => void} [onStart]
 */
function runButtons(onStart = () => {}) {
  /** @param {Failure[]} failures */
  const run = (failures) => {
    onStart();
    compare(failures);
  };
  const lose = button('Lose a reply', () => run(FAILURES.slice(0, 1)));
  lose.classList.add('is-main');
  const all = button('Try all failures', () => run(FAILURES));
  const stop = button('Stop', stopComparison);
  const update = () => {
    const state = comparisonState();
    lose.disabled = all.disabled = state !== 'idle';
    stop.disabled = state !== 'running';
  };
  update();
  return { buttons: [lose, all, stop], end: watchComparison(update) };
}

function showTable() {
  if (document.querySelector('.comparison')) return;
  const actions = element('div', 'actions');
  const { buttons, end } = runButtons();
  actions.append(...buttons);
  const region = element('div', 'comparison');
  region.role = 'region';
  region.ariaLabel = TITLE;
  // The table may be wider than the screen, so it can be scrolled with keys.
  region.tabIndex = 0;
  const update = () => region.replaceChildren(table());
  update();
  openSlider(TITLE, (body) => {
    const text = element(
      'p',
      '',
      'In all these cases but the expired token and the 503 the portal stores the answer at the first call. “Nothing” means that the callback is never called; BX24.js is waited for 10 seconds.',
    );
    const content = element('div', 'comparison-body');
    content.append(text, actions, region);
    body.append(content);
    const endUpdates = watchComparison(update);
    return () => {
      end();
      endUpdates();
    };
  });
}

function table() {
  const created = element('table');
  created.createCaption().textContent = TITLE;
  created.caption?.classList.add('visually-hidden');
  const head = created.createTHead().insertRow();
  head.append(headerCell('col', 'Failure'));
  for (const [, name] of CLIENTS) head.append(headerCell('col', name));
  const body = created.createTBody();
  for (const failure of FAILURES) {
    const row = body.insertRow();
    row.append(headerCell('row', failure.name.replaceAll('`', '')));
    for (const [client] of CLIENTS) fillCell(row.insertCell(), resultOf(failure, client));
  }
  return created;
}

/**
 * @param {'row' | 'col'} scope
 * @param {string} text
 */
function headerCell(scope, text) {
  const cell = element('th', '', text);
  cell.scope = scope;
  return cell;
}

/**
 * @param {HTMLTableCellElement} cell
 * @param {Result | undefined} result
 */
function fillCell(cell, result) {
  if (!result) {
    cell.textContent = '–';
    return;
  }
  const { summary, isStored, ms } = result;
  const text = element('span', toneOf(result));
  // Error codes may wrap after each word.
  for (const word of summary.split(/(?<=_)/)) text.append(word, element('wbr'));
  cell.append(text);
  if (isStored === null) return;
  const seconds = `${(ms / 1000).toFixed(1)} s`;
  cell.append(element('small', '', isStored ? seconds : `${seconds}; not stored`));
}

/** @param {Result} result */
function toneOf({ summary, isStored }) {
  if (isStored === null) return '';
  if (summary === 'nothing') return 'is-danger';
  if (summary.includes('unknown')) return 'is-warning';
  return summary.startsWith('completed') === isStored ? 'is-success' : 'is-danger';
}
