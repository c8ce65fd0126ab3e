//! Pacing against the portal's bucket, with completions that arrive at random and take random times.

use crate::pacing::{Next, Queue, RateLimit};
use proptest::collection::vec;
use proptest::prelude::*;
use std::collections::VecDeque;

/// Requests that the portal's bucket holds.
const CAPACITY: f64 = 50.0;
/// Requests that completions leave to others.
const RESERVE: f64 = 10.0;
/// Sums of fractions are not exact.
const TOLERANCE: f64 = 1e-5;
/// The same as time.
const TOLERANCE_MS: f64 = 0.01;

/// The portal's bucket.
#[derive(Default)]
struct Bucket {
    level: f64,
    at_ms: f64,
}

impl Bucket {
    fn level_at(&self, now_ms: f64) -> f64 {
        (self.level - (now_ms - self.at_ms) / 500.0).max(0.0)
    }

    fn accept(&mut self, now_ms: f64) -> bool {
        self.level = self.level_at(now_ms);
        self.at_ms = now_ms;
        let is_accepted = self.level + 1.0 <= CAPACITY + TOLERANCE;
        if is_accepted {
            self.level += 1.0;
        }
        is_accepted
    }

    /// How long it takes until a request fits, and leaves room for others.
    fn room_in_ms(&self, now_ms: f64) -> f64 {
        let excess = self.level_at(now_ms) + 1.0 + RESERVE - CAPACITY;
        (excess * 500.0).max(0.0)
    }
}

#[derive(Clone, Copy, Debug)]
struct Completion {
    arrives_at_ms: f64,
    is_batchable: bool,
    /// How long the portal executes it.
    takes_ms: f64,
}

/// A request of another client, or another call of this page, which fills the same bucket.
#[derive(Clone, Copy, Debug)]
struct OtherRequest {
    at_ms: f64,
    /// Whether this page sends it: its rate limit counts only those.
    is_of_page: bool,
}

/// The input of a run.
#[derive(Clone, Debug)]
struct Scenario {
    completions: Vec<Completion>,
    others: Vec<OtherRequest>,
    /// Requests side by side.
    concurrency: usize,
    /// The duration of a request without its executions.
    latency_ms: f64,
    /// The maximum of completions in the queue and in flight.
    max_started: usize,
}

impl Scenario {
    /// All completions arrive at the start.
    fn of(completions: impl IntoIterator<Item = (bool, f64)>, concurrency: usize) -> Self {
        let completion = |(is_batchable, takes_ms)| Completion {
            arrives_at_ms: 0.0,
            is_batchable,
            takes_ms,
        };
        Self {
            completions: completions.into_iter().map(completion).collect(),
            others: Vec::new(),
            concurrency,
            latency_ms: 20.0,
            max_started: usize::MAX,
        }
    }
}

#[derive(Default)]
struct Run {
    /// When each completion was sent and accepted.
    sent_at_ms: Vec<Option<f64>>,
    refused_at_ms: Vec<f64>,
    /// How many completions each request had.
    sizes: Vec<usize>,
    ended_at_ms: f64,
}

struct InFlight {
    ends_at_ms: f64,
    took_ms: f64,
    ids: Vec<u64>,
}

