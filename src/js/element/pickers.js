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
  const { BX24 } = /** @type {any} */ (globalThis);
  // Those of the connection first: the page need not have initialised a BX24 that it does not use.
  const api = [connection, connection?.dialog, BX24].find(
    (one) => typeof one?.selectUser === 'function',
  );
  if (!api) return { users: null, crm: null };
  // BX24 calls back, and the SDK returns a promise. If the user closes a dialog, neither settles.
  const callDialog = async (/** @type {string} */ method, /** @type {unknown[]} */ ...args) =>
    api === connection?.dialog
      ? api[method](...args)
      : new Promise((resolve) => api[method](...args, resolve));
  return {
    users: async (isMultiple) =>
      itemsOf(await callDialog(isMultiple ? 'selectUsers' : 'selectUser')),
    crm:
      typeof api.selectCRM === 'function'
        ? async (entityType, multiple) =>
            crmItems(await callDialog('selectCRM', { entityType, multiple }))
        : null,
  };
}

/** One item, a list, or an object with numbers as keys. @param {any} given @returns {PickedItem[]} */
function itemsOf(given) {
  if (typeof given !== 'object' || given === null) return [];
  return 'id' in given ? [given] : Object.values(given).filter((item) => item?.id !== undefined);
}

/** Items by their kind. @param {any} given */
const crmItems = (given) => Object.values(given ?? {}).flatMap(itemsOf);
