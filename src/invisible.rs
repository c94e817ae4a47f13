//! Characters that nobody sees and that change how text reads: bidirectional controls reorder it ("Trojan Source"),
//! zero-width and tag characters hide in it.
//!
//! Text from documents passes [`readable`] where it is parsed, code gets a mark for each such character, and whatever
//! goes to a terminal passes [`printable`].

use std::borrow::Cow;

/// Returns the name of an invisible character; `None` for any other.
pub fn name(c: char) -> Option<&'static str> {
    Some(match c {
        '\u{ad}' => "soft hyphen",
        '\u{34f}' => "combining grapheme joiner",
        '\u{61c}' => "Arabic letter mark",
        '\u{115f}' | '\u{1160}' | '\u{3164}' | '\u{ffa0}' => "Hangul filler",
        '\u{17b4}' | '\u{17b5}' => "Khmer inherent vowel",
        '\u{180b}'..='\u{180f}' => "Mongolian format control",
        '\u{200b}' => "zero-width space",
        '\u{200c}' => "zero-width non-joiner",
        '\u{200d}' => "zero-width joiner",
        '\u{200e}' => "left-to-right mark",
        '\u{200f}' => "right-to-left mark",
        '\u{2028}' => "line separator",
        '\u{2029}' => "paragraph separator",
        '\u{202a}' => "left-to-right embedding",
        '\u{202b}' => "right-to-left embedding",
        '\u{202c}' => "pop directional formatting",
        '\u{202d}' => "left-to-right override",
        '\u{202e}' => "right-to-left override",
        '\u{2060}' => "word joiner",
        '\u{2061}'..='\u{2064}' => "invisible operator",
        '\u{2066}' => "left-to-right isolate",
        '\u{2067}' => "right-to-left isolate",
        '\u{2068}' => "first strong isolate",
        '\u{2069}' => "pop directional isolate",
        '\u{206a}'..='\u{206f}' => "deprecated format control",
        '\u{fe00}'..='\u{fe0f}' | '\u{e0100}'..='\u{e01ef}' => "variation selector",
        '\u{feff}' => "zero-width no-break space",
        '\u{fff9}'..='\u{fffb}' => "annotation control",
        '\u{1d173}'..='\u{1d17a}' => "musical format control",
        '\u{e0000}'..='\u{e007f}' => "tag character",
        _ => return None,
    })
}

/// Whether a character reorders the text around it.
pub fn is_bidi_control(c: char) -> bool {
    matches!(c, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// Returns the code point of a character as people write it: `U+202E`.
pub fn code_point(c: char) -> String {
    format!("U+{:04X}", u32::from(c))
}

/// Whether a text has letters of a script that is written from right to left.
pub fn has_right_to_left(text: &str) -> bool {
    !text.is_ascii()
        && text.chars().any(|c| {
            matches!(c, '\u{590}'..='\u{8ff}' | '\u{fb1d}'..='\u{fdcf}' | '\u{fdf0}'..='\u{fdff}' | '\u{fe70}'..='\u{fefe}'
                | '\u{10800}'..='\u{10fff}' | '\u{1e800}'..='\u{1efff}')
                && c.is_alphabetic()
        })
}

/// Returns the text without invisible characters, except for those that its script needs: joiners between letters of
/// Arabic or Indic scripts and in emoji, marks and balanced isolates in right-to-left text, flags.
pub fn readable(text: &str) -> Cow<'_, str> {
    kept(text, |_| true)
}

/// Returns the text for a terminal or a report: [`readable`], without any bidirectional control.
pub fn printable(text: &str) -> Cow<'_, str> {
    kept(text, |c| !is_bidi_control(c))
}

/// Returns the positions of the characters that [`readable`] drops.
pub fn dropped(text: &str) -> Vec<(usize, char)> {
    match text.is_ascii() {
        true => vec![],
        false => Context::new(text)
            .filter(|(_, c, needed)| name(*c).is_some() && !needed)
            .map(|(at, c, _)| (at, c))
            .collect(),
    }
}

/// Returns the positions of the characters that code shows with a mark: those that [`readable`] drops, and every
/// bidirectional control.
pub fn in_code(code: &str) -> Vec<(usize, char)> {
    match code.is_ascii() {
        true => vec![],
        false => {
            let marked = |c: char, needed: bool| name(c).is_some() && (!needed || is_bidi_control(c));
            Context::new(code)
                .filter(|(_, c, needed)| marked(*c, *needed))
                .map(|(at, c, _)| (at, c))
                .collect()
        }
    }
}

/// Returns JSON with every bidirectional control in its strings escaped, so that a terminal shows it.
pub fn escaped_json(json: &str) -> Cow<'_, str> {
    if json.is_ascii() || !json.chars().any(is_bidi_control) {
        return Cow::Borrowed(json);
    }
    let mut out = String::with_capacity(json.len() + 32);
    for c in json.chars() {
        match is_bidi_control(c) {
            // All of them are in the first plane, so that one escape is enough.
            true => out.push_str(&format!("\\u{:04x}", u32::from(c))),
            false => out.push(c),
        }
    }
    Cow::Owned(out)
}

fn kept(text: &str, also: impl Fn(char) -> bool) -> Cow<'_, str> {
    if text.is_ascii() || !text.chars().any(|c| name(c).is_some()) {
        return Cow::Borrowed(text);
    }
    Cow::Owned(Context::new(text).filter(|(_, c, needed)| *needed && also(*c)).map(|(_, c, _)| c).collect())
}

/// Walks over a text and says of each character whether the text needs it.
struct Context<'t> {
    text: &'t str,
    at: usize,
    previous: char,
    /// Whether marks and isolates have something to order.
    right_to_left: bool,
    balanced: bool,
    /// How many more characters belong to the flag at hand.
    flag: usize,
}

