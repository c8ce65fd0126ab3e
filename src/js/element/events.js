/**
 * Dispatches an event of `<bizproc-task>`, which bubbles and leaves shadow roots.
 *
 * @template {keyof import('../element.js').BizprocTaskEventMap} Type
 * @param {EventTarget} host
 * @param {Type} type
 * @param {import('../element.js').BizprocTaskEventMap[Type]['detail']} detail
 */
export const emit = (host, type, detail) =>
  host.dispatchEvent(new CustomEvent(type, { detail, bubbles: true, composed: true }));
