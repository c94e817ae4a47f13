//! What the documentation says of a code: `docs/diagnostics.md` is part of the program, so that a terminal
//! without a network has it too.

use super::Code;

const PAGE: &str = include_str!("../../docs/diagnostics.md");

/// Where the page can be read by a browser.
const ADDRESS: &str = "https://github.com/hindsite/hindsite/blob/main/docs/diagnostics.md";

/// The section of a code, as Markdown; empty if there is none, which a test forbids.
pub fn section(code: Code) -> &'static str {
    let heading = format!("\n### {}\n", code.id());
    let Some(start) = PAGE.find(&heading) else { return "" };
    let rest = &PAGE[start + 1..];
    let end = [rest[1..].find("\n### "), rest[1..].find("\n## ")].into_iter().flatten().min();
    rest[..end.map_or(rest.len(), |end| end + 1)].trim()
}

/// The address of that section.
pub fn address(code: Code) -> String {
    format!("{ADDRESS}#{}", code.id().to_lowercase())
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
