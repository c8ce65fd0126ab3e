import { html, svg } from 'lit';

/** Outline icons in the colour of the surrounding text. */
const SHAPES = {
  done: 'M3.5 8.5 6.5 11.5 12.5 5',
  warning: 'M8 4.5v4.5M8 11.4v.1',
  add: 'M8 3.5v9M3.5 8h9',
  remove: 'M4 4l8 8M12 4l-8 8',
  up: 'M8 12.5v-9M4 7.5l4-4 4 4',
  link: 'M6 4h6v6M12 4 4.5 11.5',
};

/** @param {keyof typeof SHAPES} name */
export const icon = (name) =>
  html`<svg viewBox="0 0 16 16" class="icon" aria-hidden="true">${svg`<path d=${SHAPES[name]} />`}</svg>`;
