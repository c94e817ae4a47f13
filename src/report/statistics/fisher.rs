//! Fisher's exact test: whether two attributes occur together more often than by chance.

use statrs::distribution::{DiscreteCDF, Hypergeometric};

/// A 2 × 2 contingency table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Together {
    /// Number with both attributes.
    pub both: u64,
    /// Number with the first attribute.
    pub first: u64,
    /// Number with the second attribute.
    pub second: u64,
    /// Total number.
    pub total: u64,
}

impl Together {
    /// Returns the one-sided p-value: the probability of at least `both`, given independence. R. A. Fisher,
    /// The Design of Experiments (1935). Returns 1 for inconsistent counts.
    pub fn probability(&self) -> f64 {
        match (self.both, Hypergeometric::new(self.total, self.first, self.second)) {
            (0, _) | (_, Err(_)) => 1.0,
            (both, Ok(chance)) => chance.sf(both - 1).clamp(0.0, 1.0),
        }
    }

    /// Returns the number expected to have both, given independence.
    pub fn expected(&self) -> f64 {
        if self.total == 0 { 0.0 } else { self.first as f64 * self.second as f64 / self.total as f64 }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn near(found: f64, expected: f64) {
        assert!((found - expected).abs() < 1e-7, "{found} is not {expected}");
    }

    #[test]
    fn the_lady_tasting_tea_may_have_guessed() {
        // Fisher 1935: 3 of 4 right, 17/70.
        let tea = Together { both: 3, first: 4, second: 4, total: 8 };
        near(tea.probability(), 17.0 / 70.0);
        near(tea.expected(), 2.0);
    }

    #[test]
    fn convictions_of_twins_are_no_chance() {
        // Fisher 1962, 10 and 2, 3 and 15; p = 0.0004652 one-sided in R's fisher.test, and scipy 1.17.
        let twins = Together { both: 10, first: 12, second: 13, total: 30 };
        near(twins.probability(), 0.000_465_181);
    }

    #[test]
    fn nothing_together_is_no_evidence() {
        assert_eq!(Together { both: 0, first: 0, second: 0, total: 0 }.probability(), 1.0);
        near(Together { both: 5, first: 5, second: 5, total: 5 }.probability(), 1.0);
        assert_eq!(Together { both: 1, first: 2, second: 9, total: 3 }.probability(), 1.0);
    }
}
