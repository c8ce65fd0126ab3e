/** The width of the placement's frame. */

import { byId } from './element.js';

/** @type {[string, string][]} */
export const WIDTHS = [
  ['', 'As wide as the card'],
  ['768', '768 px: tablet'],
  ['390', '390 px: phone'],
  ['320', '320 px: narrow phone'],
];

/** The width in the page's address, in pixels; empty without one. */
export function frameWidth() {
  const width = new URLSearchParams(location.search).get('width') ?? '';
  return /^\d+$/.test(width) ? width : '';
}

/** @param {string} width */
export function setFrameWidth(width) {
  const query = new URLSearchParams(location.search);
  if (width === '') query.delete('width');
  else query.set('width', width);
  history.replaceState(null, '', `?${query}`);
  showFrameWidth();
}

/** Gives the frame the width in the page's address. */
export function showFrameWidth() {
  const width = frameWidth();
  const pane = byId('pane-app');
  pane.style.maxWidth = width === '' ? '' : `${width}px`;
  pane.classList.toggle('is-narrow', width !== '');
}
