//! Kaplan-Meier estimate of how long follow-ups stay open, including those still open.

use super::rounded;
use serde::Serialize;

/// One observation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Watched {
    /// Days observed.
    pub days: i64,
    /// Whether it was closed at the end of that time; otherwise it was still open.
    pub ended: bool,
}

/// The estimated share still open over time.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Survival {
    /// Number of observations.
    pub n: usize,
    /// Number closed.
    pub ended: usize,
    /// The day by which half are closed; `None` while more than half may be open.
    pub median_days: Option<i64>,
    /// The curve, which starts at 1 on day 0.
    pub steps: Vec<Step>,
    /// Observation times in days, ascending.
    #[serde(skip)]
    watched: Vec<i64>,
}

impl Survival {
    /// Returns how many were observed for more than `days`.
    pub fn watched_beyond(&self, days: i64) -> usize {
        self.n - self.watched.partition_point(|watched| *watched <= days)
    }

    /// Returns the counts without the derived values.
    pub fn without_curve(self) -> Survival {
        Survival { median_days: None, steps: vec![], ..self }
    }

    /// Returns the longest observation time in days.
    pub fn longest(&self) -> i64 {
        self.watched.last().copied().unwrap_or_default()
    }
}

/// A step of the curve.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Step {
    /// The day.
    pub days: i64,
    /// Number still observed on that day.
    pub at_risk: usize,
    /// Number closed on that day.
    pub ended: usize,
    /// Share still open after it.
    pub open: f64,
}

/// Computes the estimate of E. L. Kaplan and P. Meier, Nonparametric estimation from incomplete
/// observations, JASA 53 (1958). Open follow-ups are censored observations.
pub fn kaplan_meier(mut watched: Vec<Watched>) -> Survival {
    watched.sort_unstable();
    let n = watched.len();
    let mut steps: Vec<Step> = vec![];
    let mut open = 1.0;
    let mut at = 0;
    while at < n {
        let days = watched[at].days;
        let same = watched[at..].iter().take_while(|other| other.days == days);
        let (count, ended) = same.fold((0, 0), |(n, ended), one| (n + 1, ended + usize::from(one.ended)));
        if ended > 0 {
            let at_risk = n - at;
            open *= 1.0 - ended as f64 / at_risk as f64;
            steps.push(Step { days, at_risk, ended, open: rounded(open) });
        }
        at += count;
    }
    // An exact half may be a hair above itself after many multiplications.
    let median_days = steps.iter().find(|step| step.open <= 0.5 + 1e-9).map(|step| step.days);
    Survival {
        n,
        ended: watched.iter().filter(|one| one.ended).count(),
        median_days,
        steps,
        watched: watched.iter().map(|one| one.days).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_curve_of_the_leukaemia_trial_is_the_published_one() {
        // E. J. Freireich and others, Blood 21 (1963), the 6-MP group: weeks in remission, the second list
        // still in remission. The curve is that of Kleinbaum and Klein, Survival Analysis, chapter 2.
        let ended = [6, 6, 6, 7, 10, 13, 16, 22, 23];
        let open = [6, 9, 10, 11, 17, 19, 20, 25, 32, 32, 34, 35];
        let watched = ended.iter().map(|days| Watched { days: *days, ended: true });
        let watched = watched.chain(open.iter().map(|days| Watched { days: *days, ended: false }));
        let survival = kaplan_meier(watched.collect());
        let curve: Vec<(i64, usize, String)> = survival
            .steps
            .iter()
            .map(|step| (step.days, step.at_risk, format!("{:.4}", step.open)))
            .collect();
        let expected = [
            (6, 21, "0.8571"),
            (7, 17, "0.8067"),
            (10, 15, "0.7529"),
            (13, 12, "0.6902"),
            (16, 11, "0.6275"),
            (22, 7, "0.5378"),
            (23, 6, "0.4482"),
        ];
        assert_eq!(curve, expected.map(|(days, at_risk, open)| (days, at_risk, open.to_owned())));
        assert_eq!((survival.n, survival.ended, survival.median_days), (21, 9, Some(23)));
        // 17 are at risk in week 7, and of the ten watched beyond week 16 three left before week 22.
        assert_eq!((survival.watched_beyond(6), survival.watched_beyond(16)), (17, 10));
    }

    #[test]
    fn nothing_and_nothing_ended_have_no_median() {
        assert_eq!(kaplan_meier(vec![]), Survival::default());
        let survival = kaplan_meier(vec![Watched { days: 9, ended: false }]);
        assert_eq!((survival.n, survival.ended, survival.median_days), (1, 0, None));
        assert!(survival.steps.is_empty());
    }

    #[test]
    fn the_median_is_the_day_half_are_done() {
        let watched = [3, 5, 8, 13].map(|days| Watched { days, ended: true });
        assert_eq!(kaplan_meier(watched.to_vec()).median_days, Some(5));
    }
}
