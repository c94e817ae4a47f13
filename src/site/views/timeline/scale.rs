//! Where a point of the timeline stands in its picture, in percent.

use crate::incident::moment::Moment;

/// How many times longer than the incident the picture may become to hold what happened before and after.
const STRETCH: i64 = 3;

/// How far apart the numbers of two marks stand: a digit with some air on the narrowest phone.
const APART: f64 = 3.5;

/// Time to percent, linear, except that a flaw long dormant gets the first sixth of the line: to
/// scale it would leave no room for the incident.
pub(super) struct Scale {
    first: i64,
    start: i64,
    last: i64,
    /// Where the incident itself begins, in percent.
    offset: f64,
}

impl Scale {
    /// From the first point to the last, and on to the events around them as far as the incident stays
    /// large enough to be read.
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

    /// The place of a moment.
    pub(super) fn at(&self, moment: &Moment) -> f64 {
        let at = moment.at.as_second();
        let share = |at: i64, from: i64, to: i64| (at - from) as f64 / (to - from).max(1) as f64;
        if at < self.start {
            return share(at, self.first, self.start) * self.offset;
        }
        self.offset + share(at, self.start, self.last) * (100.0 - self.offset)
    }

    /// Whether a moment is in the picture.
    pub(super) fn contains(&self, moment: &Moment) -> bool {
        (self.first..=self.last).contains(&moment.at.as_second())
    }

    /// Whether the first stretch is drawn shorter than it was.
    pub(super) fn shortens(&self) -> bool {
        self.offset > 0.0
    }
}

/// The ends of a stretch with the events around it, the nearest first, while there is room.
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

/// Places moved apart so far that their numbers do not touch, in the same order.
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
