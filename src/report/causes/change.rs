//! Compares the latest period with the one before it, for every cause ("more often than before?"). Most
//! causes are too rare for a verdict.

use crate::knowledge::facets::FacetKind;
use crate::knowledge::{Id, KnowledgeBase};
use crate::report::scope::{Figure, Scope, Window, days_between};
use crate::report::statistics::comparison::{SIGNIFICANT, can_tell, holm, more_often, needed};
use crate::report::statistics::rounded;
use jiff::ToSpan as _;
use jiff::civil::Date;
use serde::Serialize;

/// Length of a period in days when no start was requested.
const DAYS: i64 = 365;

/// Two consecutive periods.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Periods {
    /// The latest period.
    pub now: Window,
    /// The period before it; shorter if the archive begins within it.
    pub before: Window,
    /// Length of the latest period in days.
    pub now_days: i64,
    /// Length of the period before it in days.
    pub before_days: i64,
    /// Whether the latest period ends today.
    #[serde(skip)]
    pub recent: bool,
}

/// One cause compared between the two periods.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Change {
    /// The outcome of the comparison.
    pub verdict: Verdict,
    /// Incidents in the latest period.
    pub now: Figure,
    /// Incidents in the period before it.
    pub before: Figure,
    /// The p-value, if the cause was tested.
    pub p: Option<f64>,
    /// The p-value after Holm's correction for the number of causes tested.
    pub p_adjusted: Option<f64>,
    /// Number of incidents in the latest period that would be significant, before correction.
    pub needed: Option<u64>,
    /// The verdict as a sentence.
    pub sentence: String,
}

/// The outcome of comparing two periods.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Verdict {
    /// Significantly more often than before.
    MoreOften,
    /// Not more often than before.
    NotMoreOften,
    /// More often, but not significantly.
    WithinChance,
    /// Too few incidents for any outcome to be significant.
    TooFew,
    /// There is no earlier period to compare with.
    NothingBefore,
}

impl Periods {
    /// Returns the latest period of a scope and the one before it.
    pub fn new(scope: &Scope<'_>) -> Option<Periods> {
        let (_, until) = scope.watched()?;
        let days = match scope.window.since {
            Some(since) => days_between(since, until),
            None => DAYS,
        };
        let since = until.checked_sub(days.days()).ok()?;
        let earliest = since.checked_sub(days.days()).ok()?.max(beginning(scope.knowledge)?);
        (earliest < since).then(|| Periods {
            now: Window { since: Some(since), until: Some(until) },
            before: Window { since: Some(earliest), until: Some(since) },
            now_days: days,
            before_days: days_between(earliest, since),
            recent: scope.window.until.is_none_or(|until| until > scope.knowledge.today),
        })
    }

    /// Returns the latest period's share of the time covered by both.
    pub fn share(&self) -> f64 {
        self.now_days as f64 / (self.now_days + self.before_days) as f64
    }

    /// Splits incidents by period, counting only incidents the reports count.
    pub fn split(&self, knowledge: &KnowledgeBase, ids: impl Iterator<Item = Id>) -> (Figure, Figure) {
        let (mut now, mut before) = (vec![], vec![]);
        for id in ids {
            let incident = &knowledge.entries[id].incident;
            match incident.date.map(|date| date.day()) {
                Some(day) if incident.kind.counts() && self.now.contains(day) => now.push(id),
                Some(day) if incident.kind.counts() && self.before.contains(day) => before.push(id),
                _ => {}
            }
        }
        (Figure::new(knowledge, &now), Figure::new(knowledge, &before))
    }
}

/// Returns the day of the first counted incident of the archive.
fn beginning(knowledge: &KnowledgeBase) -> Option<Date> {
    let counted = knowledge.incidents().filter(|(_, entry)| entry.incident.kind.counts());
    counted.filter_map(|(_, entry)| entry.incident.date.map(|date| date.day())).min()
}

/// Compares the given causes and returns their changes in the same order, with the number of causes tested.
pub fn changes<'a>(
    scope: &Scope<'_>,
    periods: Option<&Periods>,
    causes: impl Iterator<Item = &'a str>,
) -> (Vec<Change>, usize) {
    let terms = &scope.knowledge.facet(FacetKind::Cause).terms;
    let counts: Vec<(Figure, Figure)> = causes
        .map(|cause| match (periods, terms.get(cause)) {
            (Some(periods), Some(term)) => periods.split(scope.knowledge, term.incidents.iter().copied()),
            _ => Default::default(),
        })
        .collect();
    let Some(periods) = periods else {
        return (counts.into_iter().map(|(now, before)| nothing_before(now, before)).collect(), 0);
    };
    let share = periods.share();
    let tests: Vec<Option<f64>> = counts
        .iter()
        .map(|(now, before)| {
            let testable = can_tell((now.count + before.count) as u64, share);
            testable.then(|| more_often(now.count as u64, before.count as u64, share))
        })
        .collect();
    let tested: Vec<f64> = tests.iter().copied().flatten().collect();
    let mut adjusted = holm(&tested).into_iter();
    let changes = counts
        .into_iter()
        .zip(tests)
        .map(|((now, before), p)| {
            let p = p.and_then(|p| Some((p, adjusted.next()?)));
            judged(periods, now, before, p, tested.len())
        })
        .collect();
    (changes, tested.len())
}

fn nothing_before(now: Figure, before: Figure) -> Change {
    let sentence = "nothing to compare with: the archive does not reach back far enough".to_owned();
    Change { verdict: Verdict::NothingBefore, now, before, p: None, p_adjusted: None, needed: None, sentence }
}

/// Returns the change for two counts; `p` and its correction are `None` if the cause wasn't tested.
pub fn judged(
    periods: &Periods,
    now: Figure,
    before: Figure,
    p: Option<(f64, f64)>,
    tested: usize,
) -> Change {
    let needed = needed(before.count as u64, periods.share());
    let last = if periods.recent { "the last" } else { "these" };
    let counts = format!(
        "{} in {last} {} days, {} in the {} days before",
        now.count, periods.now_days, before.count, periods.before_days
    );
    // Compare rates, not counts: the earlier period may be shorter.
    let more = now.count as i64 * periods.before_days > before.count as i64 * periods.now_days;
    let (verdict, sentence) = match p {
        Some((_, adjusted)) if adjusted <= SIGNIFICANT => {
            let over = if tested > 1 { format!(", corrected over {tested} tests") } else { String::new() };
            (Verdict::MoreOften, format!("more often than before: {counts} (p = {adjusted:.3}{over})"))
        }
        _ if now.count + before.count == 0 => (
            Verdict::NotMoreOften,
            match periods.recent {
                true => format!("not seen in the last {} days", periods.now_days + periods.before_days),
                false => format!("seen neither then nor in the {} days before", periods.before_days),
            },
        ),
        _ if !more => (Verdict::NotMoreOften, format!("no more often than before: {counts}")),
        Some((p, _)) => {
            (Verdict::WithinChance, format!("more, but chance alone may explain it: {counts} (p = {p:.3})"))
        }
        None => {
            let enough = needed.map_or_else(String::new, |n| format!("; {n} would be needed"));
            (Verdict::TooFew, format!("too few to tell: {counts}{enough}"))
        }
    };
    Change {
        verdict,
        now,
        before,
        p: p.map(|(p, _)| rounded(p)),
        p_adjusted: p.map(|(_, adjusted)| rounded(adjusted)),
        needed,
        sentence,
    }
}
