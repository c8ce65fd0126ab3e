/** Adds and changes tasks, as JSON in the server's format. */

import { button, element, labelled, select } from './element.js';
import { focusedKey, refocus } from './focus.js';
import { json } from './panel-item.js';
import { request } from './request.js';

/** @typedef {import('./panel.js').State} State */

/** The template of a new task of each type. @type {Record<string, Record<string, unknown>>} */
const TEMPLATES = {
  ApproveActivity: {
    NAME: 'Approve the offer',
    PARAMETERS: {
      TaskButton1Message: 'Approve',
      TaskButton2Message: 'Refuse',
      ShowComment: 'Y',
      CommentRequired: 'YR',
      CommentLabelMessage: 'Reason',
    },
  },
  ReviewActivity: {
    NAME: 'Read the offer',
    PARAMETERS: { TaskButtonMessage: 'I have read it', ShowComment: 'N' },
  },
  RequestInformationActivity: {
    NAME: 'Fill in the delivery address',
    PARAMETERS: {
      TaskButtonMessage: 'Send',
      ShowComment: 'N',
      REQUEST: [{ Title: 'Address', Name: 'address', Type: 'string', Required: true }],
    },
  },
  RequestInformationOptionalActivity: {
    NAME: 'Tell the supplier’s discount, if you know it',
    PARAMETERS: {
      TaskButtonMessage: 'Send',
      TaskButtonCancelMessage: 'I do not know',
      ShowComment: 'N',
      REQUEST: [{ Title: 'Discount, %', Name: 'discount', Type: 'double', Required: true }],
    },
  },
};

/**
 * Opens the editor: for a task of a user, or for a new one.
 *
 * @param {{ id?: number, user: number }} ids
 * @param {State} [task]
 */
export async function editTask({ id, user }, task) {
  const key = focusedKey();
  const { tasks } = await request('GET', 'state');
  const nextId = Math.max(0, ...tasks.map((/** @type {State} */ { ID }) => Number(ID))) + 1;
  const text = element('textarea', 'editor');
  text.ariaLabel = 'Task as JSON';
  text.spellcheck = false;
  /** @param {string} activity */
  const fill = (activity) => {
    const DOCUMENT_ID = ['crm', 'CCrmDocumentDeal', 'DEAL_77'];
    text.value = json({
      ID: nextId,
      USER_ID: user,
      ACTIVITY: activity,
      DOCUMENT_ID,
      ...TEMPLATES[activity],
    });
  };
  const types = Object.keys(TEMPLATES).map((name) => /** @type {const} */ ([name, name]));
  if (task) text.value = json(task);
  else fill('ApproveActivity');

  const dialog = element('dialog', 'task-editor');
  const error = element('p', 'notice');
  error.role = 'alert';
  error.hidden = true;
  const save = button(task ? 'Save' : 'Add', async () => {
    try {
      const edited = JSON.parse(text.value);
      await (task
        ? request('POST', 'tasks/replace', { id, user, task: edited })
        : request('POST', 'tasks', { tasks: [edited] }));
      dialog.close();
    } catch (problem) {
      error.textContent = problem instanceof Error ? problem.message : String(problem);
      error.hidden = false;
    }
  });
  save.classList.add('is-main');
  const foot = element('div', 'picker-foot');
  foot.append(
    button('Cancel', () => dialog.close()),
    save,
  );
  const title = element('h2', '', task ? `Task ${id} as the server stores it` : 'A new task');
  title.id = 'task-editor-title';
  dialog.setAttribute('aria-labelledby', title.id);
  dialog.append(
    title,
    ...(task ? [] : [labelled('Type', select(types, 'ApproveActivity', fill))]),
    text,
    error,
    foot,
  );
  dialog.addEventListener('close', () => {
    dialog.remove();
    refocus(key);
  });
  document.body.append(dialog);
  dialog.showModal();
}
