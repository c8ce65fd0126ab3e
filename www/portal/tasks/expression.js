import { trim } from '../php.js';

/** A calculation: `=1+1` or `{{=1+1}}`. */
const CALCULATION = /^(=.*|\{\{=.*\}\})$/s;

/** A reference: `{=Document:ID}`, with modifiers behind `>`. */
const REFERENCE = /^\{=\s*\w+\s*:\s*[\w.]+(\s*>\s*[\w:]+(\s*,\s*\w+)?)?\s*\}$/;

/** A reference by name: `{{Deal: ID}}`. */
const NAMED_REFERENCE = /^\{\{.*\}\}$/;

/**
 * Whether a value is an expression of the workflow, which is stored unchanged.
 *
 * @param {unknown} value
 */
export function isExpression(value) {
  if (typeof value !== 'string') return false;
  const text = trim(value);
  return CALCULATION.test(text) || REFERENCE.test(text) || NAMED_REFERENCE.test(text);
}
