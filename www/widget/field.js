import { element, icon } from './element.js';
import { fieldRow } from './field-row.js';
import { fileControl } from './files.js';

/**
 * One field of a task's form: its controls, its value, and the issues found in it.
 *
 * @typedef {import('bizproc-tasks').FieldValue} FieldValue
 *
 * @typedef {object} Control
 * @property {HTMLElement} root
 * @property {HTMLElement[]} inputs in the order of the values
 * @property {() => FieldValue} read
 * @property {boolean} [isOne] whether the label belongs to the only input, although `root` contains more
 * @property {'radiogroup'} [role] of the inputs together
 * @property {boolean} [isRequired] where the inputs together are
 * @property {(places: (string | number | undefined)[]) => void} [mark] shows which values are wrong; without it, the
 *   inputs do
 */

/** The kind of input for a field's type. All other types are a line of text. */
const INPUT_KINDS = /** @type {Record<string, InputKind>} */ ({
  bool: 'bool',
  b: 'bool',
  int: 'integer',
  double: 'number',
  n: 'number',
  'n:sequence': 'integer',
  's:diskfile': 'integer',
  date: 'date',
  's:date': 'date',
  'uf:date': 'date',
  datetime: 'datetime',
  's:datetime': 'datetime',
  time: 'time',
  text: 'text',
  t: 'text',
  's:html': 'text',
  select: 'choice',
  l: 'choice',
  file: 'file',
  f: 'file',
  email: 'email',
  phone: 'phone',
  'uf:url': 'url',
});

/**
 * @typedef {'bool' | 'integer' | 'number' | 'date' | 'datetime' | 'time' | 'text' | 'choice' | 'file'
 *   | 'email' | 'phone' | 'url' | 'line'} InputKind
 */

/** Hints about the format of a value. */
const HINTS = /** @type {Record<string, import('./translator.js').MessageKey>} */ ({
  user: 'field.user',
  's:employee': 'field.user',
  'e:ecrm': 'field.crm',
  'uf:crm': 'field.crm',
  's:money': 'field.money',
  'uf:money': 'field.money',
});

/**
 * @param {import('bizproc-tasks').Field} field
 * @param {string} id unique in the page
 * @param {import('./translator.js').Translator} t
 */
export function taskField(field, id, t) {
  const type = field.type.toLowerCase();
  const kind = INPUT_KINDS[type] ?? 'line';
  const control = controlOf(field, kind, id, t);
  const hints = [field.description, HINTS[type] && t(HINTS[type])];
  const { root, mark } = fieldRow({
    id,
    label: field.name || field.id,
    note: field.required ? '' : t('field.optional'),
    hints: hints.filter((hint) => typeof hint === 'string' && hint !== ''),
    control,
  });
  const before = JSON.stringify(control.read());

  return {
    root,
    mark,
    id: field.id,
    focus: (/** @type {number} */ at = 0) => (control.inputs[at] ?? control.inputs[0])?.focus(),
    /**
     * The value for FIELDS, or undefined if it was not changed: bizproc-tasks then keeps the
     * field's default, which the portal would otherwise clear.
     *
     * @returns {FieldValue | undefined}
     */
    value() {
      const value = control.read();
      if (JSON.stringify(value) !== before) return value;
      return field.required && !isEmpty(value) ? value : undefined;
    },
  };
}

/** @param {unknown} value */
function isEmpty(value) {
  return value == null || value === '' || (Array.isArray(value) && value.every(isEmpty));
}

/**
 * @param {import('bizproc-tasks').Field} field
 * @param {InputKind} kind
 * @param {string} id
 * @param {import('./translator.js').Translator} t
 * @returns {Control}
 */
function controlOf(field, kind, id, t) {
  if (kind === 'file') return fileControl(field, id, t);
  if (field.options && kind === 'choice') {
    return field.multiple ? choices(field, id) : choice(field, id, t);
  }
  if (field.multiple) return multiValue(field, kind, id, t);
  return single(kind, field.required, text(field.default), id, t);
}

/**
 * @param {InputKind} kind
 * @param {boolean} required
 * @param {string} value
 * @param {string} id
 * @param {import('./translator.js').Translator} t
 * @returns {Control}
 */
function single(kind, required, value, id, t) {
  if (kind === 'bool') return yesNo(required, value, id, t);
  if (kind === 'text') {
    const area = element('textarea', { id, rows: 3, 'aria-required': required && 'true' });
    area.value = value;
    return { root: area, inputs: [area], read: () => area.value };
  }
  const input = element('input', {
    id,
    'aria-required': required && 'true',
    autocomplete: 'off',
    ...INPUTS[kind],
  });
  input.value = INITIAL[kind]?.(value) ?? value;
  const initial = input.value;
  return {
    root: input,
    inputs: [input],
    read() {
      // A picker shows less than a default may contain: until something is picked, the default stays.
      const entered = input.value === initial && initial !== '' ? value : input.value;
      // An instant is the same in every time zone, local time is not.
      return kind === 'datetime' && entered !== '' ? new Date(entered) : entered;
    },
  };
}

// Numbers are entered as text: a number input hides what it cannot parse, so that no message could
// say what is wrong with it.
const INPUTS = /** @type {Partial<Record<InputKind, Record<string, string>>>} */ ({
  integer: { type: 'text', inputmode: 'numeric', class: 'short' },
  number: { type: 'text', inputmode: 'decimal', class: 'short' },
  date: { type: 'date', class: 'short' },
  datetime: { type: 'datetime-local', class: 'short' },
  time: { type: 'time', class: 'short' },
  email: { type: 'text', inputmode: 'email' },
  phone: { type: 'text', inputmode: 'tel' },
  url: { type: 'text', inputmode: 'url' },
  choice: { type: 'text' },
  line: { type: 'text' },
});

