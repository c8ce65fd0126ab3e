/** The user and the other settings in the page's address. */

const STORED = 'viewer';
const DEFAULTS = { user: '1', connection: '', lang: 'en' };

const query = new URLSearchParams(location.search);

/** A link to a document does not contain the user, so the last user of the portal is used. */
const isLink = query.has('id') && !query.has('user');
const before = isLink ? JSON.parse(localStorage.getItem(STORED) ?? '{}') : {};

export const viewer = {
  ...DEFAULTS,
  ...before,
  ...Object.fromEntries(Object.keys(DEFAULTS).flatMap((name) => given(name))),
};
localStorage.setItem(STORED, JSON.stringify(viewer));

/** The user's id. */
export const viewerId = Number(viewer.user);

/** @param {string} name */
function given(name) {
  const value = query.get(name);
  return value === null ? [] : [[name, value]];
}
