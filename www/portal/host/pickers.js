/** The portal's pickers for users, access rights and CRM items. Closing a picker returns undefined. */

import { CRM_ITEMS } from './cards.js';
import { button, element } from './element.js';
import { request } from './request.js';

/**
 * An option of a picker.
 *
 * @typedef {object} Choice
 * @property {string} id
 * @property {string} name
 * @property {string} note
 * @property {any} value
 */

/** Closes the open picker. As on a portal, its caller gets no reply. */
let dismiss = () => {};

/**
 * One user, or several.
 *
 * @param {{ title?: string, mult?: boolean }} params
 */
export async function pickUsers({ title, mult = false }) {
  const { users } = await request('GET', 'state');
  const choices = users.map((/** @type {any} */ user) => ({
    id: String(user.id),
    name: `${user.name} ${user.lastName}`,
    note: user.position,
    value: {
      id: String(user.id),
      name: `${user.name} ${user.lastName}`,
      photo: '',
      position: user.position,
      url: `/company/personal/user/${user.id}/`,
      sub: user.reports.length > 0,
      sup: false,
    },
  }));
  const picked = await pick(
    title || (mult ? 'Select employees' : 'Select an employee'),
    choices,
    mult,
  );
  return mult ? picked?.map(({ value }) => value) : picked?.[0]?.value;
}

/** Users and groups with access rights. */
export async function pickAccess() {
  const { users } = await request('GET', 'state');
  const choices = [
    { id: 'AU', name: 'All authorised users', note: 'Group' },
    { id: 'DR1', name: 'Sales department', note: 'Department' },
    ...users.map((/** @type {any} */ user) => ({
      id: `U${user.id}`,
      name: `${user.name} ${user.lastName}`,
      note: 'Employee',
    })),
  ].map((choice) => ({
    ...choice,
    value: { id: choice.id, name: choice.name, provider: choice.note.toLowerCase() },
  }));
  const picked = await pick('Select access rights', choices, true);
  return picked?.map(({ value }) => value);
}

/**
 * CRM items, in buckets that look like lists but are objects with numbers for keys.
 *
 * @param {{ entityType?: string[], multiple?: boolean }} params
 */
export async function pickCrm({ entityType = Object.keys(CRM_ITEMS), multiple = false }) {
  const choices = entityType.flatMap((type) => {
    const { prefix, items } = CRM_ITEMS[type] ?? { prefix: '', items: [] };
    return items.map(([id, name, note]) => ({
      id: `${prefix}_${id}`,
      name,
      note: `${type[0]?.toUpperCase()}${type.slice(1)} · ${note}`,
      value: {
        type,
        id: `${prefix}_${id}`,
        title: name,
        desc: note,
        url: `/crm/${type}/details/${id}/`,
      },
    }));
  });
  const picked = await pick('Select CRM items', choices, multiple);
  if (!picked) return undefined;
  /** @type {Record<string, Record<number, unknown>>} */
  const buckets = {};
  for (const type of entityType) {
    const values = picked.map(({ value }) => value).filter((value) => value.type === type);
    buckets[type] = { ...values };
  }
  return buckets;
}

/**
 * @param {string} title
 * @param {Choice[]} choices
 * @param {boolean} isMultiple
 * @returns {Promise<Choice[] | undefined>} Undefined when the user picks nothing.
 */
function pick(title, choices, isMultiple) {
  dismiss();
  const dialog = element('dialog', 'picker');
  const form = element('form');
  form.method = 'dialog';
  const list = element('div', 'choices');
  list.append(
    ...choices.map(({ id, name, note }) => {
      const label = element('label', 'choice');
      const input = element('input');
      input.type = isMultiple ? 'checkbox' : 'radio';
      input.name = 'choice';
      input.value = id;
      const text = element('span', 'name', name);
      text.append(element('small', '', note));
      label.append(input, text);
      return label;
    }),
  );
  const select = element('button', 'button is-main', 'Select');
  select.value = 'select';
  const foot = element('div', 'picker-foot');
  foot.append(
    button('Cancel', () => dialog.close()),
    select,
  );
  form.append(element('h2', '', title), list, foot);
  dialog.append(form);
  document.body.append(dialog);

  return new Promise((resolve) => {
    dismiss = () => dialog.close();
    dialog.addEventListener('close', () => {
      const ids = new FormData(form).getAll('choice');
      const picked = choices.filter(({ id }) => ids.includes(id));
      dialog.remove();
      resolve(dialog.returnValue === 'select' && picked.length > 0 ? picked : undefined);
    });
    dialog.showModal();
  });
}
