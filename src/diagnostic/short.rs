//! Problems one a line, `path:line:column: severity[CODE] message`, for editors and `grep`.

use super::{Report, human::on_one_line, human::printable};
use std::fmt::Write as _;

/// Every problem on a line of its own.
pub fn write(report: &Report) -> String {
    let mut out = String::new();
    for problem in &report.problems {
        let d = &problem.diagnostic;
        let (line, column) = problem.at.as_ref().map_or((1, 1), |at| (at.line, at.column));
        let message = printable(&d.message).replace('\n', " ");
        // Writing into a `String` cannot fail.
        let _ = writeln!(
            out,
            "{}:{line}:{column}: {}[{}] {message}",
            on_one_line(&d.place.path),
            d.severity.word(),
            d.code.id()
        );
    }
    out
}
