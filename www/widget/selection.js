import { html, nothing } from 'lit/html.js';

/**
 * @import { Task } from 'bizproc-tasks'
 * @import { Translator } from './translator.js'
 *
 * @typedef {object} Action what can be done with the selected tasks
 * @property {string} label
 * @property {(tasks: Task[], opener: HTMLElement) => void} run
 */

/** The selected tasks of the list. */
export class Selection {
  /** @type {Set<number>} */
  #ids = new Set();

  /**
   * @param {Translator} t
   * @param {() => void} changed
   */
  constructor(t, changed) {
    this.t = t;
    this.changed = changed;
  }

  /** @param {number} id */
  has(id) {
    return this.#ids.has(id);
  }

  /**
   * @param {readonly number[]} ids
   * @param {boolean} isSelected
   */
  set(ids, isSelected) {
    for (const id of ids) {
      if (isSelected) this.#ids.add(id);
      else this.#ids.delete(id);
    }
    this.changed();
  }

  clear() {
    this.#ids.clear();
  }

  /**
   * @param {readonly Task[]} shown
   * @param {readonly Action[]} actions
   */
  render(shown, actions) {
    const { t } = this;
    const selected = shown.filter(({ id }) => this.has(id));
    const isAll = selected.length === shown.length;
    const selectAll = () =>
      this.set(
        shown.map(({ id }) => id),
        !isAll,
      );
    return html`<div class="selection" role="group" aria-label=${t('select.title')}>
      <label>
        <input
          type="checkbox"
          class="check"
          .checked=${isAll}
          .indeterminate=${selected.length > 0 && !isAll}
          @change=${selectAll}
        />
        ${selected.length === 0 ? t('select.all') : t('select.count', { n: selected.length })}
      </label>
      ${
        selected.length === 0
          ? nothing
          : actions.map(
              ({ label, run }) => html`<button
                type="button"
                @click=${(/** @type {any} */ { currentTarget }) => run(selected, currentTarget)}
              >
                ${label}
              </button>`,
            )
      }
    </div>`;
  }
}
