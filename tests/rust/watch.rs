//! A watched list: its readings and its reported changes.

use super::json::value;
use crate::error::{Error, ErrorKind, Outcome, code};
use crate::task::Task;
use crate::watch::{ListChanges, MIN_INTERVAL_MS, Schedule, TaskList, is_permanent};
use proptest::collection::vec;
use proptest::prelude::*;
use serde_json::json;

const INTERVAL_MS: f64 = 60_000.0;
const HOUR_MS: f64 = 3_600_000.0;
/// 2026-11-27T10:00:00Z.
const NOW_MS: f64 = 1_795_773_600_000.0;

fn task(id: u64, name: &str, overdue: Option<&str>) -> Task {
    let row =
        json!({ "ID": id, "NAME": name, "ACTIVITY": "ApproveActivity", "OVERDUE_DATE": overdue });
    Task::from_row(&value(&row)).unwrap()
}

fn update(list: &mut TaskList, tasks: &[Task], server_ms: f64) -> ListChanges {
    list.update(&tasks.iter().collect::<Vec<_>>(), server_ms)
}

fn changes(added: &[u64], changed: &[u64], gone: &[u64]) -> ListChanges {
    ListChanges {
        added: added.to_vec(),
        changed: changed.to_vec(),
        gone: gone.to_vec(),
    }
}

#[test]
fn the_leader_reads_at_each_interval() {
    let mut schedule = Schedule::new(INTERVAL_MS);
    assert_eq!(schedule.wait_ms(true, false, 0.0), 0.0);
    schedule.note_success(1_000.0, 0.0);
    assert_eq!(schedule.wait_ms(true, true, 1_000.0), INTERVAL_MS);
    assert_eq!(schedule.wait_ms(true, true, 61_000.0), 0.0);
    schedule.note_success(61_000.0, 1.0);
    assert_eq!(schedule.wait_ms(true, true, 61_000.0), 66_000.0);
}

#[test]
fn a_follower_reads_after_a_notice_and_seldom_otherwise() {
    let mut schedule = Schedule::new(INTERVAL_MS);
    schedule.note_success(0.0, 0.0);
    assert_eq!(schedule.wait_ms(true, false, 0.0), 5.0 * INTERVAL_MS);
    schedule.hint(30_000.0);
    assert_eq!(schedule.wait_ms(true, false, 30_000.0), 0.0);
    schedule.note_success(30_000.0, 0.0);
    assert_eq!(schedule.wait_ms(true, false, 30_000.0), 5.0 * INTERVAL_MS);
    // It becomes the leader.
    assert_eq!(schedule.wait_ms(true, true, 30_000.0), INTERVAL_MS);
}

#[test]
fn a_page_that_is_hidden_or_offline_reads_nothing_and_then_reads_at_once() {
    let mut schedule = Schedule::new(INTERVAL_MS);
    assert_eq!(schedule.wait_ms(false, true, 0.0), f64::INFINITY);
    assert_eq!(schedule.wait_ms(true, true, 0.0), 0.0);
    schedule.note_success(0.0, 0.0);
    assert_eq!(schedule.wait_ms(false, true, 10_000.0), f64::INFINITY);
    assert_eq!(schedule.wait_ms(false, true, HOUR_MS), f64::INFINITY);
    assert_eq!(schedule.wait_ms(true, false, HOUR_MS), 0.0);
    schedule.note_success(HOUR_MS, 0.0);
    // A page that is hidden only for a moment does not read each time.
    assert_eq!(
        schedule.wait_ms(false, true, HOUR_MS + 100.0),
        f64::INFINITY
    );
    assert_eq!(
        schedule.wait_ms(true, true, HOUR_MS + 200.0),
        MIN_INTERVAL_MS - 200.0
    );
}

