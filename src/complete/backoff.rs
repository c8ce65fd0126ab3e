//! Exponential backoff.

/// The first delay. Each further delay doubles, up to [`MAX_MS`].
const BASE_MS: f64 = 1_000.0;
const MAX_MS: f64 = 16_000.0;

/// The delay after so many earlier ones. `jitter`, a random number from 0 to 1, changes it by up to a quarter, so that
/// callers that were refused together do not retry together.
pub(super) fn delay_ms(earlier: u32, jitter: f64) -> f64 {
    let doubled = BASE_MS * f64::from(1_u32 << earlier.min(8));
    doubled.min(MAX_MS) * (0.75 + jitter / 2.0)
}
