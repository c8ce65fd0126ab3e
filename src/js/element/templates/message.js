import { html, nothing } from 'lit';
import { ifDefined } from 'lit/directives/if-defined.js';
import { isError } from '../form.js';
import { icon } from '../icon.js';
import { renderButton, renderNotice } from './notice.js';

/**
 * @import { Issue } from 'bizproc-tasks'
 * @import { Phase, SubmissionController } from '../controllers/submission.js'
 * @import { TaskForm } from '../form.js'
 * @import { Translator } from '../translator.js'
 */

/** The size of a request in bytes above which the progress of its files is shown. */
const PROGRESS_THRESHOLD_BYTES = 1_000_000;

/**
 * The messages between the fields and the buttons.
 *
 * @param {object} options
 * @param {TaskForm} options.form
 * @param {readonly Issue[]} options.issues
 * @param {SubmissionController} options.submission
 * @param {number} options.headingLevel
 * @param {(issue: Issue) => void} options.onSelect
 */
export function renderMessage({ form, issues, submission, headingLevel, onSelect }) {
  const { t, lastStatus } = form;
  const { phase } = submission;
  switch (phase?.kind) {
    case 'invalid':
      return renderSummary(issues.filter(isError), t, headingLevel, onSelect);
    case 'confirm': {
      const answer = form.answerName(phase.status);
      return renderNotice(
        { title: t('confirm.title', { answer }), text: '', tone: 'info' },
        headingLevel,
        html`<button
            type="button"
            part="button"
            class="button--primary"
            @click=${() => submission.sendQuietly(phase.status)}
          >
            ${answer}
          </button>
          ${renderButton(t('confirm.back'), () => submission.cancel())}`,
      );
    }
    case 'sending':
      return renderSending(phase, t);
    case 'looking':
      return html`<p class="progress" role="status" tabindex="-1">${t('check.busy')}</p>`;
    case 'notice': {
      const actions = {
        retry: renderButton(t('action.retry'), () => {
          if (lastStatus) submission.sendQuietly(lastStatus);
        }),
        check: renderButton(t('action.check'), () => submission.look()),
      };
      return renderNotice(
        phase.notice,
        headingLevel,
        phase.action ? actions[phase.action] : nothing,
      );
    }
    default:
      return nothing;
  }
}

/**
 * All errors in one list, each with a link to its field.
 *
 * @param {readonly Issue[]} errors
 * @param {Translator} t
 * @param {number} headingLevel
 * @param {(issue: Issue) => void} onSelect
 */
const renderSummary = (errors, t, headingLevel, onSelect) =>
  html`<div class="notice danger summary" part="summary" role="alert" tabindex="-1">
    ${icon('warning')}
    <div>
      <div class="subtitle" role="heading" aria-level=${headingLevel}>${t('issues.title', { n: errors.length })}</div>
      <ul>
        ${errors.map(
          (issue) =>
            html`<li>
              <button type="button" dir="auto" @click=${() => onSelect(issue)}>
                ${issue.message}
              </button>
            </li>`,
        )}
      </ul>
    </div>
  </div>`;

/**
 * The phase of the call. Small files show no bytes, because they are sent too fast. `loaded` and `total` are bytes of
 * the request, in which files are longer, so they are converted to bytes of the files.
 *
 * @param {Extract<Phase, { kind: 'sending' }>} sending
 * @param {Translator} t
 */
function renderSending({ progress, isLong, bytes, stop }, t) {
  const { phase = 'waiting', loaded = 0, total = 0 } = progress ?? {};
  const isFile = phase === 'encoding' || phase === 'uploading';
  const isShown = isFile && total >= PROGRESS_THRESHOLD_BYTES;
  const text = t(isLong ? 'sending.long' : `sending.${isFile && !isShown ? 'waiting' : phase}`);
  const size = t.formatBytes(bytes);
  const encoded = t.formatBytes((bytes * loaded) / total);
  return html`<div class="progress" part="progress" role="status" tabindex="-1">
    <span>${text}</span>
    ${
      isShown
        ? html`<span class="note" aria-hidden="true"
            >${phase === 'encoding' ? t('sending.bytes', { loaded: encoded, total: size }) : size}</span
          >`
        : nothing
    }
    <button type="button" class="button--text" @click=${() => stop.abort()}>
      ${t(isFile ? 'sending.cancel' : 'sending.stop')}
    </button>
    ${
      // How much has been uploaded is not known before the reply.
      isShown
        ? html`<progress
            max="1"
            aria-label=${text}
            value=${ifDefined(phase === 'encoding' ? loaded / total : undefined)}
          ></progress>`
        : nothing
    }
  </div>`;
}
