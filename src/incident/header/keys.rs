//! The words people use as keys, and the front-matter keys they mean.

use crate::incident::wording::{Names, fold, names, without_numbering};
use std::collections::BTreeMap;
use std::sync::LazyLock;

/// Written keys in folded form, by the front-matter key they mean. Conservative on purpose: "level",
/// "category", "impact" and "detection" mean too many things to be here.
const KEYS: &[(&str, &str)] = &[
    (
        "title",
        "title, incident title, incident name, タイトル, 件名, 障害名, インシデント名, 标题, titel,
        titre, titulo",
    ),
    (
        "date",
        "date, incident date, date of incident, date of the incident, day, event date, outage date,
        日付, 日時, 発生日, インシデント日, 日期, datum, fecha, data do incidente, date de lincident",
    ),
    ("introduced", "introduced, introduced at, introduced on, date introduced, 混入日時, bug introduced"),
    (
        "started",
        "started, started at, start, start time, start date, incident start, incident start time,
        incident started, impact start, impact started, outage start, time started, began, begin,
        time of incident, 発生日時, 発生時刻, 開始日時, 開始時刻, 障害発生日時, 障害開始日時, 发生时间,
        开始时间, 故障开始时间, 發生時間, beginn, startzeit, debut, heure de debut, inicio,
        hora de inicio",
    ),
    (
        "detected",
        "detected, detected at, detected on, time detected, time of detection, date detected,
        discovered, discovered at, first detected, 検知日時, 検知時刻, 発覚日時, 検出日時, 发现时间,
        检测时间, 發現時間, erkannt, detecte, detectado",
    ),
    (
        "acknowledged",
        "acknowledged, acknowledged at, acked, acked at, time acknowledged, 対応開始日時, 対応開始時刻,
        响应时间点, bestatigt",
    ),
    (
        "mitigated",
        "mitigated, mitigated at, time mitigated, mitigation time stamp, 緩和日時, 暫定復旧日時,
        一次復旧日時, 缓解时间",
    ),
    (
        "resolved",
        "resolved, resolved at, resolved on, time resolved, date resolved, recovered, recovered at, end,
        ended, ended at, end time, end date, incident end, incident end time, incident ended,
        incident resolved, outage end, 復旧日時, 復旧時刻, 解決日時, 終了日時, 終了時刻, 解消日時,
        恢复时间, 解决时间, 结束时间, 恢復時間, behoben, ende, resolu, fin, resuelto, resolvido, fim",
    ),
    (
        "severity",
        "severity, sev, severity level, incident severity, priority, incident priority, 重大度, 深刻度,
        重要度, 優先度, 严重程度, 严重级别, 故障等级, 事故等级, 嚴重程度, schweregrad, prioritat,
        severite, gravite, severidad, gravedad, severidade, gravidade",
    ),
    (
        "duration",
        "duration, incident duration, outage duration, total duration, duration of incident,
        duration of outage, duration of the incident, impact duration, duration of impact, downtime,
        total downtime, 影響時間, 障害時間, 停止時間, 継続時間, 持续时间, 影响时长, 故障时长, 持續時間,
        dauer, ausfallzeit, duree, duracion, duracao",
    ),
    (
        "services",
        "service, services, affected service, affected services, services affected, service affected,
        affected system, affected systems, systems affected, impacted service, impacted services,
        services impacted, impacted systems, affected component, affected components,
        components affected, component, components, 影響サービス, 対象サービス, 影響システム,
        対象システム, 影响服务, 受影响服务, 受影响的服务, 受影响系统, betroffene dienste,
        betroffene systeme, services affectes, services impactes, servicios afectados,
        servicos afetados",
    ),
    (
        "root_cause",
        "root cause, root causes, cause, 根本原因, 根因, ursache, grundursache, cause racine, causa raiz",
    ),
    ("contributing_factors", "contributing factors, contributing factor, contributing causes, 寄与要因"),
    ("trigger", "trigger, triggered by, トリガー, 引き金, 触发原因, ausloser, declencheur"),
    (
        "detected_by",
        "detected by, detection method, detection source, how detected, how was it detected,
        method of detection, detected via, 検知方法, 検知手段, 検知元, 检测方式, 发现方式,
        erkannt durch, detecte par, detectado por",
    ),
    (
        "status",
        "status, report status, document status, postmortem status, ステータス, 状態, 状态, 狀態,
        statut, estado",
    ),
    (
        "authors",
        "author, authors, author|s, written by, created by, prepared by, report author,
        postmortem author, postmortem authors, 作成者, 執筆者, 記入者, 作者, 撰写人, 编写人, autor,
        autoren, verfasser, auteur, auteurs, autores, redige par",
    ),
    ("tags", "tags, labels, keywords, タグ, 标签, schlagworte, etiquetas"),
    (
        "related",
        "related incidents, related incident, related postmortems, 関連インシデント, 関連障害, 相关故障",
    ),
    ("visibility", "visibility, 公開範囲"),
    ("time_to_detect", "time to detect, time to detection, ttd, mttd, 検知までの時間, 検知時間"),
    (
        "time_to_acknowledge",
        "time to acknowledge, time to acknowledgement, time to acknowledgment, time to ack, tta, mtta",
    ),
    ("time_to_mitigate", "time to mitigate, time to mitigation, ttm, mttm"),
    (
        "time_to_resolve",
        "time to resolve, time to resolution, time to recovery, time to recover, time to restore,
        time to fix, ttr, mttr, 復旧までの時間, 復旧時間",
    ),
];

