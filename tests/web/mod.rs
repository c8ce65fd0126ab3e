//! The boundary, in a real browser.
