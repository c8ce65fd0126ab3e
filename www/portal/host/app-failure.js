/** Explains what to do if the browser shows an error instead of an app. */

import { button, element } from './element.js';
import { request } from './request.js';

/** @typedef {import('./frame.js').FrameSession} FrameSession */

/**
 * Replaces the frame of an app that cannot be opened with an explanation.
 *
 * @param {FrameSession} session
 * @param {HTMLIFrameElement} frame
 */
export async function explainFailure({ action, method }, frame) {
  const { failure } = await request('POST', 'frame/check', { address: action, method }).catch(
    () => ({ failure: null }),
  );
  if (failure === null || !frame.isConnected) return;
  const { origin, pathname } = new URL(action);
  const box = element('div', 'app-failure');
  box.role = 'alert';
  const reload = button('Reload', () => location.reload());
  reload.classList.add('is-main');
  const actions = element('p');
  actions.append(reload);
  if (failure === 'refuses-post') {
    box.append(
      element('h2', '', 'The app refuses POST'),
      element('p', '', `${origin}${pathname} answers GET, but portals open a placement by POST.`),
      element(
        'p',
        '',
        'Let its server answer POST as well. Some do for a longer address, such as /index.html: see --app. An app on static hosting is opened by GET: start the simulator with --method get.',
      ),
    );
    actions.append(
      ' ',
      button('Open by GET', () => {
        const query = new URLSearchParams(location.search);
        query.set('method', 'get');
        location.search = query.toString();
      }),
    );
  } else {
    box.append(
      element('h2', '', 'The app does not answer'),
      element('p', '', `Nothing listens at ${origin}${pathname}.`),
      element('p', '', 'Start the app, or start the simulator with its address: --app URL.'),
    );
  }
  box.append(actions);
  frame.replaceWith(box);
}