/// Headings of a section that holds nothing but facts.
static DETAILS: Names = LazyLock::new(|| {
    names(
        "stats, statistics, metadata, meta data, meta, incident details, incident detail, incident metadata,
    incident information, incident info, basic information, details, facts, key facts, incident facts,
    document information, document control, report details, メタデータ, メタ情報, 基本情報,
    インシデント情報, 障害情報, インシデント概要情報, 基本信息, 事件信息, 故障信息, 元数据, metadaten,
    eckdaten, metadonnees, metadatos, metadados, datos basicos",
    )
});

/// Words before a colon that open a remark, not a fact.
static REMARKS: Names = LazyLock::new(|| {
    names(
        "note, notes, nb, n|b, tl|dr, tldr, update, edit, warning, important, tip, info, caution,
    disclaimer, see, see also, ps, p|s, example, examples, e|g, eg, i|e, for example, for instance,
    reminder, spoiler, todo, fixme, http, https, mailto, ftp, file, attention, remember, hint, source,
    sources, caveat, error, info message, 注, 注意, 補足, 備考, 例, hinweis, achtung, remarque, nota",
    )
});

/// What the columns of a table of facts are called.
static COLUMNS: Names = LazyLock::new(|| {
    names(
        "key, field, item, property, attribute, name, what, parameter, metric, fact, detail, details, value, values,
        description, information, 項目, 項目名, キー, 属性, 内容, 値, 詳細, 字段, 项目, 值, 内容说明, feld, wert, champ, valeur,
        campo, valor",
    )
});

static BY_NAME: LazyLock<BTreeMap<&'static str, &'static str>> = LazyLock::new(|| {
    KEYS.iter().flat_map(|(key, list)| names(list).into_iter().map(|name| (name, *key))).collect()
});

/// The front-matter key a written key means, in several languages; `None` unless that is certain.
/// Besides the keys of front matter: `time_to_detect`, `time_to_acknowledge`, `time_to_mitigate` and
/// `time_to_resolve`, whose values are durations.
pub fn canonical(key: &str) -> Option<&'static str> {
    let key = key.trim().trim_end_matches([':', '：']);
    let bare = without_bracket(key);
    let folded = fold(without_numbering(bare));
    BY_NAME.get(folded.as_str()).copied()
}

/// Whether text can be a key: at most 40 characters and five words, without digits and sentence marks.
pub(super) fn is_key(text: &str) -> bool {
    let text = text.trim();
    let short = text.chars().count() <= 40 && text.split_whitespace().count() <= 5;
    let plain = !text.contains(|c: char| {
        c.is_ascii_digit()
            || matches!(
                c,
                '.' | ',' | ';' | '!' | '?' | '"' | '=' | '<' | '>' | '{' | '}' | '、' | '。' | '\n'
            )
    });
    let starts = text.starts_with(char::is_alphabetic);
    short && plain && starts && !REMARKS.contains(fold(text).as_str())
}

/// Whether a heading opens a section of facts.
pub(super) fn is_details(heading: &str) -> bool {
    DETAILS.contains(fold(without_numbering(heading)).as_str())
}

