//! The names people give the sections of a postmortem, in the templates of Google, Atlassian, PagerDuty,
//! GitLab, Etsy, Kubernetes and others, and in seven languages. Words only: `sections` reads headings.

use super::SectionKind::{self, *};
use crate::incident::wording::{Names, is_cjk, names};
use std::collections::BTreeMap;
use std::sync::LazyLock;

/// Names in the form [`fold`](crate::incident::wording::fold) gives them. `*` after a name allows any
/// words behind it; without, only punctuation or a joining word may follow, so that "Fix" is a section and
/// "Fix the parser" is not.
const NAMES: &[(SectionKind, &str)] = &[
    (Summary, SUMMARY),
    (Impact, IMPACT),
    (Timeline, TIMELINE),
    (Detection, DETECTION),
    (Trigger, TRIGGER),
    (RootCause, ROOT_CAUSE),
    (ContributingFactors, FACTORS),
    (Resolution, RESOLUTION),
    (ShouldHaveHappened, SHOULD),
    (WentWell, WELL),
    (WentWrong, WRONG),
    (Lucky, LUCKY),
    (Lessons, LESSONS),
    (ActionItems, ACTIONS),
];

/// A heading that has one of these words anywhere is a timeline: "Follow-up timeline (UTC)".
const TIMELINE_WORDS: &[&str] = &[
    "timeline",
    "time line",
    "chronology",
    "タイムライン",
    "時系列",
    "时间线",
    "時間線",
    "时间轴",
    "時間軸",
];

/// Words before a name that do not change what it is: "Blameless root cause", "Incident summary".
static FILLERS: Names = LazyLock::new(|| {
    names(
        "a, blameless, brief, detailed, event, executive, final, full, general, high level, incident,
    initial, issue, known, main, outage, our, overall, post mortem, postmortem, preliminary, primary,
    problem, quick, short, technical, the, インシデント, 障害, 事故, 故障",
    )
});

/// Words that may follow a name without making it part of a sentence.
static JOINERS: Names = LazyLock::new(|| {
    names("and, of, on, for, to, in, with, during, from, by, or, und, et, y, e, de, du, des, der, section")
});

const SUMMARY: &str =
    "summary*, tl dr*, tldr*, tl|dr*, overview*, abstract, synopsis, what happened*, background,
    introduction, context, in short, at a glance, サマリ*, 概要*, 要約, 要旨, 何が起きたか*,
    何が起こったか*, 背景, はじめに, 摘要*, 概述*, 概况*, 事件概述*, 事故概述*, 事件概要*,
    zusammenfassung*, uberblick*, ubersicht, kurzfassung, was ist passiert*, hintergrund, resume*,
    synthese*, contexte, que sest il passe*, ce qui sest passe*, resumen*, vision general, que paso*,
    que ocurrio*, contexto, resumo*, visao geral, o que aconteceu*, sumario*";

const IMPACT: &str = "impact*, impacts*, user impact*, customer impact*, business impact*, users impact*,
    service impact*, customers affected, users affected, user facing impact, severity and impact,
    scope, scope of*, blast radius*, what was the impact*, what was affected*, who was affected*,
    affected services*, affected systems*, affected users*, affected customers*, affected components*,
    impacted services*, impacted systems*, damage, consequences, data loss, 影響*, ユーザー影響*,
    ユーザへの影響*, 顧客影響*, ビジネス影響*, 被害*, 定量的影響, 影响*, 业务影响*, 用户影响*,
    業務影響*, auswirkung*, auswirkungen*, betroffene systeme*, betroffene dienste*, consequences*,
    portee, impacto*, alcance, afectacion*, impactos*";

const TIMELINE: &str =
    "timeline*, log of events, sequence of events*, order of events*, events, event log, incident log,
    history of events, 経緯*, 対応経緯*, 対応履歴*, 発生経緯*, 経過*, 事件经过*, 事件經過*, 处理过程*,
    处理经过*, zeitachse*, zeitleiste*, zeitlicher ablauf*, zeitverlauf*, chronologie*, zeitstrahl*,
    ablauf, deroulement*, cronologia*, linea de tiempo*, linea temporal*, linha do tempo*";

const DETECTION: &str = "detection*, discovery, how was it detected*, how was this detected*,
    how was the incident detected*, how was the problem detected*, how was the issue detected*,
    how did we find out*, how we found out*, how did we detect*, how we detected*,
    how was it discovered*, how was the issue discovered*, why was this hard to detect*,
    why it wasnt caught*, why wasnt it caught*, why was it not caught*, identification, 検知*, 検出*,
    発見, 発覚の経緯, 検知方法*, 检测*, 发现, 发现方式*, 檢測*, 發現, erkennung*, entdeckung*,
    wie wurde es erkannt*, deteccion*, deteccao*, como se detecto*, como foi detectado*";

