import { element, icon } from './element.js';

/**
 * A message for the user: what happened, what it means, what to do.
 *
 * @typedef {object} Notice
 * @property {string} title
 * @property {string} text
 * @property {string[]} [details]
 * @property {string} [code] for whoever is asked for help
 * @property {'danger' | 'warning' | 'success'} [tone]
 *
 * @param {Notice & { actions?: Node[] }} options
 */
export function notice({ title, text, details = [], code = '', tone = 'danger', actions = [] }) {
  return element(
    'div',
    { class: `notice ${tone}`, role: tone === 'success' ? 'status' : 'alert', tabindex: -1 },
    icon(tone === 'success' ? 'done' : 'warning'),
    element(
      'div',
      {},
      element('h2', {}, title),
      text !== '' && element('p', {}, text),
      details.length > 0 &&
        element('ul', {}, ...details.map((detail) => element('li', {}, detail))),
      code !== '' && element('p', { class: 'code' }, code),
      actions.length > 0 && element('div', { class: 'actions' }, ...actions),
    ),
  );
}
