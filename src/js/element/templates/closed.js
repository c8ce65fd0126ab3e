import { html, nothing } from 'lit';
import { isError } from '../form.js';
import { icon } from '../icon.js';
import { portalAddress } from '../portal-origin.js';
import { renderOutcome } from './notice.js';

/**
 * @import { Connection } from 'bizproc-tasks'
 * @import { TaskForm } from '../form.js'
 * @import { Notice } from '../outcome.js'
 */

/**
 * A task that cannot be completed here: the reason, and a link to the portal.
 *
 * @param {object} options
 * @param {TaskForm} options.form
 * @param {Connection | null} options.connection
 * @param {number} options.headingLevel
 */
export function renderClosed({ form, connection, headingLevel }) {
  const { task, t } = form;
  if (!task.open) {
    /** @type {Notice} */
    const notice = {
      title: t('closed.title'),
      text: task.answer ? t('closed.answer', { answer: form.answerName(task.answer) }) : '',
      tone: 'info',
    };
    return renderOutcome(notice, headingLevel);
  }
  /** @type {Notice} */
  const notice = {
    title: t('readonly.title'),
    text: task.fields.length > 0 ? t('readonly.fields') : '',
    details: form.emptyIssues
      .flatMap(({ issues }) => issues)
      .filter((issue) => isError(issue) && issue.code === 'type_not_settable')
      .map(({ message }) => message),
    tone: 'warning',
  };
  const address = portalAddress(connection, `/company/personal/bizproc/${task.id}/`);
  return renderOutcome(
    notice,
    headingLevel,
    address
      ? html`<a class="button" href=${address} target="_blank" rel="noopener noreferrer"
          >${t('task.open-in-portal')}${icon('link')}</a
        >`
      : nothing,
  );
}
