//! A change as a unified diff, which people review and `git apply` applies.

use similar::TextDiff;

/// The diff of one file, or of a file that is new; empty without a change.
pub fn unified(path: &str, before: Option<&str>, after: &str) -> String {
    let (old, new) = (before.unwrap_or(""), after);
    if before == Some(after) {
        return String::new();
    }
    // As git has it: a name with a blank is closed by a tab, so that it is not taken for a date.
    // One with what could end a line or a quotation is in quotes.
    let is_strange = |c: char| c.is_control() || matches!(c, '"' | '\\');
    let named = |side: &str| match (path.contains(is_strange), path.contains(' ')) {
        (true, _) => quoted(&format!("{side}/{path}")),
        (false, true) => format!("{side}/{path}\t"),
        (false, false) => format!("{side}/{path}"),
    };
    let from = if before.is_some() { named("a") } else { "/dev/null".to_owned() };
    // For git only a line feed ends a line: a file with carriage returns alone is one line.
    let (old, new): (Vec<&str>, Vec<&str>) = (lines(old), lines(new));
    let diff = TextDiff::from_slices(&old, &new);
    let mut out = format!("--- {from}\n+++ {}\n", named("b"));
    for hunk in diff.unified_diff().context_radius(3).iter_hunks() {
        out.push_str(&format!("{}\n", hunk.header()));
        for change in hunk.iter_changes() {
            out.push_str(&format!("{}{}", change.tag(), change.value()));
            if !change.value().ends_with('\n') {
                out.push_str("\n\\ No newline at end of file\n");
            }
        }
    }
    out
}

fn lines(text: &str) -> Vec<&str> {
    text.split_inclusive('\n').collect()
}

/// A name as git quotes it: what cannot be printed is octal, byte for byte.
fn quoted(name: &str) -> String {
    let mut out = String::from("\"");
    for c in name.chars() {
        match c {
            '"' | '\\' => out.extend(['\\', c]),
            '\n' => out.push_str("\\n"),
            '\t' => out.push_str("\\t"),
            '\r' => out.push_str("\\r"),
            c if c.is_control() => {
                let mut bytes = [0; 4];
                out.extend(c.encode_utf8(&mut bytes).bytes().map(|byte| format!("\\{byte:03o}")));
            }
            c => out.push(c),
        }
    }
    out.push('"');
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_diff_names_the_file_as_git_does_and_shows_three_lines_around() {
        assert_eq!(
            unified("a b.md", Some("1\n2\n3\n4\n5"), "0\n1\n2\n3\n4\n5"),
            "--- a/a b.md\t\n+++ b/a b.md\t\n@@ -1,3 +1,4 @@\n+0\n 1\n 2\n 3\n"
        );
        assert_eq!(
            unified("a.md", None, "x"),
            "--- /dev/null\n+++ b/a.md\n@@ -0,0 +1 @@\n+x\n\\ No newline at end of file\n"
        );
        assert_eq!(unified("a.md", Some("x"), "x"), "");
        assert_eq!(
            unified("a.md", Some("a\rb\r"), "c\ra\rb\r"),
            "--- a/a.md\n+++ b/a.md\n@@ -1 +1 @@\n-a\rb\r\n\\ No newline at end of file\n+c\ra\rb\r\n\\ No newline at end of file\n"
        );
        assert_eq!(
            unified("a \"b\"\n\\\u{1b}é.md", None, "x\n"),
            "--- /dev/null\n+++ \"b/a \\\"b\\\"\\n\\\\\\033é.md\"\n@@ -0,0 +1 @@\n+x\n"
        );
    }
}