#[test]
fn after_errors_the_delay_between_readings_grows() {
    let mut schedule = Schedule::new(INTERVAL_MS);
    let mut waits = Vec::new();
    for _ in 0..10 {
        schedule.note_failure(None, 0.0, 0.0);
        waits.push(schedule.wait_ms(true, false, 0.0) / 1_000.0);
    }
    assert_eq!(
        waits,
        [
            5.0, 10.0, 20.0, 40.0, 80.0, 160.0, 320.0, 600.0, 600.0, 600.0
        ]
    );
    // Online again.
    let _ = schedule.wait_ms(false, false, 1_000.0);
    assert_eq!(schedule.wait_ms(true, false, 2_000.0), 3_000.0);
    schedule.note_success(10_000.0, 0.0);
    schedule.note_failure(None, 70_000.0, 1.0);
    assert_eq!(schedule.wait_ms(true, true, 70_000.0), 5_500.0);
}

#[test]
fn the_list_is_not_read_while_the_portal_asks_to_wait() {
    let mut schedule = Schedule::new(INTERVAL_MS);
    schedule.note_failure(Some(300_000), 0.0, 0.0);
    assert_eq!(schedule.wait_ms(true, true, 0.0), 300_000.0);
    schedule.hint(1_000.0);
    let _ = schedule.wait_ms(false, true, 2_000.0);
    assert_eq!(schedule.wait_ms(true, true, 3_000.0), 297_000.0);
}

#[test]
fn after_a_clock_jump_the_list_is_read_once() {
    let mut schedule = Schedule::new(INTERVAL_MS);
    schedule.note_success(0.0, 0.0);
    let later_ms = 8.0 * HOUR_MS;
    assert_eq!(schedule.wait_ms(true, true, later_ms), 0.0);
    schedule.note_success(later_ms, 0.0);
    assert_eq!(schedule.wait_ms(true, true, later_ms), INTERVAL_MS);
}

#[test]
fn permanent_errors_end_the_watch() {
    use ErrorKind::{Auth, Limit, Network, Portal, Usage};
    for (kind, error_code, expected) in [
        (Network, code::NETWORK, false),
        (Network, code::TIMEOUT, false),
        (Limit, "QUERY_LIMIT_EXCEEDED", false),
        (Limit, "OPERATION_TIME_LIMIT", false),
        (Limit, "OVERLOAD_LIMIT", false),
        (Portal, "INTERNAL_SERVER_ERROR", false),
        (Portal, code::BAD_RESPONSE, false),
        (Portal, "ERROR_CORE", false),
        (Auth, "CONNECTION_ERROR", false),
        (Auth, "expired_token", true),
        (Auth, "insufficient_scope", true),
        (Auth, "ACCESS_DENIED", true),
        (Auth, code::USER_CHANGED, true),
        (Portal, "ERROR_METHOD_NOT_FOUND", true),
        (Portal, "PORTAL_DELETED", true),
        (Portal, code::REDIRECTED, true),
        (Usage, code::USAGE, true),
    ] {
        let error = Error::new(error_code, kind, Outcome::NotCompleted);
        assert_eq!(is_permanent(&error), expected, "{error_code}");
    }
}

#[test]
fn a_token_that_cannot_be_refreshed_ends_the_watch_after_three_retries() {
    for expired in ["expired_token", code::REFRESH_FAILED] {
        let expired = Error::new(expired, ErrorKind::Auth, Outcome::NotCompleted);
        let mut schedule = Schedule::new(INTERVAL_MS);
        assert!(schedule.ends_with(&expired), "before the first list");
        for _ in 0..2 {
            schedule.note_success(0.0, 0.0);
            for _ in 0..3 {
                assert!(!schedule.ends_with(&expired));
                schedule.note_failure(None, 0.0, 0.0);
            }
        }
        assert!(schedule.ends_with(&expired));
        schedule.note_success(0.0, 0.0);
        let refused = Error::new("ACCESS_DENIED", ErrorKind::Auth, Outcome::NotCompleted);
        assert!(schedule.ends_with(&refused));
    }
}

