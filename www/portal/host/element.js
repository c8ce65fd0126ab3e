/**
 * @template {keyof HTMLElementTagNameMap} Name
 * @param {Name} name
 * @param {string} [className]
 * @param {string} [text]
 * @returns {HTMLElementTagNameMap[Name]}
 */
export function element(name, className = '', text = '') {
  const created = document.createElement(name);
  if (className !== '') created.className = className;
  created.textContent = text;
  return created;
}

/**
 * @param {string} text
 * @param {() => void} onClick
 * @param {string} [key] By which a panel finds the button again after a change; its text by default.
 */
export function button(text, onClick, key = text) {
  const created = element('button', 'button', text);
  created.type = 'button';
  created.dataset.key = key;
  created.addEventListener('click', onClick);
  return created;
}

/** @param {string} id */
export function byId(id) {
  return /** @type {HTMLElement} */ (document.getElementById(id));
}

/**
 * A control with its label before it.
 *
 * @param {string} text
 * @param {HTMLElement} control
 */
export function labelled(text, control) {
  const created = element('label', 'labelled', text);
  created.append(' ', control);
  return created;
}

/**
 * @param {readonly (readonly [string, string])[]} options Values and texts.
 * @param {string} value
 * @param {(value: string) => void} onChange
 */
export function select(options, value, onChange) {
  const created = element('select');
  created.append(...options.map(([optionValue, text]) => new Option(text, optionValue)));
  created.value = value;
  created.addEventListener('change', () => onChange(created.value));
  return created;
}
