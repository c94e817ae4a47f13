//! Helping people write: edits of front matter that change nothing else, proposals for archives that
//! have none, names and first lines of new postmortems, and what a new knowledge base begins with.
//!
//! Text to text; who reads and writes files is `command`.

pub mod diff;
pub mod edit;
pub mod import;
pub mod naming;
pub mod remote;
pub mod scaffold;
pub mod start;
pub mod workflow;

use crate::incident::moment::{Moment, Precision};
use jiff::tz::Offset;

/// A point in time as front matter has it: RFC 3339, with an offset only where somebody stated one.
fn rfc_3339(point: &Moment, zone_stated: bool) -> String {
    let local = point.local.strftime("%Y-%m-%dT%H:%M:%S");
    match (point.precision, zone_stated) {
        (Precision::Day, _) => point.day().to_string(),
        (_, false) => local.to_string(),
        (_, true) if point.offset == Offset::UTC => format!("{local}Z"),
        (_, true) => {
            let minutes = point.offset.seconds() / 60;
            let sign = if minutes < 0 { '-' } else { '+' };
            format!("{local}{sign}{:02}:{:02}", minutes.abs() / 60, minutes.abs() % 60)
        }
    }
}
