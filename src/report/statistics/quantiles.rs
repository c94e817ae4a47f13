//! Distributions described by quartiles. There is no mean: durations are heavy-tailed.

use serde::Serialize;
use statrs::distribution::{Binomial, DiscreteCDF};

/// A distribution of durations in seconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Spread {
    /// Number of values.
    pub n: usize,
    /// Minimum.
    pub shortest: i64,
    /// First quartile.
    pub lower_quartile: i64,
    /// Median.
    pub median: i64,
    /// Third quartile.
    pub upper_quartile: i64,
    /// Maximum.
    pub longest: i64,
    /// Confidence interval of the median, at least 95%; from six values on.
    pub median_interval: Option<(i64, i64)>,
}

impl Spread {
    /// Computes the distribution; `None` if there are no values.
    pub fn new(mut seconds: Vec<i64>) -> Option<Spread> {
        seconds.sort_unstable();
        let interval = median_ranks(seconds.len()).map(|(low, high)| (seconds[low - 1], seconds[high - 1]));
        Some(Spread {
            n: seconds.len(),
            shortest: *seconds.first()?,
            lower_quartile: quantile(&seconds, 1),
            median: quantile(&seconds, 2),
            upper_quartile: quantile(&seconds, 3),
            longest: *seconds.last()?,
            median_interval: interval,
        })
    }
}

/// Returns a quartile of sorted values, interpolated: definition 7 of R. J. Hyndman and Y. Fan, Sample
/// quantiles in statistical packages, The American Statistician 50 (1996).
fn quantile(sorted: &[i64], quarter: usize) -> i64 {
    let last = sorted.len() - 1;
    let (at, rest) = (last * quarter / 4, (last * quarter % 4) as i64);
    let next = sorted[(at + 1).min(last)];
    sorted[at] + ((next - sorted[at]) * rest + 2) / 4
}

/// Returns the 1-based ranks of the two values that enclose the median with at least 95% confidence, for
/// any distribution: W. J. Conover, Practical Nonparametric Statistics, chapter 3. `None` below six values.
fn median_ranks(n: usize) -> Option<(usize, usize)> {
    let binomial = Binomial::new(0.5, n as u64).ok()?;
    let is_below = |rank: &usize| binomial.cdf(*rank as u64 - 1) <= 0.025;
    let low = (1..=n / 2).take_while(is_below).last()?;
    Some((low, n + 1 - low))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_interval_of_a_median_has_the_published_ranks() {
        // scipy 1.17: the largest k with stats.binom.cdf(k - 1, n, 0.5) <= 0.025.
        for (n, ranks) in [
            (1, None),
            (5, None),
            (6, Some((1, 6))),
            (9, Some((2, 8))),
            (10, Some((2, 9))),
            (20, Some((6, 15))),
        ] {
            assert_eq!(median_ranks(n), ranks, "{n} values");
        }
        assert_eq!(median_ranks(0), None);
    }

    #[test]
    fn quartiles_are_those_of_r_and_numpy() {
        // numpy 2: np.percentile([1, 2, 3, 4, 100], [25, 50, 75]) is 2 3 4; of [10, 20, 30, 40] 17.5 25 32.5,
        // here to the whole second.
        let spread = Spread::new(vec![100, 3, 1, 2, 4]).expect("values");
        assert_eq!((spread.lower_quartile, spread.median, spread.upper_quartile), (2, 3, 4));
        assert_eq!((spread.shortest, spread.longest, spread.median_interval), (1, 100, None));
        let spread = Spread::new(vec![10, 20, 30, 40]).expect("values");
        assert_eq!((spread.lower_quartile, spread.median, spread.upper_quartile), (18, 25, 33));
        let spread = Spread::new(vec![7]).expect("a value");
        assert_eq!((spread.lower_quartile, spread.median, spread.upper_quartile), (7, 7, 7));
        assert_eq!(Spread::new(vec![]), None);
    }

    #[test]
    fn six_values_have_an_interval_from_the_first_to_the_last() {
        let spread = Spread::new(vec![60, 10, 20, 30, 40, 50]).expect("values");
        assert_eq!(spread.median_interval, Some((10, 60)));
    }
}
