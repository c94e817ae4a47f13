//! What of a body goes with a stretch that is withheld, so that the rest reads as if it had never been there: the line it
//! had for itself, the bullet it was all of, one of two blanks. And where in the file each byte of the rest stands.

use std::ops::Range;

/// A body without what is withheld.
#[derive(Debug, PartialEq, Eq)]
pub struct Cut {
    /// What is left.
    pub text: String,
    /// Where in the text something went, and how many bytes went up to there.
    gone: Vec<(usize, usize)>,
}

impl Cut {
    /// Cuts stretches out of a body; they are in order and apart.
    pub fn of(body: &str, stretches: &[Range<usize>]) -> Cut {
        let mut cut = Cut { text: String::with_capacity(body.len()), gone: vec![] };
        let mut at = 0;
        let mut stretches = joined(body, stretches).into_iter().peekable();
        while let Some(stretch) = stretches.next() {
            let goes = around(body, at, &stretch, stretches.peek().map_or(body.len(), |next| next.start));
            cut.text.push_str(&body[at..goes.start]);
            at = goes.end;
            cut.gone.push((cut.text.len(), at - cut.text.len()));
        }
        cut.text.push_str(&body[at..]);
        cut
    }

    /// Where in the body some bytes of the text stand. What was cut out among them is among them again.
    pub fn whence(&self, bytes: Range<usize>) -> Range<usize> {
        let gone = |count: usize| self.gone[..count].last().map_or(0, |(_, bytes)| *bytes);
        let start = bytes.start + gone(self.gone.partition_point(|(at, _)| *at <= bytes.start));
        let end = bytes.end + gone(self.gone.partition_point(|(at, _)| *at < bytes.end));
        start..end.max(start)
    }
}

/// Stretches with nothing but blanks between them are one.
fn joined(body: &str, stretches: &[Range<usize>]) -> Vec<Range<usize>> {
    let mut joined: Vec<Range<usize>> = vec![];
    for stretch in stretches {
        match joined.last_mut() {
            Some(last) if body[last.end..stretch.start].trim().is_empty() => last.end = stretch.end,
            _ => joined.push(stretch.clone()),
        }
    }
    joined
}

/// The stretch and what would be left over of it; not beyond `from` and `to`, where its neighbours end and begin.
fn around(body: &str, from: usize, stretch: &Range<usize>, to: usize) -> Range<usize> {
    let line = body[from..stretch.start].rfind('\n').map_or(from, |at| from + at + 1);
    let end = body[stretch.end..to].find('\n').map_or(to, |at| stretch.end + at);
    let (before, after) = (&body[line..stretch.start], &body[stretch.end..end]);
    match after.trim().is_empty() {
        true if is_frame(before) && (line == 0 || body[..line].ends_with('\n')) => {
            let next = (end + 1).min(to);
            let above = body[..line].lines().next_back().unwrap_or("");
            let below = body[next..].lines().next().unwrap_or("");
            line..if run_on(above, below) { end } else { next }
        }
        true => line + before.trim_end().len()..end,
        false if before.trim_end().len() < before.len() || before.is_empty() => {
            stretch.start..end - after.trim_start().len()
        }
        false => stretch.clone(),
    }
}

/// Whether this is an empty heading or list item, or nothing.
fn is_frame(line: &str) -> bool {
    let mark = line.trim();
    let mark =
        ["[ ]", "[x]", "[X]"].iter().find_map(|task| mark.strip_suffix(task)).unwrap_or(mark).trim_end();
    let number = mark.strip_suffix(['.', ')']).unwrap_or("");
    matches!(mark, "" | "-" | "*" | "+")
        || mark.bytes().all(|byte| byte == b'#')
        || (!number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit()))
}

