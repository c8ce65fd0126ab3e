/** @typedef {Node | string | false | null | undefined} Child */

/**
 * Makes an element. Everything given is text, an attribute or a listener, never markup: what a
 * portal sends cannot become anything but what the page meant it to be.
 *
 * @template {keyof HTMLElementTagNameMap} K
 * @param {K} tag
 * @param {Record<string, string | number | boolean | null | undefined | ((event: any) => void)>} [attributes]
 *   A function listens to the event its name says; `true` is an attribute without a value;
 *   `false`, `null` and `undefined` are none.
 * @param {...Child} children
 * @returns {HTMLElementTagNameMap[K]}
 */
export function element(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === 'function') made.addEventListener(name, value);
    else if (value === true) made.setAttribute(name, '');
    else if (value !== false && value != null) made.setAttribute(name, String(value));
  }
  made.append(...children.filter((child) => child instanceof Node || typeof child === 'string'));
  return made;
}

/** Outlines, drawn with the colour of the text around them. */
const SHAPES = {
  back: 'M10 3.5 5.5 8l4.5 4.5',
  forward: 'M6 3.5 10.5 8 6 12.5',
  again: 'M13 3v3.5H9.5M12.6 6.5A5 5 0 1 0 13 9',
  done: 'M3.5 8.5 6.5 11.5 12.5 5',
  warning: 'M8 4.5v4.5M8 11.4v.1',
  add: 'M8 3.5v9M3.5 8h9',
  remove: 'M4 4l8 8M12 4l-8 8',
  link: 'M6 4h6v6M12 4 4.5 11.5',
  empty: 'M2.5 9h3l1 2h3l1-2h3M3.5 4h9l1 5v3.5h-11V9z',
};

const SVG = 'http://www.w3.org/2000/svg';

/**
 * @param {keyof typeof SHAPES} name
 * @returns {SVGSVGElement}
 */
export function icon(name) {
  const svg = document.createElementNS(SVG, 'svg');
  svg.setAttribute('viewBox', '0 0 16 16');
  svg.setAttribute('class', 'icon');
  svg.setAttribute('aria-hidden', 'true');
  const path = document.createElementNS(SVG, 'path');
  path.setAttribute('d', SHAPES[name]);
  svg.append(path);
  return svg;
}
