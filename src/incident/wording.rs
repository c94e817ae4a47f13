//! Words as people type them, made comparable: case, accents, widths, emoji, numbering and punctuation
//! set aside. What the readers of headings, table columns and written keys agree on; it knows no names.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::sync::LazyLock;
use unicode_normalization::UnicodeNormalization;

/// Text to compare with: lower case, accents and widths folded, emoji and `:shortcodes:` dropped,
/// hyphens as spaces. Other punctuation is one `|`, so that `Detection (how?)` is `detection|how`
/// and still tells where the name ends. Nothing stands at either end.
pub fn fold(text: &str) -> String {
    let plain = without_shortcodes(text);
    let mut out = String::with_capacity(plain.len());
    if plain.is_ascii() {
        plain.chars().for_each(|c| fold_into(&mut out, c.to_ascii_lowercase()));
    } else {
        unaccented(&plain).flat_map(char::to_lowercase).for_each(|c| fold_into(&mut out, c));
    }
    out.truncate(out.trim_end_matches([' ', '|']).len());
    out
}

/// A text whose first letter is a capital.
pub fn capitalised(text: &str) -> String {
    let mut letters = text.chars();
    let first = letters.next().map(char::to_uppercase);
    first.into_iter().flatten().chain(letters).collect()
}

/// Appends a lower-case character, or the joint it makes between words.
fn fold_into(out: &mut String, c: char) {
    if c.is_alphanumeric() || is_kana_mark(c) {
        out.push(c);
    } else if out.is_empty() || matches!(c, '\'' | '’' | '`' | '*' | '~') {
        // Nothing to join yet, or a mark inside a word.
    } else if is_punctuation(c) && !matches!(c, '-' | '_' | '‐' | '‑') {
        out.truncate(out.trim_end_matches([' ', '|']).len());
        out.push('|');
    } else if !out.ends_with([' ', '|']) {
        out.push(' ');
    }
}

/// The text without the numbering of a heading or an item: `2.1 Cause`, `A) Cause`, `一、原因`.
/// A time of day or a bare number (`5 whys`) is no numbering.
pub fn without_numbering(text: &str) -> &str {
    let text =
        text.trim_start_matches(|c: char| c.is_whitespace() || matches!(c, '(' | '（' | '#' | '*' | '§'));
    let end = text.find(|c: char| !(c.is_ascii_alphanumeric() || c == '.')).unwrap_or(text.len());
    let (label, rest) = text.split_at(end);
    if let Some(rest) = cjk_numbering(text) {
        return rest.trim_start();
    }
    let closed = rest.starts_with([')', '）']) || label.ends_with('.');
    let groups = || label.trim_end_matches('.').split('.');
    let digits = |g: &str| (1..=2).contains(&g.len()) && g.bytes().all(|b| b.is_ascii_digit());
    let numbers = groups().all(digits) && (closed || label.contains('.'));
    let letter = closed && label.trim_end_matches('.').len() == 1 && !numbers;
    match rest.chars().next() {
        Some(')' | '）') if numbers || letter => {
            rest[rest.chars().next().map_or(0, char::len_utf8)..].trim_start()
        }
        Some(c) if c.is_whitespace() && (numbers || letter) => rest.trim_start(),
        _ => text,
    }
}

/// Whether the text says that there is nothing to say: `TBD`, `N/A`, `—`, `未割当`, `<name>`.
pub fn is_placeholder(text: &str) -> bool {
    let text = text.trim();
    if text.starts_with('<') && text.ends_with('>') {
        return true;
    }
    let folded = fold(without_numbering(text));
    let words = folded.trim_end_matches(|c: char| c.is_ascii_digit()).trim_end_matches([' ', '|']);
    let blank = words.is_empty() && !folded.chars().any(char::is_alphanumeric);
    blank || is_filler(words) || BLANKS.contains(words)
}

/// Whether a text opens by saying that it does not know: `Unknown (since May?)`, `不明 — …`.
pub fn opens_unknown(text: &str) -> bool {
    let folded = fold(text);
    UNKNOWN
        .iter()
        .any(|word| folded.strip_prefix(word).is_some_and(|rest| rest.is_empty() || rest.starts_with('|')))
}

