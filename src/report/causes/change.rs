//! "More often than before?": the last stretch of time against the one before it, for every cause, with
//! an honest sentence. Most causes are too rare to tell, and the sentence says how many would be needed.

use crate::knowledge::facets::FacetKind;
use crate::knowledge::{Id, KnowledgeBase};
use crate::report::scope::{Figure, Scope, Window, days_between};
use crate::report::statistics::comparison::{SIGNIFICANT, can_tell, holm, more_often, needed};
use crate::report::statistics::rounded;
use jiff::ToSpan as _;
use jiff::civil::Date;
use serde::Serialize;

/// The stretch that is compared unless a beginning was asked for.
const DAYS: i64 = 365;

/// Two stretches of time, one after the other.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Periods {
    /// The last.
    pub now: Window,
    /// The one before; shorter when the archive begins within it.
    pub before: Window,
    /// The days of the last.
    pub now_days: i64,
    /// The days of the one before.
    pub before_days: i64,
    /// Whether the last stretch ends today.
    #[serde(skip)]
    pub recent: bool,
}

/// One cause in both stretches.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Change {
    /// What can be said.
    pub verdict: Verdict,
    /// The incidents in the last stretch.
    pub now: Figure,
    /// Those in the one before.
    pub before: Figure,
    /// The probability of as many by chance, if the cause was tested.
    pub p: Option<f64>,
    /// The same, corrected for the number of causes tested.
    pub p_adjusted: Option<f64>,
    /// How many would be needed in the last stretch to tell, before correction.
    pub needed: Option<u64>,
    /// The same for people.
    pub sentence: String,
}

/// What a comparison can say.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Verdict {
    /// More than chance explains.
    MoreOften,
    /// No more than before.
    NotMoreOften,
    /// More, as chance would have it now and then.
    WithinChance,
    /// So few that no outcome could tell.
    TooFew,
    /// There is nothing to compare with.
    NothingBefore,
}

impl Periods {
    /// The last stretch of a scope and the one before.
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

    /// The share of the last stretch in both.
    pub fn share(&self) -> f64 {
        self.now_days as f64 / (self.now_days + self.before_days) as f64
    }

    /// Counted incidents among some, in each stretch.
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

/// The day of the first counted incident of the whole archive.
fn beginning(knowledge: &KnowledgeBase) -> Option<Date> {
    let counted = knowledge.incidents().filter(|(_, entry)| entry.incident.kind.counts());
    counted.filter_map(|(_, entry)| entry.incident.date.map(|date| date.day())).min()
}

/// The changes of some causes, in the order given, and how many could be tested.
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

/// The verdict on two counts; `p` and its correction if they were tested.
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
    // What counts is the rate: the stretch before may be shorter.
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
