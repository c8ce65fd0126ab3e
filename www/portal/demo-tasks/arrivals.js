/** Tasks that arrive while a portal runs. */

import { COMPANY, COMPLAINT, DEAL, field, HOUR, task } from './task.js';

/** @typedef {import('../index.js').Task} Task */

/**
 * The texts of the tasks in one language.
 *
 * @typedef {object} Texts
 * @property {string} deal
 * @property {string} company
 * @property {string} complaint
 * @property {(count: number) => string} approval
 * @property {[string, string]} decisions
 * @property {(count: number) => string} review
 * @property {string} read
 * @property {(count: number) => string} request
 * @property {string} costs
 * @property {string} send
 */

/** @type {Record<'en' | 'ru', Texts>} */
const TEXTS = {
  en: {
    deal: 'Furniture for the Aurora Hotel',
    company: 'Baltic Timber OÜ',
    complaint: 'Scratched table tops, rooms 9–12',
    approval: (count) => `Approve order ${count} for the Aurora Hotel`,
    decisions: ['Approve', 'Refuse'],
    review: (count) => `Read delivery note ${count} of Baltic Timber`,
    read: 'I have read it',
    request: (count) => `Costs of repair ${count}`,
    costs: 'Costs, EUR',
    send: 'Send',
  },
  ru: {
    deal: 'Мебель для гостиницы «Аврора»',
    company: 'ООО «Балтийский лес»',
    complaint: 'Царапины на столешницах, номера 9–12',
    approval: (count) => `Согласовать заказ ${count} для гостиницы «Аврора»`,
    decisions: ['Согласовать', 'Отклонить'],
    review: (count) => `Ознакомиться с накладной ${count} ООО «Балтийский лес»`,
    read: 'Ознакомлен',
    request: (count) => `Стоимость ремонта ${count}`,
    costs: 'Стоимость, ₽',
    send: 'Отправить',
  },
};

/** Users whose tasks are in Russian. */
const RUSSIAN_SPEAKERS = [5];

/**
 * The next task for a user. In turn: an approval, which a colleague may decide first, a review, and a request for
 * information.
 *
 * @param {number} index How many have arrived before.
 * @param {{ id: number, user: number, now: number }} arriving `now` in epoch seconds.
 * @returns {Task[]} One for each participant.
 */
export function arrival(index, { id, user, now }) {
  const texts = TEXTS[RUSSIAN_SPEAKERS.includes(user) ? 'ru' : 'en'];
  const dates = { MODIFIED: now, WORKFLOW_STARTED: now, OVERDUE_DATE: now + HOUR };
  switch (index % 3) {
    case 0:
      return [user, user === 2 ? 4 : 2].map((participant) =>
        task(id, participant, 'ApproveActivity', {
          ...dates,
          NAME: texts.approval(id),
          DOCUMENT_ID: DEAL,
          DOCUMENT_NAME: texts.deal,
          PARAMETERS: {
            ApproveType: 'any',
            TaskButton1Message: texts.decisions[0],
            TaskButton2Message: texts.decisions[1],
            ShowComment: 'Y',
            CommentRequired: 'N',
          },
        }),
      );
    case 1:
      return [
        task(id, user, 'ReviewActivity', {
          ...dates,
          NAME: texts.review(id),
          DOCUMENT_ID: COMPANY,
          DOCUMENT_NAME: texts.company,
          PARAMETERS: { TaskButtonMessage: texts.read, ShowComment: 'N' },
        }),
      ];
    default:
      return [
        task(id, user, 'RequestInformationActivity', {
          ...dates,
          NAME: texts.request(id),
          DOCUMENT_ID: COMPLAINT,
          DOCUMENT_NAME: texts.complaint,
          PARAMETERS: {
            TaskButtonMessage: texts.send,
            ShowComment: 'N',
            REQUEST: [field('costs', texts.costs, 'double', { Required: true })],
          },
        }),
      ];
  }
}
