//! What of an archive is not read, and why: told, because a knowledge base that lacks an incident looks like a whole one.

use crate::diagnostic::{Code, Diagnostic, Place};
use crate::fs::Reason;

/// Something that a walk passed over. A folder that the system refuses to list may hold a hundred incidents.
pub(super) fn passed_over(path: String, reason: Reason) -> Diagnostic {
    match reason {
        Reason::Kind(what) => {
            Diagnostic::new(Code::NotReadable, Place::file(path), format!("left out: {what}"))
        }
        Reason::Refused(answer, remedy) => refused(&path, answer, remedy),
    }
}

/// A file or a folder that the system refuses to hand out, with its answer.
pub(super) fn refused(path: &str, answer: String, remedy: Option<&'static str>) -> Diagnostic {
    let without = "name it under `ignore` in hindsite.toml to build without it";
    let hint = remedy.map_or(without.to_owned(), |remedy| format!("{remedy}; or {without}"));
    Diagnostic::new(Code::Unreadable, Place::file(path), answer).hint(hint)
}

/// A link to a file outside of the knowledge base, which must not be read.
pub(super) fn elsewhere(path: &str) -> Diagnostic {
    Diagnostic::new(Code::Unreadable, Place::file(path), "it is a link that leads out of the knowledge base")
        .hint("put the file itself there")
}

/// A document of more bytes than are read.
pub(super) fn too_large(path: &str, size: u64, limit: u64) -> Diagnostic {
    let message = format!("the file has {} MiB; hindsite reads documents up to {}", size >> 20, limit >> 20);
    Diagnostic::new(Code::FileTooLarge, Place::file(path), message)
        .hint("keep logs and dumps beside the postmortem and link to them")
}

/// A document that is no text.
pub(super) fn not_utf8(path: &str, error: &std::string::FromUtf8Error) -> Diagnostic {
    let bytes = error.as_bytes();
    let at = error.utf8_error().valid_up_to();
    let line = bytes[..at].iter().filter(|b| **b == b'\n').count() + 1;
    let column =
        String::from_utf8_lossy(&bytes[..at]).lines().last().map_or(0, |line| line.chars().count()) + 1;
    let utf16 = bytes.starts_with(&[0xff, 0xfe]) || bytes.starts_with(&[0xfe, 0xff]);
    let message = format!("line {line}, column {column}: byte 0x{:02x} is not UTF-8", bytes[at]);
    let hint = if utf16 { "this is UTF-16: save it as UTF-8" } else { "save the file as UTF-8" };
    Diagnostic::new(Code::NotUtf8, Place::file(path), message).hint(hint)
}
