import { html } from 'lit/html.js';
import { openBulkDialog } from './bulk-dialog.js';
import { icon } from './icon.js';
import { taskName } from './task-meta.js';

/**
 * @import { Portal } from 'bizproc-tasks'
 * @import { BulkContext } from './approval.js'
 * @import { HostConnection } from './connection.js'
 */

/**
 * Delegates tasks to an employee, whom the user chooses in the portal's dialog. Without a dialog the user types a
 * number.
 *
 * @param {BulkContext & { portal: Portal, selectUser: HostConnection['selectUser'] }} options
 */
export function delegate({ portal, selectUser, ...context }) {
  const { tasks, t } = context;
  /** @type {{ id: number, name: string } | null} */
  let user = null;
  const isOwner = () => tasks.some(({ userId }) => userId === user?.id);

  openBulkDialog({
    ...context,
    what: 'delegate',
    form(update) {
      const choose = async () => {
        const chosen = await selectUser?.();
        if (!chosen) return;
        user = { id: idOf(String(chosen.id)), name: chosen.name };
        update();
      };
      const onInput = (/** @type {any} */ { target }) => {
        const id = idOf(target.value);
        user = id > 0 ? { id, name: '' } : null;
        update();
      };
      const to = selectUser
        ? html`<div class="field">
            <span id="delegate-to">${t('delegate.to')}</span>
            <button
              type="button"
              class="picker"
              aria-describedby="delegate-to"
              @click=${choose}
            >
              ${icon('person')}<bdi>${user ? user.name : t('delegate.choose')}</bdi>
            </button>
          </div>`
        : html`<label>
            ${t('delegate.number')}
            <input inputmode="numeric" autocomplete="off" @input=${onInput} />
          </label>`;
      return {
        tasks: user && !isOwner() ? tasks : [],
        submit: t('delegate.submit'),
        content: html`<ul>
            ${tasks.map((task) => html`<li dir="auto">${taskName(task, t)}</li>`)}
          </ul>
          ${to}
          <p class="issue" role="status">${isOwner() ? t('delegate.self') : ''}</p>`,
      };
    },
    send: (sent, { signal }) =>
      portal.delegateTasks(
        sent.map(({ id }) => id),
        Number(user?.id),
        { signal },
      ),
  });
}

/** The number in the result of a dialog or in the input: `12`, `user_12`. @param {string} text */
const idOf = (text) => Number(/\d+/.exec(text)?.[0] ?? 0);
