//! The cells of tables.

use super::Writer;
use pulldown_cmark::Alignment;

impl Writer<'_> {
    pub(super) fn start_cell(&mut self) {
        let class = match self.alignments.get(self.cell) {
            Some(Alignment::Right) => " class=\"right\"",
            Some(Alignment::Center) => " class=\"center\"",
            _ => "",
        };
        self.cell += 1;
        let tag = if self.in_head { format!("<th scope=\"col\"{class}>") } else { format!("<td{class}>") };
        self.open(&tag, true);
        self.plain_cell = (!self.in_head && class.is_empty()).then_some(self.out.len());
    }

    /// A cell that is a time stays on one line: hyphens would break it.
    pub(super) fn end_cell(&mut self) {
        // Elements of raw HTML are put together elsewhere, so that places in them do not hold.
        let plain = self.plain_cell.take().filter(|_| !self.has_raw);
        if let Some(at) = plain.filter(|at| is_stamp(&self.out[*at..])) {
            self.out.insert_str(at - 1, " class=\"stamp\"");
        }
        self.close(if self.in_head { "</th>" } else { "</td>" });
    }
}

/// Whether a cell is a date or a time, perhaps with its zone, and nothing else.
fn is_stamp(cell: &str) -> bool {
    let figures = cell.bytes().filter(u8::is_ascii_digit).count();
    let letters = cell.bytes().filter(u8::is_ascii_alphabetic).count();
    let signs = |b: &u8| matches!(b, b' ' | b'-' | b':' | b'.' | b'/' | b'+' | b'~');
    (4..=30).contains(&cell.len())
        && figures >= 3
        && letters <= 5
        && cell.starts_with(|c: char| c.is_ascii_digit())
        && cell.contains(['-', ':'])
        && cell.bytes().all(|b| b.is_ascii_alphanumeric() || signs(&b))
}
