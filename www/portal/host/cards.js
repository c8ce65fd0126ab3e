/** What stands on the cards of the portal. */

/**
 * @typedef {object} Card
 * @property {string} crumbs
 * @property {string} title
 * @property {[string, string][]} facts
 * @property {string[]} [stages]
 * @property {number} [stage]
 * @property {string[]} tabs The first is the placement's.
 */

/** @type {[string, string][]} */
export const PLACEMENTS = [
  ['CRM_DEAL_DETAIL_TAB', 'Deal card'],
  ['CRM_LEAD_DETAIL_TAB', 'Lead card'],
  ['CRM_CONTACT_DETAIL_TAB', 'Contact card'],
  ['CRM_COMPANY_DETAIL_TAB', 'Company card'],
  ['CRM_DYNAMIC_136_DETAIL_TAB', 'Smart process card'],
  ['TASK_VIEW_TAB', 'Task view'],
  ['LEFT_MENU', 'Left menu'],
  ['DEFAULT', 'App page'],
];

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
 * @returns {Card}
 */
export function cardOf(placement, lang) {
  const cards = lang === 'ru' ? RUSSIAN : ENGLISH;
  return /** @type {Card} */ (cards[placement] ?? cards.CRM_DEAL_DETAIL_TAB);
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
