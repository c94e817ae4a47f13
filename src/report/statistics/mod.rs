//! Statistics for the reports: exact methods, because an archive of postmortems has small counts. Pure
//! functions of numbers.
//!
//! Durations are never averaged: one long outage would dominate the mean.

pub mod comparison;
pub mod fisher;
pub mod poisson;
pub mod quantiles;
pub mod survival;

/// Rounds to six decimals, which hides differences between machines' floating-point results.
pub(super) fn rounded(value: f64) -> f64 {
    (value * 1e6).round() / 1e6
}

/// Formats a yearly rate with as many decimals as are meaningful.
pub fn yearly(value: f64) -> String {
    let decimals = match value {
        100.0.. => 0,
        10.0.. => 1,
        _ => 2,
    };
    format!("{value:.decimals$}")
}
