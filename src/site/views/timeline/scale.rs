//! Scales times to positions in the timeline chart, in percent.

use crate::incident::moment::Moment;

/// The chart may become this many times longer than the incident to include events around it.
const STRETCH: i64 = 3;

/// Minimum distance between the numbers of two milestones, in percent: one digit on the narrowest phone.
const APART: f64 = 3.5;

/// A linear time scale, except that a long latent phase takes only the first sixth: to scale, it would
/// leave no room for the incident.
pub(super) struct Scale {
    first: i64,
    start: i64,
    last: i64,
    /// Start of the incident itself, in percent.
    offset: f64,
}

impl Scale {
    /// Spans the milestones and the events around them, as long as the incident stays large enough to read.
    pub(super) fn new(points: &[(&str, Moment)], events: &[i64]) -> Option<Scale> {
        let (first, last) = (points.first()?.1.at.as_second(), points.last()?.1.at.as_second());
        if first == last {
            return None;
        }
        let start = points
            .iter()
            .find(|(name, _)| *name != "introduced")
            .map_or(first, |(_, moment)| moment.at.as_second());
        let dormant = points.first()?.0 == "introduced" && (start - first) > (last - start) / 5;
        if dormant && last > start {
            let (_, last) = around(start, last, events.iter().copied().filter(|at| *at > last));
            return Some(Scale { first, start, last, offset: 100.0 / 6.0 });
        }
        let (first, last) = around(first, last, events.iter().copied());
        Some(Scale { first, start: first, last, offset: 0.0 })
    }

    /// Returns the position of a time.
    pub(super) fn at(&self, moment: &Moment) -> f64 {
        let at = moment.at.as_second();
        let share = |at: i64, from: i64, to: i64| (at - from) as f64 / (to - from).max(1) as f64;
        if at < self.start {
            return share(at, self.first, self.start) * self.offset;
        }
        self.offset + share(at, self.start, self.last) * (100.0 - self.offset)
    }

    /// Returns whether a time is within the chart.
    pub(super) fn contains(&self, moment: &Moment) -> bool {
        (self.first..=self.last).contains(&moment.at.as_second())
    }

    /// Returns whether the first phase is drawn shorter than to scale.
    pub(super) fn shortens(&self) -> bool {
        self.offset > 0.0
    }
}

/// Extends a span to the nearest events while there is room.
fn around(first: i64, last: i64, events: impl Iterator<Item = i64>) -> (i64, i64) {
    let beyond = |at: i64| (first - at).max(at - last);
    let mut outer: Vec<i64> = events.filter(|at| beyond(*at) > 0).collect();
    outer.sort_by_key(|at| (beyond(*at), *at));
    let longest = (last - first).saturating_mul(STRETCH);
    outer
        .into_iter()
        .map_while({
            let (mut from, mut to) = (first, last);
            move |at| {
                (from, to) = (from.min(at), to.max(at));
                (to - from <= longest).then_some((from, to))
            }
        })
        .last()
        .unwrap_or((first, last))
}

/// Moves positions apart so that their numbers don't overlap, keeping their order.
pub(super) fn apart(mut places: Vec<f64>) -> Vec<f64> {
    let mut least = 1.0_f64;
    for place in &mut places {
        *place = place.max(least);
        least = *place + APART;
    }
    let mut most = 99.0_f64;
    for place in places.iter_mut().rev() {
        *place = place.min(most);
        most = *place - APART;
    }
    places
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn events_around_the_incident_are_in_the_picture_while_it_stays_a_third_of_it() {
        let with = |events: &[i64]| around(100, 200, events.iter().copied());
        assert_eq!(with(&[]), (100, 200));
        assert_eq!(with(&[120, 180]), (100, 200));
        assert_eq!(with(&[50, 90, 260]), (50, 260));
        assert_eq!(with(&[0, 300]), (0, 300), "three times as long");
        assert_eq!(with(&[-150, 90, 201]), (90, 201), "one is too long before");
    }

    #[test]
    fn numbers_stand_apart_and_in_order() {
        assert_eq!(apart(vec![0.0, 50.0, 100.0]), [1.0, 50.0, 99.0]);
        assert_eq!(apart(vec![0.0, 2.0, 3.0, 60.0]), [1.0, 4.5, 8.0, 60.0]);
        assert_eq!(apart(vec![60.0, 99.0, 100.0]), [60.0, 95.5, 99.0]);
    }
}
