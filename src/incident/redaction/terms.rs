//! The words with which people mark text as internal, in several languages, and whether a label is one of them, give
//! or take a few letters.

use std::collections::BTreeSet;
use std::sync::LazyLock;
use unicode_normalization::UnicodeNormalization;

/// How a label names a term.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Reading {
    pub term: Term,
    /// Whether the label is nothing but the term, with words such as `begin` or `only`.
    pub is_whole: bool,
    /// Whether the label says that something ends.
    pub closes: bool,
}

/// What kind of term a label names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Term {
    /// Says that text is not for everybody.
    Internal,
    /// Says that text is not shown, and so is written in place of text as well: `<redacted>`.
    Hidden,
}

/// Terms of the first kind, and how many letters may be wrong.
const INTERNAL: &[(&str, usize)] = &[
    ("internal", 2),
    ("confidential", 2),
    ("restricted", 2),
    ("proprietary", 1),
    ("nonpublic", 1),
    ("unpublished", 1),
    ("private", 1),
    ("nda", 0),
    ("intern", 0),
    ("interne", 0),
    ("interner", 0),
    ("internes", 0),
    ("internen", 0),
    ("internt", 0),
    ("interni", 0),
    ("interno", 0),
    ("interna", 0),
    ("internos", 0),
    ("internas", 0),
    ("wewnetrzne", 1),
    ("wewnetrzny", 1),
    ("dahili", 0),
    ("sisainen", 1),
    ("noibo", 0),
    ("внутренний", 1),
    ("внутреннее", 1),
    ("внутренняя", 1),
    ("privat", 0),
    ("prive", 0),
    ("privee", 0),
    ("privado", 0),
    ("privada", 0),
    ("privato", 0),
    ("vertraulich", 1),
    ("confidentiel", 1),
    ("confidencial", 1),
    ("confidenziale", 1),
    ("konfidentiell", 1),
    ("fortrolig", 1),
    ("poufne", 0),
    ("riservato", 1),
    ("reservado", 1),
    ("конфиденциально", 2),
];

/// Terms of the second kind.
const HIDDEN: &[(&str, usize)] = &[
    ("secret", 1),
    ("secrets", 0),
    ("geheim", 0),
    ("secreto", 0),
    ("hide", 0),
    ("hidden", 1),
    ("redact", 1),
    ("redacted", 1),
    ("redaction", 1),
    ("withhold", 1),
    ("withheld", 1),
    ("sensitive", 1),
    ("classified", 1),
    ("embargo", 1),
    ("embargoed", 1),
];

/// Phrases without their spaces; a label that contains one names it.
const PHRASES: &[&str] = &[
    "donotpublish",
    "dontpublish",
    "nevepublish",
    "neverpublish",
    "notforpublic",
    "notpublic",
    "nopublic",
    "nopublish",
    "unpublish",
    "notforexternal",
    "employeesonly",
    "employeeonly",
    "staffonly",
    "teamonly",
    "companyonly",
    "colleaguesonly",
    "eyesonly",
    "needtoknow",
    "donotshare",
    "dontshare",
    "nichtveroffentlichen",
    "nepaspublier",
    "nopublicar",
    "naopublicar",
];

/// Terms of scripts without spaces between words.
const IDEOGRAPHIC: &[&str] = &[
    "社内",
    "社外秘",
    "部外秘",
    "内部",
    "內部",
    "非公開",
    "非公开",
    "機密",
    "机密",
    "秘密",
    "保密",
    "秘匿",
    "내부",
    "비공개",
    "기밀",
];

/// Words that open or close a part, or say what is internal without being it.
static AROUND: LazyLock<BTreeSet<&str>> = LazyLock::new(|| {
    let words = "begin begins beginning start starts starting open opens opening on enter from beginn anfang inicio debut \
        only use using usage section sections part parts block blocks content contents text area region zone note notes \
        info information detail details data stuff comment comments marker tag here the this that these following \
        below above is are be for to of a an and in our keep mark marked as it very strictly please next paragraph \
        paragraphs everything all hindsite nbsp nur seulement solo sola somente reference purposes eyes readers";
    words.split_whitespace().chain(CLOSING.iter().copied()).collect()
});

/// Words that close a part.
const CLOSING: [&str; 13] = [
    "end", "ends", "ending", "stop", "stops", "close", "closes", "closing", "off", "exit", "fin", "ende",
    "fim",
];

/// First words of comments that are addressed to a tool or to the author.
const DIRECTIVES: [&str; 11] = [
    "todo",
    "fixme",
    "xxx",
    "hack",
    "markdownlint",
    "prettier",
    "cspell",
    "vale",
    "textlint",
    "eslint",
    "markdown",
];

