/**
 * Dispatches an event of `<bizproc-task>`. It bubbles and is `composed`.
 *
 * @template {keyof import('../element.js').BizprocTaskEventMap} Type
 * @param {EventTarget} host
 * @param {Type} type
 * @param {import('../element.js').BizprocTaskEventMap[Type]['detail']} detail
 */
export const emit = (host, type, detail) =>
  host.dispatchEvent(new CustomEvent(type, { detail, bubbles: true, composed: true }));
