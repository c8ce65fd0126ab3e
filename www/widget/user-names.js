/**
 * The names of users. Each is looked up once. There are none if the app may not read users.
 *
 * @typedef {ReturnType<typeof userNames>} UserNames
 * @param {import('bizproc-tasks').Portal} portal
 * @param {() => void} changed called when names have come
 */
export function userNames(portal, changed) {
  /** @type {Map<string, string>} */
  const names = new Map();
  /** @type {Set<string>} */
  const asked = new Set();
  return {
    /** @param {number | null} id */
    get: (id) => names.get(`user_${id}`),

    /** @param {readonly (number | null)[]} ids */
    async lookUp(ids) {
      const values = new Set(ids.filter((id) => id !== null).map((id) => `user_${id}`));
      const wanted = [...values].filter((value) => !asked.has(value));
      if (wanted.length === 0) return;
      for (const value of wanted) asked.add(value);
      try {
        for (const [value, name] of await portal.getNames(wanted)) names.set(value, name);
        changed();
      } catch {
        // The list works without names.
      }
    },
  };
}
