//! The statistics of the reports: exact methods for small numbers, since an archive of postmortems has
//! few of everything. Pure functions of numbers; what they mean is said by the reports.
//!
//! Nothing here averages durations: one long outage would hide everything else.

pub mod comparison;
pub mod fisher;
pub mod poisson;
pub mod quantiles;
pub mod survival;

/// Six decimals: more than anybody reads, and the same on every machine's arithmetic.
pub(super) fn rounded(value: f64) -> f64 {
    (value * 1e6).round() / 1e6
}

/// How often a year, with as many decimals as tell something.
pub fn yearly(value: f64) -> String {
    let decimals = match value {
        100.0.. => 0,
        10.0.. => 1,
        _ => 2,
    };
    format!("{value:.decimals$}")
}
