/** @typedef {import('./index.js').FaultKind} FaultKind */
/** @typedef {import('./index.js').FaultSpec} FaultSpec */

/** @type {FaultKind[]} */
const KINDS = [
  'delay',
  'empty',
  'error',
  'expire-tokens',
  'html',
  'redirect',
  'reset',
  'silent-parent',
  'slow',
  'truncated',
];

/** @type {FaultKind[]} */
const AFTER_WORK = ['delay', 'empty', 'html', 'slow', 'truncated'];

const KEYS = [
  'kind',
  'method',
  'nth',
  'times',
  'after',
  'afterBytes',
  'delayMs',
  'bytesPerSecond',
  'code',
  'description',
  'status',
  'location',
  'command',
];

/** @typedef {Required<Pick<FaultSpec, 'kind' | 'times' | 'after'>> & FaultSpec & { wait: number }} Fault */

/** The faults that are set. */
export class Faults {
  /** @type {Fault[]} */
  #pending = [];

  /** @param {FaultSpec} spec */
  add(spec) {
    if (typeof spec !== 'object' || spec === null || !KINDS.includes(spec.kind)) {
      throw new TypeError(`A fault's kind is one of: ${KINDS.join(', ')}`);
    }
    const unknown = Object.keys(spec).filter((key) => !KEYS.includes(key));
    if (unknown.length > 0) throw new TypeError(`A fault has no ${unknown.join(', ')}`);
    this.#pending.push({
      ...spec,
      times: spec.times ?? 1,
      after: spec.after ?? AFTER_WORK.includes(spec.kind),
      wait: (spec.nth ?? 1) - 1,
    });
  }

  clear() {
    this.#pending = [];
  }

  /** @returns {FaultSpec[]} */
  list() {
    return this.#pending.map(({ wait, ...fault }) => ({ ...fault, nth: wait + 1 }));
  }

  /**
   * The fault that a call meets, if any.
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
   * Whether the parent frame keeps silent at a command.
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
    let met;
    for (const fault of this.#pending.filter(fits)) {
      if (fault.wait > 0) {
        fault.wait -= 1;
      } else if (!met) {
        met = fault;
        fault.times -= 1;
      }
    }
    this.#pending = this.#pending.filter((fault) => fault.times > 0);
    return met;
  }
}
