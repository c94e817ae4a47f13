//! The phrases. A rule is here because it was right in at least four of five cases when it was read against
//! public postmortems; those that were not are off until configuration asks for them.

use crate::diagnostic::Code;
use regex::Regex;
use std::sync::LazyLock;

/// A phrase and what to say of it.
pub struct Rule {
    pub code: Code,
    /// `None` never happens, and would only make the rule silent.
    pub pattern: Option<Regex>,
    /// What `(?<word>…)` must not be.
    pub except: &'static [&'static str],
    pub reason: &'static str,
    pub rewording: &'static str,
}

/// Somebody, as the subject of a sentence.
const PERSON: &str = r"(?:we|i|he|she|they|you|somebody|someone|everybody|everyone|nobody|no\ one
    |(?:the|an?|our|their|this|that|each|one)\s(?:[a-z-]+\s){0,2}(?:engineers?|operators?|developers?|admins?
    |administrators?|sysadmins?|devs?|teams?|on-?call|people|person|staff|employees?|colleagues?|authors?
    |reviewers?|managers?|interns?|contractors?|responders?|maintainers?)
    |engineers|operators|developers|reviewers|people|@[a-z0-9-]+)";

/// Participles that tell an action from a plan: `we should have noticed`, not `we should have automated tests`.
const DONE: &str = r"(?<word>[a-z]+ed|been|known|seen|done|thought|caught|made|taken|found|told|kept|gone|put
    |written|understood|chosen|brought|given|run)";

/// What looks like one and describes a thing.
const ADJECTIVES: &[&str] = &[
    "automated",
    "improved",
    "dedicated",
    "detailed",
    "documented",
    "centralized",
    "centralised",
    "standardized",
    "standardised",
    "shared",
    "limited",
    "related",
    "extended",
    "advanced",
    "defined",
    "increased",
    "need",
    "more",
    "speed",
    "managed",
    "enhanced",
    "distributed",
    "simplified",
];

/// A lapse of attention that only a person can have.
const SEEING: &str = r"(?:notice|reali[sz]e|check|double-check|verify|follow|test|communicate|understand|read|consider
    |review|escalate|recogni[sz]e|anticipate|foresee|think|inform|notify|tell|ask|document|monitor|account|remember
    |appreciate|spot|see|look|plan|prepare)";

pub static RULES: LazyLock<Vec<Rule>> = LazyLock::new(|| {
    let rule = |code, pattern: &str, reason, rewording| Rule {
        code,
        pattern: Regex::new(&format!("(?ix) {pattern}")).ok(),
        except: &[],
        reason,
        rewording,
    };
    let mut rules = vec![
        rule(
            Code::HumanError,
            r"\b(?:human|operator|engineer|developer|administrator|admin|pilot)\ (?:error|mistake|failure)s?\b
              |\b(?:due\ to|caused\ by|because\ of|was)\ (?:an?\ )?user\ error\b
              |ヒューマンエラー|人為的(?:な)?ミス|(?:操作|作業|オペレーション)ミス",
            "it ends the question where it begins: why did it make sense to do that, and what let it through",
            "say what the person saw and expected, and what made the slip possible, as in `the form offered production first`",
        ),
        rule(
            Code::ShouldHave,
            &format!(
                r"\b{PERSON}\s(?:really\ |clearly\ |probably\ |also\ |just\ |definitely\ )?
                  should(?:n't|n’t|\ not|\ never)?\s?(?:\ have|\ of|'ve|’ve)\s(?:[a-z]+ly\s)?{DONE}\b"
            ),
            "it compares the people then with what is known now, and tells nothing of what they did",
            "say what they did and what they knew, as in `the dashboard was green, so the rollout went on`; what would help next time is a follow-up",
        ),
        rule(
            Code::ShouldHave,
            r"\bshould(?:n't|n’t|\ not|\ never)?(?:\ have|'ve|’ve)\ been\s(?:[a-z]+\s)?(?:caught|noticed|tested|checked
              |communicated|reviewed|verified|addressed|done|rushed|escalated|fixed|followed|spotted|planned
              |anticipated|known|discussed|told|informed|monitored|merged|deployed|released|avoided|prevented)\b
              |(?<word>があるべきだった)|べきだった|べきであった",
            "it tells what did not happen, in place of what did and why that made sense",
            "say what happened, as in `nothing tested the new header`, and make the test a follow-up",
        ),
        rule(
            Code::Lapse,
            &format!(
                r"\b(?:forgot|forgotten|neglected|omitted)\ to\b
                  |\b{PERSON}\s(?:had\ |have\ |has\ |also\ |simply\ |then\ )?failed\ to\ {SEEING}\b
                  |\b{PERSON}\s(?:had\ |have\ |has\ )?(?:overlooked|ignored\ the|missed\ the\ obvious)\b
                  |\b(?:was|were|been|got)\ (?:simply\ |just\ )?overlooked\b
                  |\b(?:an|honest|our|by|human|simple)\ oversight\b
                  |\b{PERSON}\s(?:had\ |have\ |has\ )?made\ (?:an?|the|this|some|several)\ (?:[a-z]+\ )?(?:mistake|error|blunder)s?\b
                  |失念|うっかり|し忘れ|見落と(?:した|され(?:た|、|て)|しが|しで|しに)|を見逃した(?:\z|[。、])"
            ),
            "attention is no safety device: a step that can be left out will be, by anybody",
            "say what made it easy to leave out, as in `nothing reminded of the token's end`, and what will remind",
        ),
        rule(
            Code::Judgement,
            r"\b(?:careless(?:ly|ness)?|negligen(?:t|ce|tly)|sloppy|sloppily|sloppiness|incompeten(?:t|ce)|reckless(?:ly|ness)?
              |irresponsibl[ey]|stupid(?:ly|ity)?|foolish(?:ly)?|idiot(?:s|ic)?|laziness)\b
              |\b(?:was|were|being|too|got)\ lazy\b
              |\bshould\ have\ known\ better\b|\bknew\ better\b|\b(?:didn't|did\ not)\ bother\ to\b
              |\b(?:my|our|his|her|their|whose)\ (?:own\ )?fault\b
              |不注意|怠慢",
            "it judges a person, and whoever is judged will tell less next time",
            "say what the person did and what they had to go on",
        ),
        rule(
            Code::MoreCare,
            r"\b(?:be|being|been)\ more\ (?:careful|cautious|diligent|vigilant|attentive)\b|\bmore\ carefully\b
              |\bpay(?:ing)?\ (?:more|closer|better)\ attention\b|\btry\ harder\b|気をつける|注意する(?:こと|ように)",
            "care was there the last time too; the same slip stays possible",
            "say what will stop or show it, as in `the pipeline refuses a rollout after 16:00`",
        ),
        rule(
            Code::HindsightWord,
            r"\b(?:obvious(?:ly)?|clearly|simply|of\ course|easily|in\ hindsight|trivial(?:ly)?)\b",
            "what is plain now was not plain then",
            "leave the word out, or say who could see it and where",
        ),
        rule(
            Code::WhatIf,
            r"\b(?:could|would)(?:n't|n’t|\ not)?(?:\ have|'ve|’ve)\ (?:been|[a-z]+ed|caught|known|seen|done)\b",
            "it tells of an incident that did not happen",
            "say what happened, and make the rest a follow-up",
        ),
    ];
    rules[1].except = ADJECTIVES;
    rules[2].except = &["があるべきだった"];
    rules
});
