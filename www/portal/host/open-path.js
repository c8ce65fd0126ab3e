/** `BX24.openPath`: pages of the portal that an app opens over its own. */

import { cardOf } from './cards.js';
import { element } from './element.js';
import { cardAt } from './placements.js';
import { openSlider } from './slider.js';

/** The paths that portals open. They check only the beginning. */
const AVAILABLE =
  /^\/(crm\/(deal|lead|contact|company|type)|marketplace|company\/personal\/user\/\d+|workgroups\/group\/\d+)\//;

/** Browsers in which portals open nothing. */
const MOBILE = /iphone|ipad|android|mobile|touch/i;

/**
 * Opens a page of the portal in a slider, if portals do.
 *
 * @param {unknown} path
 * @param {string} lang
 * @returns {Promise<{ result: 'close' } | { result: 'error', errorCode: string }>} When the slider is closed.
 */
export async function openPath(path, lang) {
  if (MOBILE.test(navigator.userAgent)) {
    return { result: 'error', errorCode: 'METHOD_NOT_SUPPORTED_ON_DEVICE' };
  }
  if (typeof path !== 'string' || !AVAILABLE.test(path)) {
    return { result: 'error', errorCode: 'PATH_NOT_AVAILABLE' };
  }
  // Browsers resolve `..`: the SDK starts paths with an allowed page, and leaves it again.
  const address = new URL(path, location.origin);
  address.searchParams.append('from', 'rest_placement');
  address.searchParams.append('from_app', '1');
  await openSlider(titleOf(address.pathname, lang), (body) => body.append(...pageOf(address)));
  return { result: 'close' };
}

/**
 * @param {string} pathname
 * @param {string} lang
 */
function titleOf(pathname, lang) {
  const card = cardAt(pathname);
  return card ? cardOf(card.placement, lang, card.id).title : 'A page of the portal';
}

/** @param {URL} address */
function pageOf({ href, pathname, search }) {
  const text = element('p', 'placeholder');
  const link = element('a', '', 'Open it in a tab of its own');
  link.href = href;
  link.target = '_blank';
  text.append(
    `A portal shows its page ${pathname}${search} here. The simulator has the cards of CRM items only. `,
    link,
  );
  return [text];
}
