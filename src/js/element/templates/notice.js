import { html, nothing } from 'lit';
import { icon } from '../icon.js';

/** @import { Notice } from '../outcome.js' */

/**
 * A message that can receive the focus.
 *
 * @param {Notice} notice
 * @param {number} headingLevel
 * @param {unknown} [actions] buttons and links
 */
export function renderNotice(
  { title, text, tone, details = [], code = '' },
  headingLevel,
  actions = nothing,
) {
  const role = tone === 'success' || tone === 'info' ? 'status' : 'alert';
  return html`<div class="notice ${tone}" part="notice" role=${role} tabindex="-1">
    ${icon(tone === 'success' ? 'done' : 'warning')}
    <div>
      <div class="subtitle" role="heading" aria-level=${headingLevel}>${title}</div>
      ${text === '' ? nothing : html`<p>${text}</p>`}
      ${
        details.length > 0
          ? html`<ul>
              ${details.map((detail) => html`<li>${detail}</li>`)}
            </ul>`
          : nothing
      }
      ${code === '' ? nothing : html`<p class="code">${code}</p>`}
      ${actions === nothing ? nothing : html`<div class="actions">${actions}</div>`}
    </div>
  </div>`;
}

/**
 * A message that replaces the form.
 *
 * @param {Notice} notice
 * @param {number} headingLevel
 * @param {unknown} [actions]
 */
export const renderOutcome = (notice, headingLevel, actions) =>
  html`<div class="outcome" part="outcome">${renderNotice(notice, headingLevel, actions)}</div>`;

/**
 * @param {string} text
 * @param {() => void} onClick
 */
export const renderButton = (text, onClick) =>
  html`<button type="button" part="button" @click=${onClick}>${text}</button>`;
