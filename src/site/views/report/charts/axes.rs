//! Axes: linear time, logarithmic durations, round numbers.

use jiff::civil::Date;

/// Conventional durations for ticks, in seconds.
const LENGTHS: [(i64, &str); 8] = [
    (60, "1m"),
    (600, "10m"),
    (3_600, "1h"),
    (21_600, "6h"),
    (86_400, "1d"),
    (604_800, "1w"),
    (2_592_000, "30d"),
    (31_536_000, "1y"),
];
/// Maximum number of years labelled on an axis.
const YEARS: i64 = 5;

/// A time axis.
#[derive(Debug, Clone, Copy)]
pub struct TimeAxis {
    first: Date,
    days: i64,
}

impl TimeAxis {
    /// Creates an axis between two days with some padding.
    pub fn new(first: Date, last: Date) -> TimeAxis {
        TimeAxis { first, days: crate::report::scope::days_between(first, last).max(1) }
    }

    /// Returns a day's position, from 0 to 1.
    pub fn at(&self, day: Date) -> f64 {
        let days = crate::report::scope::days_between(self.first, day);
        0.01 + 0.98 * days as f64 / self.days as f64
    }

    /// Returns ticks at years that aren't too close together, or at months within one year.
    pub fn ticks(&self) -> Vec<(f64, String)> {
        let years = self.days / 365;
        if years < 2 {
            return self.months();
        }
        let step = (years / YEARS + 1).max(1);
        let first = i64::from(self.first.year());
        (first + 1..=first + years + 1)
            .filter(|year| year % step == 0)
            .filter_map(|year| {
                let day = Date::new(i16::try_from(year).ok()?, 1, 1).ok()?;
                let at = self.at(day);
                (0.0..=1.0).contains(&at).then(|| (at, year.to_string()))
            })
            .collect()
    }

    fn months(&self) -> Vec<(f64, String)> {
        let step = (self.days / 31 / YEARS + 1).max(1);
        (1..=self.days / 28 + 1)
            .filter(|month| month % step == 0)
            .filter_map(|month| {
                let months = i64::from(self.first.year()) * 12 + i64::from(self.first.month()) - 1 + month;
                let year = i16::try_from(months / 12).ok()?;
                let day = Date::new(year, i8::try_from(months % 12 + 1).ok()?, 1).ok()?;
                let at = self.at(day);
                (0.0..=1.0).contains(&at).then(|| (at, day.strftime("%b %Y").to_string()))
            })
            .collect()
    }
}

/// A logarithmic axis of durations, from minutes to weeks.
#[derive(Debug, Clone, Copy)]
pub struct LogAxis {
    low: f64,
    high: f64,
}

impl LogAxis {
    /// Creates an axis that spans the given seconds.
    pub fn new(seconds: impl Iterator<Item = i64> + Clone) -> Option<LogAxis> {
        let shortest = seconds.clone().min()?.max(30);
        let longest = seconds.max()?.max(shortest * 2);
        Some(LogAxis { low: (shortest as f64 * 0.8).ln(), high: (longest as f64 * 1.25).ln() })
    }

    /// Returns a duration's position, from 0 to 1. Less than half a minute is at the edge.
    pub fn at(&self, seconds: i64) -> f64 {
        (((seconds.max(1) as f64).ln() - self.low) / (self.high - self.low)).clamp(0.005, 1.0)
    }

    /// Returns ticks at conventional durations.
    pub fn ticks(&self) -> Vec<(f64, String)> {
        LENGTHS
            .iter()
            .filter(|(seconds, _)| {
                let at = (*seconds as f64).ln();
                self.low < at && at < self.high
            })
            .map(|(seconds, text)| (self.at(*seconds), (*text).to_owned()))
            .collect()
    }
}

/// Returns about four round numbers from 0 to `end`.
pub fn linear(end: f64) -> Vec<i64> {
    let rough = end / 4.0;
    let power = 10_f64.powf(rough.max(1.0).log10().floor());
    let step = [1.0, 2.0, 5.0, 10.0].iter().map(|n| n * power).find(|step| *step >= rough).unwrap_or(power);
    (0..).map(|n| n * (step as i64).max(1)).take_while(|at| *at as f64 <= end).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ticks_are_round_and_few() {
        assert_eq!(linear(730.0), [0, 200, 400, 600]);
        assert_eq!(linear(3.0), [0, 1, 2, 3]);
        let axis = TimeAxis::new(Date::constant(2010, 9, 23), Date::constant(2025, 11, 18));
        let years: Vec<String> = axis.ticks().into_iter().map(|(_, text)| text).collect();
        assert_eq!(years, ["2012", "2016", "2020", "2024"]);
        let axis = LogAxis::new([60, 86_400].into_iter()).expect("an axis");
        let lengths: Vec<String> = axis.ticks().into_iter().map(|(_, text)| text).collect();
        assert_eq!(lengths, ["1m", "10m", "1h", "6h", "1d"]);
    }
}
