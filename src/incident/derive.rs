//! Facts that follow from others: lengths between points in time, and where two statements disagree. What the author
//! typed always wins.

mod length;
mod times;

pub use length::{Length, LengthSource, days_apart, disagreement};
pub use times::{StatedLength, Times, begun, order};
