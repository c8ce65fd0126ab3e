/**
 * The portal's own dialogs for users and CRM items.
 *
 * @typedef {object} PickedItem
 * @property {string | number} id
 * @property {string} [name]
 * @property {string} [title]
 * @property {string} [type]
 *
 * @typedef {object} Pickers
 * @property {((isMultiple: boolean) => Promise<PickedItem[]>) | null} users
 * @property {((kinds: string[], isMultiple: boolean) => Promise<PickedItem[]>) | null} crm
 */

/** The kinds of CRM items that the dialog offers, by the prefix of their values. */
const CRM_KINDS = /** @type {Record<string, string>} */ ({
  L: 'lead',
  C: 'contact',
  CO: 'company',
  D: 'deal',
  Q: 'quote',
});

/** @param {import('bizproc-tasks').Field} field a field of CRM items; its options are the allowed kinds */
export const pickableKinds = ({ options }) => {
  const prefixes = options?.map(({ value }) => value) ?? Object.keys(CRM_KINDS);
  return prefixes.flatMap((prefix) => CRM_KINDS[prefix] ?? []);
};

/**
 * The dialogs of BX24 or the SDK; `null` if there are none.
 *
 * @param {any} connection
 * @returns {Pickers}
 */
export function pickersOf(connection) {
  const bx24 = [connection, /** @type {any} */ (globalThis).BX24].find(
    (one) => typeof one?.selectUser === 'function',
  );
  if (bx24) {
    // If the user closes a dialog, it never calls back.
    const ask = (/** @type {string} */ method, /** @type {unknown[]} */ ...args) =>
      new Promise((resolve) => bx24[method](...args, resolve));
    return {
      users: async (isMultiple) => itemsOf(await ask(isMultiple ? 'selectUsers' : 'selectUser')),
      crm:
        typeof bx24.selectCRM === 'function'
          ? async (entityType, multiple) =>
              crmItems(await ask('selectCRM', { entityType, multiple }))
          : null,
    };
  }
  const dialog = connection?.dialog;
  if (typeof dialog?.selectUser === 'function') {
    return {
      users: async (isMultiple) =>
        itemsOf(await (isMultiple ? dialog.selectUsers() : dialog.selectUser())),
      crm:
        typeof dialog.selectCRM === 'function'
          ? async (entityType, multiple) =>
              crmItems(await dialog.selectCRM({ entityType, multiple }))
          : null,
    };
  }
  return { users: null, crm: null };
}

/** One item, a list, or an object with numbers as keys. @param {any} given @returns {PickedItem[]} */
function itemsOf(given) {
  if (typeof given !== 'object' || given === null) return [];
  return 'id' in given ? [given] : Object.values(given).filter((item) => item?.id !== undefined);
}

/** Items by their kind. @param {any} given */
const crmItems = (given) => Object.values(given ?? {}).flatMap(itemsOf);
