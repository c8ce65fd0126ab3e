/** The places of a portal in which the app can be shown, and their registered handlers. */

/**
 * A placement that an app has registered, as `placement.get` lists it.
 *
 * @typedef {object} BoundPlacement
 * @property {string} placement
 * @property {string} handler
 */

/** In the order in which they are shown. */
const PLACES = [
  /^CRM_DEAL_DETAIL_TAB$/,
  /^CRM_LEAD_DETAIL_TAB$/,
  /^CRM_CONTACT_DETAIL_TAB$/,
  /^CRM_COMPANY_DETAIL_TAB$/,
  /^CRM_DYNAMIC_\d+_DETAIL_TAB$/,
  /^LEFT_MENU$/,
];

/**
 * Selects these places from those of a portal.
 *
 * @param {readonly string[]} offered what `placement.list` returned
 */
export function placesIn(offered) {
  return PLACES.flatMap((pattern) => offered.filter((placement) => pattern.test(placement)));
}

/**
 * The id of the smart process in whose cards a place is; null for other places.
 *
 * @param {string} place
 */
export function smartProcessOf(place) {
  const id = /^CRM_DYNAMIC_(\d+)_/.exec(place)?.[1];
  return id === undefined ? null : Number(id);
}

/**
 * The address of the app's page, which is beside the installation page.
 *
 * @param {string} address of the installation page
 */
export function handlerBeside(address) {
  const { origin, pathname } = new URL(address);
  return new URL('index.html', origin + pathname).href;
}

/**
 * The state of a place: the app is absent, added, or added with the address of another version.
 *
 * @param {string} place
 * @param {readonly BoundPlacement[]} bound
 * @param {string} handler
 * @returns {'absent' | 'added' | 'outdated'}
 */
export function stateOf(place, bound, handler) {
  const handlers = bound.filter(({ placement }) => placement === place);
  if (handlers.length === 0) return 'absent';
  return handlers.every((one) => one.handler === handler) ? 'added' : 'outdated';
}
