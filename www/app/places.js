/** The places of a portal in which the app can stand, and what is registered for them. */

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
 * The places among those that a portal offers.
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
 * How a place stands: the app is not there, is there, or is there under an address of another version.
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
