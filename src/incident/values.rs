//! Typed parsers for the values of labels: each takes the value from the start of a text and refuses what it cannot read
//! as a whole. What may follow a value is a remark: brackets, a dash, a further sentence.

mod channel;
mod services;
mod severity;
mod times;

pub use channel::{channel, channel_in_prose};
pub use services::services;
pub use severity::{is_choice, severity, severity_in_title};
pub(super) use times::TimeValue;

/// Characters that begin a remark behind a value.
const REMARKS: &[char] = &[
    '(', '（', '[', '—', '–', ';', '；', ',', '，', '.', '。', ':', '：', '!', '※', '/', '|', '≈', '~', '、',
];

/// Whether what stands behind a value is a remark, or nothing.
fn is_remark(rest: &str) -> bool {
    let spaced = rest.trim_start();
    spaced.is_empty() || spaced.starts_with(REMARKS) || (spaced.len() < rest.len() && spaced.starts_with('-'))
}

/// The text up to the first bracket outside of which `;`, a sentence's end or a dash begins a remark.
fn before_remark(text: &str) -> &str {
    let mut depth = 0usize;
    let mut chars = text.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        let next = chars.peek().map(|(_, next)| *next);
        match c {
            '(' | '（' | '[' => depth += 1,
            ')' | '）' | ']' => depth = depth.saturating_sub(1),
            '。' | '—' if depth == 0 => return &text[..at],
            '.' if depth == 0 && next.is_none_or(char::is_whitespace) => return &text[..at],
            _ => {}
        }
    }
    text
}
