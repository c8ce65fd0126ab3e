/** The contents of the portal's cards. */

import { optionsOf } from './placements.js';

/**
 * @typedef {object} Card
 * @property {string} crumbs
 * @property {string} title
 * @property {[string, string][]} facts
 * @property {string[]} [stages]
 * @property {number} [stage]
 * @property {string[]} tabs The first is the placement's.
 */

const TABS = ['My approvals', 'General', 'Products', 'History'];
const TABS_RU = ['Мои согласования', 'Общие', 'Товары', 'История'];

/** @type {Record<string, Card>} */
const ENGLISH = {
  CRM_DEAL_DETAIL_TAB: {
    crumbs: 'CRM / Deals',
    title: 'Furniture for the Aurora Hotel',
    facts: [
      ['Customer', 'Aurora Hotels AS'],
      ['Amount', '€186,400.00'],
      ['Responsible', 'Nora Lindqvist'],
    ],
    stages: ['New', 'Offer', 'Negotiation', 'Production', 'Delivered'],
    stage: 2,
    tabs: TABS,
  },
  CRM_LEAD_DETAIL_TAB: {
    crumbs: 'CRM / Leads',
    title: 'Request from the trade fair',
    facts: [
      ['Company', 'Hotel Fjordblick'],
      ['Responsible', 'Nora Lindqvist'],
    ],
    tabs: TABS,
  },
  CRM_CONTACT_DETAIL_TAB: {
    crumbs: 'CRM / Contacts',
    title: 'Ingrid Solberg',
    facts: [
      ['Company', 'Aurora Hotels AS'],
      ['Position', 'Head of procurement'],
    ],
    tabs: TABS,
  },
  CRM_COMPANY_DETAIL_TAB: {
    crumbs: 'CRM / Companies',
    title: 'Baltic Timber OÜ',
    facts: [
      ['Industry', 'Sawmill'],
      ['Responsible', 'Daniel Brooks'],
    ],
    tabs: TABS,
  },
  CRM_DYNAMIC_136_DETAIL_TAB: {
    crumbs: 'CRM / Complaints',
    title: 'Scratched table tops, rooms 9–12',
    facts: [['Responsible', 'Nora Lindqvist']],
    stages: ['Received', 'Examined', 'Repaired', 'Closed'],
    stage: 1,
    tabs: TABS,
  },
  CRM_DEAL_LIST_MENU: {
    crumbs: 'CRM / Deals / Menu of an item',
    title: 'Furniture for the Aurora Hotel',
    facts: [],
    tabs: ['My approvals'],
  },
  TASK_VIEW_TAB: {
    crumbs: 'Tasks',
    title: 'Prepare the series after the sample room',
    facts: [
      ['Deadline', 'Friday'],
      ['Responsible', 'Nora Lindqvist'],
    ],
    tabs: ['My approvals', 'Comments', 'Files', 'History'],
  },
  LEFT_MENU: { crumbs: 'Menu', title: 'My approvals', facts: [], tabs: ['My approvals'] },
  DEFAULT: { crumbs: 'Applications', title: 'My approvals', facts: [], tabs: ['My approvals'] },
};

