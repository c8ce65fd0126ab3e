import { element } from './element.js';

/** The entries that are open. They stay open after a change. */
const open = new Set();

/**
 * An entry with details.
 *
 * @param {string} key
 * @param {{ id: string, name: string, note: string, badge: string, tone: string }} line
 * @param {() => HTMLElement[]} detail
 */
export function item(key, { id, name, note, badge, tone }, detail) {
  const details = element('details', 'item');
  const summary = element('summary');
  const title = element('span', 'name', name);
  title.append(element('small', '', note));
  summary.append(element('span', 'id', id), title, element('span', `badge ${tone}`, badge));
  summary.dataset.key = key;
  details.append(summary);

  const fill = () => {
    const body = element('div', 'detail');
    body.append(...detail());
    details.append(body);
  };
  details.open = open.has(key);
  if (details.open) fill();
  details.addEventListener('toggle', () => {
    if (details.open) {
      open.add(key);
      if (details.children.length === 1) fill();
    } else {
      open.delete(key);
    }
  });
  return details;
}

/**
 * @param {string} title
 * @param {string} text
 */
export function section(title, text) {
  return [element('h3', '', title), element('pre', '', text)];
}

/**
 * Names and values, one per line.
 *
 * @param {string} title
 * @param {[string, unknown][]} entries
 */
export function table(title, entries) {
  const list = element('dl', 'values');
  for (const [name, value] of entries) {
    const isPlain = typeof value === 'string';
    const shown = element('dd', isPlain ? '' : 'is-code', isPlain ? value : brief(value));
    list.append(element('dt', '', name), shown);
  }
  return [element('h3', '', title), list];
}

/**
 * A line of text under a title.
 *
 * @param {string} title
 * @param {string} text
 */
export function line(title, text) {
  return [element('h3', '', title), element('div', 'plain', text)];
}

/**
 * JSON, on one line if it is short.
 *
 * @param {unknown} value
 */
function brief(value) {
  const text = JSON.stringify(value) ?? '';
  return text.length < 60 ? text : json(value);
}

/** @param {unknown} value */
export function json(value) {
  return JSON.stringify(value, null, 2) ?? '';
}