/// Whether a value leaves open what it should say: `TBD`, `unknown (investigating)`, `?`. Fewer words than a template
/// has for it: `link` and `team` may be names.
pub fn leaves_open(text: &str) -> bool {
    let text = text.trim();
    let said = match text.split_once(['(', '（']) {
        Some((said, remark)) if remark.ends_with([')', '）']) => said.trim(),
        _ => text,
    };
    let is_sign = |c: char| matches!(c, '-' | '–' | '—' | '?' | '？' | '.' | '…' | '_') || c.is_whitespace();
    !said.is_empty() && (said.chars().all(is_sign) || OPEN.contains(fold(said).as_str()))
}

/// Those words, for whoever describes what is read.
pub fn open_words() -> Vec<&'static str> {
    OPEN.iter().copied().collect()
}

/// Folded words with which a value waits for its author, or says that nobody knows.
static OPEN: Names = LazyLock::new(|| {
    names(
        "unknown, not known, not known yet, not yet known, unclear, undetermined, tbd, tba, tbc, t b d, todo, fixme, xxx,
    to be determined, to be confirmed, to be announced, to be decided, to be done, under investigation, investigating,
    pending, ongoing, still ongoing, not yet, n a, n|a, not applicable, none, nil, null, 不明, 未定, 未確定, 未設定, 調査中, なし, 該当なし",
    )
});

static UNKNOWN: Names =
    LazyLock::new(|| names("unknown, tbd, tba, tbc, n a, n|a, na, none, 不明, 未定, 未確定, 未割当, なし"));

/// A vocabulary: the names in a list, ready to be looked up.
pub type Names = LazyLock<BTreeSet<&'static str>>;

