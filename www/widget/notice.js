import { html, nothing } from 'lit/html.js';
import { icon } from './icon.js';

/**
 * A message for the user: what happened and what to do.
 *
 * @typedef {object} Notice
 * @property {string} title
 * @property {string} [text]
 * @property {string} [code] for the person who is asked for help
 * @property {'danger' | 'warning' | 'success'} [tone]
 *
 * @param {Notice & { actions?: unknown[] }} options
 */
export function notice({ title, text = '', code = '', tone = 'danger', actions = [] }) {
  return html`<div
    class="notice ${tone}"
    role=${tone === 'success' ? 'status' : 'alert'}
    tabindex="-1"
  >
    ${icon(tone === 'success' ? 'done' : 'warning')}
    <div>
      <h2>${title}</h2>
      ${text === '' ? nothing : html`<p>${text}</p>`}
      ${code === '' ? nothing : html`<p class="code">${code}</p>`}
      ${actions.length > 0 ? html`<div class="actions">${actions}</div>` : nothing}
    </div>
  </div>`;
}