const TRIGGER: &str =
    "trigger*, triggers, triggering event*, lead up*, leadup*, leading up*, what triggered*,
    events leading up*, initiating event*, トリガ*, 引き金*, きっかけ*, 契機, 発生契機*, 触发*, 觸發*,
    ausloser*, declencheur*, element declencheur*, evenement declencheur*, desencadenante*,
    desencadenantes*, detonante*, gatilho*";

const ROOT_CAUSE: &str =
    "root cause*, root causes*, cause, causes, cause analysis*, causal analysis*, rca, 5 whys*,
    five whys*, 5 why*, five why*, underlying cause*, underlying causes*, direct cause*,
    immediate cause*, proximate cause*, suspected cause*, probable cause*, fault, why did it happen*,
    why did this happen*, why it happened*, why it failed*, what caused*, root problem*, cause of*,
    根本原因*, 直接原因*, 真因*, 原因, 原因分析*, 原因究明*, 原因調査*, 発生原因*, なぜなぜ分析*,
    なぜ起きたか*, 根因*, 事故原因*, 故障原因*, 根源*, ursache, ursachen, grundursache*, hauptursache*,
    ursachenanalyse*, fehlerursache*, kernursache*, cause racine*, causes racines*, cause profonde*,
    causes profondes*, analyse des causes*, cause premiere*, cause principale*, causa, causas,
    causa raiz*, causas raiz*, causas raices*, causa principal*, analisis de causa*, analise de causa*,
    5 porques*, los 5 porques*, os 5 porques*";

const FACTORS: &str =
    "contributing factor*, contributing factors*, contributing cause*, contributing causes*,
    contributors, contributing conditions*, causal factors*, aggravating factors*, factors,
    secondary causes*, other causes*, 寄与要因*, 要因, 要因分析*, 誘因*, 間接原因*, 背景要因*,
    促成因素*, 影响因素*, 间接原因*, 次要原因*, beitragende faktoren*, begunstigende faktoren*,
    mitwirkende faktoren*, einflussfaktoren*, facteurs contributifs*, facteurs aggravants*,
    facteurs contribuants*, factores contribuyentes*, factores que contribuyeron*, factores,
    fatores contribuintes*, fatores que contribuiram*, fatores";

const RESOLUTION: &str =
    "resolution*, resolutions*, recovery, mitigation, mitigations, mitigation and resolution*, fix,
    fixes, the fix, response, remediation steps taken, workaround, workarounds, how was it resolved*,
    how was it fixed*, how did we fix*, how we fixed*, how did we resolve*, how we resolved*,
    how we responded*, how did we respond*, what did we do*, what we did*, solution, rollback,
    restoration, steps taken*, 対応, 対応内容*, 復旧*, 暫定対応*, 暫定対処*, 応急処置*, 応急対応*,
    初動対応*, 緩和, 緩和策, 解決*, 対処, 対処内容*, 解消*, 解决*, 恢复*, 处理, 处置*, 恢復*, 处理措施,
    缓解, 应急处理*, behebung*, losung, wiederherstellung*, gegenmassnahme, gegenmaßnahme, abhilfe,
    entstorung*, retablissement*, correction, contournement, attenuation, remise en service*,
    resolucion*, recuperacion*, mitigacion*, solucion*, resolucao*, recuperacao*, mitigacao*, solucao*,
    correcao";

const SHOULD: &str = "what should have happened*, expected behavior*, expected behaviour*, what we expected*,
    what was expected*, expected outcome*, should have happened*, 本来あるべき*, あるべき姿*,
    期待される動作*, 期待された動作*, 本来起こるべき*, 预期行为*, 应该发生什么*,
    was hatte passieren sollen*, erwartetes verhalten*, ce qui aurait du*, comportement attendu*,
    comportamiento esperado*, que deberia haber*, lo que deberia haber*, comportamento esperado*,
    o que deveria ter*";

const WELL: &str =
    "what went well*, what worked*, what we did well*, what did we do well*, things that went well*,
    went well, the good, what went right*, positives, successes, what did go well*,
    what has gone well*, うまくいったこと*, うまくいった点*, 上手くいったこと*, 上手くいった点*,
    良かったこと*, 良かった点*, よかったこと*, よかった点*, 成功した点*, 做得好*, 哪些做得好*, 做的好*,
    亮点, 顺利的*, was gut lief*, was lief gut*, was ist gut gelaufen*, was hat gut funktioniert*,
    was gut funktioniert*, ce qui a bien*, ce qui sest bien*, points positifs*, que salio bien*,
    lo que salio bien*, que fue bien*, que funciono*, lo que funciono*, o que deu certo*,
    o que correu bem*, o que funcionou*, o que foi bem*";

