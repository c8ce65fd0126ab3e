/**
 * Faults on demand: what a call meets in place of, or after, its normal course.
 *
 * | kind | what the caller sees | work done by default |
 * |---|---|---|
 * | `expire-tokens` | every token given out so far has expired | no |
 * | `reset` | the connection breaks | no |
 * | `error` | a REST error: `code`, `status`, `description` | no |
 * | `redirect` | 302 to `location`, as after a portal was renamed | no |
 * | `delay` | the usual reply, `delayMs` late (for ever without it) | yes |
 * | `html` | an HTML page with `status` (502) | yes |
 * | `truncated` | half of the usual reply | yes |
 * | `empty` | status 200 and nothing | yes |
 * | `silent-parent` | the parent frame does not answer `command` | – |
 *
 * @typedef {typeof KINDS[number]} FaultKind
 */

/**
 * @typedef {object} FaultSpec
 * @property {FaultKind} kind
 * @property {string} [method] REST method it is for; any when absent.
 * @property {number} [nth] Which matching call is the first to meet it, counted from 1.
 * @property {number} [times] How many calls meet it; 1 when absent, `Infinity` for all.
 * @property {boolean} [after] Whether the call's work is done first.
 * @property {number} [delayMs] How long the reply is held back.
 * @property {string} [code] `error`: its code.
 * @property {string} [description] `error`: its text.
 * @property {number} [status] `error`, `html`: the HTTP status.
 * @property {string} [location] `redirect`: where to.
 * @property {string} [command] `silent-parent`: the command that gets no answer; any when absent.
 */

const KINDS = /** @type {const} */ ([
  'delay',
  'empty',
  'error',
  'expire-tokens',
  'html',
  'redirect',
  'reset',
  'silent-parent',
  'truncated',
]);

const AFTER_WORK = ['delay', 'empty', 'html', 'truncated'];

const KEYS = [
  'kind',
  'method',
  'nth',
  'times',
  'after',
  'delayMs',
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
  meet(method) {
    return this.#take(
      (fault) => fault.kind !== 'silent-parent' && (fault.method ?? method) === method,
    );
  }

  /**
   * Whether the parent frame keeps silent at a command.
   *
   * @param {string} command
   */
  silences(command) {
    return (
      this.#take(
        (fault) => fault.kind === 'silent-parent' && (fault.command ?? command) === command,
      ) !== undefined
    );
  }

  /** @param {(fault: Fault) => boolean} fits */
  #take(fits) {
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
