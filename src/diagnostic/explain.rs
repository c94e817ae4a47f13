//! Documentation of the codes: `docs/diagnostics.md` is embedded, so that it can be read without a network.

use super::Code;
use crate::project;

const PATH: &str = "docs/diagnostics.md";
const PAGE: &str = include_str!("../../docs/diagnostics.md");

/// Returns the section of a code, as Markdown; empty if there is none, which a test forbids.
pub fn section(code: Code) -> &'static str {
    let heading = format!("\n### {}\n", code.id());
    let Some(start) = PAGE.find(&heading) else { return "" };
    let rest = &PAGE[start + 1..];
    let end = [rest[1..].find("\n### "), rest[1..].find("\n## ")].into_iter().flatten().min();
    rest[..end.map_or(rest.len(), |end| end + 1)].trim()
}

/// Returns the address of that section, if the project has a public address.
pub fn url(code: Code) -> Option<String> {
    project::file_url(PATH).map(|page| format!("{page}#{}", code.id().to_lowercase()))
}

/// Names the place that documents a code: its address, or the command that prints the section.
pub fn reference(code: Code) -> String {
    url(code).unwrap_or_else(|| format!("`hindsite check --explain {}` says why it matters", code.id()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::Severity;

    #[test]
    fn every_code_has_its_section_and_it_begins_with_what_the_list_says() {
        for &code in Code::ALL {
            let severity = match code.severity() {
                _ if code.is_off() => "Off",
                Severity::Error => "Error",
                Severity::Warning => "Warning",
                Severity::Note => "Note",
            };
            let about = code.about();
            let sentence = format!("{}{}", about[..1].to_uppercase(), &about[1..]);
            let expected = format!("### {}\n\n**{severity}.** {sentence}", code.id());
            let section = section(code);
            assert!(section.starts_with(&expected), "expected {expected:?}, found {section:?}");
            assert!(section.len() > expected.len() + 80, "{}: say why, and what to do", code.id());
        }
    }

    #[test]
    fn no_section_is_about_a_code_that_does_not_exist() {
        let written = PAGE.lines().filter_map(|line| line.strip_prefix("### "));
        let known: Vec<&str> = Code::ALL.iter().map(|code| code.id()).collect();
        assert_eq!(written.collect::<Vec<_>>(), known);
    }
}
