import { fieldKind, validateCompletion, validateField } from 'bizproc-tasks';
import { controlOf } from './controls/index.js';

/**
 * @import { Field, FieldValue, Issue, StatusName, Task } from 'bizproc-tasks'
 * @import { Control } from './controls/control.js'
 * @import { Draft } from './draft.js'
 * @import { Translator } from './translator.js'
 *
 * @typedef {object} FieldState
 * @property {Field} field
 * @property {Control<any>} control
 * @property {any} entered
 * @property {any} initial what was entered at first
 * @property {{ value: FieldValue } | null} given a value of the app that stays until the user enters another
 *
 * @typedef {object} Values
 * @property {StatusName} [status]
 * @property {string} [comment]
 * @property {Record<string, any>} [fields]
 */

/** Issues that the user cannot solve with an input. */
const UNRESOLVABLE = ['task_type_unsupported', 'task_not_open', 'type_not_settable'];

/** The input of the form of one task. Validation finds its issues. */
export class TaskForm {
  comment = '';
  /** The fields that the user has left or changed. @type {Set<string>} */
  touched = new Set();
  /** The answer whose button was clicked last. The issues depend on it. @type {StatusName | null} */
  lastStatus = null;
  /** The portal's issues with the values that were sent. @type {readonly Issue[]} */
  portalIssues = [];

  /**
   * @param {Task} task
   * @param {Translator} t
   */
  constructor(task, t) {
    this.task = task;
    this.t = t;
    /** @type {FieldState[]} */
    this.fields = task.fields.map((field) => {
      const control = controlOf(field, fieldKind(field.type));
      const entered = control.enter(field.default, field, t);
      return { field, control, entered, initial: entered, given: null };
    });
    /** The issues of an empty form, for each answer. */
    this.emptyIssues = task.answers.map(({ status }) => ({
      status,
      issues: validateCompletion(
        {
          taskId: task.id,
          status,
          ...(task.fields.length > 0 && {
            fields: Object.fromEntries(task.fields.map(({ id }) => [id, null])),
          }),
        },
        task,
      ),
    }));
  }

  /** Changes the language. @param {Translator} t */
  translate(t) {
    if (t === this.t) return;
    for (const state of this.fields) this.#reenter(state, state.field, state.control, t);
    this.t = t;
  }

  /**
   * Sets the options of fields that had none.
   *
   * @param {ReadonlyMap<string, Field['options']>} options by the fields' ids
   */
  takeOptions(options) {
    for (const state of this.fields) {
      const found = options.get(state.field.id);
      if (!found) continue;
      const field = { ...state.field, options: found };
      this.#reenter(state, field, controlOf(field, 'select'), this.t);
    }
  }

  /**
   * Enters the existing input again, after a change of the language or of the control.
   *
   * @param {FieldState} state
   * @param {Field} field
   * @param {Control<any>} control
   * @param {Translator} t
   */
  #reenter(state, field, control, t) {
    const { entered, initial } = state;
    const again = (/** @type {any} */ one) => control.enter(this.#save(state, one), field, t);
    const isEdited = this.#isEdited(state);
    const now = again(entered);
    Object.assign(state, {
      field,
      control,
      entered: now,
      initial: isEdited ? again(initial) : now,
    });
  }

