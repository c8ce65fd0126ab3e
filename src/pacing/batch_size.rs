//! The number of completions in a batch.

/// The portal's limit for `batch`.
const MAX: usize = 50;
/// The size while nothing is known about the workflows.
const FIRST: usize = 5;
/// The intended duration of a batch. It is so long that several parallel batches stay below the portal's rate limit. It
/// is so short that no batch reaches the time limit of a request, and that a lost reply affects few tasks.
const TARGET_MS: f64 = 4_000.0;

/// Adapts the size of batches to the time that completions take.
#[derive(Clone, Debug)]
pub(super) struct BatchSize(usize);

impl BatchSize {
    pub(super) fn new() -> Self {
        Self(FIRST)
    }

    pub(super) fn get(&self) -> usize {
        self.0
    }

    /// Takes the duration of a batch into account.
    pub(super) fn note(&mut self, completions: usize, elapsed_ms: f64) {
        let each_ms = (elapsed_ms / completions.max(1) as f64).max(1.0);
        let fitting = ((TARGET_MS / each_ms) as usize).clamp(1, MAX);
        // A single fast batch is weak evidence: the size grows at most tenfold.
        self.0 = fitting.min(completions.max(1) * 10);
    }

    /// The reply to a batch was lost. Perhaps the batch took too long.
    pub(super) fn note_loss(&mut self) {
        self.0 = (self.0 / 2).max(1);
    }
}
