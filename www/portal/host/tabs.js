/**
 * A row of tabs with the usual keys.
 *
 * @param {HTMLElement} list
 * @param {string[]} names
 * @param {(name: string) => void} onSelect
 */
export function tabs(list, names, onSelect) {
  const buttons = names.map((name) => {
    const button = document.createElement('button');
    button.type = 'button';
    button.role = 'tab';
    button.textContent = name;
    button.dataset.name = name;
    button.addEventListener('click', () => select(button));
    return button;
  });

  /** @param {HTMLButtonElement} chosen */
  function select(chosen) {
    for (const button of buttons) {
      button.ariaSelected = String(button === chosen);
      button.tabIndex = button === chosen ? 0 : -1;
    }
    onSelect(chosen.dataset.name ?? '');
  }

  list.addEventListener('keydown', (event) => {
    const step = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0;
    const at = buttons.indexOf(/** @type {HTMLButtonElement} */ (event.target));
    if (step === 0 || at < 0) return;
    const next = buttons.at((at + step) % buttons.length);
    if (!next) return;
    next.focus();
    select(next);
  });
  list.replaceChildren(...buttons);
  if (buttons[0]) select(buttons[0]);
}

/**
 * Shows a number on a tab.
 *
 * @param {HTMLElement} list
 * @param {string} name
 * @param {number} count
 */
export function setCount(list, name, count) {
  for (const button of list.querySelectorAll('button')) {
    if (button.dataset.name !== name) continue;
    const mark = document.createElement('span');
    mark.className = 'count';
    mark.textContent = String(count);
    button.replaceChildren(name, ...(count > 0 ? [' ', mark] : []));
  }
}
