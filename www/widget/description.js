import { element } from './element.js';

/** The BB-codes worth showing, and the elements they become. */
const STYLES = /** @type {const} */ ({ b: 'strong', i: 'em', u: 'u', s: 's', del: 's' });
/** All BB-codes that portals know: the other ones are left out, and the text in them stays. */
const CODES =
  'b i u s del url p br img list \\* quote code color size font user left right center justify ' +
  'table tr td th';
const CODE = new RegExp(`\\[(/?)(${CODES.replaceAll(' ', '|')})(?:=([^\\]]*))?\\]`, 'gi');

/**
 * A task's description, which anybody in the portal may have written: text, with a few BB-codes.
 *
 * @param {string} text
 * @returns {DocumentFragment}
 */
export function description(text) {
  const result = document.createDocumentFragment();
  /** @type {{ code: string, node: Node }[]} */
  const open = [];
  const here = () => open.at(-1)?.node ?? result;

  let read = 0;
  for (const match of text.matchAll(CODE)) {
    here().appendChild(document.createTextNode(text.slice(read, match.index)));
    read = match.index + match[0].length;
    const code = match[2].toLowerCase();

    if (match[1]) {
      const depth = open.findLastIndex((opened) => opened.code === code);
      if (depth >= 0) open.length = depth;
      else if (code === 'p') here().appendChild(document.createTextNode('\n'));
    } else if (code === 'br' || code === '*') {
      here().appendChild(document.createTextNode(code === '*' ? '\n• ' : '\n'));
    } else if (code === 'url') {
      const end = text.slice(read).search(/\[\/url\]/i);
      const link = webLink(match[3] ?? text.slice(read, end < 0 ? undefined : read + end));
      if (link) {
        here().appendChild(link);
        open.push({ code, node: link });
      }
    } else if (code in STYLES) {
      const node = element(STYLES[/** @type {keyof typeof STYLES} */ (code)]);
      here().appendChild(node);
      open.push({ code, node });
    }
  }
  here().appendChild(document.createTextNode(text.slice(read)));
  return result;
}

/**
 * A link that leaves the frame, or null where the address is not one of the web's.
 *
 * @param {string} address
 * @param {string} [base]
 */
export function webLink(address, base) {
  if (!URL.canParse(address.trim(), base)) return null;
  const url = new URL(address.trim(), base);
  if (url.protocol !== 'http:' && url.protocol !== 'https:') return null;
  return element('a', { href: url.href, target: '_blank', rel: 'noopener noreferrer' });
}
