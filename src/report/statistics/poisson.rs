//! Poisson rates with exact confidence intervals.

use super::rounded;
use serde::Serialize;
use statrs::distribution::{ContinuousCDF, Gamma};

/// Error probability on each side of a 95% interval.
const TAIL: f64 = 0.025;
/// Average number of days in a year.
pub const YEAR_DAYS: f64 = 365.25;

/// A yearly rate with its exact 95% confidence interval.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Rate {
    /// Number of events.
    pub events: usize,
    /// Years observed.
    pub years: f64,
    /// Events per year.
    pub per_year: f64,
    /// Lower bound, events per year.
    pub low: f64,
    /// Upper bound, events per year.
    pub high: f64,
}

/// Returns the rate of `events` observed over `days`; `None` if `days` is not positive.
pub fn rate(events: usize, days: i64) -> Option<Rate> {
    if days <= 0 {
        return None;
    }
    let years = days as f64 / YEAR_DAYS;
    let (low, high) = garwood(events);
    Some(Rate {
        events,
        years: rounded(years),
        per_year: rounded(events as f64 / years),
        low: rounded(low / years),
        high: rounded(high / years),
    })
}

/// Returns the exact 95% confidence interval of a Poisson mean, given `events` observed.
///
/// F. Garwood, Fiducial limits for the Poisson distribution, Biometrika 28 (1936): quantiles of a gamma
/// distribution with shape `events` for the lower and `events + 1` for the upper bound.
pub fn garwood(events: usize) -> (f64, f64) {
    let low = if events == 0 { 0.0 } else { quantile(events as f64, TAIL) };
    (low, quantile(events as f64 + 1.0, 1.0 - TAIL))
}

/// Returns the yearly rate that no events in `days` rule out with 95% confidence: `-ln(0.05)` events over
/// the observed time, the "rule of three" of Hanley and Lippman-Hand, JAMA 249 (1983).
pub fn upper_bound_of_none(days: i64) -> Option<f64> {
    (days > 0).then(|| rounded(-(0.05_f64.ln()) / (days as f64 / YEAR_DAYS)))
}

/// Returns the quantile of a gamma distribution with rate 1. The shape is positive here, so the
/// distribution always exists; infinity stands for the impossible case.
fn quantile(shape: f64, p: f64) -> f64 {
    Gamma::new(shape, 1.0).map_or(f64::INFINITY, |gamma| gamma.inverse_cdf(p))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn near(found: f64, expected: f64) {
        assert!((found - expected).abs() < 5e-4 * expected.max(1.0), "{found} is not {expected}");
    }

    #[test]
    fn garwood_intervals_are_those_of_the_published_tables() {
        // Table 40 of Biometrika Tables for Statisticians, 95 %; and scipy 1.17:
        // stats.chi2.ppf(0.025, 2 * n) / 2 and stats.chi2.ppf(0.975, 2 * n + 2) / 2.
        for (events, low, high) in [
            (0, 0.0, 3.689),
            (1, 0.0253, 5.572),
            (2, 0.242, 7.225),
            (3, 0.619, 8.767),
            (5, 1.623, 11.668),
            (10, 4.795, 18.390),
            (20, 12.217, 30.888),
            (100, 81.364, 121.627),
        ] {
            let found = garwood(events);
            near(found.0, low);
            near(found.1, high);
        }
    }

    #[test]
    fn a_rate_is_per_year_and_needs_time() {
        // Three events in two years: half of 0.6187 and of 8.7673.
        let rate = rate(3, 731).expect("a rate");
        near(rate.per_year, 1.499);
        near(rate.low, 0.6187 / (731.0 / 365.25));
        near(rate.high, 8.7673 / (731.0 / 365.25));
        assert_eq!(super::rate(3, 0), None);
    }

    #[test]
    fn none_in_a_year_leaves_three_a_year_possible() {
        // -ln(0.05) = 2.99573.
        near(upper_bound_of_none(365).expect("a bound"), 2.99573 * 365.25 / 365.0);
        assert_eq!(upper_bound_of_none(0), None);
    }
}
