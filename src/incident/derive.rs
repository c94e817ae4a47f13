//! Facts that follow from others: the date a document is filed under, its points in time, how long
//! it took, and where two statements disagree. What the author typed always wins.

mod date;
mod head;
mod length;
mod times;

pub use date::{FIRST_BLOCKS, date, days_apart, first_event, not_its_end};
pub use head::{Head, head, is_timed, services};
pub use length::{Length, LengthSource, length};
pub use times::{Times, order, times};