/// Runs a scenario, and checks each step: the queue sends the completion that has waited longest, it sends nothing that
/// the bucket has no room for, and it does not wait while there is room.
fn run(scenario: &Scenario) -> Run {
    let Scenario {
        completions,
        concurrency,
        ..
    } = scenario;
    let (mut bucket, mut limit) = (Bucket::default(), RateLimit::new());
    let mut queue = Queue::new(*concurrency);
    let mut run = Run {
        sent_at_ms: vec![None; completions.len()],
        ..Run::default()
    };
    let is_all_known = scenario.others.iter().all(|other| other.is_of_page);
    let mut is_level_known = is_all_known;
    let mut arrivals: VecDeque<u64> = (0..completions.len() as u64).collect();
    let mut others = VecDeque::from(scenario.others.clone());
    let mut waiting: VecDeque<u64> = VecDeque::new();
    let mut in_flight: Vec<InFlight> = Vec::new();
    let mut now_ms = 0.0;
    loop {
        while let Some(other) = others.pop_front_if(|other| other.at_ms <= now_ms) {
            let is_accepted = bucket.accept(now_ms);
            if other.is_of_page && is_accepted {
                limit.note_request(now_ms);
            } else if other.is_of_page {
                limit.note_refusal(now_ms);
                // The bucket may have had room for a part of a request.
                is_level_known = false;
            }
        }
        let started = in_flight
            .iter()
            .map(|request| request.ids.len())
            .sum::<usize>();
        while waiting.len() + started < scenario.max_started
            && let Some(id) =
                arrivals.pop_front_if(|id| completions[*id as usize].arrives_at_ms <= now_ms)
        {
            queue.push(id, completions[id as usize].is_batchable);
            waiting.push_back(id);
        }
        let queue_at_ms = match queue.poll(&mut limit, now_ms) {
            Next::Send(ids) => {
                assert_eq!(ids.first(), waiting.front(), "overtaken");
                assert!(ids.is_sorted_by_key(|id| waiting.iter().position(|other| other == id)));
                assert!(ids.len() <= 50);
                assert!(
                    ids.len() == 1 || ids.iter().all(|id| completions[*id as usize].is_batchable)
                );
                let room_in_ms = bucket.room_in_ms(now_ms);
                assert!(
                    !is_all_known || room_in_ms <= TOLERANCE_MS,
                    "above what the bucket allows"
                );
                waiting.retain(|id| !ids.contains(id));
                if bucket.accept(now_ms) {
                    for id in &ids {
                        let sent_at_ms = run.sent_at_ms[*id as usize].replace(now_ms);
                        assert_eq!(sent_at_ms, None, "sent twice");
                    }
                    run.sizes.push(ids.len());
                    let took = |id: &u64| completions[*id as usize].takes_ms;
                    let took_ms = scenario.latency_ms + ids.iter().map(took).sum::<f64>();
                    in_flight.push(InFlight {
                        ends_at_ms: now_ms + took_ms,
                        took_ms,
                        ids,
                    });
                    assert!(in_flight.len() <= *concurrency);
                } else {
                    run.refused_at_ms.push(now_ms);
                    limit.note_refusal(now_ms);
                    queue.finish();
                    for id in ids {
                        queue.push(id, completions[id as usize].is_batchable);
                        waiting.push_back(id);
                    }
                }
                continue;
            }
            Next::Wait(wait_ms) => {
                assert!(wait_ms > 0.0);
                if is_level_known {
                    let room_in_ms = bucket.room_in_ms(now_ms);
                    assert!(room_in_ms > 0.0, "idle while there is room");
                    assert!(
                        wait_ms >= room_in_ms - TOLERANCE_MS,
                        "does not wait long enough"
                    );
                    // Timers count whole milliseconds.
                    assert!(wait_ms <= room_in_ms + 1.0, "waits too long");
                }
                now_ms + wait_ms
            }
            Next::Idle => {
                let is_busy = in_flight.len() == *concurrency;
                assert!(waiting.is_empty() || is_busy, "idle for no reason");
                f64::INFINITY
            }
        };
        let arrival = arrivals
            .front()
            .map(|id| completions[*id as usize].arrives_at_ms);
        let next_ms = (in_flight.iter().map(|request| request.ends_at_ms))
            .chain(arrival.filter(|at_ms| *at_ms > now_ms))
            .chain(others.front().map(|other| other.at_ms))
            .fold(queue_at_ms, f64::min);
        if waiting.is_empty() && in_flight.is_empty() && arrivals.is_empty() {
            run.ended_at_ms = now_ms;
            return run;
        }
        assert!(next_ms.is_finite(), "stands still");
        now_ms = next_ms;
        for request in in_flight.extract_if(.., |request| request.ends_at_ms <= now_ms) {
            queue.finish();
            if request.ids.len() > 1 {
                queue.note_batch(request.ids.len(), request.took_ms);
            }
        }
    }
}

