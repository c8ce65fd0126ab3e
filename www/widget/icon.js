import { svg } from 'lit/html.js';

/** Outline icons in the colour of the surrounding text. */
const SHAPES = {
  back: 'M10 3.5 5.5 8l4.5 4.5',
  forward: 'M6 3.5 10.5 8 6 12.5',
  again: 'M13 3v3.5H9.5M12.6 6.5A5 5 0 1 0 13 9',
  done: 'M3.5 8.5 6.5 11.5 12.5 5',
  warning: 'M8 4.5v4.5M8 11.4v.1',
  person: 'M8 8.2a2.6 2.6 0 1 0 0-5.2 2.6 2.6 0 0 0 0 5.2zM2.8 13.5a5.2 5.2 0 0 1 10.4 0',
  search: 'M7 11.5a4.5 4.5 0 1 0 0-9 4.5 4.5 0 0 0 0 9zM10.3 10.3 13.5 13.5',
  empty: 'M2.5 9h3l1 2h3l1-2h3M3.5 4h9l1 5v3.5h-11V9z',
};

/** @param {keyof typeof SHAPES} name */
export const icon = (name) =>
  svg`<svg viewBox="0 0 16 16" class="icon" aria-hidden="true"><path d=${SHAPES[name]}></path></svg>`;
