/** @type {Record<import('../translator.js').MessageKey, string | Record<string, string>>} */
export const ru = {
  'app.title': 'Задания',

  'list.title': 'Ваши задания',
  'list.loading': 'Загружаем ваши задания',
  'list.count': {
    one: '{n} задание ждёт вас',
    few: '{n} задания ждут вас',
    many: '{n} заданий ждут вас',
    other: '{n} задания ждут вас',
  },
  'list.count.more': 'Показано заданий: {n}, есть ещё',
  'list.empty.title': 'Заданий нет',
  'list.empty.text': 'Когда бизнес-процессу понадобится ваш ответ, задание появится здесь.',
  'list.more': 'Показать ещё',
  'list.refresh': 'Обновить',
  'list.overdue': 'Просрочено',

  'activity.ApproveActivity': 'Утверждение',
  'activity.ReviewActivity': 'Ознакомление',
  'activity.RequestInformationActivity': 'Запрос информации',
  'activity.RequestInformationOptionalActivity': 'Запрос информации',
  'activity.other': 'Задание',

  'task.untitled': 'Задание без названия',
  'task.back': 'Все задания',
  'task.due': 'Срок: {date}',

  code: 'Код: {code}',
  'action.retry': 'Повторить',
  'action.back': 'Вернуться к заданиям',

  'usage.text': 'Сообщите разработчику приложения.',

  'read.list': 'Не удаётся показать ваши задания',

  'outside.title': 'Откройте эту страницу с портала',
  'outside.text':
    'Это приложение работает внутри страницы портала. Само по себе оно не может показать задания. Чтобы увидеть его в деле:',
  'outside.step.register':
    'Добавьте на портале локальное приложение или место встраивания с этим адресом обработчика:',
  'outside.step.scope': 'Дайте ему право «bizproc», а если оно стоит в карточке, то и «placement».',
  'outside.step.open': 'Откройте приложение из меню или карточки портала.',
  'silent.title': 'Портал не отвечает',
  'silent.text':
    'Обновите страницу портала. Если она открыта несколько дней, сначала войдите заново.',
  'unreachable.title': 'Скрипт портала не загружается',
  'unreachable.text':
    'Проверьте соединение и не блокирует ли что-нибудь скрипты портала, затем повторите.',
  'no-webhook.title': 'Вебхук не передан',
  'no-webhook.text':
    'Вебхук встраиваемой странице даёт только симулятор портала. Выберите другое подключение.',
  'unknown-connection.title': 'Такого подключения нет',
  'unknown-connection.text': 'В адресе можно указать connection=bx24, sdk, token или webhook.',
};