  /**
   * The input as data.
   *
   * @param {FieldState} state
   * @param {any} [entered]
   */
  #save(state, entered = state.entered) {
    const { field, control } = state;
    return (control.save ?? control.read)(entered, field, this.t);
  }

  /**
   * Whether the input differs from the start values. Most fields are unchanged, and they are compared at each key.
   *
   * @param {FieldState} state
   */
  #isEdited(state) {
    const { entered, initial } = state;
    if (entered === initial) return false;
    return JSON.stringify(this.#save(state)) !== JSON.stringify(this.#save(state, initial));
  }

  /** Whether no answer can be given here with any input. */
  get isImpossible() {
    return this.emptyIssues.every(({ issues }) =>
      issues.some((issue) => isError(issue) && UNRESOLVABLE.includes(issue.code)),
    );
  }

  /**
   * The answers that need the comment, or a field.
   *
   * @param {string} [fieldId]
   */
  requiredFor(fieldId) {
    const isAbout = (/** @type {Issue} */ { code, path }) =>
      fieldId === undefined
        ? code === 'comment_required'
        : code === 'value_required' && path[1] === fieldId;
    return this.emptyIssues
      .filter(({ issues }) => issues.some(isAbout))
      .map(({ status }) => status);
  }

  /** The label of an answer: the task's own or the default. @param {StatusName} status */
  answerName(status) {
    const answer = this.task.answers.find((one) => one.status === status);
    return answer?.label || this.t(`status.${status}`);
  }

  /** Sets the user's input. @param {FieldState | null} state null: the comment @param {any} entered */
  enter(state, entered) {
    if (state) {
      state.entered = entered;
      state.given = null;
    } else {
      this.comment = entered;
    }
    this.portalIssues = [];
  }

  /** From now on, validates the whole form for an answer. @param {StatusName} status */
  tryStatus(status) {
    this.lastStatus = status;
    this.portalIssues = [];
  }

  /** @returns {Values} */
  get values() {
    const { lastStatus } = this;
    return { ...(lastStatus && { status: lastStatus }), ...this.#input };
  }

  set values({ status, comment, fields = {} }) {
    if (comment !== undefined) this.comment = comment ?? '';
    if (status !== undefined) this.lastStatus = status;
    for (const [id, value] of Object.entries(fields)) {
      if (value !== undefined) this.#setValue(id, value);
    }
  }

  /**
   * The value for FIELDS, or undefined if it was not changed. Then the package sends the field's default, because the
   * portal would clear the field.
   *
   * @param {FieldState} state
   * @returns {FieldValue | undefined}
   */
  valueOf(state) {
    const { field, control, entered, given } = state;
    if (given) return given.value;
    const value = control.read(entered, field, this.t);
    if (this.#isEdited(state)) return value;
    return field.required && !isEmpty(value) ? value : undefined;
  }

  /** The comment and the fields that were entered. */
  get #input() {
    const { comment } = this;
    /** @type {Record<string, FieldValue>} */
    const fields = {};
    for (const state of this.fields) {
      const value = this.valueOf(state);
      if (value !== undefined) fields[state.field.id] = value;
    }
    return { ...(comment !== '' && { comment }), ...(this.fields.length > 0 && { fields }) };
  }

  /** @param {StatusName} status */
  completion(status) {
    const input = this.#input;
    if (status === 'cancel') {
      // A refusal needs no values: one that is not valid yet must not prevent it.
      for (const state of this.fields) {
        if (this.#errorsOf(state).length > 0) delete input.fields?.[state.field.id];
      }
    }
    return { taskId: this.task.id, status, ...input };
  }

  /** The errors of a field's own value. @param {FieldState} state */
  #errorsOf(state) {
    const value = this.valueOf(state);
    if (value === undefined) return [];
    return validateField(state.field, value, { lang: this.t.lang }).filter(isError);
  }

  /** @param {StatusName} status */
  issuesOf(status) {
    return validateCompletion(this.completion(status), this.task, { lang: this.t.lang });
  }

  /**
   * The issues to show now: after a click on an answer all of them, before that only those of fields that the user has
   * left. Warnings about values that the portal will not keep are always shown.
   *
   * @returns {Issue[]}
   */
  get issues() {
    const { lastStatus, task } = this;
    if (lastStatus !== null) return [...this.issuesOf(lastStatus), ...this.portalIssues];
    const [first] = task.answers;
    if (!first) return [];
    const known = this.issuesOf(first.status).filter(
      ({ code, severity }) => severity === 'warning' || UNRESOLVABLE.includes(code),
    );
    const left = this.fields.filter(({ field }) => this.touched.has(field.id));
    return [...known, ...left.flatMap((state) => this.#errorsOf(state))];
  }

  get isChanged() {
    return (
      this.comment !== '' ||
      this.fields.some((state) => state.given !== null || this.#isEdited(state))
    );
  }

  /**
   * Sets a value of the app.
   *
   * @param {string} id
   * @param {FieldValue} value
   */
  #setValue(id, value) {
    const state = this.fields.find(({ field }) => field.id === id);
    if (!state) return;
    state.entered = state.control.enter(value, state.field, this.t);
    state.given = { value };
  }

  /** @returns {Draft} */
  toDraft() {
    const fields = this.fields
      .filter((state) => this.#isEdited(state) && !hasFiles(state.entered))
      .map((state) => [state.field.id, this.#save(state)]);
    return {
      comment: this.comment,
      fields: Object.fromEntries(fields),
      files: this.fields.some(({ entered }) => hasFiles(entered)),
    };
  }

  /**
   * Restores a draft, as far as the form is still the same.
   *
   * @param {Draft} draft
   * @returns {{ files: boolean } | null} whether files were attached; null where there is nothing to take back
   */
  takeDraft({ comment, fields, files }) {
    if (typeof comment === 'string') this.comment = comment;
    const drafts = Object(fields);
    for (const state of this.fields) {
      const { field, control } = state;
      if (Object.hasOwn(drafts, field.id)) {
        state.entered = control.enter(drafts[field.id], field, this.t);
      }
    }
    return this.isChanged || files === true ? { files: files === true } : null;
  }
}

/** @param {Issue} issue */
export const isError = ({ severity }) => severity === 'error';

/** @param {unknown} value */
function isEmpty(value) {
  return value == null || value === '' || (Array.isArray(value) && value.every(isEmpty));
}

/** @param {unknown} entered */
const hasFiles = (entered) => Array.isArray(entered) && entered.some((one) => one instanceof File);
