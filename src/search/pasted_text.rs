//! Detects queries that are a pasted line of a log or shell command. Quotes, hyphens and colons in them are
//! text, not operators.

use super::query::is_blank;

/// Returns whether a query looks pasted: it contains `"key":`, `key="`, `\"` or the word `|`, or starts
/// like `{`, `--option` or `<name>`.
pub(super) fn is_pasted(chars: &[char]) -> bool {
    let first = chars.iter().find(|c| !is_blank(**c));
    let pairs = [['"', ':'], ['=', '"'], ['\\', '"']];
    let has_pair = chars.windows(2).any(|two| pairs.iter().any(|pair| two == pair));
    first == Some(&'{') || has_pair || words(chars).any(is_shell)
}

/// Returns the words of a pasted line, without quotes and escapes.
pub(super) fn extract_words(chars: &[char]) -> Vec<String> {
    let mut bare = Vec::with_capacity(chars.len());
    let mut at = 0;
    while let Some(c) = chars.get(at) {
        let escapes = *c == '\\' && chars.get(at + 1).is_some_and(|next| "\"\\nrt".contains(*next));
        bare.push(if escapes || *c == '"' { ' ' } else { *c });
        at += if escapes { 2 } else { 1 };
    }
    let telling = words(&bare).filter(|word| word.iter().any(|c| c.is_alphanumeric()));
    telling.map(|word| word.iter().collect()).collect()
}

fn words(chars: &[char]) -> impl Iterator<Item = &[char]> {
    chars.split(|c| is_blank(*c)).filter(|word| !word.is_empty())
}

fn is_shell(word: &[char]) -> bool {
    match word {
        ['|'] => true,
        ['-', '-', c, ..] | ['<', c, ..] => c.is_ascii_alphabetic(),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(text: &str) -> Option<Vec<String>> {
        let chars: Vec<char> = text.chars().collect();
        is_pasted(&chars).then(|| extract_words(&chars))
    }

    #[test]
    fn lines_of_logs_and_shells_are_read_as_their_words() {
        let cases = [
            (
                r#"{"level":"error","msg":"HTTP 599: timed out\n\tat x"}"#,
                "{ level : error , msg : HTTP 599: timed out at x",
            ),
            (r#"level=error msg="no space left""#, "level=error msg= no space left"),
            (r"kubectl logs -f <pod>", "kubectl logs -f <pod>"),
            ("git push --force", "git push --force"),
            ("dmesg | tail", "dmesg tail"),
            (r#"C:\\new \"x\""#, r"C: new x"),
        ];
        for (line, expected) in cases {
            let expected: Vec<&str> =
                expected.split(' ').filter(|word| word.chars().any(char::is_alphanumeric)).collect();
            assert_eq!(words(line).as_deref().unwrap_or_default(), expected, "{line}");
        }
    }

    #[test]
    fn what_a_person_types_is_no_line() {
        for query in [
            "\"disk full\" -test",
            "title:\"x y\"",
            "severity:<=2 a",
            "duration:>2h",
            "x -f",
            "a OR b",
            "std::io",
        ] {
            assert_eq!(words(query), None, "{query}");
        }
    }
}
