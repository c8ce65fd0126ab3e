import { live } from 'lit/directives/live.js';
import { html, nothing } from 'lit/html.js';
import { icon } from './icon.js';
import { documentIdOf, typeName } from './task-meta.js';

/**
 * @import { Task, TaskQuery } from 'bizproc-tasks'
 * @import { Translator } from './translator.js'
 *
 * @typedef {'activity' | 'process' | 'document'} FilterName
 *
 * @typedef {object} Option
 * @property {string} value
 * @property {string} label
 */

/** With at most this number of tasks, there are no filters. */
const FEW_TASKS = 5;

/** Returns the value of each filter for a task. @type {Record<FilterName, (task: Task, t: Translator) => Option>} */
const OPTIONS = {
  activity: (task, t) => ({ value: task.activity, label: typeName(task, t) }),
  process: ({ workflow: { templateId, templateName } }) => ({
    value: templateId === null ? '' : String(templateId),
    label: templateName ?? '',
  }),
  document: (task) => ({ value: documentIdOf(task), label: task.documentName }),
};

/**
 * The filters of the list. The portal filters by type, process, document and deadline. The page searches in the loaded
 * tasks.
 */
export class Filters {
  /** @type {Record<FilterName, string>} */
  #chosen = { activity: '', process: '', document: '' };
  #isOverdue = false;
  search = '';
  /** The options of each filter: all values that were seen so far. @type {Record<FilterName, Map<string, string>>} */
  #options = { activity: new Map(), process: new Map(), document: new Map() };
  #most = 0;

  /**
   * @param {Translator} t
   * @param {object} options
   * @param {FilterName[]} options.names which filters there are
   * @param {() => void} options.narrowed called after a change that the portal must answer
   * @param {() => void} options.searched called after a change of the search
   */
  constructor(t, { names, narrowed, searched }) {
    this.t = t;
    this.names = names;
    this.narrowed = narrowed;
    this.searched = searched;
  }

  get isActive() {
    return this.#isOverdue || this.names.some((name) => this.#chosen[name] !== '');
  }

  /** @returns {TaskQuery} */
  get query() {
    const { activity, process, document } = this.#chosen;
    return {
      ...(activity !== '' && { activity: /** @type {TaskQuery['activity']} */ (activity) }),
      ...(document !== '' && { documentId: document }),
      ...(process !== '' && { filter: { WORKFLOW_TEMPLATE_ID: Number(process) } }),
      ...(this.#isOverdue && { overdue: /** @type {const} */ (true) }),
    };
  }

  /** Resets the filters and their options. */
  reset() {
    this.#options = { activity: new Map(), process: new Map(), document: new Map() };
    this.#most = 0;
    this.#chosen = { activity: '', process: '', document: '' };
    this.#isOverdue = false;
    this.search = '';
  }

  /**
   * Adds the values of tasks to the options.
   *
   * @param {readonly Task[]} tasks
   */
  learn(tasks) {
    this.#most = Math.max(this.#most, tasks.length);
    for (const task of tasks) {
      for (const name of this.names) {
        const { value, label } = OPTIONS[name](task, this.t);
        if (value !== '' && label !== '') this.#options[name].set(value, label);
      }
    }
  }

  /**
   * Whether a task contains all words of the search.
   *
   * @param {readonly string[]} texts what the list says of the task
   */
  matches(texts) {
    const text = texts.join('\n').toLocaleLowerCase(this.t.lang);
    const words = this.search.toLocaleLowerCase(this.t.lang).split(/\s+/);
    return words.every((word) => text.includes(word));
  }

  /** @param {boolean} hasDeadlines */
  render(hasDeadlines) {
    if (this.#most <= FEW_TASKS && !this.isActive && this.search === '') return nothing;
    const { t } = this;
    const onSearch = (/** @type {any} */ { target }) => {
      this.search = target.value.trim();
      this.searched();
    };
    const onOverdue = () => {
      this.#isOverdue = !this.#isOverdue;
      this.narrowed();
    };
    return html`<search class="filters">
      <label class="search">
        <span class="visually-hidden">${t('filter.search')}</span>
        ${icon('search')}
        <input
          type="search"
          autocomplete="off"
          placeholder=${t('filter.search')}
          .value=${live(this.search)}
          @input=${onSearch}
        />
      </label>
      ${
        hasDeadlines
          ? html`<button
              type="button"
              class="toggle"
              aria-pressed=${this.#isOverdue ? 'true' : 'false'}
              @click=${onOverdue}
            >
              ${t('filter.overdue')}
            </button>`
          : nothing
      }
      ${this.names.map((name) => this.#renderSelect(name))}
    </search>`;
  }

  /** @param {FilterName} name */
  #renderSelect(name) {
    const { t } = this;
    const options = [...this.#options[name]].sort(([, one], [, other]) =>
      one.localeCompare(other, t.lang),
    );
    if (options.length < 2) return nothing;
    const onChange = (/** @type {any} */ { target }) => {
      this.#chosen[name] = target.value;
      this.narrowed();
    };
    return html`<select
      aria-label=${t(`filter.${name}`)}
      class=${this.#chosen[name] === '' ? '' : 'is-chosen'}
      .value=${live(this.#chosen[name])}
      @change=${onChange}
    >
      <option value="">${t(`filter.${name}.all`)}</option>
      ${options.map(([value, label]) => html`<option value=${value}>${label}</option>`)}
    </select>`;
  }
}
