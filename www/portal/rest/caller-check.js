/**
 * Distinguishes the app under test from other pages that are open in the developer's browsers. Any page can post to
 * this machine. The simulator stores only a small part of its requests, and applies no faults to them.
 */

/** @typedef {import('node:http').IncomingMessage} IncomingMessage */
/** @typedef {import('../portal.js').Portal} Portal */

/** The bytes of a body in which a token is searched. */
export const UNKNOWN_BODY_BYTES = 1024 * 1024;

const TOKEN_LENGTH = 70;

/** Whether the part of a request that was read shows that it comes from the app under test. */
export class CallerCheck {
  /** The end of the text so far, in which a token may start. */
  #tail = '';

  /**
   * @param {Portal} portal
   * @param {IncomingMessage} request
   * @param {{ user: number, secret: string } | undefined} webhook Of the address.
   */
  constructor(portal, request, webhook) {
    this.portal = portal;
    const { origin, authorization } = request.headers;
    this.origin = origin;
    this.isKnown = !isFromPage(request) || (origin !== undefined && portal.appOrigins.has(origin));
    if (webhook && portal.auth.hasWebhook(webhook)) this.#markKnown();
    this.read(`${request.url} ${authorization ?? ''} `);
  }

  /**
   * Looks for a token of this portal, or a webhook's secret, in the next part of the request.
   *
   * @param {string | Buffer} part
   */
  read(part) {
    if (this.isKnown) return;
    const text = this.#tail + part.toString('latin1');
    for (const [token] of text.matchAll(/[0-9a-f]{16,}/g)) {
      if (this.portal.auth.isCredential(token)) {
        this.#markKnown();
        return;
      }
    }
    this.#tail = text.slice(-TOKEN_LENGTH);
  }

  #markKnown() {
    this.isKnown = true;
    // All pages without an origin of their own send `null`.
    if (this.origin !== undefined && this.origin !== 'null') {
      this.portal.appOrigins.add(this.origin);
    }
  }
}

/**
 * Whether a browser sent the request for a page. Browsers give the origin of every page that posts;
 * for an image or a form that is sent by GET they only say in which mode it was requested.
 *
 * @param {IncomingMessage} request
 */
function isFromPage({ headers }) {
  if (headers.origin !== undefined) return true;
  const mode = headers['sec-fetch-mode'];
  // Node's fetch sends `cors`, as browsers do for requests to a page's own origin.
  return mode !== undefined && mode !== 'cors';
}
