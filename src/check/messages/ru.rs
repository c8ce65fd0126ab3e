use super::{Detail, Failure, Instead, IssueCode, Kind, Outcome, code};
use crate::value::Problem;

pub(super) fn issue(code: IssueCode, detail: Detail) -> &'static str {
    match (code, detail) {
        (IssueCode::TaskIdInvalid, Detail::OtherTask) => {
            "Это ответ на задание {id}, а не на задание {task}"
        }
        (IssueCode::TaskIdInvalid, _) => "Номер задания — целое число больше нуля",
        (IssueCode::StatusInvalid, _) => "Выберите ответ: yes (1), no (2), ok (3) или cancel (4)",
        (IssueCode::StatusNotAllowed, _) => {
            "Это задание не принимает ответ «{status}». Возможные ответы: {allowed}"
        }
        (IssueCode::TaskNotOpen, _) => "Это задание больше не ждёт ответа",
        (IssueCode::TaskTypeUnsupported, _) => {
            "Задание типа {activity} можно выполнить только на самом портале"
        }
        (IssueCode::CommentRequired, Detail::Zero) => {
            "Введите комментарий: «0» портал считает пустым"
        }
        (IssueCode::CommentRequired, _) => "Введите комментарий",
        (IssueCode::CommentInvalid, Detail::Unusable(Problem::Size)) => {
            "Комментарий слишком длинный"
        }
        (IssueCode::CommentInvalid, Detail::Unusable(Problem::Surrogate)) => {
            "В комментарии половина символа: текст обрезан не там"
        }
        (IssueCode::CommentInvalid, _) => "Комментарий должен быть текстом",
        (IssueCode::FieldsInvalid, Detail::Unusable(Problem::Unreadable)) => "Поля не читаются",
        (IssueCode::FieldsInvalid, _) => {
            "Поля должны быть объектом: значения по идентификаторам полей"
        }
        (IssueCode::FieldsNotExpected, _) => "В этом задании нет полей для заполнения",
        (IssueCode::FieldUnknown, Detail::Misspelt) => {
            "В форме нет поля «{id}». Возможно, имеется в виду «{suggestion}»?"
        }
        (IssueCode::FieldUnknown, _) => "В форме нет поля «{id}»",
        (IssueCode::NameUnknown, Detail::Twice) => "«{name}» уже указано в другом написании",
        (IssueCode::NameUnknown, _) => {
            "Параметра «{name}» нет, есть taskId, status, comment и fields"
        }
        (IssueCode::ValueRequired, _) => "Заполните поле «{name}»",
        (IssueCode::ValueInvalid, Detail::Unusable(problem)) => match problem {
            Problem::Kind => "«{name}»: такое значение нельзя отправить",
            Problem::Number => "«{name}»: такое число нельзя отправить",
            Problem::Date => "«{name}»: такой даты нет",
            Problem::Surrogate => "«{name}»: половина символа, текст обрезан не там",
            Problem::Unreadable => "«{name}»: значение не читается",
            Problem::Depth => "«{name}»: слишком глубокая вложенность",
            Problem::Size => "«{name}»: слишком много частей",
        },
        (IssueCode::ValueInvalid, _) => "«{name}»: недопустимое значение",
        (IssueCode::FileInvalid, _) => "«{name}»: передайте файл как [имя, содержимое в base64]",
        (IssueCode::DefaultNotKept, _) => {
            "Текущее значение поля «{name}» будет потеряно: портал не может его сохранить"
        }
    }
}

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
