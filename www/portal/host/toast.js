import { element } from './element.js';

/**
 * Says something in passing.
 *
 * @param {string} text
 */
export function toast(text) {
  const shown = element('p', 'toast', text);
  shown.role = 'status';
  document.body.append(shown);
  setTimeout(() => shown.remove(), 4000);
}
