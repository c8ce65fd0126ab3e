//! How many completions a batch holds.

/// No method of the portal takes more.
const MAX: usize = 50;
/// Nothing is known about the workflows yet.
const FIRST: usize = 5;
/// How long a batch is to take. Long enough that several batches side by side stay below the portal's rate, short enough
/// that none comes near the time limit of a request, and that a lost reply leaves few tasks open.
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

    /// A batch of so many completions has taken so long.
    pub(super) fn note(&mut self, completions: usize, elapsed_ms: f64) {
        let each_ms = (elapsed_ms / completions.max(1) as f64).max(1.0);
        let fitting = ((TARGET_MS / each_ms) as usize).clamp(1, MAX);
        // A single fast batch proves little: ten times as many at most.
        self.0 = fitting.min(completions.max(1) * 10);
    }

    /// The reply to a batch was lost: perhaps it took too long.
    pub(super) fn note_loss(&mut self) {
        self.0 = (self.0 / 2).max(1);
    }
}
