//! A lexer for log, SQL, YAML, JSON and shell: one pass, linear time, no state but the position.
//!
//! Not a parser: it colours what the eye looks for, and is never wrong about the text.

use super::{Class, Spans};

#[derive(Clone, Copy, Eq, PartialEq)]
enum Lang {
    Log,
    Sql,
    Yaml,
    Json,
    Shell,
}

/// The code as spans; `None` for a language that is not one of the five.
pub(super) fn html(lang: &str, code: &str) -> Option<String> {
    let lang = match lang {
        "log" | "logs" | "syslog" | "traceback" | "stacktrace" | "pytb" | "journal" | "dmesg" => Lang::Log,
        "sql" | "pgsql" | "postgresql" | "postgres" | "mysql" | "psql" | "sqlite" | "tsql" | "plsql"
        | "plpgsql" | "mariadb" | "cql" | "bigquery" | "snowflake" | "clickhouse" => Lang::Sql,
        "yaml" | "yml" | "k8s" | "kubernetes" | "helm" | "ansible" | "docker-compose" => Lang::Yaml,
        "json" | "jsonc" | "jsonl" | "ndjson" | "geojson" | "har" => Lang::Json,
        "sh" | "bash" | "shell" | "zsh" | "ksh" | "fish" | "csh" | "console" | "shellsession"
        | "sh-session" | "shell-session" | "bash-session" | "terminal" | "shell-script" | "crontab" => {
            Lang::Shell
        }
        _ => return None,
    };
    let mut spans = Spans::new(code);
    let mut at = 0;
    while at < code.len() {
        let (class, len) = token(lang, code, at);
        spans.push(class, &code[at..at + len]);
        at += len;
    }
    Some(spans.finish())
}

