import {
  COMPANY,
  COMPLAINT,
  CONTACT,
  DAY,
  field,
  HOUR,
  LEAD,
  LIST_ELEMENT,
  task as make,
} from './task.js';

/** @typedef {import('./task.js').Task} Task */

/**
 * Tasks of the same company's Russian branch.
 *
 * @param {import('./task.js').FormatTime} at
 * @returns {Task[]}
 */
export function russianTasks(at) {
  return [
    task(501, 'ApproveActivity', {
      NAME: 'Согласовать скидку 12 % для гостиницы «Аврора»',
      DESCRIPTION:
        'Заказчик берёт все 48 номеров, если мы уступим [b]12 %[/b] от прайса.\n' +
        'Рентабельность после скидки — 21 %. При отказе укажите причину.',
      MODIFIED: at(-2 * HOUR),
      WORKFLOW_STARTED: at(-3 * HOUR),
      WORKFLOW_TEMPLATE_NAME: 'Согласование скидки',
      OVERDUE_DATE: at(2 * DAY),
      PARAMETERS: {
        TaskButton1Message: 'Согласовать',
        TaskButton2Message: 'Отклонить',
        CommentLabelMessage: 'Причина',
        ShowComment: 'Y',
        CommentRequired: 'YR',
      },
    }),
    task(502, 'RequestInformationActivity', {
      NAME: 'Данные для отгрузки первой партии',
      DESCRIPTION: 'Логистика закажет машину, как только всё будет заполнено.',
      MODIFIED: at(-5 * HOUR),
      WORKFLOW_STARTED: at(-6 * HOUR),
      WORKFLOW_TEMPLATE_NAME: 'Планирование отгрузки',
      PARAMETERS: {
        TaskButtonMessage: 'Отправить',
        CommentLabelMessage: 'Комментарий водителю',
        ShowComment: 'Y',
        CommentRequired: 'N',
        REQUEST: [
          field('address', 'Адрес доставки', 'string', { Required: true }),
          field('delivery_date', 'Дата доставки', 'date', { Required: true }),
          field('window', 'Интервал', 'select', {
            Required: true,
            Options: { morning: 'Утро, 8–12', afternoon: 'День, 12–17', evening: 'Вечер, 17–20' },
            Default: 'morning',
          }),
          field('contact', 'Кто встречает', 'user', {
            Description: 'Сотрудник, у которого ключи.',
          }),
          field('lift', 'Есть грузовой лифт', 'bool', { Default: 'Y' }),
          field('pallets', 'Паллет', 'int', { Default: 14 }),
          field('instructions', 'Указания', 'text'),
        ],
      },
    }),
    task(503, 'RequestInformationOptionalActivity', {
      NAME: 'Реквизиты ООО «Балтийский лес»',
      DESCRIPTION: 'Бухгалтерия заводит нового поставщика. Если данных нет — откажитесь.',
      DOCUMENT_ID: LIST_ELEMENT.DOCUMENT_ID,
      DOCUMENT_NAME: 'Новый поставщик',
      MODIFIED: at(-DAY),
      WORKFLOW_STARTED: at(-DAY - HOUR),
      WORKFLOW_TEMPLATE_NAME: 'Новый поставщик',
      PARAMETERS: {
        ...LIST_ELEMENT,
        TaskButtonMessage: 'Передать',
        TaskButtonCancelMessage: 'Данных нет',
        SaveVariables: false,
        CommentLabelMessage: 'Почему',
        ShowComment: 'Y',
        CommentRequired: 'YR',
        REQUEST: [
          field('company', 'Компания', 'E:ECrm', {
            Required: true,
            Options: { COMPANY: 'Y', CONTACT: 'N', LEAD: 'N', DEAL: 'N' },
            Default: 'CO_31',
          }),
          field('limit', 'Лимит', 'S:Money', { Default: '1500000|RUB' }),
          field('manager', 'Куратор', 'S:employee', { Default: 'user_5' }),
          field('valid_until', 'Условия действуют до', 'datetime'),
          field('contract', 'Подписанный договор', 'file'),
          field('papers', 'Сопроводительные документы', 'file', { Multiple: true }),
        ],
      },
    }),
    task(504, 'ReviewActivity', {
      NAME: 'Ознакомиться с новыми правилами командировок',
      DESCRIPTION:
        'Со следующего месяца поездки оформляются только через портал. Что меняется:\n\n' +
        '1. До пяти часов в пути — поезд, а не самолёт.\n' +
        '2. Гостиница до 9 000 ₽ за ночь не требует согласования, дороже — решает руководитель.\n' +
        '3. Чеки фотографируем в тот же день, а не собираем в конверт до декабря.\n\n' +
        'Полный текст — одиннадцать страниц в библиотеке документов. Подтвердите, что прочитали.',
      MODIFIED: at(-2 * DAY),
      WORKFLOW_STARTED: at(-2 * DAY),
      WORKFLOW_TEMPLATE_NAME: 'Новости компании',
      DOCUMENT_NAME: 'Правила командировок 2.0',
      PARAMETERS: { TaskButtonMessage: 'Ознакомлен', ShowComment: 'N', CommentRequired: 'N' },
    }),
    task(505, 'ApproveActivity', {
      NAME: 'Оплатить счёт № 814 ООО «Северные ткани»',
      DESCRIPTION: '438 000 ₽, обивка для номеров 1–24. [b]Срок прошёл на прошлой неделе.[/b]',
      MODIFIED: at(-9 * DAY),
      WORKFLOW_STARTED: at(-10 * DAY),
      WORKFLOW_TEMPLATE_NAME: 'Счета',
      OVERDUE_DATE: at(-3 * DAY),
      PARAMETERS: {
        TaskButton1Message: 'Оплатить',
        TaskButton2Message: 'Вернуть',
        CommentLabelMessage: 'Комментарий бухгалтерии',
        ShowComment: 'Y',
        CommentRequired: 'N',
      },
    }),
    task(506, 'ReviewActivity', {
      NAME: 'Приёмка образцовой комнаты',
      DESCRIPTION: 'Комната собрана в третьем цехе. Запишите, что исправить до серии.',
      MODIFIED: at(-4 * DAY),
      WORKFLOW_STARTED: at(-5 * DAY),
      WORKFLOW_TEMPLATE_NAME: 'Приёмка образцов',
      PARAMETERS: {
        TaskButtonMessage: 'Принято',
        CommentLabelMessage: 'Замечания',
        ShowComment: 'Y',
        CommentRequired: 'Y',
      },
    }),
    task(507, 'ApproveActivity', {
      NAME: 'Предложить встречу гостинице «Фьорд»',
      DESCRIPTION: 'На выставке спрашивали об офисных креслах. Поездка займёт день.',
      DOCUMENT_ID: LEAD,
      DOCUMENT_NAME: 'Заявка с выставки',
      MODIFIED: at(-3 * HOUR),
      WORKFLOW_STARTED: at(-4 * HOUR),
      WORKFLOW_TEMPLATE_NAME: 'Квалификация лида',
      OVERDUE_DATE: at(DAY),
      PARAMETERS: {
        TaskButton1Message: 'Предложить',
        TaskButton2Message: 'Позвонить',
        CommentLabelMessage: 'Комментарий',
        ShowComment: 'Y',
        CommentRequired: 'N',
      },
    }),
    task(508, 'ReviewActivity', {
      NAME: 'Проверить данные Ирины Мельниковой',
      DESCRIPTION: 'Последнее письмо вернулось. Запишите, что изменилось.',
      DOCUMENT_ID: CONTACT,
      DOCUMENT_NAME: 'Ирина Мельникова',
      MODIFIED: at(-2 * DAY),
      WORKFLOW_STARTED: at(-2 * DAY),
      WORKFLOW_TEMPLATE_NAME: 'Данные контактов',
      PARAMETERS: {
        TaskButtonMessage: 'Проверено',
        CommentLabelMessage: 'Что изменилось',
        ShowComment: 'Y',
        CommentRequired: 'N',
      },
    }),
    task(509, 'ApproveActivity', {
      NAME: 'Повысить кредитный лимит ООО «Балтийский лес»',
      DESCRIPTION: 'С 1 500 000 до 2 500 000 ₽ до конца года.',
      DOCUMENT_ID: COMPANY,
      DOCUMENT_NAME: 'ООО «Балтийский лес»',
      MODIFIED: at(-DAY),
      WORKFLOW_STARTED: at(-DAY),
      WORKFLOW_TEMPLATE_NAME: 'Кредитные лимиты',
      OVERDUE_DATE: at(4 * DAY),
      PARAMETERS: {
        TaskButton1Message: 'Повысить',
        TaskButton2Message: 'Оставить',
        CommentLabelMessage: 'Причина',
        ShowComment: 'Y',
        CommentRequired: 'YR',
      },
    }),
    task(510, 'RequestInformationActivity', {
      NAME: 'Как уладить рекламацию по столешницам',
      DESCRIPTION: 'Гостиница ждёт ответа о номерах 9–12.',
      DOCUMENT_ID: COMPLAINT,
      DOCUMENT_NAME: 'Царапины на столешницах, номера 9–12',
      MODIFIED: at(-5 * HOUR),
      WORKFLOW_STARTED: at(-6 * HOUR),
      WORKFLOW_TEMPLATE_NAME: 'Рекламации',
      OVERDUE_DATE: at(-HOUR),
      PARAMETERS: {
        TaskButtonMessage: 'Уладить',
        ShowComment: 'N',
        REQUEST: [
          field('remedy', 'Решение', 'select', {
            Required: true,
            Options: { repair: 'Ремонт на месте', replace: 'Замена', refund: 'Возврат денег' },
          }),
          field('rooms', 'Номеров', 'int', { Required: true, Default: 4 }),
        ],
      },
    }),
  ];
}

/**
 * @param {number} id
 * @param {string} activity
 * @param {Partial<Task>} more
 */
function task(id, activity, more) {
  return make(id, 5, activity, {
    DOCUMENT_NAME: 'Мебель для гостиницы «Аврора»',
    WORKFLOW_STATE: 'Выполняется',
    ...more,
  });
}