/// English words that are within reach of a term and mean something else.
const OTHER_WORDS: [&str; 20] = [
    "external",
    "externals",
    "eternal",
    "interval",
    "intervals",
    "internet",
    "integral",
    "international",
    "interim",
    "interior",
    "interact",
    "interest",
    "maternal",
    "paternal",
    "inertial",
    "react",
    "reacted",
    "reaction",
    "reactions",
    "primate",
];

/// Returns the term that a label names, or nearly names.
pub(super) fn classify(label: &str) -> Option<Reading> {
    let words = words(label);
    let closes = words.iter().any(|word| CLOSING.contains(&word.as_str()) || word.starts_with("end"));
    let reading = |term, is_whole| Some(Reading { term, is_whole, closes });
    if IDEOGRAPHIC.iter().any(|term| label.contains(term)) {
        return reading(Term::Internal, words.iter().map(|word| word.chars().count()).sum::<usize>() <= 12);
    }
    let content: Vec<&str> = words.iter().map(String::as_str).filter(|word| !AROUND.contains(word)).collect();
    let all = words.concat();
    if content.len() <= 8
        && let Some(term) = whole(&content.concat()).or_else(|| whole(without_control(&all)))
    {
        return reading(term, true);
    }
    if PHRASES.iter().any(|phrase| all.contains(phrase)) {
        return reading(Term::Internal, words.len() <= 5);
    }
    if words.first().is_some_and(|first| DIRECTIVES.contains(&first.as_str())) {
        return None;
    }
    let is_short = words.len() <= 4;
    let reach = if is_short { content.len() } else { 2 };
    if content.iter().take(reach).any(|word| is_near(word, INTERNAL)) {
        return reading(Term::Internal, false);
    }
    let first = content.first().filter(|_| is_short);
    first.filter(|word| is_near(word, HIDDEN)).and_then(|_| reading(Term::Hidden, false))
}

/// The term that a text without spaces is, give or take a few letters.
fn whole(text: &str) -> Option<Term> {
    let length = text.chars().count();
    // Three letters of eight are wrong in `intrenla` and `ntrenal`.
    let garbled =
        (6..=11).contains(&length) && !OTHER_WORDS.contains(&text) && distance(text, "internal") <= 3;
    let slip = distance(text, "internal") <= 1;
    if slip || garbled || is_near(text, INTERNAL) {
        return Some(Term::Internal);
    }
    is_near(text, HIDDEN).then_some(Term::Hidden)
}

/// `startinternal` and `internalend` without what is not the term.
fn without_control(text: &str) -> &str {
    const WORDS: [&str; 10] =
        ["begin", "start", "open", "end", "stop", "close", "only", "block", "section", "note"];
    let text = WORDS.iter().find_map(|word| text.strip_prefix(word)).unwrap_or(text);
    WORDS.iter().find_map(|word| text.strip_suffix(word)).unwrap_or(text)
}

fn is_near(word: &str, terms: &[(&str, usize)]) -> bool {
    let is_slip =
        |term: &str, slack: usize| slack > 0 && !OTHER_WORDS.contains(&word) && distance(word, term) <= slack;
    terms.iter().any(|(term, slack)| word == *term || is_slip(term, *slack))
}

fn distance(a: &str, b: &str) -> usize {
    let difference = a.chars().count().abs_diff(b.chars().count());
    if difference > 3 { difference } else { strsim::damerau_levenshtein(a, b) }
}

/// The words of a label as they are compared: compatibility forms, case, accents and letters that look alike unified,
/// characters that nobody sees left out.
fn words(label: &str) -> Vec<String> {
    let plain: String = label
        .nfkd()
        .filter(|c| !is_invisible(*c) && !matches!(c, '\u{300}'..='\u{36f}'))
        .nfc()
        .flat_map(char::to_lowercase)
        .collect();
    let words = plain.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    words.map(unified).collect()
}

/// A word with Latin letters in it, all of them Latin.
fn unified(word: &str) -> String {
    if word.is_ascii() || !word.contains(|c: char| c.is_ascii_lowercase()) {
        return word.to_owned();
    }
    let latin = |c: char| match c {
        'а' | 'α' => 'a',
        'с' | 'ϲ' => 'c',
        'е' | 'ε' => 'e',
        'і' | 'ı' | 'ι' => 'i',
        'ӏ' => 'l',
        'п' | 'η' => 'n',
        'о' | 'ο' => 'o',
        'р' | 'ρ' => 'p',
        'г' => 'r',
        'ѕ' => 's',
        'т' | 'τ' => 't',
        'ѵ' | 'ν' => 'v',
        other => other,
    };
    word.chars().map(latin).collect()
}

/// Whether nothing is shown for a character: joiners, directions, variants, tags, soft hyphens.
fn is_invisible(c: char) -> bool {
    matches!(c,
        '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}' | '\u{180b}'..='\u{180f}'
        | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{3164}'
        | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{ffa0}' | '\u{fff0}'..='\u{fff8}' | '\u{e0000}'..='\u{e0fff}')
        || (c.is_control() && !c.is_whitespace())
}
