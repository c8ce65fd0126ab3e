/** @typedef {import('./index.js').FaultKind} FaultKind */
/** @typedef {import('./index.js').FaultSpec} FaultSpec */

/** @type {FaultKind[]} */
const KINDS = [
  'delay',
  'duplicate',
  'empty',
  'error',
  'expire-tokens',
  'html',
  'redirect',
  'reply',
  'reset',
  'silent-parent',
  'slow',
  'slow-workflow',
  'stale-reads',
  'truncated',
];

/**
 * Kinds whose call is executed by default.
 *
 * @type {FaultKind[]}
 */
const AFTER_EXECUTION = [
  'delay',
  'duplicate',
  'empty',
  'html',
  'slow',
  'slow-workflow',
  'stale-reads',
  'truncated',
];

/**
 * Kinds whose reply depends on the execution, and cannot be sent before it.
 *
 * @type {FaultKind[]}
 */
const NEEDS_RESULT = ['delay', 'duplicate', 'slow', 'slow-workflow', 'stale-reads'];

const REDIRECTS = [301, 302, 303, 307, 308];

/** Keys whose value is a number of milliseconds, bytes or calls. */
const AMOUNTS = [
  'nth',
  'times',
  'afterBytes',
  'delayMs',
  'executeAfterMs',
  'repeatAfterMs',
  'lagMs',
  'takesMs',
  'bytesPerSecond',
];

const KEYS = [
  ...AMOUNTS,
  'kind',
  'method',
  'after',
  'code',
  'description',
  'status',
  'location',
  'body',
  'headers',
  'command',
];

/**
 * A configured fault.
 *
 * @typedef {Required<Pick<FaultSpec, 'kind' | 'times' | 'after'>> & FaultSpec
 *   & { callsBefore: number }} Fault
 */

/** The configured faults. */
export class Faults {
  /** @type {Fault[]} */
  #pending = [];

  /** @param {FaultSpec} spec */
  add(spec) {
    requireFault(spec);
    this.#pending.push({
      ...spec,
      times: spec.times ?? 1,
      after:
        spec.executeAfterMs === undefined && (spec.after ?? AFTER_EXECUTION.includes(spec.kind)),
      callsBefore: (spec.nth ?? 1) - 1,
    });
  }

  clear() {
    this.#pending = [];
  }

  /** @returns {FaultSpec[]} */
  list() {
    return this.#pending.map(({ callsBefore, ...fault }) => ({ ...fault, nth: callsBefore + 1 }));
  }

  /**
   * Takes the fault that applies to a call, if any.
   *
   * @param {string} method
   * @returns {Fault | undefined}
   */
  take(method) {
    return this.#takeFirst(
      (fault) => fault.kind !== 'silent-parent' && (fault.method ?? method) === method,
    );
  }

  /**
   * Whether the parent frame drops a command without a reply.
   *
   * @param {string} command
   */
  shouldDrop(command) {
    return (
      this.#takeFirst(
        (fault) => fault.kind === 'silent-parent' && (fault.command ?? command) === command,
      ) !== undefined
    );
  }

  /** @param {(fault: Fault) => boolean} fits */
  #takeFirst(fits) {
    /** @type {Fault | undefined} */
    let first;
    for (const fault of this.#pending.filter(fits)) {
      if (fault.callsBefore > 0) {
        fault.callsBefore -= 1;
      } else if (!first) {
        first = fault;
        fault.times -= 1;
      }
    }
    this.#pending = this.#pending.filter((fault) => fault.times > 0);
    return first;
  }
}

/** @param {FaultSpec} spec */
function requireFault(spec) {
  if (typeof spec !== 'object' || spec === null || !KINDS.includes(spec.kind)) {
    throw new TypeError(`A fault's kind is one of: ${KINDS.join(', ')}`);
  }
  const unknown = Object.keys(spec).filter((key) => !KEYS.includes(key));
  if (unknown.length > 0) throw new TypeError(`A fault has no ${unknown.join(', ')}`);
  for (const key of AMOUNTS) {
    const value = /** @type {Record<string, unknown>} */ ({ ...spec })[key];
    if (value !== undefined && !(typeof value === 'number' && value >= 0)) {
      throw new TypeError(`A fault's ${key} is a number from 0, not ${value}`);
    }
  }
  if (spec.executeAfterMs !== undefined && NEEDS_RESULT.includes(spec.kind)) {
    throw new TypeError(`A fault of the kind ${spec.kind} cannot have executeAfterMs`);
  }
  if (spec.kind === 'redirect' && !REDIRECTS.includes(spec.status ?? 302)) {
    throw new TypeError(`The status of a redirect is one of: ${REDIRECTS.join(', ')}`);
  }
}

/**
 * The bytes of a body that are received before its connection breaks.
 *
 * @param {Fault} fault
 */
export function breaksAfterBytes({ kind, afterBytes }) {
  return (kind === 'reset' ? afterBytes : undefined) ?? Number.POSITIVE_INFINITY;
}

/**
 * Whether the fault replaces the execution.
 *
 * @param {Fault} fault
 */
export function skipsExecution({ kind, after }) {
  return !after && !['expire-tokens', ...NEEDS_RESULT].includes(kind);
}