/** @type {Record<string, Card>} */
const RUSSIAN = {
  CRM_DEAL_DETAIL_TAB: {
    crumbs: 'CRM / Сделки',
    title: 'Мебель для гостиницы «Аврора»',
    facts: [
      ['Клиент', 'ООО «Аврора Отели»'],
      ['Сумма', '18 640 000 ₽'],
      ['Ответственный', 'Анна Соколова'],
    ],
    stages: ['Новая', 'Предложение', 'Переговоры', 'Производство', 'Отгружено'],
    stage: 2,
    tabs: TABS_RU,
  },
  CRM_LEAD_DETAIL_TAB: {
    crumbs: 'CRM / Лиды',
    title: 'Заявка с выставки',
    facts: [
      ['Компания', 'Гостиница «Фьорд»'],
      ['Ответственный', 'Анна Соколова'],
    ],
    tabs: TABS_RU,
  },
  CRM_CONTACT_DETAIL_TAB: {
    crumbs: 'CRM / Контакты',
    title: 'Ирина Мельникова',
    facts: [
      ['Компания', 'ООО «Аврора Отели»'],
      ['Должность', 'Начальник отдела закупок'],
    ],
    tabs: TABS_RU,
  },
  CRM_COMPANY_DETAIL_TAB: {
    crumbs: 'CRM / Компании',
    title: 'ООО «Балтийский лес»',
    facts: [
      ['Отрасль', 'Лесопилка'],
      ['Ответственный', 'Анна Соколова'],
    ],
    tabs: TABS_RU,
  },
  CRM_DYNAMIC_136_DETAIL_TAB: {
    crumbs: 'CRM / Рекламации',
    title: 'Царапины на столешницах, номера 9–12',
    facts: [['Ответственный', 'Анна Соколова']],
    stages: ['Получена', 'Проверена', 'Исправлена', 'Закрыта'],
    stage: 1,
    tabs: TABS_RU,
  },
  CRM_DEAL_LIST_MENU: {
    crumbs: 'CRM / Сделки / Меню элемента',
    title: 'Мебель для гостиницы «Аврора»',
    facts: [],
    tabs: ['Мои согласования'],
  },
  TASK_VIEW_TAB: {
    crumbs: 'Задачи',
    title: 'Подготовить серию после образцовой комнаты',
    facts: [
      ['Крайний срок', 'пятница'],
      ['Ответственный', 'Анна Соколова'],
    ],
    tabs: ['Мои согласования', 'Комментарии', 'Файлы', 'История'],
  },
  LEFT_MENU: { crumbs: 'Меню', title: 'Мои согласования', facts: [], tabs: ['Мои согласования'] },
  DEFAULT: {
    crumbs: 'Приложения',
    title: 'Мои согласования',
    facts: [],
    tabs: ['Мои согласования'],
  },
};

/**
 * @param {string} placement
 * @param {string} lang
 * @param {string} [id] Of another item than the placement's own.
 * @returns {Card}
 */
export function cardOf(placement, lang, id) {
  const cards = lang === 'ru' ? RUSSIAN : ENGLISH;
  const card = /** @type {Card} */ (cards[placement] ?? cards.CRM_DEAL_DETAIL_TAB);
  if (id === undefined || optionsOf(placement).ID === id) return card;
  const [, kind = ''] = /^CRM_([A-Z]+)_/.exec(placement) ?? [];
  const item = CRM_ITEMS[kind.toLowerCase()]?.items.find(([other]) => String(other) === id);
  const { crumbs, tabs } = card;
  return { crumbs, title: item?.[1] ?? `${crumbs.split(' / ').at(-1)}: ${id}`, facts: [], tabs };
}

/**
 * CRM items to pick from, by the name of their bucket.
 *
 * @type {Record<string, { prefix: string, items: [number, string, string][] }>}
 */
export const CRM_ITEMS = {
  lead: {
    prefix: 'L',
    items: [
      [204, 'Request from the trade fair', 'Hotel Fjordblick'],
      [211, 'Call-back: office chairs', 'Kontor & Co'],
    ],
  },
  contact: {
    prefix: 'C',
    items: [
      [607, 'Ingrid Solberg', 'Aurora Hotels AS'],
      [612, 'Jaan Tamm', 'Baltic Timber OÜ'],
      [615, 'Sofia Marino', 'Nordic Fabrics AB'],
    ],
  },
  company: {
    prefix: 'CO',
    items: [
      [31, 'Baltic Timber OÜ', 'Sawmill'],
      [32, 'Nordic Fabrics AB', 'Upholstery'],
      [40, 'Aurora Hotels AS', 'Hotels'],
    ],
  },
  deal: {
    prefix: 'D',
    items: [
      [77, 'Furniture for the Aurora Hotel', 'Negotiation'],
      [81, 'Lobby of the Fjordblick', 'Offer'],
    ],
  },
  quote: { prefix: 'Q', items: [[15, 'Offer 2025-15', 'Aurora Hotels AS']] },
};