impl<'t> Context<'t> {
    fn new(text: &'t str) -> Context<'t> {
        let right_to_left = has_right_to_left(text);
        let balanced = right_to_left && isolates_are_balanced(text);
        Context { text, at: 0, previous: ' ', right_to_left, balanced, flag: 0 }
    }

    fn needs(&mut self, c: char, rest: &str) -> bool {
        if self.flag > 0 {
            self.flag -= 1;
            return true;
        }
        let next = rest.chars().next().unwrap_or(' ');
        match c {
            // The black flag and letters as tags: England, Scotland, Wales.
            '\u{1f3f4}' => {
                self.flag = flag_length(rest);
                true
            }
            '\u{200e}' | '\u{200f}' | '\u{61c}' => self.right_to_left,
            '\u{2066}'..='\u{2069}' => self.balanced,
            '\u{200b}' => is_beyond_thai(self.previous) && is_beyond_thai(next),
            '\u{200c}' | '\u{200d}' => joins(self.previous) && joins(next),
            '\u{180b}'..='\u{180f}' => matches!(self.previous, '\u{1800}'..='\u{18aa}'),
            '\u{fe00}'..='\u{fe0f}' => {
                matches!(self.previous, '#' | '*' | '0'..='9') && c == '\u{fe0f}'
                    || (!self.previous.is_ascii() && name(self.previous).is_none())
            }
            '\u{e0100}'..='\u{e01ef}' => {
                matches!(self.previous, '\u{3400}'..='\u{9fff}' | '\u{20000}'..='\u{3ffff}')
            }
            c => name(c).is_none(),
        }
    }
}

impl Iterator for Context<'_> {
    type Item = (usize, char, bool);

    fn next(&mut self) -> Option<Self::Item> {
        let at = self.at;
        let c = self.text[at..].chars().next()?;
        self.at += c.len_utf8();
        let needed = self.needs(c, &self.text[self.at..]);
        self.previous = c;
        Some((at, c, needed))
    }
}

/// Whether a character may be joined to another one: a letter beyond Latin, Greek and Cyrillic, or part of an emoji.
fn joins(c: char) -> bool {
    c >= '\u{590}' && (name(c).is_none() || matches!(c, '\u{fe0f}'))
}

/// Whether a character is of a script that may be written without spaces.
fn is_beyond_thai(c: char) -> bool {
    c >= '\u{e00}' && name(c).is_none() && c.is_alphanumeric()
}

/// Returns how many characters after a black flag make it the flag of a region.
fn flag_length(rest: &str) -> usize {
    let letters = rest
        .chars()
        .take(7)
        .take_while(|c| matches!(c, '\u{e0030}'..='\u{e0039}' | '\u{e0061}'..='\u{e007a}'))
        .count();
    match rest.chars().nth(letters) {
        Some('\u{e007f}') if (2..=6).contains(&letters) => letters + 1,
        _ => 0,
    }
}

fn isolates_are_balanced(text: &str) -> bool {
    let mut open = 0_usize;
    for c in text.chars() {
        match c {
            '\u{2066}'..='\u{2068}' => open += 1,
            '\u{2069}' if open == 0 => return false,
            '\u{2069}' => open -= 1,
            _ => {}
        }
    }
    open == 0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_keeps_what_its_script_needs() {
        for text in [
            "plain",
            "é 日本 — “x”",
            "شبكة\u{200f}!",
            "מערכת \u{2066}API\u{2069} נפלה",
            "می\u{200c}خواهم",
            "क्\u{200d}ष",
            "👩\u{200d}🚒",
            "❤\u{fe0f}",
            "1\u{fe0f}\u{20e3}",
            "🏴\u{e0067}\u{e0062}\u{e0073}\u{e0063}\u{e0074}\u{e007f}",
            "葛\u{e0100}城",
            "ภาษา\u{200b}ไทย",
        ] {
            assert_eq!(readable(text), text, "{text:?}");
            assert_eq!(dropped(text), [], "{text:?}");
        }
    }

    #[test]
    fn characters_that_hide_or_reorder_are_dropped() {
        for (text, expected) in [
            ("a\u{202e}txt.exe", "atxt.exe"),
            ("\u{202d}a\u{202c}", "a"),
            ("\u{202b}שלום\u{202c}", "שלום"),
            ("מערכת \u{2067}API", "מערכת API"),
            ("a\u{2066}b\u{2069}", "ab"),
            ("a\u{200e}b", "ab"),
            ("inter\u{200b}nal", "internal"),
            ("inter\u{200c}nal", "internal"),
            ("in\u{ad}ternal", "internal"),
            ("\u{feff}a\u{2060}b", "ab"),
            ("a\u{e0068}\u{e0069}", "a"),
            ("🏴\u{e0067}\u{e0062}", "🏴"),
            ("😀\u{fe00}\u{fe01}", "😀\u{fe00}"),
            ("a\u{3164}b", "ab"),
        ] {
            assert_eq!(readable(text), expected, "{text:?}");
        }
    }

    #[test]
    fn no_bidi_control_reaches_a_terminal() {
        let all = "שלום\u{200e}\u{200f}\u{61c}\u{202a}\u{202b}\u{202c}\u{202d}\u{202e}\u{2066}\u{2067}\u{2068}\u{2069}\u{2069}\u{2069}";
        assert_eq!(printable(all), "שלום");
        assert_eq!(printable("a\u{1b}[1m"), "a\u{1b}[1m", "the caller decides on control characters");
        assert_eq!(escaped_json("\"a\u{202e}\u{200f}é\""), "\"a\\u202e\\u200fé\"");
    }
}