/// Sorted times within a minute. Many of them are 0.
fn times(count: usize) -> impl Strategy<Value = Vec<f64>> {
    let times = vec(prop_oneof![Just(0.0), 0.0..60_000.0f64], count);
    times.prop_map(|mut times| {
        times.sort_by(f64::total_cmp);
        times
    })
}

/// Random completions and other requests.
fn scenarios(is_of_page: impl Strategy<Value = bool> + Clone) -> impl Strategy<Value = Scenario> {
    let completions = (0..300usize).prop_flat_map(move |count| {
        let kinds = vec((any::<bool>(), 0.0..2_000.0f64), count);
        (times(count), kinds)
    });
    let others =
        (0..60usize).prop_flat_map(move |count| (times(count), vec(is_of_page.clone(), count)));
    let parts = (completions, others, 1..=10usize, 1.0..500.0f64);
    parts.prop_map(
        |((arrivals, kinds), (times, are_of_page), concurrency, latency_ms)| Scenario {
            completions: (arrivals.into_iter().zip(kinds))
                .map(|(arrives_at_ms, (is_batchable, takes_ms))| Completion {
                    arrives_at_ms,
                    is_batchable,
                    takes_ms,
                })
                .collect(),
            others: (times.into_iter().zip(are_of_page))
                .map(|(at_ms, is_of_page)| OtherRequest { at_ms, is_of_page })
                .collect(),
            concurrency,
            latency_ms,
            max_started: usize::MAX,
        },
    )
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    // `run` checks that the queue never exceeds the bucket, and is never idle while there is room.
    #[test]
    fn all_is_sent_without_a_refusal_if_all_requests_are_known(scenario in scenarios(Just(true))) {
        let run = run(&scenario);
        prop_assert!(run.sent_at_ms.iter().all(Option::is_some));
        prop_assert!(run.refused_at_ms.is_empty());
    }

    // The portal refuses requests when other clients fill the bucket. After a refusal the queue leaves them room again.
    #[test]
    fn all_is_sent_and_refusals_are_rare_whatever_others_send(scenario in scenarios(any::<bool>())) {
        let run = run(&scenario);
        prop_assert!(run.sent_at_ms.iter().all(Option::is_some));
        for pair in run.refused_at_ms.windows(2) {
            prop_assert!(pair[1] - pair[0] >= RESERVE * 500.0, "{:?}", run.refused_at_ms);
        }
    }

    // `run` checks that each request contains the completion that has waited longest. So none can starve.
    #[test]
    fn the_longest_waiting_completion_is_sent_first(
        kinds in vec((any::<bool>(), 0.0..500.0f64), 1..200), concurrency in 1..=10usize,
    ) {
        let run = run(&Scenario::of(kinds.clone(), concurrency));
        for kind in [true, false] {
            let of_kind = kinds.iter().zip(&run.sent_at_ms).filter(|((is_batchable, _), _)| *is_batchable == kind);
            prop_assert!(of_kind.map(|(_, at)| at.unwrap()).is_sorted());
        }
    }
}

#[test]
fn there_is_no_wait_while_there_is_capacity() {
    // Single completions: a burst of 40, and then as many as leave the bucket.
    let run = run(&Scenario::of([(false, 0.0); 100], 10));
    let last = run.sent_at_ms.iter().flatten().copied().fold(0.0, f64::max);
    assert!((29_000.0..=30_100.0).contains(&last), "{last}");
    assert!(run.refused_at_ms.is_empty());
}

