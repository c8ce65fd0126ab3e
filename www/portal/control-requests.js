/** The log of requests in the simulator's own interface. */

/** @typedef {import('./control.js').Request} Request */

/** The headers that a portal reads. */
const HEADERS = ['content-type', 'authorization'];

/** @type {Record<string, (request: Request) => unknown>} */
export const REQUEST_COMMANDS = {
  'POST requests/original': ({ portal, body }) => originalOf(portal, Number(body.id)),

  'DELETE requests': ({ portal }) => {
    portal.requestLog.clear();
    portal.changed();
  },
};

/**
 * A request as received, with its secrets, so that it can be sent again.
 *
 * @param {import('./portal.js').Portal} portal
 * @param {number} id
 */
function originalOf({ requestLog }, id) {
  const entry = requestLog.find(id);
  if (!entry) throw new RangeError(`The log has no request ${id}`);
  const { verb, url, headers, body } = entry;
  const length = Number(headers['content-length'] ?? Buffer.byteLength(body));
  if (length !== Buffer.byteLength(body)) {
    throw new RangeError(`The body of request ${id} was too long to be kept, or is not text`);
  }
  return {
    verb,
    url,
    headers: Object.fromEntries(
      HEADERS.flatMap((name) => (headers[name] ? [[name, headers[name]]] : [])),
    ),
    body,
  };
}