const WRONG: &str =
    "what went wrong*, what went poorly*, what went badly*, what went less well*, what didnt go*,
    what did not go*, what didnt work*, what did not work*, what could have gone better*,
    what could have been better*, what could be improved*, what can be improved*, what could we*,
    what we could have done better*, what can we improve*, what to improve*, what needs improvement*,
    things that went wrong*, areas for improvement*, areas of improvement*,
    opportunities for improvement*, room for improvement*, went wrong, went poorly, the bad,
    challenges, difficulties, pain points, where we struggled*, うまくいかなかった*,
    上手くいかなかった*, 改善が必要*, 改善すべき*, 改善点*, 悪かったこと*, 悪かった点*, 課題, 問題点,
    反省点*, 做得不好*, 做的不好*, 哪些做得不好*, 不足*, 问题与不足*, 待改进*, 有待改进*,
    was schlecht lief*, was lief schlecht*, was nicht gut lief*, was lief nicht*,
    was ist schlecht gelaufen*, was schief lief*, was schief ging*, was hat nicht*,
    verbesserungspotenzial*, ce qui na pas*, ce qui a mal*, ce qui sest mal*, points negatifs*,
    points damelioration*, axes damelioration*, que salio mal*, lo que salio mal*, que fue mal*,
    que no funciono*, lo que no funciono*, que podria mejorar*, oportunidades de mejora*,
    areas de mejora*, o que deu errado*, o que correu mal*, o que nao funcionou*, o que foi mal*,
    o que poderia*, pontos de melhoria*";

const LUCKY: &str = "where we got lucky*, where we were lucky*, how we got lucky*, we got lucky*,
    where did we get lucky*, got lucky*, luck, lucky*, near misses, 幸運だった*, 幸運*, 運が良かった*,
    運がよかった*, ラッキー*, 幸运*, 侥幸*, 运气*, wo wir gluck*, gluck, wo hatten wir gluck*,
    ou nous avons eu de la chance*, chance, coups de chance*, donde tuvimos suerte*, suerte,
    onde tivemos sorte*, sorte";

const LESSONS: &str =
    "lessons*, lesson learned*, lesson learnt*, learnings*, learning, what we learned*, what we learnt*,
    what did we learn*, what have we learned*, takeaways*, key takeaways*, key learnings*,
    key lessons*, retrospective*, retro, reflection, reflections*, insights, conclusion, conclusions,
    concluding remarks, postmortem analysis, 教訓*, 学んだこと*, 学び*, 学習事項*, 得られた知見*,
    振り返り*, ふりかえり*, まとめ*, 技術的教訓*, 技術的な教訓*, 技術的な学び*, 組織的教訓*,
    組織的な教訓*, 組織的な学び*, 经验教训*, 經驗教訓*, 教训*, 反思*, 总结*, 總結*, 复盘*, 经验总结*,
    erkenntnisse*, lehren*, gelernte lektionen*, lessons learned*, was wir gelernt*,
    was haben wir gelernt*, fazit, lecons*, enseignements*, ce que nous avons appris*,
    retour dexperience*, conclusiones, lecciones*, aprendizajes*, que aprendimos*, lo que aprendimos*,
    licoes*, aprendizados*, aprendizagens*, o que aprendemos*, conclusao, conclusoes";

const ACTIONS: &str =
    "action item*, action items*, action plan*, action points*, actions, actions taken and planned,
    actions items*, ais, immediate actions*, planned actions*, corrective action*, corrective actions*,
    corrective and preventative*, corrective and preventive*, corrective measures*,
    preventative measures*, preventive measures*, preventative actions*, preventive actions*,
    preventative action*, preventive action*, remediation*, remediations*, remedial actions*,
    follow up, follow ups*, followup, followups*, follow up tasks*, follow up actions*,
    follow up items*, follow up work*, follow up improvements*, follow up issues*, followup actions*,
    followup items*, followup tasks*, next step*, next steps*, todo, todos, to do, to dos, to do list,
    tasks, task list, repair items*, prevention*, preventions*, prevention measures*,
    preventing recurrence*, recurrence prevention*, future improvements*, future actions*,
    future work*, planned improvements*, improvements, improvement actions*, improvement items*,
    suggested improvements*, short term improvements*, long term improvements*,
    medium term improvements*, how do we prevent*, how will we prevent*, how we will prevent*,
    how can we prevent*, how are we preventing*, what are we doing to prevent*, what we are doing*,
    what are we doing*, what we will do*, what will we do*, backlog items*, jira tickets*,
    tracking issues*, アクション, アクションアイテム*, アクションプラン*, アクションリスト*, 再発防止*,
    恒久対応*, 恒久対策*, 今後の対応*, 今後の対策*, 今後のアクション*, 対策, 対応策*, 改善策*,
    改善アクション*, フォローアップ*, 次のステップ*, ネクストアクション*, 残課題*, 残タスク*, 予防策*,
    防止策*, 行动项*, 行動項*, 行动计划*, 改进措施*, 改善措施*, 后续行动*, 后续措施*, 后续改进*,
    後續行動*, 待办*, 待辦*, 预防措施*, 預防措施*, 改进项*, 改进计划*, 整改措施*, 行动*, massnahmen*,
    maßnahmen*, maßnahmenplan*, nachste schritte*, folgemaßnahmen*, folgemassnahmen*, aufgaben,
    offene punkte*, aktionspunkte*, praventionsmaßnahmen*, gegenmaßnahmen*, gegenmassnahmen*,
    plan daction*, plan dactions*, actions correctives*, actions preventives*, actions a*,
    prochaines etapes*, mesures correctives*, mesures preventives*, suivi, acciones*, plan de accion*,
    elementos de accion*, proximos pasos*, medidas*, tareas, seguimiento, acoes*, plano de acao*,
    itens de acao*, proximos passos*, tarefas, acompanhamento";