/// Whether two lines would be read as one paragraph, or the lower as the underline of a heading, without an empty line
/// between them. Items of one list and rows of one table belong together.
fn run_on(above: &str, below: &str) -> bool {
    let first =
        |line: &str| line.trim_start().chars().next().map(|c| if c.is_ascii_digit() { '0' } else { c });
    match (first(above), first(below)) {
        (Some(above), Some(below)) => above != below || !matches!(below, '-' | '*' | '+' | '|' | '>' | '0'),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// A body in which `«` and `»` stand for the markers.
    fn cut(body: &str) -> Cut {
        let opens = body.match_indices('«').map(|(at, _)| at);
        let closes = body.match_indices('»').map(|(at, close)| at + close.len());
        Cut::of(body, &opens.zip(closes).map(|(start, end)| start..end).collect::<Vec<_>>())
    }

    #[test]
    fn the_rest_reads_as_if_it_had_never_been_there() {
        let cases = [
            ("a «x» b", "a b"),
            ("a«x»b", "ab"),
            ("a «x».", "a ."),
            ("a «x» «y» b", "a b"),
            ("«x» b", "b"),
            ("a  «x»\nb", "a\nb"),
            ("one\n\n«\nx\n\ny\n»\n\ntwo", "one\n\n\ntwo"),
            ("one\n«\nx\n»\ntwo", "one\n\ntwo"),
            ("one\n«\nx\n»\n---\ntwo", "one\n\n---\ntwo"),
            ("one\r\n\r\n«\r\nx\r\n»\r\ntwo", "one\r\n\r\ntwo"),
            ("- a\n«\n- x\n»\n- b", "- a\n- b"),
            ("- a\n«\n- x\n»\n«\n- y\n»\n- b", "- a\n- b"),
            ("- a\n- «x»\n- b", "- a\n- b"),
            ("1. a\n2. «x»\n3. b", "1. a\n3. b"),
            ("- [ ] a\n- [ ] «x»\n- [ ] b", "- [ ] a\n- [ ] b"),
            ("- a\n  «\n  x\n  »\n  b", "- a\n\n  b"),
            ("| a | «x» |\n| b | c |", "| a | |\n| b | c |"),
            ("| a |\n«\n| x |\n»\n| b |", "| a |\n| b |"),
            ("> a\n> «\n> x\n> »\n> b", "> a\n>\n> b"),
            ("## A «x»\n\n## «x»\n\nb", "## A\n\n\nb"),
            ("- 10:05 «x» y", "- 10:05 y"),
            ("«\nx\n»\nb", "b"),
            ("a\n\n«\nx\n»\n", "a\n\n"),
            ("a «x»- «y»\nb", "a -\nb"),
            ("«x»", ""),
        ];
        for (body, rest) in cases {
            assert_eq!(cut(body).text, rest, "{body:?}");
        }
    }

    #[test]
    fn a_place_in_the_rest_is_a_place_in_the_file() {
        let cut = cut("one «x» two «y» three");
        assert_eq!(cut.text, "one two three");
        assert_eq!(cut.whence(0..3), 0..3);
        // «x» is five bytes, and the blank behind it goes with it.
        assert_eq!(cut.whence(4..7), 10..13);
        assert_eq!(cut.whence(8..13), 20..25);
        assert_eq!(cut.whence(0..13), 0..25);
    }

    proptest! {
        #[test]
        fn no_letter_between_markers_is_left_and_none_outside_them_goes(
            parts in prop::collection::vec(("[ \n>|a-f0-9.#-]{0,9}", "[ \nA-F-]{0,9}"), 0..6)
        ) {
            let body: String = parts.iter().map(|(out, inside)| format!("{out}«{inside}»")).collect();
            let cut = cut(&body);
            prop_assert!(!cut.text.contains(|c: char| c.is_uppercase() || "«»".contains(c)), "{:?}", cut.text);
            let letters = |text: &str| text.chars().filter(|c| c.is_ascii_lowercase()).collect::<String>();
            prop_assert_eq!(letters(&cut.text), letters(&body));
            for (at, c) in cut.text.char_indices() {
                prop_assert_eq!(&body[cut.whence(at..at + c.len_utf8())], c.to_string());
            }
        }
    }
}