#[test]
fn each_change_is_reported_once() {
    let mut list = TaskList::new(HOUR_MS);
    let (one, two) = (task(1, "One", None), task(2, "Two", None));
    assert_eq!(
        update(&mut list, &[two.clone(), one.clone()], NOW_MS),
        changes(&[2, 1], &[], &[])
    );
    assert_eq!(
        update(&mut list, &[one.clone(), two.clone()], NOW_MS),
        changes(&[], &[], &[])
    );
    let renamed = task(2, "Other", None);
    let three = task(3, "Three", None);
    assert!(list.is_news(&renamed) && list.is_news(&three) && !list.is_news(&one));
    assert_eq!(list.missing(&[3, 2]), [1]);
    assert_eq!(
        update(&mut list, &[three, renamed], NOW_MS),
        changes(&[3], &[2], &[1])
    );
    assert_eq!(
        update(&mut list, &[one], NOW_MS),
        changes(&[1], &[], &[3, 2])
    );
}

#[test]
fn only_a_form_is_not_a_change_of_a_task() {
    let row = |parameters| json!({ "ID": 1, "ACTIVITY": "ReviewActivity", "DESCRIPTION": "x", "MODULE_ID": "crm", "PARAMETERS": parameters });
    let with_form = Task::from_row(&value(&row(json!({ "ShowComment": "Y" })))).unwrap();
    let summary =
        Task::from_row(&value(&json!({ "ID": 1, "ACTIVITY": "ReviewActivity" }))).unwrap();
    let mut list = TaskList::new(HOUR_MS);
    let _ = update(&mut list, &[with_form], NOW_MS);
    assert!(!list.is_news(&summary));
    // The form changes when a task becomes broken, or is repaired.
    let broken = summary.clone().into_broken();
    let _ = update(&mut list, std::slice::from_ref(&broken), NOW_MS);
    assert!(!list.is_news(&broken) && !list.is_news(&summary));
}

#[test]
fn a_deadline_is_reported_once_when_it_is_due_soon() {
    let at = |text| [task(1, "One", Some(text))];
    for (deadline, expected_in_ms) in [
        ("2026-11-27T12:30:00+00:00", Some(1.5 * HOUR_MS)),
        ("2026-11-27T14:30:00+03:00", Some(0.5 * HOUR_MS)),
        ("2026-11-27T10:59:59Z", Some(0.0)),
        // A past deadline, and a deadline that cannot be parsed.
        ("2026-11-27T10:00:00Z", None),
        ("2026-11-26T10:00:00Z", None),
        ("soon", None),
    ] {
        let mut list = TaskList::new(HOUR_MS);
        let _ = update(&mut list, &at(deadline), NOW_MS);
        let wait_ms = list.next_due_soon_ms(NOW_MS);
        assert_eq!(
            wait_ms,
            expected_in_ms.unwrap_or(f64::INFINITY),
            "{deadline}"
        );
        let Some(in_ms) = expected_in_ms else {
            assert!(list.take_due_soon(NOW_MS).is_empty());
            continue;
        };
        assert_eq!(
            list.take_due_soon(NOW_MS + in_ms - 1.0).is_empty(),
            in_ms > 0.0
        );
        let _ = list.take_due_soon(NOW_MS + in_ms);
        assert!(list.take_due_soon(NOW_MS + in_ms).is_empty());
        assert_eq!(list.next_due_soon_ms(NOW_MS), f64::INFINITY);
        // It is not reported again after another change of the task.
        let _ = update(&mut list, &[task(1, "Other", Some(deadline))], NOW_MS);
        assert!(list.take_due_soon(NOW_MS + in_ms).is_empty());
        // A new deadline is reported.
        let _ = update(&mut list, &at("2026-11-28T10:00:00Z"), NOW_MS + in_ms);
        assert_eq!(list.take_due_soon(NOW_MS + 23.5 * HOUR_MS), [1]);
    }
}

#[test]
fn a_deadline_that_passed_while_hidden_is_reported() {
    let mut list = TaskList::new(HOUR_MS);
    let tasks = [task(1, "One", Some("2026-11-27T12:00:00Z"))];
    let _ = update(&mut list, &tasks, NOW_MS);
    let _ = update(&mut list, &tasks, NOW_MS + 9.0 * HOUR_MS);
    assert_eq!(list.take_due_soon(NOW_MS + 9.0 * HOUR_MS), [1]);
}

