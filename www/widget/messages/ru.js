/** @type {Record<import('../translator.js').MessageKey, string | Record<string, string>>} */
export const ru = {
  'app.title': 'Задания',

  'list.title': 'Ваши задания',
  'list.which': 'Какие задания',
  'list.open': 'Ждут ответа',
  'list.finished': 'Завершённые',
  'list.loading': 'Загружаем ваши задания',
  'list.count': {
    one: '{n} задание ждёт вас',
    few: '{n} задания ждут вас',
    many: '{n} заданий ждут вас',
    other: '{n} задания ждут вас',
  },
  'list.count.card': {
    one: '{n} задание ждёт вас в этой карточке',
    few: '{n} задания ждут вас в этой карточке',
    many: '{n} заданий ждут вас в этой карточке',
    other: '{n} задания ждут вас в этой карточке',
  },
  'list.count.finished': {
    one: '{n} завершённое задание',
    few: '{n} завершённых задания',
    many: '{n} завершённых заданий',
    other: '{n} завершённого задания',
  },
  'list.count.overdue': {
    one: '{n} просрочено',
    few: '{n} просрочены',
    many: '{n} просрочено',
    other: '{n} просрочено',
  },
  'list.count.shown': 'показано: {n}',
  'list.count.unknown': 'Показано заданий: {n}, есть ещё',
  'list.found': {
    one: 'Найдено {n} задание',
    few: 'Найдено {n} задания',
    many: 'Найдено {n} заданий',
    other: 'Найдено {n} задания',
  },
  'list.more': 'Показать ещё',
  'list.refresh': 'Обновить',
  'list.overdue': 'Просрочено с {date}',
  'list.draft': 'Черновик',
  'list.new': 'Новое',

  'empty.open.title': 'Заданий нет',
  'empty.open.text': 'Когда бизнес-процессу понадобится ваш ответ, задание появится здесь.',
  'empty.card.title': 'В этой карточке заданий нет',
  'empty.card.text':
    'Когда бизнес-процессу этой карточки понадобится ваш ответ, задание появится здесь.',
  'empty.finished.title': 'Завершённых заданий нет',
  'empty.finished.text': 'Задания, на которые вы ответили, видны здесь около суток.',
  'empty.narrowed.title': 'Ничего не найдено',
  'empty.narrowed.text': 'Измените запрос или покажите все задания.',

  'filter.search': 'Поиск в списке',
  'filter.overdue': 'Просроченные',
  'filter.activity': 'Тип',
  'filter.activity.all': 'Все типы',
  'filter.process': 'Процесс',
  'filter.process.all': 'Все процессы',
  'filter.document': 'Документ',
  'filter.document.all': 'Все документы',
  'filter.clear': 'Показать все задания',

  'select.title': 'Выбранные задания',
  'select.all': 'Выбрать все',
  'select.one': 'Выбрать «{name}»',
  'select.count': 'Выбрано: {n}',

  'approve.action': 'Утвердить',
  'approve.title': {
    one: 'Утвердить {n} задание',
    few: 'Утвердить {n} задания',
    many: 'Утвердить {n} заданий',
    other: 'Утвердить {n} задания',
  },
  'approve.ready': {
    one: 'Будет отправлен {n} ответ',
    few: 'Будут отправлены {n} ответа',
    many: 'Будет отправлено {n} ответов',
    other: 'Будет отправлено {n} ответа',
  },
  'approve.left': {
    one: 'На {n} задание нельзя ответить таким способом',
    few: 'На {n} задания нельзя ответить таким способом',
    many: 'На {n} заданий нельзя ответить таким способом',
    other: 'На {n} задания нельзя ответить таким способом',
  },
  'approve.fields': 'В нём нужно заполнить поля: откройте его.',
  'approve.comment': 'Общий комментарий',
  'approve.comment.hint': {
    one: 'для {n} задания',
    few: 'для {n} заданий',
    many: 'для {n} заданий',
    other: 'для {n} задания',
  },
  'approve.submit': {
    one: 'Отправить {n} ответ',
    few: 'Отправить {n} ответа',
    many: 'Отправить {n} ответов',
    other: 'Отправить {n} ответа',
  },
  'approve.sending': 'Отправляем ответы',
  'approve.done.all': {
    one: 'Сохранён {n} ответ',
    few: 'Сохранены {n} ответа',
    many: 'Сохранено {n} ответов',
    other: 'Сохранено {n} ответа',
  },
  'approve.done': 'Сохранено ответов: {n} из {total}',

  'delegate.action': 'Делегировать',
  'delegate.title': {
    one: 'Делегировать {n} задание',
    few: 'Делегировать {n} задания',
    many: 'Делегировать {n} заданий',
    other: 'Делегировать {n} задания',
  },
  'delegate.to': 'Кому',
  'delegate.choose': 'Выбрать сотрудника',
  'delegate.number': 'Номер сотрудника, например 12',
  'delegate.self': 'Эти задания уже у этого сотрудника.',
  'delegate.submit': 'Делегировать',
  'delegate.sending': 'Делегируем задания',
  'delegate.done.all': {
    one: 'Делегировано {n} задание',
    few: 'Делегировано {n} задания',
    many: 'Делегировано {n} заданий',
    other: 'Делегировано {n} задания',
  },
  'delegate.done': 'Делегировано заданий: {n} из {total}',

  'results.progress': 'Готово: {settled} из {total}',
  'results.not-completed': 'Не выполнено',
  'results.answered-elsewhere': 'Уже есть ответ',
  'results.unknown': 'Не подтверждено',
  'results.retry': 'Повторить: {n}',
  'results.open': 'Открыть «{name}»',

  'process.started': 'запуск: {date}',
  'process.started-by': 'запуск: {name}, {date}',
  'process.by': 'запуск: {name}',

  'task.untitled': 'Задание без названия',
  'task.back': 'Все задания',
  'task.next': 'Следующее: {name}',
  'task.due': 'Срок: {date}',

  'status.yes': 'Утвердить',
  'status.no': 'Отклонить',
  'status.ok': 'Готово',
  'status.cancel': 'Отказаться',

  code: 'Код: {code}',
  'action.retry': 'Повторить',
  'action.back': 'Вернуться к заданиям',
  'action.cancel': 'Отмена',
  'action.stop': 'Остановить',
  'action.close': 'Закрыть',
  'action.open': 'Открыть',

  'usage.text': 'Сообщите разработчику приложения.',

  'read.list': 'Не удаётся показать ваши задания',

  'outside.title': 'Откройте эту страницу с портала',
  'outside.text':
    'Это приложение работает внутри страницы портала. Вне портала оно не может показать задания. Чтобы начать работу:',
  'outside.step.register':
    'Добавьте на портале локальное приложение или место встраивания с этим адресом обработчика:',
  'outside.step.scope':
    'Дайте ему право «bizproc», а если оно показывается в карточке, то и «placement».',
  'outside.step.open': 'Откройте приложение из меню или карточки портала.',
  'silent.title': 'Портал не отвечает',
  'silent.text':
    'Обновите страницу портала. Если она открыта несколько дней, сначала войдите заново.',
  'unreachable.title': 'Скрипт портала не загружается',
  'unreachable.text':
    'Проверьте соединение. Если что-то блокирует скрипты портала, разрешите их. Затем повторите.',
  'no-webhook.title': 'Вебхук не передан',
  'no-webhook.text':
    'Вебхук встраиваемой странице даёт только симулятор портала. Выберите другое подключение.',
  'unknown-connection.title': 'Такого подключения нет',
  'unknown-connection.text': 'В адресе можно указать connection=bx24, sdk, token или webhook.',
};
