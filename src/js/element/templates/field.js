import { html, nothing } from 'lit';
import { guard } from 'lit/directives/guard.js';
import { ifDefined } from 'lit/directives/if-defined.js';
import { area } from '../controls/text.js';
import { isError } from '../form.js';
import { pickersOf } from '../pickers.js';

/**
 * @import { Connection, Issue, StatusName } from 'bizproc-tasks'
 * @import { TemplateResult } from 'lit'
 * @import { FieldState, TaskForm } from '../form.js'
 *
 * The state that all fields of a form share.
 *
 * @typedef {object} FieldContext
 * @property {TaskForm} form
 * @property {readonly Issue[]} issues
 * @property {Connection | null} connection
 * @property {ReadonlyMap<string, string>} names of users and CRM items, by their values
 * @property {(state: FieldState | null, entered: any) => void} onInput null: the comment
 * @property {(id: string, event: FocusEvent) => void} onLeave
 */

/**
 * @param {FieldState} state
 * @param {number} at
 * @param {FieldContext} context
 */
export function renderField(state, at, { form, issues, connection, names, onInput, onLeave }) {
  const { t } = form;
  const { field, control, entered } = state;
  const own = issues.filter(({ path }) => path[0] === 'fields' && path[1] === field.id);
  const key = own.map(({ message, path }) => `${path[2]} ${message}`).join('\n');
  // A key in one field does not render the other fields.
  return guard([entered, control, key, t, names, form, connection], () => {
    const id = `field-${at}`;
    const pickers = pickersOf(connection);
    const hints = [field.description, ...(control.hints?.(field, t, pickers) ?? [])];
    return renderRow({
      form,
      id,
      slot: `field-${field.id}`,
      label: field.name || field.id,
      hints: hints.filter((hint) => hint !== ''),
      requiredFor: form.requiredFor(field.id),
      issues: own,
      role: control.role,
      onLeave: (event) => onLeave(field.id, event),
      render: (describedBy, required) =>
        control.render({
          id,
          field,
          entered,
          set: (changed) => onInput(state, changed),
          t,
          pickers,
          names,
          required,
          isInvalid: (index) =>
            own
              .filter(isError)
              .some(({ path }) =>
                index === undefined ? true : path[2] === undefined || path[2] === index,
              ),
          describedBy,
          label: undefined,
        }),
    });
  });
}

/** @param {FieldContext} context */
export function renderComment({ form, issues, onInput, onLeave }) {
  const own = issues.filter(({ path }) => path[0] === 'comment');
  return renderRow({
    form,
    id: 'comment',
    slot: 'comment',
    label: form.task.comment.label || form.t('task.comment'),
    hints: [],
    requiredFor: form.requiredFor(),
    issues: own,
    role: 'input',
    onLeave: (event) => onLeave('comment', event),
    render: (describedBy, required) =>
      area(
        /** @type {any} */ ({
          id: 'comment',
          entered: form.comment,
          set: (/** @type {string} */ text) => onInput(null, text),
          required,
          isInvalid: () => own.some(isError),
          describedBy,
          label: undefined,
        }),
      ),
  });
}

/**
 * A control with its label, hints and issues, which are linked for screen readers.
 *
 * @param {object} row
 * @param {TaskForm} row.form
 * @param {string} row.id
 * @param {string} row.slot
 * @param {string} row.label
 * @param {string[]} row.hints
 * @param {StatusName[]} row.requiredFor
 * @param {Issue[]} row.issues
 * @param {'input' | 'group' | 'radiogroup'} row.role
 * @param {(event: FocusEvent) => void} row.onLeave
 * @param {(describedBy: string | undefined, required: boolean) => TemplateResult} row.render
 */
function renderRow({ form, id, slot, label, hints, requiredFor, issues, role, onLeave, render }) {
  const required = requiredFor.length === form.task.answers.length;
  const isInvalid = issues.some(isError);
  const described = [
    ...(issues.length > 0 ? [`${id}-issues`] : []),
    ...hints.map((_, at) => `${id}-hint-${at}`),
  ].join(' ');
  const describedBy = described === '' ? undefined : described;
  const isInput = role === 'input';
  const name = html`<span dir="auto">${label}</span>${renderRequirement(form, requiredFor)}`;
  const body = html`${hints.map(
    (hint, at) => html`<p class="hint" id="${id}-hint-${at}" dir="auto">${hint}</p>`,
  )}<slot name=${slot}>${render(isInput ? describedBy : undefined, required)}</slot>
    <div class="issues" id="${id}-issues">
      ${issues.map(
        ({ severity, message }) =>
          html`<p class="issue ${severity}" part="issue" dir="auto">${message}</p>`,
      )}
    </div>`;
  const className = `field ${isInvalid ? 'is-invalid' : ''}`;
  return isInput
    ? html`<div class=${className} part="field" id="${id}-root" @focusout=${onLeave}>
        <label for=${id} part="label">${name}</label>
        ${body}
      </div>`
    : html`<fieldset
        class=${className}
        part="field"
        id="${id}-root"
        role=${role}
        aria-required=${ifDefined(role === 'radiogroup' && required ? 'true' : undefined)}
        aria-invalid=${ifDefined(role === 'radiogroup' && isInvalid ? 'true' : undefined)}
        aria-describedby=${ifDefined(describedBy)}
        @focusout=${onLeave}
      >
        <legend part="label">${name}</legend>
        ${body}
      </fieldset>`;
}

/**
 * The note whether a field is required, if that differs between the fields.
 *
 * @param {TaskForm} form
 * @param {StatusName[]} requiredFor
 */
function renderRequirement(form, requiredFor) {
  const { t, task } = form;
  if (requiredFor.length === task.answers.length) return nothing;
  const answers = t.formatList(requiredFor.map((status) => form.answerName(status)));
  const note =
    requiredFor.length === 0 ? t('field.optional') : t('field.required-for', { answers });
  return html` <span class="note" dir="auto">${note}</span>`;
}

/**
 * The selector of the input with an issue.
 *
 * @param {Issue | undefined} issue
 * @param {TaskForm} form
 */
export function inputSelector(issue, form) {
  if (issue?.path[0] === 'comment') return '#comment';
  const at = form.fields.findIndex(({ field }) => field.id === issue?.path[1]);
  if (at < 0 || issue?.path[0] !== 'fields') return '.messages > *';
  const inputs = `#field-${at}-root :is(input, textarea, select, button)`;
  const nth = Number(issue.path[2] ?? 0) + 1;
  return `#field-${at}-root .value:nth-child(${nth}) :is(input, textarea, select), ${
    nth > 1 ? `#field-${at}-root :not(.value:nth-child(n)) > :is(input, textarea, select)` : inputs
  }`;
}
