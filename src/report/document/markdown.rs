//! Renders a report as Markdown.

use super::{Cell, Document, Line, Subject, Table};
use crate::invisible;
use crate::report::scope::Which;

/// Renders the document as Markdown. `address` returns the URL of a subject's page, if known.
pub fn write(document: &Document, address: &dyn Fn(&Subject) -> Option<String>) -> String {
    let mut out = format!("# {}\n", escaped(&document.title));
    lines(&mut out, &document.lead, address);
    for section in &document.sections {
        out.push_str(&format!("\n## {}\n", section.heading));
        lines(&mut out, &section.lines, address);
        if let Some(table) = &section.table {
            out.push('\n');
            rows(&mut out, table, address);
        }
        if !section.tasks.is_empty() {
            out.push('\n');
        }
        for task in &section.tasks {
            out.push_str(&format!("- [ ] {}\n", line(task, address)));
        }
    }
    out
}

fn lines(out: &mut String, lines: &[Line], address: &dyn Fn(&Subject) -> Option<String>) {
    for one in lines {
        out.push_str(&format!("\n{}\n", line(one, address)));
    }
}

/// Links a sentence about a single incident to its page.
fn line(line: &Line, address: &dyn Fn(&Subject) -> Option<String>) -> String {
    match line.incidents.as_slice() {
        [Which { slug, .. }] => linked(&line.text, address(&Subject::Incident(slug.clone()))),
        _ => escaped(&line.text),
    }
}

fn rows(out: &mut String, table: &Table, address: &dyn Fn(&Subject) -> Option<String>) {
    let head: Vec<String> = table.columns.iter().map(|column| escaped(&column.name)).collect();
    let rule: Vec<&str> =
        table.columns.iter().map(|column| if column.numeric { "--:" } else { "---" }).collect();
    out.push_str(&format!("| {} |\n| {} |\n", head.join(" | "), rule.join(" | ")));
    for row in &table.rows {
        let cells: Vec<String> = row.iter().map(|one| cell(one, address)).collect();
        out.push_str(&format!("| {} |\n", cells.join(" | ")));
    }
}

fn cell(cell: &Cell, address: &dyn Fn(&Subject) -> Option<String>) -> String {
    let address = match (&cell.subject, cell.incidents.as_slice()) {
        (Some(subject), _) => address(subject),
        (None, [Which { slug, .. }]) => address(&Subject::Incident(slug.clone())),
        _ => None,
    };
    linked(&cell.text, address)
}

fn linked(text: &str, address: Option<String>) -> String {
    match address {
        Some(address) if !text.is_empty() => format!("[{}]({address})", escaped(text)),
        _ => escaped(text),
    }
}

/// Escapes Markdown syntax in titles and table cells.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in invisible::printable(text).chars() {
        match c {
            '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '|' | '#' | '~' | '&' | '$' => {
                out.extend(['\\', c])
            }
            c if c.is_control() => out.push(' '),
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::super::Section;
    use super::*;

    #[test]
    fn tables_and_tasks_are_what_github_reads() {
        let mut section = Section::new("x", "Figures").line("One | two").table(
            Table::new(&["Cause", "#Incidents"]).rows([vec![Cell::cause("dns", "DNS <b>"), Cell::text("3")]]),
        );
        section.tasks.push(Line::new("Decide"));
        let document = Document { title: "A".into(), lead: vec![], sections: vec![section] };
        let address = |subject: &Subject| match subject {
            Subject::Cause(slug) => Some(format!("https://x.test/causes/{slug}/")),
            _ => None,
        };
        assert_eq!(
            write(&document, &address),
            "# A\n\n## Figures\n\nOne \\| two\n\n| Cause | Incidents |\n| --- | --: |\n\
             | [DNS \\<b\\>](https://x.test/causes/dns/) | 3 |\n\n- [ ] Decide\n"
        );
    }
}
