//! Code in an action's words, kept whole: while the words are taken apart, each span of code is one letter.

use crate::incident::outline::Inline;

/// The first letter of a script nobody writes follow-ups in (Linear A). Letters, so that they count as words.
const FIRST: u32 = 0x10600;
const MOST: usize = 300;

/// The spans of code of a text.
#[derive(Debug, Default)]
pub(super) struct Code<'a> {
    spans: Vec<&'a str>,
}

impl<'a> Code<'a> {
    /// The words of an item with every span of code as one letter, and what gives the code back.
    pub fn hide(inline: &'a Inline) -> (String, Code<'a>) {
        let text = inline.text.as_str();
        let mut code = Code::default();
        let mut out = String::with_capacity(text.len());
        let mut at = 0;
        for span in inline.code.iter().take(MOST) {
            let (Some(before), Some(inside)) = (text.get(at..span.start), text.get(span.clone())) else {
                continue;
            };
            let Some(letter) = letter(code.spans.len()) else { continue };
            out.push_str(before);
            out.push(letter);
            code.spans.push(inside);
            at = span.end;
        }
        out.push_str(&text[at..]);
        (out, code)
    }

    /// The code that a letter stands for.
    pub fn of(&self, letter: char) -> Option<&'a str> {
        let at = (letter as u32).checked_sub(FIRST)?;
        self.spans.get(at as usize).copied()
    }

    /// The bytes at the start of `text` that read `shown` once their code is back.
    pub fn prefix(&self, text: &str, shown: &str) -> Option<usize> {
        let mut left = shown;
        for (at, c) in text.char_indices() {
            if left.is_empty() {
                return Some(at);
            }
            left = match self.of(c) {
                Some(code) => left.strip_prefix(code)?,
                None => left.strip_prefix(c)?,
            };
        }
        left.is_empty().then_some(text.len())
    }

    /// The text with its code.
    pub fn show(&self, text: &str) -> String {
        let mut out = String::with_capacity(text.len());
        for c in text.chars() {
            match self.of(c) {
                Some(code) => out.push_str(code),
                None => out.push(c),
            }
        }
        out
    }
}

fn letter(at: usize) -> Option<char> {
    char::from_u32(FIRST + u32::try_from(at).ok()?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn code_is_one_letter_and_comes_back() {
        let text = "Use `a. b` or `c`".replace('`', "");
        let inline = Inline { code: vec![4..8, 12..13], text, ..Inline::default() };
        let (hidden, code) = Code::hide(&inline);
        assert_eq!(hidden.chars().count(), 10);
        assert!(hidden.chars().filter(|c| !c.is_ascii()).all(char::is_alphanumeric));
        assert_eq!(code.show(&hidden), "Use a. b or c");
        assert_eq!(
            code.prefix(&hidden, "Use a. b").map(|end| code.show(&hidden[end..])).as_deref(),
            Some(" or c")
        );
        assert_eq!(code.prefix(&hidden, "Use a"), None);
    }
}