/// The kind of a folded heading: a timeline wherever it says so, otherwise the longest name it starts with.
pub(super) fn kind_of(folded: &str) -> Option<SectionKind> {
    let early = |at: usize| folded[..at].split(' ').count() <= 5;
    let timed = folded.starts_with(|c: char| c.is_ascii_digit());
    if !timed && TIMELINE_WORDS.iter().any(|word| folded.find(word).is_some_and(early)) {
        return Some(Timeline);
    }
    let mut rest = folded;
    loop {
        if let Some(kind) = by_prefix(rest) {
            return Some(kind);
        }
        rest = without_filler(rest)?;
    }
}

/// The kind of a folded heading that is a name and nothing more.
pub(super) fn exactly(folded: &str) -> Option<SectionKind> {
    let exact = |heading: &str| {
        let names = BY_FIRST.get(&heading.chars().next()?)?;
        names.iter().find(|(name, _)| name.trim_end_matches('*') == heading).map(|(_, kind)| *kind)
    };
    exact(folded).or_else(|| without_filler(folded).and_then(exact))
}

/// What follows a name at the start of a folded heading, if the name ends where a word does.
pub(super) fn continues<'a>(folded: &'a str, name: &str) -> Option<&'a str> {
    let rest = folded.strip_prefix(name)?;
    let whole = rest.is_empty() || rest.starts_with([' ', '|']) || name.ends_with(is_cjk);
    whole.then_some(rest)
}

/// Names by their first character: most headings are no name, and that is quickly seen.
static BY_FIRST: LazyLock<BTreeMap<char, Vec<(&'static str, SectionKind)>>> = LazyLock::new(|| {
    let mut names: BTreeMap<char, Vec<(&'static str, SectionKind)>> = BTreeMap::new();
    for (name, kind) in all() {
        if let Some(first) = name.chars().next() {
            names.entry(first).or_default().push((name, kind));
        }
    }
    names
});

fn all() -> impl Iterator<Item = (&'static str, SectionKind)> {
    NAMES.iter().flat_map(|(kind, list)| list.split(',').map(|name| (name.trim(), *kind)))
}

fn by_prefix(folded: &str) -> Option<SectionKind> {
    let names = BY_FIRST.get(&folded.chars().next()?)?;
    names
        .iter()
        .filter(|(name, _)| allows(folded, name))
        .max_by_key(|(name, _)| name.len())
        .map(|(_, kind)| *kind)
}

fn allows(folded: &str, name: &str) -> bool {
    if let Some(name) = name.strip_suffix('*') {
        return continues(folded, name).is_some();
    }
    let Some(rest) = continues(folded, name) else { return false };
    let Some(rest) = rest.strip_prefix(' ') else { return rest.is_empty() || rest.starts_with('|') };
    let word = rest.split([' ', '|']).next().unwrap_or(rest);
    JOINERS.contains(word)
}

fn without_filler(folded: &str) -> Option<&str> {
    let rests = FILLERS.iter().filter_map(|filler| continues(folded, filler));
    rests
        .map(|rest| rest.trim_start_matches([' ', '|']))
        .filter(|rest| !rest.is_empty())
        .min_by_key(|rest| rest.len())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::incident::wording::fold;

    #[test]
    fn every_name_is_written_as_headings_are_folded() {
        for (name, kind) in all() {
            let name = name.trim_end_matches('*');
            assert_eq!(fold(name), name, "{kind:?}");
        }
    }

    #[test]
    fn a_name_of_two_sections_would_be_ambiguous() {
        let mut names: Vec<_> = all().map(|(name, kind)| (name.trim_end_matches('*'), kind)).collect();
        names.sort();
        let clash = names.windows(2).find(|w| w[0].0 == w[1].0 && w[0].1 != w[1].1);
        assert_eq!(clash, None);
    }
}