#[test]
fn batches_grow_with_fast_workflows_and_stay_short_with_slow_ones() {
    let fast = run(&Scenario::of([(true, 0.0); 500], 4));
    assert!(fast.sizes.len() <= 14, "{:?}", fast.sizes);
    assert_eq!(fast.sizes[..4], [5, 5, 5, 5]);
    let slow = run(&Scenario::of([(true, 700.0); 500], 4));
    assert!(slow.sizes.iter().all(|size| *size <= 5), "{:?}", slow.sizes);
    assert!(slow.refused_at_ms.is_empty());
}

/// 500 approvals as `completeTasks` sends them by default, over a connection that takes 100 ms for each request.
fn approvals(workflow_ms: f64) -> Run {
    run(&Scenario {
        latency_ms: 100.0,
        max_started: 200,
        ..Scenario::of([(true, workflow_ms); 500], 4)
    })
}

#[test]
fn five_hundred_approvals_take_as_long_as_four_parallel_requests_need() {
    // One by one, they are paced by the bucket: 50 at once, then two a second.
    let one_by_one_ms = 225_000.0;
    let fast_ms = approvals(0.0).ended_at_ms;
    assert!(fast_ms <= one_by_one_ms / 200.0, "{fast_ms}");
    // The portal executes four in parallel. The rest is latency, small batches at the start and a single one at the end.
    for workflow_ms in [100.0, 700.0] {
        let run = approvals(workflow_ms);
        let ideal_ms = 500.0 * workflow_ms / 4.0;
        assert!(
            run.ended_at_ms <= 1.3 * ideal_ms,
            "{workflow_ms}: {}",
            run.ended_at_ms
        );
        // No batch takes nearly the 60 s of one request.
        let largest = run.sizes.iter().max().copied().unwrap_or_default();
        assert!(largest as f64 * workflow_ms <= 5_000.0, "{:?}", run.sizes);
    }
}

#[test]
fn a_queue_pauses_before_the_operating_time_is_used_up() {
    let (mut limit, mut queue) = (RateLimit::new(), Queue::new(2));
    queue.push(1, false);
    queue.note_operating(379.0, 60_000.0, 1_000.0);
    assert_eq!(queue.poll(&mut limit, 1_000.0), Next::Send(vec![1]));
    queue.push(2, true);
    queue.note_operating(381.0, 60_000.0, 2_000.0);
    assert_eq!(queue.poll(&mut limit, 2_000.0), Next::Wait(60_000.0));
    queue.retain(|waiting| *waiting != 2);
    assert_eq!(queue.poll(&mut limit, 2_000.0), Next::Idle);
}

#[test]
fn a_lost_batch_makes_the_next_ones_smaller() {
    let (mut limit, mut queue) = (RateLimit::new(), Queue::new(9));
    (0..20).for_each(|id| queue.push(id, true));
    assert_eq!(queue.poll(&mut limit, 0.0), Next::Send((0..5).collect()));
    queue.note_lost_batch();
    assert_eq!(queue.poll(&mut limit, 0.0), Next::Send(vec![5, 6]));
    queue.note_lost_batch();
    queue.note_lost_batch();
    assert_eq!(queue.poll(&mut limit, 0.0), Next::Send(vec![7]));
}

#[test]
fn single_calls_wait_only_after_a_refusal() {
    let mut limit = RateLimit::new();
    // A self-hosted portal has no limit.
    for _ in 0..1_000 {
        assert_eq!(limit.single_wait_ms(0.0), 0.0);
        limit.note_request(0.0);
    }
    // Many completions still leave room for other calls. There is no wait for requests above the bucket's capacity.
    assert_eq!(limit.wait_ms(10.0, 0.0), 5_500.0);

    limit.note_refusal(0.0);
    assert_eq!(limit.single_wait_ms(0.0), 500.0);
    limit.note_request(500.0);
    assert_eq!(limit.single_wait_ms(500.0), 500.0);
    // After the bucket was empty, the limit is unknown again.
    assert_eq!(limit.single_wait_ms(30_000.0), 0.0);
    for _ in 0..60 {
        limit.note_request(30_000.0);
    }
    assert_eq!(limit.single_wait_ms(30_000.0), 0.0);
}
