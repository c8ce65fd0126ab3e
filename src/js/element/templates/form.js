import { html, nothing } from 'lit';
import { guard } from 'lit/directives/guard.js';
import { currencyList } from '../controls/money.js';
import { renderComment, renderField } from './field.js';
import { renderMessage } from './message.js';

/**
 * @import { Issue, StatusName } from 'bizproc-tasks'
 * @import { SubmissionController } from '../controllers/submission.js'
 * @import { TaskForm } from '../form.js'
 * @import { Translator } from '../translator.js'
 * @import { FieldContext } from './field.js'
 */

/**
 * The fields of an open task, the messages about them, and the answers.
 *
 * @param {Omit<FieldContext, 'issues'> & {
 *   submission: SubmissionController,
 *   restored: { files: boolean } | null,
 *   readonly: boolean,
 *   headingLevel: number,
 *   onAnswer: (status: StatusName) => void,
 *   onSelect: (issue: Issue) => void,
 *   onDiscard: () => void,
 * }} options
 */
export function renderForm({ submission, restored, readonly, headingLevel, ...options }) {
  const { form, onAnswer, onSelect, onDiscard } = options;
  const { task, t, issues } = form;
  const context = { ...options, issues };
  const hasMoney = form.fields.some(({ field }) => /money$/i.test(field.type));
  return html`<form
    part="form"
    novalidate
    @submit=${(/** @type {Event} */ event) => event.preventDefault()}
  >
    ${restored && !submission.isLocked ? renderRestored(restored, t, onDiscard) : nothing}
    <fieldset class="fields" part="fields" ?disabled=${readonly} ?inert=${submission.isLocked}>
      ${form.fields.map((state, at) => renderField(state, at, context))}
      ${task.comment.shown ? renderComment(context) : nothing}
    </fieldset>
    ${hasMoney ? guard([t], () => currencyList(t.locale)) : nothing}
    <div class="messages" part="messages"
      >${renderMessage({ form, issues, submission, headingLevel, onSelect })}</div
    >
    ${readonly ? nothing : renderAnswers(form, submission, onAnswer)}
  </form>`;
}

/**
 * @param {{ files: boolean }} restored
 * @param {Translator} t
 * @param {() => void} onDiscard
 */
const renderRestored = ({ files }, t, onDiscard) =>
  html`<div class="progress restored" role="status">
    <span>${files ? `${t('draft.restored')} ${t('draft.files')}` : t('draft.restored')}</span>
    <button type="button" class="button--text" @click=${onDiscard}>${t('draft.discard')}</button>
  </div>`;

/**
 * The buttons, one for each answer of the task.
 *
 * @param {TaskForm} form
 * @param {SubmissionController} submission
 * @param {(status: StatusName) => void} onAnswer
 */
function renderAnswers(form, { phase, isLocked }, onAnswer) {
  const answers = form.task.answers.map(({ status }) => {
    const tone = status === 'yes' || status === 'ok' ? 'button--primary' : `answer--${status}`;
    const isSending = phase?.kind === 'sending' && phase.status === status;
    return html`<button
      type="button"
      part="button answer answer-${status}"
      class="${tone} ${isSending ? 'is-loading' : ''}"
      @click=${() => onAnswer(status)}
    >
      ${form.answerName(status)}
    </button>`;
  });
  return html`<div
    class="answers"
    part="answers"
    role="group"
    aria-label=${form.t('task.answers')}
    ?inert=${isLocked}
  >
    ${answers}
  </div>`;
}
