//! The words with which people mark text as internal, in several languages, and whether a label is one of them, give
//! or take a few letters.

use crate::incident::unified::unified_words;
use std::collections::BTreeSet;
use std::sync::LazyLock;

/// How a label names a term.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::incident) struct Reading {
    pub term: Term,
    /// Whether the label is nothing but the term, with words such as `begin` or `only`.
    pub is_whole: bool,
    /// Whether the label says that something ends.
    pub closes: bool,
}

/// What kind of term a label names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::incident) enum Term {
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
    "notforcustomers",
    "notforclients",
    "notforthepublic",
    "frompublic",
    "beforepublishing",
    "beforepublication",
    "noexport",
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
    let words = "begin begins under beginning start starts starting open opens opening on enter from beginn anfang inicio debut \
        only use using usage section sections part parts block blocks content contents text area region zone note notes \
        info information detail details data stuff comment comments marker tag here the this that these following \
        below above is are be for to of a an and in our keep mark marked as it lt gt amp ndash mdash minus very strictly please next paragraph \
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
pub(super) const OTHER_WORDS: [&str; 20] = [
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

/// Those of them that are comments on their own.
const COMMON_WORDS: [&str; 3] = ["external", "externals", "internet"];

/// Returns the term that a label names, or nearly names.
pub(in crate::incident) fn classify(label: &str) -> Option<Reading> {
    let words = unified_words(label);
    let closes = words.iter().any(|word| CLOSING.contains(&word.as_str()) || word.starts_with("end"));
    let reading = |term, is_whole| Some(Reading { term, is_whole, closes });
    if IDEOGRAPHIC.iter().any(|term| label.contains(term)) {
        return reading(Term::Internal, words.iter().map(|word| word.chars().count()).sum::<usize>() <= 12);
    }
    let is_content = |word: &&str| !AROUND.contains(word) && !word.bytes().all(|b| b.is_ascii_digit());
    let content: Vec<&str> = words.iter().map(String::as_str).filter(is_content).collect();
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
    let letters = distance(text, "internal");
    let garbled = (6..=11).contains(&length) && !OTHER_WORDS.contains(&text) && letters <= 3;
    let slip = letters <= 1 || (letters <= 2 && !COMMON_WORDS.contains(&text));
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
