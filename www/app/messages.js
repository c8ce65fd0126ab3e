/** The texts of the installation page. */

const en = {
  title: 'Installation',
  intro: 'Choose where the tasks of business processes are shown.',
  tab: 'Tasks',
  'place.CRM_DEAL_DETAIL_TAB': 'Tab in deals',
  'place.CRM_LEAD_DETAIL_TAB': 'Tab in leads',
  'place.CRM_CONTACT_DETAIL_TAB': 'Tab in contacts',
  'place.CRM_COMPANY_DETAIL_TAB': 'Tab in companies',
  'place.smart': 'Tab in the smart process “{name}”',
  'place.dynamic': 'Tab in smart process {id}',
  'place.LEFT_MENU': 'Item in the main menu',
  'state.absent': 'Not added',
  'state.added': 'Added',
  'state.outdated': 'Added with the address of another version',
  'state.removed': 'Removed',
  add: 'Add to the selected places',
  remove: 'Remove from all places',
  finish: 'Finish the installation',
  retry: 'Try again',
  diagnosis: 'Check the connection to the portal',
  busy: 'Asking the portal…',
  'added.title': 'The app is in all selected places',
  'added.text': 'Finish the installation: until then other users do not see the app.',
  'added.again': 'The changes are in effect. Reload the cards that are open.',
  'removed.title': 'The app is in none of the places',
  'removed.text': 'You can add it again.',
  'partly.title': 'Not everything was done',
  'partly.text':
    'The list shows the reasons. You can try again: what is already done does not change.',
  'failed.title': 'The portal did not allow it',
  'no-crm.title': 'The cards of the CRM are not available',
  'admin.title': 'An administrator must install the app',
  'admin.text': 'Ask an administrator of the portal to open the app once.',
  'hint.insufficient_scope':
    'The app lacks a permission. In “Developer resources” open the app, add “Embedding applications (placement)” and “CRM (crm)”, save, and open the app again.',
  'hint.ERROR_PLACEMENT_NOT_FOUND':
    'The portal does not have this place, or the app lacks the permission for it, such as “CRM (crm)”.',
  'hint.ACCESS_DENIED': 'Only an administrator of the portal can do this.',
  'hint.ERROR_HANDLER_URL_MATCH':
    'This page is on another host than the app. Enter the address of index.html beside this page as the path of the app’s handler.',
  'hint.ERROR_WRONG_HANDLER_URL':
    'The portal does not accept the address of this page. It needs a host that is reachable from the internet.',
  'hint.ERROR_UNSUPPORTED_PROTOCOL':
    'The portal does not accept the address of this page: use HTTPS.',
  'hint.ERROR_METHOD_NOT_FOUND': 'The portal has no such method. Its plan may not include apps.',
  'hint.WRONG_AUTH_TYPE': 'Open this page as an app in the portal, not with a webhook.',
  'hint.NO_REPLY': 'The portal did not reply. Try again in a moment.',
  'hint.other': 'Try again. If it fails again, give this code to the developer of the app.',
};

/** @typedef {keyof typeof en} InstallMessageKey */

/** @type {Record<InstallMessageKey, string>} */
const ru = {
  title: 'Установка',
  intro: 'Выберите, где показывать задания бизнес-процессов.',
  tab: 'Задания',
  'place.CRM_DEAL_DETAIL_TAB': 'Вкладка в сделках',
  'place.CRM_LEAD_DETAIL_TAB': 'Вкладка в лидах',
  'place.CRM_CONTACT_DETAIL_TAB': 'Вкладка в контактах',
  'place.CRM_COMPANY_DETAIL_TAB': 'Вкладка в компаниях',
  'place.smart': 'Вкладка в смарт-процессе «{name}»',
  'place.dynamic': 'Вкладка в смарт-процессе {id}',
  'place.LEFT_MENU': 'Пункт главного меню',
  'state.absent': 'Не добавлено',
  'state.added': 'Добавлено',
  'state.outdated': 'Добавлено с адресом другой версии',
  'state.removed': 'Удалено',
  add: 'Добавить в выбранные места',
  remove: 'Удалить из всех мест',
  finish: 'Завершить установку',
  retry: 'Повторить',
  diagnosis: 'Проверить связь с порталом',
  busy: 'Обращаемся к порталу…',
  'added.title': 'Приложение есть во всех выбранных местах',
  'added.text': 'Завершите установку: до этого другие пользователи не видят приложение.',
  'added.again': 'Изменения вступили в силу. Перезагрузите открытые карточки.',
  'removed.title': 'Приложения нет ни в одном из мест',
  'removed.text': 'Его можно добавить снова.',
  'partly.title': 'Сделано не всё',
  'partly.text': 'Причины указаны в списке. Можно повторить: уже сделанное не изменится.',
  'failed.title': 'Портал этого не разрешил',
  'no-crm.title': 'Карточки CRM недоступны',
  'admin.title': 'Приложение устанавливает администратор',
  'admin.text': 'Попросите администратора портала один раз открыть приложение.',
  'hint.insufficient_scope':
    'Приложению не хватает прав. В разделе «Разработчикам» откройте приложение, добавьте «Встраивание приложений (placement)» и «CRM (crm)», сохраните и откройте приложение снова.',
  'hint.ERROR_PLACEMENT_NOT_FOUND':
    'На портале нет этого места, или приложению не хватает прав на него, например «CRM (crm)».',
  'hint.ACCESS_DENIED': 'Это может сделать только администратор портала.',
  'hint.ERROR_HANDLER_URL_MATCH':
    'Эта страница находится не на том хосте, что приложение. Укажите адрес файла index.html рядом с этой страницей как путь обработчика приложения.',
  'hint.ERROR_WRONG_HANDLER_URL':
    'Портал не принимает адрес этой страницы: её хост должен быть доступен из интернета.',
  'hint.ERROR_UNSUPPORTED_PROTOCOL': 'Портал не принимает адрес этой страницы: нужен HTTPS.',
  'hint.ERROR_METHOD_NOT_FOUND':
    'На портале нет такого метода. Возможно, тариф не включает приложения.',
  'hint.WRONG_AUTH_TYPE': 'Откройте эту страницу как приложение портала, а не с вебхуком.',
  'hint.NO_REPLY': 'Портал не ответил. Повторите немного позже.',
  'hint.other': 'Повторите. Если ошибка останется, сообщите этот код разработчику приложения.',
};

/** The texts in both languages, for texts that the portal stores. */
export const languages = { en, ru };

/**
 * @param {string} lang
 * @returns {(key: InstallMessageKey, params?: Record<string, string>) => string}
 */
export function createTexts(lang) {
  const texts = lang.toLowerCase().startsWith('ru') ? ru : en;
  return (key, params = {}) => texts[key].replace(/\{(\w+)\}/g, (_, name) => String(params[name]));
}

/**
 * What to do about an error.
 *
 * @param {string} code
 * @returns {InstallMessageKey}
 */
export function hintFor(code) {
  const key = `hint.${code}`;
  return /** @type {InstallMessageKey} */ (Object.hasOwn(en, key) ? key : 'hint.other');
}
