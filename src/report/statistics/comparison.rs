//! Exact comparison of two counts, with correction for multiple comparisons.

use statrs::distribution::{Binomial, DiscreteCDF};

/// Significance level.
pub const SIGNIFICANT: f64 = 0.05;
/// Upper limit of the search for the number of events needed.
const MOST: u64 = 10_000;

/// Returns the probability that at least `now` of `now + before` events fall into the latest period by
/// chance.
///
/// Given their sum, two Poisson counts with the same rate are binomial: J. Przyborowski and H. Wilenski,
/// Biometrika 31 (1940). `share` is the latest period's share of the total time, 0.5 for equal periods.
pub fn more_often(now: u64, before: u64, share: f64) -> f64 {
    match (now, Binomial::new(share, now + before)) {
        (0, _) | (_, Err(_)) => 1.0,
        (_, Ok(binomial)) => binomial.sf(now - 1),
    }
}

/// Returns the number of events in the latest period that would be significantly more than `before`.
pub fn needed(before: u64, share: f64) -> Option<u64> {
    // The probability falls with every event more, so bisection finds the first.
    let (mut low, mut high) = (0, MOST);
    if more_often(high, before, share) > SIGNIFICANT {
        return None;
    }
    while low + 1 < high {
        let middle = low + (high - low) / 2;
        if more_often(middle, before, share) <= SIGNIFICANT { high = middle } else { low = middle }
    }
    Some(high)
}

/// Returns whether that many events could be significant if all fell into the latest period. Comparisons
/// that cannot be significant are excluded from the correction: R. E. Tarone, Biometrics 46 (1990).
pub fn can_tell(events: u64, share: f64) -> bool {
    events > 0 && more_often(events, 0, share) <= SIGNIFICANT
}

/// Applies Holm's correction and returns the p-values in the given order: S. Holm, A simple sequentially
/// rejective multiple test procedure, Scandinavian Journal of Statistics 6 (1979).
pub fn holm(probabilities: &[f64]) -> Vec<f64> {
    let mut order: Vec<usize> = (0..probabilities.len()).collect();
    order.sort_by(|a, b| probabilities[*a].total_cmp(&probabilities[*b]));
    let mut adjusted = vec![1.0; probabilities.len()];
    let mut largest = 0.0_f64;
    for (rank, &at) in order.iter().enumerate() {
        let corrected = probabilities[at] * (probabilities.len() - rank) as f64;
        largest = largest.max(corrected.min(1.0));
        adjusted[at] = largest;
    }
    adjusted
}

#[cfg(test)]
mod tests {
    use super::*;

    fn near(found: f64, expected: f64) {
        assert!((found - expected).abs() < 1e-6, "{found} is not {expected}");
    }

    #[test]
    fn the_conditional_test_counts_exactly() {
        // By hand, sums of binomial coefficients over 2^n: 1/2^5, 1/2^4, 9/2^8, 8/2^7, 67/2^11, 56/2^10.
        for (now, before, expected) in [
            (5, 0, 1.0 / 32.0),
            (4, 0, 1.0 / 16.0),
            (7, 1, 9.0 / 256.0),
            (6, 1, 8.0 / 128.0),
            (9, 2, 67.0 / 2048.0),
            (8, 2, 56.0 / 1024.0),
            (0, 3, 1.0),
            (0, 0, 1.0),
        ] {
            near(more_often(now, before, 0.5), expected);
        }
        // scipy 1.17: stats.binom.sf(19, 30, 0.5), stats.binom.sf(18, 29, 0.5), stats.binom.sf(4, 6, 1 / 3).
        near(more_often(20, 10, 0.5), 0.049_368_573);
        near(more_often(19, 10, 0.5), 0.068_022_974);
        near(more_often(5, 1, 1.0 / 3.0), 0.017_832_648);
    }

    #[test]
    fn the_number_that_would_be_needed_is_the_smallest() {
        for (before, expected) in [(0, 5), (1, 7), (2, 9), (10, 20)] {
            assert_eq!(needed(before, 0.5), Some(expected), "beside {before}");
        }
        assert!(can_tell(5, 0.5) && !can_tell(4, 0.5) && !can_tell(0, 0.5));
    }

    #[test]
    fn holm_corrects_as_the_textbook_does() {
        // R 4: p.adjust(c(0.01, 0.04, 0.03, 0.005), "holm") is 0.03 0.06 0.06 0.02.
        let adjusted = holm(&[0.01, 0.04, 0.03, 0.005]);
        for (found, expected) in adjusted.iter().zip([0.03, 0.06, 0.06, 0.02]) {
            near(*found, expected);
        }
        assert!(holm(&[]).is_empty());
        assert_eq!(holm(&[0.9, 0.8]), [1.0, 1.0]);
    }
}
