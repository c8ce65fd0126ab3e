import { parseDescription } from 'bizproc-tasks';
import { html } from 'lit';
import { parseUrl } from './portal-origin.js';

/**
 * A task's description, which is untrusted text.
 *
 * @param {string} text
 */
export const description = (text) =>
  parseDescription(text.trim()).map(({ text, bold, italic, underline, strike, href }) => {
    /** @type {unknown} */
    let shown = text;
    if (bold) shown = html`<strong>${shown}</strong>`;
    if (italic) shown = html`<em>${shown}</em>`;
    if (underline) shown = html`<u>${shown}</u>`;
    if (strike) shown = html`<s>${shown}</s>`;
    if (href === null || !parseUrl(href)) return shown;
    return html`<a href=${href} target="_blank" rel="noopener noreferrer">${shown}</a>`;
  });
