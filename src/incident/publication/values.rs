//! Values of keys about publication: yes and no, how far a document is, who may read it. In several languages.

use crate::diagnostic::nearest;
use crate::incident::fields::words::{self, Status, Visibility};
use crate::incident::redaction::terms;
use crate::incident::unified::unified_words;

/// An answer to a question that withholds when it is answered with yes, from the harmless to the doubtful.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Answer {
    No,
    Yes,
    Unclear,
}

const YES: &str = "yes y true t on 1 x ja j oui o si s sim da tak evet はい 是 真 ✓ ✔ ✅ enabled draft wip";
const NO: &str = "no n false f off never nein non nao falso falsch niet nej nee нет none nil null hayir いいえ 否 偽 ✗ ✘ ❌ disabled not";

/// Whether a value says yes.
pub(super) fn answer(text: &str) -> Answer {
    let text = text.trim();
    if let Ok(number) = text.parse::<f64>() {
        return if number == 0.0 { Answer::No } else { Answer::Yes };
    }
    let words = unified_words(text);
    let [word] = words.as_slice() else {
        let is_sign = words.is_empty() && has_word(YES, text);
        let is_negated = words.is_empty() && has_word(NO, text);
        return match (is_sign, is_negated) {
            (true, _) => Answer::Yes,
            (_, true) => Answer::No,
            _ => Answer::Unclear,
        };
    };
    // A doubt makes nothing plain.
    let is_plain = !text.contains(['?', '？', '!', '~']);
    match (has_word(YES, word), has_word(NO, word) && is_plain) {
        (true, _) => Answer::Yes,
        (_, true) => Answer::No,
        _ => Answer::Unclear,
    }
}

/// Whether a value of `published` says that the document is not: a day, an address or yes say that it is.
pub(super) fn published(text: &str) -> Answer {
    let has_year = unified_words(text).iter().any(|word| {
        word.len() == 4
            && (word.starts_with("19") || word.starts_with("20"))
            && word.bytes().all(|b| b.is_ascii_digit())
    });
    match answer(text) {
        Answer::Yes => Answer::No,
        Answer::No => Answer::Yes,
        Answer::Unclear if has_year || text.contains("://") => Answer::No,
        Answer::Unclear => Answer::Unclear,
    }
}

/// How a status is understood.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum StatusReading {
    /// A status of the document; words for the state of the incident are those of a finished document.
    Known(Status),
    /// A slip of `draft`.
    NearlyDraft,
    /// Something that is not to be published.
    Withheld,
    /// Anything else.
    Unknown,
}

const DRAFT: &str = "draft drafts drafted drafting wip unpublished unfinished entwurf brouillon borrador rascunho bozza \
    concept kladde utkast luonnos szkic черновик taslak";

/// Without their spaces.
const DRAFT_PHRASES: &str = "workinprogress notpublished notyetpublished tobepublished notfinal prepublication \
    nochnichtveroffentlicht inarbeit nichtfinal enredaction enredaccion";

const DRAFT_SIGNS: &str =
    "下書き 草稿 草案 ドラフト 執筆中 作成中 編集中 未公開 未公开 未发布 初稿 초안 작성중";

const REVIEW: &str = "review reviewing preliminary proposed";

const REVIEW_SIGNS: &str = "レビュー中 レビュー待ち 审核中 評審中";

/// What an incident, its report or its follow-ups can be.
const FINISHED: &str = "final finalised finalized complete completed published resolved closed done approved accepted \
    reviewed mitigated monitoring monitored identified investigating investigated investigation ongoing open opened \
    active fixed fix fixes recovered recovery restored stable stabilised stabilized confirmed implemented implementing \
    deployed deployment live released finished solved solution verified acknowledged contained scheduled planned \
    cancelled canceled progress action actions items over ended operational degraded down up ok remediated remediation \
    rollback rolled reverted false signed archived unresolved triaged triage answered understood known \
    erledigt abgeschlossen behoben gelost geschlossen offen fertig freigegeben veroffentlicht resolu termine clos ferme \
    publie valide resuelto cerrado completado publicado abierto resolvido fechado concluido aberto risolto chiuso \
    completato opgelost gesloten решено закрыт";

const FINISHED_SIGNS: &str = "完了 解決 復旧 対応 調査 監視 経過観察 終了 承認 クローズ 確定 恒久 修正 解决 恢复 修复 调查 完成 根因 关闭 實施 \
    实施 已发布 해결 완료";

