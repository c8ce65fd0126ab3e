/** What the portal holds, beside the card, as it changes. */

import { byId } from './element.js';
import { comparisonView } from './panel-comparison.js';
import { faultView } from './panel-faults.js';
import { requestView } from './panel-requests.js';
import { taskView } from './panel-tasks.js';
import { request } from './request.js';
import { setCount, tabs } from './tabs.js';

/**
 * The simulator's state.
 *
 * @typedef {Record<string, any>} State
 */

/** @type {Record<string, (state: State, render: () => void) => HTMLElement[]>} */
const VIEWS = { Tasks: taskView, Requests: requestView, Faults: faultView };

/** @type {State | undefined} */
let state;
let view = 'Tasks';

/**
 * Shows the portal's state, and keeps showing it.
 *
 * @param {(state: State) => void} onState
 * @param {() => void} onReset
 */
export function watchPortal(onState, onReset) {
  showTabs();
  byId('reset').addEventListener('click', async () => {
    await request('POST', 'reset');
    onReset();
  });

  let isLoading = false;
  let isStale = false;
  const load = async () => {
    isStale = true;
    if (isLoading) return;
    isLoading = true;
    while (isStale) {
      isStale = false;
      // The simulator may have ended, or the page is being left.
      state = await request('GET', 'state').catch(showSilence);
      if (!state) break;
      if (state.hasComparison && !('Compare' in VIEWS)) {
        VIEWS.Compare = comparisonView;
        showTabs();
      }
      onState(state);
      render();
    }
    isLoading = false;
  };
  const events = new EventSource('/simulator/events');
  events.onmessage = () => {
    byId('live').textContent = 'Live';
    load();
  };
  events.onerror = showSilence;
}

function showTabs() {
  tabs(byId('panel-tabs'), Object.keys(VIEWS), (name) => {
    view = name;
    byId('panel-body').scrollTop = 0;
    render();
  });
}

function showSilence() {
  byId('live').textContent = 'The simulator does not answer.';
}

/**
 * The focused element, which keeps the focus when the panel is rendered again.
 *
 * @param {HTMLElement} body
 */
function focusedIn(body) {
  const focused = document.activeElement;
  return focused instanceof HTMLElement && body.contains(focused) ? focused : undefined;
}

function render() {
  if (!state) return;
  const list = byId('panel-tabs');
  setCount(list, 'Requests', state.requests.length);
  setCount(list, 'Faults', state.faults.length);
  const body = byId('panel-body');
  // Rendering now would discard what is being typed or chosen.
  if (focusedIn(body)?.matches('select')) return;
  const { key } = focusedIn(body)?.dataset ?? {};
  body.replaceChildren(...(VIEWS[view]?.(state, render) ?? []));
  if (key !== undefined) {
    [...body.querySelectorAll('[data-key]')]
      .filter((one) => one instanceof HTMLElement)
      .find(({ dataset }) => dataset.key === key)
      ?.focus();
  }
}
