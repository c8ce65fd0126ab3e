import { element } from './element.js';

/**
 * Shows a short message.
 *
 * @param {string} text
 */
export function toast(text) {
  const shown = element('p', 'toast', text);
  shown.role = 'status';
  document.body.append(shown);
  setTimeout(() => shown.remove(), 4000);
}
