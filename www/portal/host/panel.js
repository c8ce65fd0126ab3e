/** The panel beside the card, with the current state of the portal. */

import { byId } from './element.js';
import { focusedKey, refocus } from './focus.js';
import { frameEntries, watchFrameLog } from './frame-log.js';
import { comparisonView } from './panel-comparison.js';
import { faultView } from './panel-faults.js';
import { frameView } from './panel-frame.js';
import { requestView } from './panel-requests.js';
import { settingsView } from './panel-settings.js';
import { taskView } from './panel-tasks.js';
import { request } from './request.js';
import { setCount, tabs } from './tabs.js';

/**
 * The simulator's state.
 *
 * @typedef {Record<string, any>} State
 */

/**
 * A tab of the panel.
 *
 * @typedef {object} View
 * @property {HTMLElement[]} head What is made once and stays, such as controls.
 * @property {(state: State) => void} [update] Brings the head up to date.
 * @property {(state: State) => HTMLElement[]} body What is made anew after each change.
 */

/** @type {Record<string, View>} */
const views = {
  Tasks: taskView(),
  Requests: requestView(render),
  Frame: frameView(render),
  Faults: faultView(),
  Settings: settingsView(),
};

/** @type {State | undefined} */
let state;
let shown = 'Tasks';

/**
 * Shows the portal's state, and updates it.
 *
 * @param {(state: State) => void} onState
 * @param {() => void} onReset
 */
export function watchPortal(onState, onReset) {
  showTabs();
  watchFrameLog(() => {
    setCount(byId('panel-tabs'), 'Frame', frameEntries().length);
    if (shown === 'Frame') render();
  });
  byId('reset').addEventListener('click', async () => {
    // The settings are kept.
    await request('POST', 'reset', { env: state?.env });
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
      // The simulator may have ended, or the user is leaving the page.
      state = await request('GET', 'state').catch(showSilence);
      if (!state) break;
      if (state.hasComparison && !('Compare' in views)) {
        views.Compare = comparisonView();
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
  tabs(byId('panel-tabs'), Object.keys(views), (name) => {
    shown = name;
    byId('panel-head').replaceChildren(...(views[name]?.head ?? []));
    byId('panel-body').scrollTop = 0;
    render();
  });
}

function showSilence() {
  byId('live').textContent = 'The simulator does not answer.';
}

function render() {
  const view = views[shown];
  if (!state || !view) return;
  const list = byId('panel-tabs');
  setCount(list, 'Requests', state.requests.length);
  setCount(list, 'Frame', frameEntries().length);
  setCount(list, 'Faults', state.faults.length);
  view.update?.(state);
  const body = byId('panel-body');
  const content = view.body(state);
  const isSame = content.length === body.children.length;
  if (isSame && content.every((one, index) => one === body.children[index])) return;
  const key = focusedKey(body);
  body.replaceChildren(...content);
  refocus(key, body);
}
