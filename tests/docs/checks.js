// Compares the values that an example shows, as `expression; // → value`, with the real ones.
import { parseAst } from 'vite';

/**
 * Adds a check of the preceding statement for every `// →` in the code.
 *
 * @param {string} code
 * @returns {{ code: string, count: number }}
 */
export function withChecks(code) {
  const comments = [...code.matchAll(/\/\/ → (.+)$/gm)];
  if (!comments.length) return { code, count: 0 };
  /** @type {any[]} */
  const statements = [];
  visit(parseAst(code), statements);
  /** @type {{ at: number, text: string }[]} */
  const insertions = [];
  for (const [id, { index, 1: text = '' }] of comments.entries()) {
    const node = statements.find(({ end }) => end <= index && !code.slice(end, index).trim());
    if (!node) throw new Error(`"// → ${text}" stands after no statement`);
    const [declared] = node.declarations ?? [];
    const value = declared ? declared.init : node.expression;
    const names = declared ? namesOf(declared.id) : [];
    // `…` stands for whatever else there is.
    const expected = `(open) => (${text.replaceAll('…', '...open')}), ${JSON.stringify(text)}`;
    if (declared && declared.id.type !== 'Identifier' && names.length === 1) {
      insertions.push({ at: node.end, text: `\nassertShown(${id}, ${names[0]}, ${expected});` });
    } else {
      insertions.push({ at: value.start, text: `assertShown(${id}, ` });
      insertions.push({ at: value.end, text: `, ${expected})` });
    }
  }
  for (const { at, text } of insertions.sort((one, other) => other.at - one.at)) {
    code = code.slice(0, at) + text + code.slice(at);
  }
  return { code, count: comments.length };
}

/**
 * Collects the statements that have a value.
 *
 * @param {any} node
 * @param {any[]} found
 */
function visit(node, found) {
  if (typeof node !== 'object' || node === null) return;
  if (node.type === 'ExpressionStatement' || node.type === 'VariableDeclaration') found.push(node);
  for (const child of Object.values(node)) visit(child, found);
}

/**
 * The names that a pattern declares.
 *
 * @param {any} pattern
 * @returns {string[]}
 */
function namesOf(pattern) {
  switch (pattern?.type) {
    case 'Identifier':
      return [pattern.name];
    case 'ObjectPattern':
      return pattern.properties.flatMap((/** @type {any} */ one) => namesOf(one.value));
    case 'ArrayPattern':
      return pattern.elements.flatMap(namesOf);
    case 'AssignmentPattern':
      return namesOf(pattern.left);
    default:
      return [];
  }
}