/** The part of a default that a picker shows. */
const INITIAL = /** @type {Partial<Record<InputKind, (value: string) => string>>} */ ({
  date: (value) => value.slice(0, 10),
  datetime: (value) => {
    const at = new Date(value);
    if (Number.isNaN(at.getTime())) return '';
    return new Date(at.getTime() - at.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
  },
  time: (value) => value.slice(0, 5),
});

/**
 * @param {boolean} required
 * @param {string} value
 * @param {string} id
 * @param {import('./translator.js').Translator} t
 * @returns {Control}
 */
function yesNo(required, value, id, t) {
  const answers = [
    { value: 'Y', label: t('field.yes') },
    { value: 'N', label: t('field.no') },
    ...(required ? [] : [{ value: '', label: t('field.unset') }]),
  ];
  const chosen = /^(y|1|true)$/i.test(value) ? 'Y' : /^(n|0|false)$/i.test(value) ? 'N' : '';
  const inputs = answers.map((answer) => {
    const radio = element('input', { type: 'radio', name: id, value: answer.value });
    radio.checked = answer.value === chosen;
    return radio;
  });
  const root = element(
    'div',
    { class: 'segments' },
    ...answers.map(({ label }, at) => element('label', {}, inputs[at], element('span', {}, label))),
  );
  return {
    root,
    inputs,
    role: 'radiogroup',
    isRequired: required,
    read: () => inputs.find((radio) => radio.checked)?.value ?? '',
  };
}

/**
 * @param {import('bizproc-tasks').Field} field
 * @param {string} id
 * @param {import('./translator.js').Translator} t
 * @returns {Control}
 */
function choice(field, id, t) {
  const select = element(
    'select',
    { id, 'aria-required': field.required && 'true' },
    element('option', { value: '' }, t(field.required ? 'field.choose' : 'field.none')),
    ...(field.options ?? []).map(({ value, label }) => element('option', { value }, label)),
  );
  const value = text(field.default);
  select.value = value;
  // A default that is no option any more shows as none, but is not lost until something is chosen.
  if (select.selectedIndex < 0) select.selectedIndex = 0;
  return { root: select, inputs: [select], read: () => select.value };
}

/**
 * @param {import('bizproc-tasks').Field} field
 * @param {string} id
 * @returns {Control}
 */
function choices(field, id) {
  const chosen = texts(field.default);
  const options = field.options ?? [];
  const inputs = options.map(({ value }, at) => {
    const box = element('input', { type: 'checkbox', id: `${id}-${at}`, value });
    box.checked = chosen.includes(value);
    return box;
  });
  const root = element(
    'div',
    { class: 'choices' },
    ...options.map(({ label }, at) => element('label', {}, inputs[at], element('span', {}, label))),
  );
  return {
    root,
    inputs,
    read: () => inputs.filter((box) => box.checked).map((box) => box.value),
  };
}

/**
 * Any number of values, each on its own line.
 *
 * @param {import('bizproc-tasks').Field} field
 * @param {InputKind} kind
 * @param {string} id
 * @param {import('./translator.js').Translator} t
 * @returns {Control}
 */
function multiValue(field, kind, id, t) {
  /** @type {(Control & { remove: HTMLButtonElement })[]} */
  const lines = [];
  const list = element('div', { class: 'values' });
  const name = field.name || field.id;
  let made = 0;

  /** @param {string} value */
  function append(value) {
    const line = single(kind, false, value, `${id}-${made++}`, t);
    const remove = element(
      'button',
      {
        type: 'button',
        class: 'button--text button--icon',
        'aria-label': t('field.remove'),
        click: drop,
      },
      icon('remove'),
    );
    const row = element('div', { class: 'value' }, line.root, remove);
    lines.push({ ...line, remove });
    list.append(row);
    renumber();
    return line;

    function drop() {
      const at = lines.findIndex((one) => one.root === line.root);
      lines.splice(at, 1);
      row.remove();
      renumber();
      lines[Math.min(at, lines.length - 1)].inputs[0].focus();
      list.dispatchEvent(new Event('input', { bubbles: true }));
    }
  }

  /** Labels each value for screen readers. The only value cannot be removed. */
  function renumber() {
    lines.forEach(({ root, inputs, remove }, at) => {
      const target = inputs.length > 1 ? root : inputs[0];
      if (inputs.length > 1) target.setAttribute('role', 'group');
      target.setAttribute('aria-label', t('field.value', { name, n: at + 1 }));
      remove.hidden = lines.length === 1;
    });
  }

  const defaults = texts(field.default);
  for (const value of defaults.length > 0 ? defaults : ['']) append(value);
  const add = element(
    'button',
    { type: 'button', class: 'button--text add', click: () => append('').inputs[0].focus() },
    icon('add'),
    t('field.add'),
  );
  return {
    root: element('div', {}, list, add),
    get inputs() {
      return lines.map((line) => line.inputs[0]);
    },
    read: () => lines.map((line) => line.read()).filter((value) => value !== ''),
  };
}

/**
 * A default as text. Portals send objects too, such as `{}` for a date they could not read.
 *
 * @param {unknown} value
 * @returns {string}
 */
function text(value) {
  if (typeof value === 'string') return value;
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  if (Array.isArray(value)) return text(value[0]);
  if (typeof value === 'object' && value !== null && 'TEXT' in value) return text(value.TEXT);
  return '';
}

/** @param {unknown} value */
function texts(value) {
  const values = Array.isArray(value) ? value : [value];
  return values.map(text).filter((item) => item !== '');
}