/// An event of a watching page.
#[derive(Clone, Copy, Debug)]
enum Step {
    Pass(f64),
    Active(bool),
    Lead(bool),
    Hint,
    Failures(bool),
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        4 => (0.0..200_000.0).prop_map(Step::Pass),
        // A computer that was asleep.
        1 => (0.0..1e8).prop_map(Step::Pass),
        1 => any::<bool>().prop_map(Step::Active),
        1 => any::<bool>().prop_map(Step::Lead),
        2 => Just(Step::Hint),
        1 => any::<bool>().prop_map(Step::Failures),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2_000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_list_is_read_neither_too_often_nor_too_seldom(
        steps in vec(step(), 1..60), interval_ms in MIN_INTERVAL_MS..600_000.0, jitter in 0.0..1.0f64,
    ) {
        let mut schedule = Schedule::new(interval_ms);
        let (mut now_ms, mut is_active, mut leads, mut fails) = (0.0, true, false, false);
        // The last reading, and the last time when it was possible.
        let mut last_read_ms: Option<f64> = None;
        let mut active_since_ms = 0.0;
        for step in steps {
            let mut rest_ms = 0.0;
            match step {
                Step::Pass(milliseconds) => rest_ms = milliseconds,
                Step::Active(active) => {
                    if active && !is_active { active_since_ms = now_ms; }
                    is_active = active;
                }
                Step::Lead(lead) => leads = lead,
                Step::Hint => schedule.hint(now_ms),
                Step::Failures(failures) => fails = failures,
            }
            loop {
                let wait_ms = schedule.wait_ms(is_active, leads, now_ms);
                if wait_ms == 0.0 {
                    prop_assert!(is_active);
                    prop_assert!(last_read_ms.is_none_or(|at| now_ms - at >= MIN_INTERVAL_MS - 0.001), "too often");
                    last_read_ms = Some(now_ms);
                    if fails {
                        schedule.note_failure(None, now_ms, jitter);
                    } else {
                        schedule.note_success(now_ms, jitter);
                    }
                    continue;
                }
                if is_active {
                    let since_ms = now_ms - last_read_ms.unwrap_or(0.0).max(active_since_ms);
                    let longest_ms = (5.1 * interval_ms).max(660_000.0);
                    prop_assert!(since_ms + wait_ms <= longest_ms + 0.001, "too seldom: {since_ms} {wait_ms}");
                }
                if wait_ms > rest_ms {
                    now_ms += rest_ms;
                    break;
                }
                now_ms += wait_ms;
                rest_ms -= wait_ms;
            }
        }
    }

    #[test]
    fn applying_all_changes_gives_the_list(readings in vec(vec((1..12u64, 0..3u8), 0..12), 1..20)) {
        let mut list = TaskList::new(HOUR_MS);
        let mut followed: Vec<Task> = Vec::new();
        for reading in readings {
            let mut tasks: Vec<Task> = Vec::new();
            for (id, version) in reading {
                if tasks.iter().all(|task| task.id != id) {
                    tasks.push(task(id, ["a", "b", "c"][usize::from(version)], None));
                }
            }
            let ListChanges { added, changed, gone } = update(&mut list, &tasks, NOW_MS);
            for id in added.iter().chain(&changed) {
                prop_assert_eq!(followed.iter().any(|task| task.id == *id), changed.contains(id));
                followed.retain(|task| task.id != *id);
                followed.push(tasks.iter().find(|task| task.id == *id).unwrap().clone());
            }
            for id in &gone {
                prop_assert!(followed.iter().any(|task| task.id == *id));
                followed.retain(|task| task.id != *id);
            }
            followed.sort_by_key(|task| task.id);
            tasks.sort_by_key(|task| task.id);
            prop_assert_eq!(&followed, &tasks);
        }
    }
}