/// Whether a heading `## Key: value` states a fact: a known key, or the document's own classification.
pub(super) fn is_label(key: &str) -> bool {
    canonical(key).is_some()
        || ["level", "classification", "category", "type", "incident type"].contains(&fold(key).as_str())
}

/// Whether a key asks for a cause.
pub(super) fn is_cause(key: &str) -> bool {
    matches!(canonical(key), Some("root_cause" | "contributing_factors" | "trigger"))
}

/// Whether a heading is a key whose value stands below it, rather than the name of a section.
pub(super) fn is_field(heading: &str) -> bool {
    canonical(heading).is_some_and(|key| key != "title") && !is_cause(heading)
}

/// Whether a cell of a table's header names a column of keys or of values, and is neither itself.
pub(super) fn is_column_name(cell: &str) -> bool {
    let name = fold(cell);
    name.is_empty() || COLUMNS.contains(name.as_str())
}

/// Names of people without their addresses and the brackets of links that lead nowhere.
pub(super) fn people(value: &str) -> String {
    let people = value.split(", ").map(|person| {
        let words: Vec<&str> = person.split(' ').filter(|word| !is_address(word)).collect();
        words.join(" ").replace(['[', ']'], "")
    });
    let people: Vec<String> = people.filter(|person| !person.trim().is_empty()).collect();
    if people.is_empty() { value.to_owned() } else { people.join(", ") }
}

/// Who found it, without how: `ユーザー報告（チャット経由）`, `user report → log analysis`.
pub(super) fn finder(value: &str) -> String {
    let who = value.split(['（', '(', '。', '→', '+', ';', '、']).next().unwrap_or(value).trim();
    if who.is_empty() { value.to_owned() } else { who.to_owned() }
}

fn is_address(word: &str) -> bool {
    let word = word.trim_matches(|c| matches!(c, '<' | '>' | ',' | '(' | ')'));
    word.split_once('@').is_some_and(|(name, host)| !name.is_empty() && host.contains('.'))
}

/// The key without what it adds in brackets at its end: `発生日時 (JST)`, `Author(s)`.
fn without_bracket(key: &str) -> &str {
    let closed = key.ends_with([')', '）']);
    match key.rfind(['(', '（']) {
        Some(at) if closed && at > 0 => key[..at].trim_end(),
        _ => key,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn written_keys_mean_front_matter_keys() {
        for (written, key) in [
            ("発生日時", Some("started")),
            ("発生日時 (JST)", Some("started")),
            ("検知日時", Some("detected")),
            ("復旧日時", Some("resolved")),
            ("影響時間", Some("duration")),
            ("重大度", Some("severity")),
            ("作成者", Some("authors")),
            ("ステータス", Some("status")),
            ("影響サービス", Some("services")),
            ("Severity:", Some("severity")),
            ("Incident date", Some("date")),
            ("Author(s)", Some("authors")),
            ("Created By", Some("authors")),
            ("Time to detection", Some("time_to_detect")),
            ("Time to recovery", Some("time_to_resolve")),
            ("Schweregrad", Some("severity")),
            ("Durée", Some("duration")),
            ("Level", None),
            ("Category", None),
            ("Impact", None),
            ("Detection", None),
            ("影響期間", None),
            ("Reviewer", None),
            ("Last Modified", None),
            ("", None),
        ] {
            assert_eq!(canonical(written), key, "{written}");
        }
    }

    #[test]
    fn every_name_is_folded_and_means_one_key() {
        let mut all: Vec<&str> = KEYS.iter().flat_map(|(_, list)| names(list)).collect();
        for name in &all {
            assert_eq!(fold(name), *name);
        }
        let count = all.len();
        all.sort_unstable();
        all.dedup();
        assert_eq!(all.len(), count);
    }

    #[test]
    fn people_are_named_without_their_addresses() {
        assert_eq!(people("Ann Lee ann@example.org"), "Ann Lee");
        assert_eq!(people("Ann Lee ann@example.org, Bo b@example.org"), "Ann Lee, Bo");
        assert_eq!(people("[Ann Lee]"), "Ann Lee");
        assert_eq!(people("ann@example.org"), "ann@example.org");
        assert_eq!(people("@ann, @bo"), "@ann, @bo");
    }
}
