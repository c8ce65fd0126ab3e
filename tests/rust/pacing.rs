//! Pacing against the portal's bucket, with completions that arrive at random and take random times.

use crate::pacing::{Next, Queue, RateLimit};
use proptest::collection::vec;
use proptest::prelude::*;

const CAPACITY: f64 = 50.0;

/// The portal's bucket.
#[derive(Default)]
struct Bucket {
    level: f64,
    at_ms: f64,
}

impl Bucket {
    fn accept(&mut self, now_ms: f64) -> bool {
        self.level = (self.level - (now_ms - self.at_ms) / 500.0).max(0.0);
        self.at_ms = now_ms;
        let is_accepted = self.level + 1.0 <= CAPACITY + 1e-6;
        if is_accepted {
            self.level += 1.0;
        }
        is_accepted
    }
}

struct Run {
    /// When each completion was sent.
    sent_at_ms: Vec<Option<f64>>,
    refusals: usize,
    requests: usize,
    sizes: Vec<usize>,
}

/// Sends completions of this duration in parallel. `others`: requests of other clients at the start.
fn run(completions: &[(bool, f64)], concurrency: usize, others: u32) -> Run {
    let (mut bucket, mut limit, mut queue) =
        (Bucket::default(), RateLimit::new(), Queue::new(concurrency));
    for _ in 0..others {
        bucket.accept(0.0);
    }
    let mut run = Run {
        sent_at_ms: vec![None; completions.len()],
        refusals: 0,
        requests: 0,
        sizes: Vec::new(),
    };
    for (id, (is_batchable, _)) in completions.iter().enumerate() {
        queue.push(id as u64, *is_batchable);
    }
    let mut in_flight: Vec<(f64, f64, Vec<u64>)> = Vec::new();
    let mut now_ms = 0.0;
    loop {
        let next = queue.poll(&mut limit, now_ms);
        let end = in_flight
            .iter()
            .map(|(end, ..)| *end)
            .fold(f64::INFINITY, f64::min);
        match next {
            Next::Send(ids) => {
                assert!(!ids.is_empty() && ids.len() <= 50);
                assert!(ids.len() == 1 || ids.iter().all(|id| completions[*id as usize].0));
                run.requests += 1;
                if !bucket.accept(now_ms) {
                    run.refusals += 1;
                    limit.note_refusal(now_ms);
                    queue.finish();
                    for id in ids {
                        queue.push(id, completions[id as usize].0);
                    }
                    continue;
                }
                run.sizes.push(ids.len());
                let took_ms: f64 = 20.0
                    + ids
                        .iter()
                        .map(|id| completions[*id as usize].1)
                        .sum::<f64>();
                for id in &ids {
                    assert_eq!(
                        run.sent_at_ms[*id as usize].replace(now_ms),
                        None,
                        "sent twice"
                    );
                }
                in_flight.push((now_ms + took_ms, took_ms, ids));
                assert!(in_flight.len() <= concurrency);
                continue;
            }
            Next::Wait(wait_ms) => {
                assert!(wait_ms > 0.0);
                now_ms = end.min(now_ms + wait_ms);
            }
            Next::Idle if end.is_infinite() => return run,
            Next::Idle => now_ms = end,
        }
        let is_over = |(end, ..): &(f64, f64, Vec<u64>)| *end <= now_ms;
        for (_, took_ms, ids) in in_flight.iter().filter(|entry| is_over(entry)) {
            queue.finish();
            if ids.len() > 1 {
                queue.note_batch(ids.len(), *took_ms);
            }
        }
        in_flight.retain(|entry| !is_over(entry));
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn each_completion_is_sent_once_and_the_portal_hardly_ever_refuses(
        completions in vec((any::<bool>(), 0.0..2_000.0f64), 0..300), concurrency in 1..10usize, others in 0..60u32,
    ) {
        let run = run(&completions, concurrency, others);
        prop_assert!(run.sent_at_ms.iter().all(Option::is_some));
        // Refusals show the requests of other clients. Each wave of requests may get one.
        prop_assert!(run.refusals <= 5 * usize::from(others > 0), "{} refusals", run.refusals);
    }

    #[test]
    fn the_longest_waiting_completion_is_sent_first(completions in vec((any::<bool>(), 0.0..500.0f64), 1..200)) {
        let run = run(&completions, 1, 0);
        for kind in [true, false] {
            let of_kind = completions.iter().zip(&run.sent_at_ms).filter(|((is_batchable, _), _)| *is_batchable == kind);
            prop_assert!(of_kind.map(|(_, at)| at.unwrap()).is_sorted());
        }
    }
}

#[test]
fn there_is_no_wait_while_there_is_capacity() {
    // Single completions: a burst of 40, and then as many as leave the bucket.
    let run = run(&[(false, 0.0); 100], 10, 0);
    let last = run.sent_at_ms.iter().flatten().copied().fold(0.0, f64::max);
    assert!((29_000.0..=30_100.0).contains(&last), "{last}");
    assert_eq!(run.refusals, 0);
}

#[test]
fn batches_grow_with_fast_workflows_and_stay_short_with_slow_ones() {
    let fast = run(&[(true, 0.0); 500], 4, 0);
    assert!(fast.requests <= 14, "{}", fast.requests);
    assert_eq!(fast.sizes[..4], [5, 5, 5, 5]);
    let slow = run(&[(true, 700.0); 500], 4, 0);
    assert!(slow.sizes.iter().all(|size| *size <= 5), "{:?}", slow.sizes);
    assert_eq!(slow.refusals, 0);
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
