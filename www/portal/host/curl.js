/**
 * A received request.
 *
 * @typedef {object} OriginalRequest
 * @property {string} verb
 * @property {string} url Path and query.
 * @property {Record<string, string>} headers
 * @property {string} body
 */

/**
 * The command that sends a request again, for Unix shells.
 *
 * @param {OriginalRequest} request
 * @param {string} origin Of the portal.
 */
export function curlOf({ verb, url, headers, body }, origin) {
  const parts = ['curl', '-X', verb, quote(origin + url)];
  for (const [name, value] of Object.entries(headers)) parts.push('-H', quote(`${name}: ${value}`));
  if (body !== '') parts.push('--data-raw', quote(body));
  return parts.join(' ');
}

/** @param {string} text */
function quote(text) {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}
