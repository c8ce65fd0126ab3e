/** The focus, where elements are made anew. */

/**
 * The key of the focused element, by which it is found again.
 *
 * @param {Element} [parent] In which it must be.
 */
export function focusedKey(parent = document.body) {
  const focused = document.activeElement;
  return focused instanceof HTMLElement && parent.contains(focused)
    ? focused.dataset.key
    : undefined;
}

/**
 * Focuses the element of a key. Where it is gone, that is the element with the longest beginning of the key: a button of
 * an entry that has disappeared leaves the focus to the entry.
 *
 * @param {string | undefined} key
 * @param {Element} [parent]
 */
export function refocus(key, parent = document.body) {
  if (key === undefined) return;
  const [closest] = [...parent.querySelectorAll('[data-key]')]
    .filter((one) => one instanceof HTMLElement)
    .filter(({ dataset }) => key.startsWith(dataset.key ?? ''))
    .sort((one, other) => (other.dataset.key ?? '').length - (one.dataset.key ?? '').length);
  closest?.focus();
}
