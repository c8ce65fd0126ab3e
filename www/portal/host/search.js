import { element, labelled } from './element.js';

/**
 * A field to search a list with.
 *
 * @param {() => void} onChange
 * @returns {{ field: HTMLElement, finds: (item: unknown) => boolean }} `finds` says whether an item, as JSON, has the
 *   text.
 */
export function search(onChange) {
  const input = element('input');
  input.type = 'search';
  input.addEventListener('input', onChange);
  return {
    field: labelled('Search', input),
    finds: (item) => JSON.stringify(item).toLowerCase().includes(input.value.trim().toLowerCase()),
  };
}
