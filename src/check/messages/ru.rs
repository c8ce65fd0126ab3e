use super::{Failure, Instead, Kind, Outcome, code};

pub(super) fn happened(failure: &Failure) -> &'static str {
    match failure.instead {
        Some(Instead::Answer) => return "На задание уже дан другой ответ: «{description}».",
        Some(Instead::Timeout) => return "Срок задания истёк.",
        None => {}
    }
    match (failure.kind, failure.code.as_str()) {
        (Kind::Usage, code::NO_CONNECTION) => {
            "Нет связи с порталом: window.BX24 отсутствует. Откройте страницу на портале с подключённым скриптом BX24 \
             или передайте options.connection."
        }
        (Kind::Usage, _) => "{description}.",
        (Kind::Invalid, _) => "{issues}.",
        (Kind::Task, code::IN_PROGRESS) => "Другой ответ на это задание уже отправляется.",
        (Kind::Task, code::TASK_NOT_FOUND) => {
            "На портале нет такого задания для этого пользователя."
        }
        (Kind::Task, code::TASK_COMPLETED) => "Портал сообщает, что задание уже выполнено.",
        (Kind::Task, _) => "Портал не принял ответ: {description}.",
        (Kind::Auth, "expired_token") => "Срок доступа к порталу истёк.",
        (Kind::Auth, _) => "Портал отказал в доступе: {description}.",
        (Kind::Limit, _) => "Портал пока не принимает новых запросов.",
        (Kind::Portal, code::BAD_RESPONSE) => "Не удалось прочитать ответ портала.",
        (Kind::Portal, "ERROR_METHOD_NOT_FOUND") => {
            "На этом портале бизнес-процессы недоступны для приложений."
        }
        (Kind::Portal, _) => "Портал сообщил об ошибке: {description}.",
        (Kind::Network, code::TIMEOUT) => "Портал не ответил вовремя.",
        (Kind::Network, _) => "Связь с порталом прервалась или не установилась.",
        (Kind::Aborted, _) => "Запрос прерван до ответа портала.",
    }
}

pub(super) fn todo(failure: &Failure) -> &'static str {
    match (failure.outcome, failure.kind) {
        (Outcome::Unknown, Kind::Task) if failure.code == code::TASK_NOT_FOUND => {
            "Возможно, оно выполнено, отозвано или передано другому."
        }
        (Outcome::Unknown, _) => {
            "Задание могло всё же выполниться: проверьте его, прежде чем отвечать снова."
        }
        (_, Kind::Auth) => "Обновите страницу и попробуйте ещё раз.",
        (_, Kind::Limit) => "Попробуйте позже; ничего не выполнено.",
        (_, Kind::Network) => "Проверьте соединение и попробуйте ещё раз.",
        (_, Kind::Task) if failure.code == code::IN_PROGRESS => {
            "Этот ответ не отправлен: дождитесь того и проверьте задание."
        }
        (_, Kind::Portal) if failure.code == code::BAD_RESPONSE => "Попробуйте позже.",
        _ => "",
    }
}