/// The names in a list written with commas, as the vocabularies of this crate are.
pub fn names(list: &'static str) -> BTreeSet<&'static str> {
    list.split(',').map(str::trim).collect()
}

/// The text with the signs that its `:shortcodes:` stand for; what stands for none stays as it is.
pub fn with_emoji(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(open) = rest.find(':') {
        let after = &rest[open + 1..];
        match after.find(':').and_then(|close| Some((close, emojis::get_by_shortcode(&after[..close])?))) {
            Some((close, emoji)) => {
                out.push_str(&rest[..open]);
                out.push_str(emoji.as_str());
                rest = &after[close + 1..];
            }
            None => {
                out.push_str(&rest[..=open]);
                rest = after;
            }
        }
    }
    out.push_str(rest);
    out
}

/// The text on one line, runs of white space as one space.
pub fn one_line(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for word in text.split_whitespace() {
        if !out.is_empty() {
            out.push(' ');
        }
        out.push_str(word);
    }
    out
}

/// The length in bytes of `name` at the start of `text`, upper and lower case being the same.
pub fn prefix(text: &str, name: &str) -> Option<usize> {
    let mut rest = text.char_indices();
    for wanted in name.chars() {
        let (_, found) = rest.next()?;
        let same = match (found.is_ascii(), wanted.is_ascii()) {
            (true, true) => found.eq_ignore_ascii_case(&wanted),
            (false, false) => found == wanted || found.to_lowercase().eq(wanted.to_lowercase()),
            _ => false,
        };
        if !same {
            return None;
        }
    }
    Some(rest.offset())
}

/// Whether a folded text has the folded word or words, whole: `in progress` in `now|in progress`.
pub fn has_words(folded: &str, words: &str) -> bool {
    let boundary = |c: Option<char>| c.is_none_or(|c| !c.is_alphanumeric());
    folded.match_indices(words).any(|(at, _)| {
        boundary(folded[..at].chars().next_back()) && boundary(folded[at + words.len()..].chars().next())
    })
}

/// Whether the character belongs to a script written without spaces.
pub fn is_cjk(c: char) -> bool {
    matches!(c, '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}' | '\u{f900}'..='\u{faff}')
}

/// Folded words that state nothing.
static BLANKS: Names = LazyLock::new(|| {
    names(
        "action, action item, action items, date, description, due date, handle, item, keine, link, n a, na,
    name, nil, nobody, none, none yet, not applicable, not assigned, offen, por definir, a definir, sin asignar, nicht zugewiesen, non assigne, nothing, null, n|a, owner,
    pending, person, placeholder, summary, t b d, task, tba, tbc, tbd, team, ticket, title,
    to be announced, to be confirmed, to be decided, to be determined, to be done, todo, unassigned,
    undecided, unknown, your name, yyyy mm dd, なし, アサイン待ち, 不明, 名前, 未割り当て, 未割当,
    未定, 未設定, 無し, 特になし, 要アサイン, 要割当, 該当なし",
    )
});

/// `XXX`, `yyyy`: what a template has where a word belongs.
fn is_filler(word: &str) -> bool {
    word.len() >= 3 && (b'x'..=b'z').any(|letter| word.bytes().all(|b| b == letter))
}

fn cjk_numbering(text: &str) -> Option<&str> {
    let end = text.find(|c| !"一二三四五六七八九十".contains(c))?;
    let numeral = (1..=9).contains(&end);
    text[end..].strip_prefix(['、', '．', '）', ')']).filter(|_| numeral)
}

/// Compatibility forms unified and Latin accents taken off; kana keep their voicing marks.
fn unaccented(text: &str) -> impl Iterator<Item = char> {
    text.nfkd().filter(|c| !matches!(c, '\u{300}'..='\u{36f}')).nfc()
}

fn is_kana_mark(c: char) -> bool {
    matches!(c, '\u{3099}' | '\u{309a}' | 'ー')
}

fn is_punctuation(c: char) -> bool {
    c.is_ascii_punctuation()
        || matches!(c, '\u{2010}'..='\u{205e}' | '\u{3001}'..='\u{3003}' | '\u{3008}'..='\u{3020}' | '・' | '·' | '¿' | '¡' | '→' | '«' | '»')
}

/// The text without `:shortcodes:`. A colon that opens none stays.
fn without_shortcodes(text: &str) -> Cow<'_, str> {
    if text.bytes().filter(|b| *b == b':').count() < 2 {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once(':') {
        out.push_str(before);
        let name = after.bytes().take_while(|b| b.is_ascii_alphanumeric() || b"_+-".contains(b)).count();
        let glued = before.ends_with(char::is_alphanumeric);
        if name > 1 && !glued && after[name..].starts_with(':') {
            rest = &after[name + 1..];
        } else {
            out.push(':');
            rest = after;
        }
    }
    out.push_str(rest);
    Cow::Owned(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folding_keeps_words_and_where_a_name_ends() {
        for (written, folded) in [
            ("Root-Cause  Analysis", "root cause analysis"),
            ("Detection (how?)", "detection|how"),
            (":mag_right: Five Why's", "five whys"),
            ("🔥 **Impact** / scope:", "impact|scope"),
            ("Résumé & Détection", "resume|detection"),
            ("検知（Ｄｅｔｅｃｔ）", "検知|detect"),
            ("サマリー", "サマリー"),
            ("プロセス", "プロセス"),
            ("10:30: up", "10|30|up"),
            ("…", ""),
        ] {
            assert_eq!(fold(written), folded, "{written}");
        }
    }

    #[test]
    fn numbering_goes_and_times_stay() {
        for (written, left) in [
            ("1. Summary", "Summary"),
            ("2.1 Root cause", "Root cause"),
            ("3) Impact", "Impact"),
            ("(4) Impact", "Impact"),
            ("A) Impact", "Impact"),
            ("一、原因", "原因"),
            ("5 whys", "5 whys"),
            ("16:58 Recovery", "16:58 Recovery"),
            ("2026.03.02 Recovery", "2026.03.02 Recovery"),
            ("v2. Impact", "v2. Impact"),
        ] {
            assert_eq!(without_numbering(written), left, "{written}");
        }
    }

    #[test]
    fn what_waits_for_its_author_leaves_open() {
        for open in
            ["TBD", "tbd?", "Unknown (investigating)", "n/a", "???", "…", "-", "To be determined", "不明"]
        {
            assert!(leaves_open(open), "{open}");
        }
        for said in
            ["link", "team 3", "NA", "C", "🔥", "unknown host in a DNS answer", "(none)", "", "none-such"]
        {
            assert!(!leaves_open(said), "{said}");
        }
    }

    #[test]
    fn what_says_nothing_is_a_placeholder() {
        for blank in
            ["XXX", "TBD", "—", "-", "N/A", "n.a.", "None.", "<owner>", "未割当", "Action item 3", "???", " "]
        {
            assert!(is_placeholder(blank), "{blank}");
        }
        for said in ["SRE", "3", "Alice", "41 minutes", "完了"] {
            assert!(!is_placeholder(said), "{said}");
        }
    }
}
