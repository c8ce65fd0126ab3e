use super::{Error, ErrorKind, Instead, Outcome, code};

pub(super) fn happened(failure: &Error) -> &'static str {
    match failure.instead {
        Some(Instead::Answer) => return "На задание уже дан другой ответ: «{description}».",
        Some(Instead::Timeout) => return "Срок задания истёк.",
        None => {}
    }
    match (failure.kind, failure.code.as_str()) {
        (ErrorKind::Usage, code::NO_CONNECTION) => {
            "Нет связи с порталом: window.BX24 отсутствует. Откройте страницу на портале с подключённым скриптом BX24 \
             или передайте options.connection."
        }
        (ErrorKind::Usage, _) => "{description}.",
        (ErrorKind::Invalid, _) => "{issues}.",
        (ErrorKind::Task, code::IN_PROGRESS) => "Другой ответ на это задание уже отправляется.",
        (ErrorKind::Task, code::TASK_NOT_FOUND) => {
            "На портале нет такого задания для этого пользователя."
        }
        (ErrorKind::Task, code::TASK_COMPLETED) => "Портал сообщает, что задание уже выполнено.",
        (ErrorKind::Task, _) => "Портал не принял ответ: {description}.",
        (ErrorKind::Auth, "expired_token") => "Срок доступа к порталу истёк.",
        (ErrorKind::Auth, _) => "Портал отказал в доступе: {description}.",
        (ErrorKind::Limit, _) => "Портал пока не принимает новых запросов.",
        (ErrorKind::Portal, code::BAD_RESPONSE) => "Не удалось прочитать ответ портала.",
        (ErrorKind::Portal, "ERROR_METHOD_NOT_FOUND") => {
            "На этом портале бизнес-процессы недоступны для приложений."
        }
        (ErrorKind::Portal, _) => "Портал сообщил об ошибке: {description}.",
        (ErrorKind::Network, code::TIMEOUT) => "Портал не ответил вовремя.",
        (ErrorKind::Network, _) => "Связь с порталом прервалась или не установилась.",
        (ErrorKind::Aborted, _) => "Запрос прерван до ответа портала.",
    }
}

pub(super) fn todo(failure: &Error) -> &'static str {
    match (failure.outcome, failure.kind) {
        (Outcome::Unknown, ErrorKind::Task) if failure.code == code::TASK_NOT_FOUND => {
            "Возможно, оно выполнено, отозвано или передано другому."
        }
        (Outcome::Unknown, _) => {
            "Задание могло всё же выполниться: проверьте его, прежде чем отвечать снова."
        }
        (_, ErrorKind::Auth) => "Обновите страницу и попробуйте ещё раз.",
        (_, ErrorKind::Limit) => "Попробуйте позже; ничего не выполнено.",
        (_, ErrorKind::Network) => "Проверьте соединение и попробуйте ещё раз.",
        (_, ErrorKind::Task) if failure.code == code::IN_PROGRESS => {
            "Этот ответ не отправлен: дождитесь того и проверьте задание."
        }
        (_, ErrorKind::Portal) if failure.code == code::BAD_RESPONSE => "Попробуйте позже.",
        _ => "",
    }
}
