/** Keeps the focus when elements are recreated. */

/**
 * The key of the focused element, to find it again.
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
 * Focuses the element with a key. If it is gone, focuses the element with the longest common prefix: for a removed
 * button of an entry, this is the entry.
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