/// The class and length (at least one character) of what begins at `at`.
fn token(lang: Lang, code: &str, at: usize) -> (Class, usize) {
    let rest = &code[at..];
    let bytes = rest.as_bytes();
    let before = code[..at].bytes().next_back().unwrap_or(b'\n');
    let starts_word = !(before.is_ascii_alphanumeric() || before == b'_');
    let after_blank = before.is_ascii_whitespace();
    let line = |from: usize| bytes[from..].iter().position(|&b| b == b'\n').map_or(bytes.len(), |i| from + i);
    let first = bytes[0];
    match (lang, first) {
        (_, b' ' | b'\t' | b'\n' | b'\r') => (Class::Plain, run(bytes, |b| b.is_ascii_whitespace())),
        (Lang::Yaml | Lang::Shell, b'#') if after_blank => (Class::Comment, line(0)),
        (Lang::Sql, b'-') if bytes.starts_with(b"--") => (Class::Comment, line(0)),
        (Lang::Json, b'/') if bytes.starts_with(b"//") => (Class::Comment, line(0)),
        (Lang::Sql | Lang::Json, b'/') if bytes.starts_with(b"/*") => {
            (Class::Comment, rest[2..].find("*/").map_or(rest.len(), |i| i + 4))
        }
        (Lang::Shell, b'$') if bytes.get(1).is_some_and(|b| *b == b'{') => {
            (Class::Variable, bytes.iter().take(128).position(|&b| b == b'}').map_or(2, |i| i + 1))
        }
        (Lang::Shell, b'$') => (
            Class::Variable,
            1 + run(&bytes[1..], |b| b.is_ascii_alphanumeric() || b == b'_')
                .max(bytes.get(1).is_some_and(|b| b"?!@#*$".contains(b)).into()),
        ),
        (Lang::Shell, b'-')
            if after_blank && bytes.get(1).is_some_and(|b| b.is_ascii_alphabetic() || *b == b'-') =>
        {
            (Class::Constant, run(bytes, |b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_'))
        }
        // An apostrophe inside a word is none of these.
        (_, b'"') => string(lang, bytes, b'"'),
        (Lang::Sql | Lang::Shell | Lang::Yaml | Lang::Log, b'\'') if starts_word => {
            string(lang, bytes, b'\'')
        }
        (Lang::Log | Lang::Yaml, b'0'..=b'9') if starts_word && is_time(bytes) => {
            (Class::Comment, run(bytes, |b| b.is_ascii_digit() || b"-:.,TZ+/".contains(&b)))
        }
        (_, b'0'..=b'9') if starts_word => number(bytes),
        (_, b) if b.is_ascii_alphabetic() || b == b'_' => word(lang, code, at),
        (Lang::Shell | Lang::Sql, b'|' | b'&' | b';' | b'<' | b'>' | b'=' | b'*') => (Class::Keyword, 1),
        _ => (Class::Plain, rest.chars().next().map_or(1, char::len_utf8)),
    }
}

/// From quote to quote; over several lines in SQL and shell, where it may be. What is not closed is taken at once all the
/// same, or every further quote would look through the rest again.
fn string(lang: Lang, bytes: &[u8], quote: u8) -> (Class, usize) {
    let one_line = !matches!(lang, Lang::Sql | Lang::Shell);
    let escapes = quote == b'"' || lang == Lang::Log;
    let mut i = 1;
    while i < bytes.len() {
        match bytes[i] {
            b'\n' if one_line => break,
            b'\\' if escapes && bytes.get(i + 1) != Some(&b'\n') => i += 1,
            b if b == quote => {
                let key = lang == Lang::Json
                    && bytes[i + 1..].iter().find(|b| !b.is_ascii_whitespace()) == Some(&b':');
                return (if key { Class::Key } else { Class::String }, i + 1);
            }
            _ => {}
        }
        i += 1;
    }
    // A log line may hold one quote by chance.
    (if lang == Lang::Log { Class::Plain } else { Class::String }, i.min(bytes.len()))
}

pub(super) fn number(bytes: &[u8]) -> (Class, usize) {
    let len = run(bytes, |b| b.is_ascii_alphanumeric() || b == b'.' || b == b'_');
    let digits = run(bytes, |b| b.is_ascii_digit() || b == b'.' || b == b'_');
    // 30000ms and 512Mi are numbers; a1b2c3 beginning with a digit is an identifier.
    let number = len - digits <= 3 || bytes.starts_with(b"0x");
    (if number { Class::Number } else { Class::Plain }, len)
}

fn word(lang: Lang, code: &str, at: usize) -> (Class, usize) {
    let bytes = &code.as_bytes()[at..];
    let dashes = matches!(lang, Lang::Yaml | Lang::Log | Lang::Shell);
    let len = run(bytes, |b| b.is_ascii_alphanumeric() || b == b'_' || (dashes && b"-./".contains(&b)));
    let word = &code[at..at + len];
    let next = bytes.get(len).copied().unwrap_or(b'\n');
    let class = match lang {
        Lang::Log if next == b'=' => Class::Key,
        Lang::Log => match word.to_ascii_uppercase().as_str() {
            "ERROR" | "FATAL" | "CRITICAL" | "PANIC" | "SEVERE" | "EMERG" | "ALERT" | "CRIT" | "ERR" => {
                Class::Error
            }
            "WARN" | "WARNING" => Class::Keyword,
            "INFO" | "NOTICE" | "DEBUG" | "TRACE" => Class::Name,
            "TRUE" | "FALSE" | "NULL" | "NONE" | "NIL" => Class::Constant,
            _ if word.ends_with("Exception") || word.ends_with("Error") => Class::Type,
            _ => Class::Plain,
        },
        Lang::Yaml if next == b':' && bytes.get(len + 1).is_none_or(u8::is_ascii_whitespace) => Class::Key,
        Lang::Yaml | Lang::Json => match word {
            "true" | "false" | "null" | "yes" | "no" => Class::Constant,
            _ => Class::Plain,
        },
        Lang::Shell if next == b'=' => Class::Variable,
        Lang::Shell if SHELL.binary_search(&word).is_ok() => Class::Keyword,
        Lang::Shell if is_command(&code[..at]) => Class::Name,
        Lang::Shell => Class::Plain,
        Lang::Sql => {
            let mut upper = [0; 20];
            let keyword = upper.get_mut(..len).is_some_and(|upper| {
                upper.copy_from_slice(word.as_bytes());
                upper.make_ascii_uppercase();
                SQL.binary_search_by(|k| k.as_bytes().cmp(upper)).is_ok()
            });
            if keyword {
                Class::Keyword
            } else if next == b'(' {
                Class::Name
            } else {
                Class::Plain
            }
        }
    };
    (class, len)
}

/// Whether a command may begin after this text.
fn is_command(before: &str) -> bool {
    matches!(
        before.trim_end_matches([' ', '\t']).bytes().next_back(),
        None | Some(b'\n' | b'|' | b';' | b'&' | b'(' | b'`')
    ) || before.trim_end_matches([' ', '\t']).ends_with("\n$")
}

/// `2026-03-02…`, `14:05:…`
fn is_time(bytes: &[u8]) -> bool {
    let like = |pattern: &[u8]| {
        bytes.len() >= pattern.len()
            && pattern.iter().zip(bytes).all(|(p, b)| if *p == b'0' { b.is_ascii_digit() } else { p == b })
    };
    like(b"0000-00-00") || like(b"00:00:00") || like(b"0000/00/00")
}

/// How many bytes from the first on satisfy a condition.
pub(super) fn run(bytes: &[u8], keep: impl Fn(u8) -> bool) -> usize {
    bytes.iter().position(|&b| !keep(b)).unwrap_or(bytes.len())
}

const SHELL: [&str; 18] = [
    "case", "do", "done", "elif", "else", "esac", "exit", "export", "fi", "for", "function", "if", "in",
    "local", "return", "set", "then", "while",
];

#[rustfmt::skip]
const SQL: [&str; 96] = [
    "ADD", "ALL", "ALTER", "ANALYZE", "AND", "ANY", "AS", "ASC", "BEGIN", "BETWEEN", "BIGINT", "BOOLEAN", "BTREE", "BY", "CASE", "CAST",
    "CHECK", "COLUMN", "COMMIT", "CONCURRENTLY", "CONFLICT", "CONSTRAINT", "CREATE", "CROSS", "DATABASE", "DATE", "DEFAULT", "DELETE", "DESC",
    "DISTINCT", "DO", "DROP", "ELSE", "END", "EXISTS", "EXPLAIN", "FALSE", "FILTER", "FOREIGN", "FROM", "FULL", "GRANT", "GROUP", "HAVING", "IF", "IN",
    "INDEX", "INNER", "INSERT", "INT", "INTEGER", "INTERVAL", "INTO", "IS", "JOIN", "JSONB", "KEY", "LEFT", "LIKE", "LIMIT", "LOCK", "NOT",
    "NOTHING", "NULL", "NUMERIC", "OFFSET", "ON", "OR", "ORDER", "OVER", "PRIMARY", "REFERENCES", "RETURNING", "RIGHT", "ROLLBACK", "SELECT",
    "SET", "TABLE", "TEXT", "THEN", "TIMESTAMP", "TIMESTAMPTZ", "TO", "TRUE", "TRUNCATE", "UNION", "UNIQUE", "UPDATE", "USING", "VACUUM", "VALUES",
    "VARCHAR", "VIEW", "WHEN", "WHERE", "WITH",
];

#[cfg(test)]
#[test]
fn keyword_tables_are_sorted() {
    assert!(SQL.is_sorted() && SHELL.is_sorted());
}
