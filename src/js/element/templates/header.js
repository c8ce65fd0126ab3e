import { html, nothing } from 'lit';
import { guard } from 'lit/directives/guard.js';
import { activityName } from '../activity.js';
import { description } from '../description.js';
import { icon } from '../icon.js';
import { portalAddress } from '../portal-origin.js';

/**
 * @import { Connection, Task } from 'bizproc-tasks'
 * @import { Translator } from '../translator.js'
 */

/**
 * The header of a task: title, type, document, deadline, description.
 *
 * @param {object} options
 * @param {Task} options.task
 * @param {Translator} options.t
 * @param {Connection | null} options.connection
 * @param {number} options.headingLevel
 */
export function renderHeader({ task, t, connection, headingLevel }) {
  const text = task.description.trim();
  return html`<header part="header">
    <div class="title" part="title" role="heading" aria-level=${headingLevel} tabindex="-1" dir="auto">${task.name.trim() || t('task.untitled')}</div>
    <ul class="meta" part="meta">
      <li>${activityName(task.activity, t)}</li>
      ${renderDocument(task, t, connection)} ${renderDeadline(task, t)}
    </ul>
    ${
      text === ''
        ? nothing
        : html`<section
            class="description"
            part="description"
            aria-label=${t('task.description')}
            dir="auto"
            >${guard([text], () => description(text))}</section
          >`
    }
  </header>`;
}

/**
 * @param {Task} task
 * @param {Translator} t
 * @param {Connection | null} connection
 */
function renderDocument({ documentName, documentUrl }, t, connection) {
  const address = portalAddress(connection, documentUrl);
  if (!address) return documentName && html`<li dir="auto">${documentName}</li>`;
  // &NoBreak; keeps the icon on the line of the last word.
  return html`<li>
    <a href=${address} target="_blank" rel="noopener noreferrer" dir="auto"
      >${documentName || t('task.document')}&NoBreak;${icon('link')}</a
    >
  </li>`;
}

/**
 * @param {Task} task
 * @param {Translator} t
 */
function renderDeadline({ overdue }, t) {
  if (overdue === null) return nothing;
  const isLate = Date.parse(overdue) < Date.now();
  return html`<li class=${isLate ? 'overdue' : 'due'}>
    ${t(isLate ? 'task.overdue' : 'task.due', { date: t.formatDateTime(overdue) })}
  </li>`;
}
