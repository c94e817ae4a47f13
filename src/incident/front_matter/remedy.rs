//! What to do about YAML that is none: what people type, by what the reader says of it and the line it is in.

/// The remedy, if the mistake is a common one. `line` is the line of the mistake, and `at` the byte of it.
pub(super) fn of(message: &str, line: &str, at: usize) -> Option<String> {
    const REFUSED: [&str; 5] = [
        "unexpected character",
        "not allowed in this context",
        "unknown anchor",
        "misplaced",
        "unexpected EOF",
    ];
    let quoted = |value: char| format!("a value that begins with `{value}` must be quoted");
    let typed = line.trim_start();
    let sign = line.get(at..).and_then(|rest| rest.chars().next());
    let begins = sign.filter(|sign| "@`%?-*,]}".contains(*sign) && line[..at].contains([':', '-', '[', ',']));
    let value = line.split_once(": ").and_then(|(_, value)| value.trim_start().chars().next());
    let bracket = value.filter(|first| matches!(first, '[' | '{'));
    let is = |part: &str| message.contains(part);
    if line.matches(": ").count() > 1 {
        Some("a value that contains `: ` must be quoted".to_owned())
    } else if line.contains('\t') || is("found a tab") {
        Some("YAML is indented with spaces, not tabs".to_owned())
    } else if is("duplicate") {
        Some("remove one of the two".to_owned())
    } else if let Some(entry) = typed.strip_prefix('-').filter(|rest| rest.starts_with(char::is_alphanumeric))
    {
        Some(format!("an entry of a list has a blank behind its hyphen: `- {}`", entry.trim_end()))
    } else if let Some(sign) = begins.filter(|_| REFUSED.iter().any(|refused| is(refused))) {
        Some(quoted(sign))
    } else if let Some(bracket) = bracket.filter(|_| is("did not find expected")) {
        Some(quoted(bracket))
    } else if is("simple key") {
        Some("a line is `key: value`, with a blank behind the colon".to_owned())
    } else if is("after single-quoted") {
        Some("put a value with an apostrophe in it in double quotes: `\"it's down\"`".to_owned())
    } else if is("after double-quoted") {
        Some("put a value with double quotes in it in single quotes".to_owned())
    } else if is("unclosed") {
        Some("close it, or put the whole value in quotes".to_owned())
    } else if is("escape character") {
        Some("a backslash in double quotes needs a second one; in single quotes it is itself".to_owned())
    } else if is("mapping values") || is("did not find expected") && !is("block scalar") {
        Some("keys of one level, and entries of one list, begin in the same column".to_owned())
    } else {
        None
    }
}
