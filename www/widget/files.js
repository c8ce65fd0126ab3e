import { element, icon } from './element.js';

/**
 * The control of a file field: a list of the chosen files with their sizes. The default of such a
 * field is a link with a token in it: it is neither shown nor sent back.
 *
 * @param {import('bizproc-tasks').Field} field
 * @param {string} id
 * @param {import('./translator.js').Translator} t
 * @returns {import('./field.js').Control}
 */
export function fileControl(field, id, t) {
  /** @type {File[]} */
  let files = [];
  const input = element('input', {
    type: 'file',
    id,
    multiple: field.multiple,
    'aria-required': field.required && 'true',
    change: take,
  });
  const list = element('ul', { class: 'files' });
  const label = element('span', {});
  const choose = element('label', { class: 'file-button' }, input, icon('add'), label);
  show();

  function take() {
    const chosen = [...(input.files ?? [])];
    files = field.multiple ? [...files, ...chosen] : chosen;
    // So that the same file can be chosen again after it was taken out.
    input.value = '';
    show();
    notifyForm();
  }

  function show() {
    const some = files.length > 0;
    label.textContent = field.multiple
      ? t(some ? 'files.more' : 'files.several')
      : t(some ? 'files.other' : 'files.one');
    list.hidden = files.length === 0;
    list.replaceChildren(
      ...files.map((file, at) =>
        element(
          'li',
          { class: 'file' },
          element('span', { class: 'name' }, file.name),
          element('span', { class: 'note' }, t.formatBytes(file.size)),
          element(
            'button',
            {
              type: 'button',
              class: 'button--text button--icon',
              'aria-label': t('files.remove', { name: file.name }),
              click: () => drop(at),
            },
            icon('remove'),
          ),
        ),
      ),
    );
  }

  /** @param {number} at */
  function drop(at) {
    files = files.filter((_, other) => other !== at);
    show();
    const buttons = list.querySelectorAll('button');
    (buttons[Math.min(at, buttons.length - 1)] ?? input).focus();
    notifyForm();
  }

  /** Tells the form that the value has changed. */
  function notifyForm() {
    list.dispatchEvent(new Event('input', { bubbles: true }));
  }

  return {
    root: element('div', {}, list, choose),
    inputs: [input],
    isOne: true,
    read: () => (field.multiple ? files : (files[0] ?? '')),
    mark: (places) =>
      [...list.children].forEach((row, at) => {
        row.classList.toggle('is-invalid', places.includes(at) || places.includes(undefined));
      }),
  };
}