/// Reads a status.
pub(super) fn status(text: &str) -> StatusReading {
    let words = unified_words(text);
    let all = words.concat();
    let has = |list: &str| words.iter().any(|word| has_word(list, word));
    let has_sign = |list: &str| list.split_whitespace().any(|sign| text.contains(sign));
    if has(DRAFT)
        || DRAFT_PHRASES.split_whitespace().any(|phrase| all.contains(phrase))
        || has_sign(DRAFT_SIGNS)
    {
        return StatusReading::Known(Status::Draft);
    }
    if is_part_withheld(text) {
        return StatusReading::Withheld;
    }
    if let Some(status) = Status::read(text).or_else(|| Status::read(words::bare(text))) {
        return StatusReading::Known(status);
    }
    if has(REVIEW) || has_sign(REVIEW_SIGNS) {
        return StatusReading::Known(Status::Review);
    }
    if has(FINISHED) || has_sign(FINISHED_SIGNS) {
        return StatusReading::Known(Status::Final);
    }
    match words.as_slice() {
        [word] if nearest(word, Status::WORDS.iter().copied()) == Some(Status::Draft.word()) => {
            StatusReading::NearlyDraft
        }
        _ if withholds(text) => StatusReading::Withheld,
        _ => StatusReading::Unknown,
    }
}

/// How a value about readers is understood.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum VisibilityReading {
    Known(Visibility),
    /// Not understood; `nearest` is on the safe side, and never public.
    Unknown {
        nearest: Visibility,
    },
}

const INTERNAL: &str = "internal intern interne interno interna internt company organisation organization org team teams \
    employees staff colleagues amber green";

const INTERNAL_SIGNS: &str = "社内 社外秘 内部 內部 非公開 非公开 내부 비공개";

const RESTRICTED: &str = "restricted confidential private secret privileged classified red vertraulich geheim privat \
    confidentiel confidencial poufne";

const RESTRICTED_SIGNS: &str = "機密 机密 極秘 秘密 保密 관계자 기밀";

/// Reads who may read a document. Only the word `public` by itself is public.
pub(super) fn visibility(text: &str) -> VisibilityReading {
    let words = unified_words(text);
    let has = |list: &str| words.iter().any(|word| has_word(list, word));
    let has_sign = |list: &str| list.split_whitespace().any(|sign| text.contains(sign));
    if words == ["public"] && text.trim().chars().filter(|c| c.is_ascii_punctuation()).count() == 0 {
        return VisibilityReading::Known(Visibility::Public);
    }
    if has(RESTRICTED) || has_sign(RESTRICTED_SIGNS) {
        return VisibilityReading::Known(Visibility::Restricted);
    }
    let is_not_public = ["notpublic", "nonpublic", "neverpublic"].contains(&words.concat().as_str());
    if has(INTERNAL) || has_sign(INTERNAL_SIGNS) || is_not_public {
        return VisibilityReading::Known(Visibility::Internal);
    }
    let near =
        words.first().and_then(|word| nearest(word, ["restricted", "confidential", "private", "secret"]));
    let nearest = if near.is_some() { Visibility::Restricted } else { Visibility::Internal };
    VisibilityReading::Unknown { nearest }
}

/// Reads a restriction from a key that asks other things as well: `classification` can be that of the incident.
pub(super) fn restriction(text: &str) -> Option<Visibility> {
    let words = unified_words(text);
    let is_plain =
        words.len() == 1 || words.first().is_some_and(|first| first == "tlp") || is_part_withheld(text);
    match visibility(text) {
        _ if !is_plain => None,
        VisibilityReading::Known(Visibility::Public) => None,
        VisibilityReading::Known(visibility) => Some(visibility),
        VisibilityReading::Unknown { .. } => withholds(text).then_some(Visibility::Internal),
    }
}

/// Whether a text says that something is not to be published: `embargo until May`, `do not publish`.
fn withholds(text: &str) -> bool {
    is_part_withheld(text) || unified_words(text).iter().any(|word| terms::classify(word).is_some())
}

/// Whether a part between two marks says so and nothing else: `Complete (internal only)`.
fn is_part_withheld(text: &str) -> bool {
    let parts = text.split([',', ';', '/', '|', '(', ')', '–', '—', '.', ':', '、', '。', '（', '）']);
    parts
        .filter(|part| !part.trim().is_empty())
        .any(|part| terms::classify(part).is_some_and(|reading| reading.is_whole))
}

/// Whether a list of words separated by spaces has this one.
fn has_word(list: &str, word: &str) -> bool {
    list.split_whitespace().any(|listed| listed == word)
}
