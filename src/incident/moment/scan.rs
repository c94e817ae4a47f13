//! A place in a text that moves forward over digits, words and marks. Every reader takes one and
//! gives one back behind what it read, so a failed reading costs nothing and leaves no trace.

/// A place in a text, always at a character's boundary.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Cursor<'a> {
    text: &'a str,
    at: usize,
}

/// A run of ASCII digits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Number {
    /// Its value.
    pub value: u32,
    /// How many digits it was written with.
    pub digits: usize,
}

/// Whether a character belongs to a word of a script that puts spaces between words. Chinese,
/// Japanese and Korean do not, or not reliably: `27日に` is a date and a particle.
pub(crate) fn is_word(c: char) -> bool {
    c.is_alphanumeric() && c < '\u{2e80}'
}

impl<'a> Cursor<'a> {
    pub fn new(text: &'a str) -> Self {
        Cursor { text, at: 0 }
    }

    /// The place at byte `at`, which must be a boundary: otherwise the end.
    pub fn at(text: &'a str, at: usize) -> Self {
        Cursor { text, at: if text.is_char_boundary(at) { at } else { text.len() } }
    }

    pub fn pos(self) -> usize {
        self.at
    }

    pub fn rest(self) -> &'a str {
        &self.text[self.at..]
    }

    /// What lies between this place and a later one.
    pub fn upto(self, end: Cursor<'a>) -> &'a str {
        self.text.get(self.at..end.at).unwrap_or("")
    }

    pub fn peek(self) -> Option<char> {
        self.rest().chars().next()
    }

    pub fn previous(self) -> Option<char> {
        self.text[..self.at].chars().next_back()
    }

    /// The place at byte `at` of the same text.
    pub fn forward(self, at: usize) -> Self {
        Cursor::at(self.text, at)
    }

    fn skip(self, bytes: usize) -> Self {
        Cursor { at: self.at + bytes, ..self }
    }

    /// Behind the next character, if it is one of `chars`.
    pub fn eat(self, chars: &[char]) -> Option<Self> {
        let next = self.peek()?;
        chars.contains(&next).then(|| self.skip(next.len_utf8()))
    }

    /// Behind the next character, if it is one of `chars`; else here.
    pub fn maybe(self, chars: &[char]) -> Self {
        self.eat(chars).unwrap_or(self)
    }

    /// Behind white space.
    pub fn spaces(self) -> Self {
        let rest = self.rest();
        self.skip(rest.len() - rest.trim_start().len())
    }

    /// Behind white space, unless it is a blank line: what follows is another paragraph.
    pub fn gap(self) -> Self {
        let after = self.spaces();
        if self.upto(after).matches('\n').count() > 1 { self } else { after }
    }

    /// Behind `tag`, in any ASCII case.
    pub fn tag(self, tag: &str) -> Option<Self> {
        let head = self.rest().get(..tag.len())?;
        head.eq_ignore_ascii_case(tag).then(|| self.skip(tag.len()))
    }

    /// A whole run of digits, unless it is longer than any date has.
    pub fn number(self) -> Option<(Number, Self)> {
        let rest = self.rest().as_bytes();
        let digits = rest.iter().take(9).take_while(|b| b.is_ascii_digit()).count();
        if digits == 0 || digits == 9 {
            return None;
        }
        let value = rest[..digits].iter().fold(0, |sum, b| sum * 10 + u32::from(b - b'0'));
        Some((Number { value, digits }, self.skip(digits)))
    }

    /// A number of one or two digits.
    pub fn small(self) -> Option<(Number, Self)> {
        self.number().filter(|(number, _)| number.digits <= 2)
    }

    /// A number of exactly two digits.
    pub fn two(self) -> Option<(Number, Self)> {
        self.number().filter(|(number, _)| number.digits == 2)
    }

    /// A year of four digits, from 1900 to 2199.
    pub fn year(self) -> Option<(i16, Self)> {
        let (number, after) = self.number().filter(|(n, _)| n.digits == 4)?;
        (1900..2200).contains(&number.value).then_some((number.value as i16, after))
    }

    /// A run of letters.
    pub fn word(self) -> Option<(&'a str, Self)> {
        let rest = self.rest();
        let end = rest.find(|c: char| !(c.is_alphabetic() && is_word(c))).unwrap_or(rest.len());
        (end > 0).then(|| (&rest[..end], self.skip(end)))
    }

    /// One of `words`, whole and in any ASCII case.
    pub fn word_of(self, words: &[&str]) -> Option<Self> {
        let (word, after) = self.word()?;
        words.iter().any(|w| w.eq_ignore_ascii_case(word)).then_some(after)
    }

    /// Whether no word goes on here.
    pub fn ends(self) -> bool {
        !self.peek().is_some_and(is_word)
    }

    /// Whether a digit is next.
    pub fn digit_next(self) -> bool {
        self.peek().is_some_and(|c| c.is_ascii_digit())
    }

    /// Whether no word goes on here, nor a number behind one of the marks that join numbers.
    pub fn ends_number(self) -> bool {
        self.ends() && !self.eat(&['.', '/', '-', ':']).is_some_and(Cursor::digit_next)
    }
}
