use super::*;
use crate::config::Config;
use crate::incident::{Conventions, parse};
use crate::source::Source;

fn incident(n: usize, title: &str, service: &str, cause: &str, body: &str) -> Arc<Incident> {
    let text = format!(
        "---\ntitle: {title}\ndate: 2024-{:02}-{:02}\nservices: [{service}]\nroot_cause: {cause}\n---\n{body}\n",
        n / 28 + 1,
        n % 28 + 1
    );
    let source = Source { path: format!("{n:03}.md").into(), text: text.into(), digest: 0 };
    parse(&source, &Conventions::new(&Config::default())).incident.expect("an incident")
}

fn kin(before: Option<&Kin>, incidents: &[Arc<Incident>]) -> Kin {
    let groups = Arc::new(Groups::new(&Config::default(), incidents));
    Kin::new(before, incidents.into(), groups)
}

fn all(kin: &Kin) -> Vec<Vec<Related>> {
    (0..kin.incidents.len()).map(|id| kin.related(id)).collect()
}

fn related(incidents: &[Arc<Incident>]) -> Vec<Vec<Related>> {
    all(&kin(None, incidents))
}

/// Sixty incidents over ten services and twelve causes.
fn archive() -> Vec<Arc<Incident>> {
    let body = |n: usize| format!("Something number{n} failed in part{} of the machine.", n % 30);
    (0..60)
        .map(|n| {
            incident(
                n,
                &format!("Outage {n}"),
                &format!("service-{}", n % 10),
                &format!("cause-{}", n % 12),
                &body(n),
            )
        })
        .collect()
}

#[test]
fn the_same_cause_and_service_come_first_and_say_so() {
    let incidents = archive();
    let all = related(&incidents);
    // 0 and 30 have service 0; 0 and 12 have cause 0; 0 has both with no other but 60, which is not there.
    let why: Vec<(Id, Vec<SharedKind>)> = all[0]
        .iter()
        .map(|related| (related.id, related.why.iter().map(|shared| shared.kind).collect()))
        .collect();
    assert!(why.iter().all(|(id, _)| id % 12 == 0 || *id == 30), "{why:?}");
    assert!(all[0].iter().all(|related| related.percentile >= 90));
}

#[test]
fn a_rare_word_of_the_body_relates() {
    let mut incidents = archive();
    for n in [7, 40] {
        let body =
            "The log said ERR_LEASE_EXPIRED over and over, and XID_HORIZON after that, from kubelet-q7.";
        incidents[n] =
            incident(n, &format!("Outage {n}"), &format!("own-{n}"), &format!("own-cause-{n}"), body);
    }
    let all = related(&incidents);
    let found = all[7].iter().find(|related| related.id == 40).expect("related by what both write");
    let names: Vec<&str> = found.why.iter().map(|shared| shared.name.as_str()).collect();
    assert!(names.contains(&"ERR_LEASE_EXPIRED"), "{names:?}");
}

#[test]
fn one_edit_moves_hardly_anybodys_list() {
    let mut incidents = archive();
    let before = related(&incidents);
    incidents[20] = incident(20, "Something else entirely", "service-3", "cause-5", "A new text altogether.");
    let after = related(&incidents);
    let moved: Vec<Id> = (0..60).filter(|id| *id != 20 && before[*id] != after[*id]).collect();
    let shares =
        |id: &Id| id % 10 == 3 || id % 12 == 5 || id.is_multiple_of(10) || id % 12 == 8 || id % 30 == 20;
    assert!(moved.iter().all(shares), "moved: {moved:?}");
}

#[test]
fn nobody_is_related_to_nothing() {
    assert!(related(&[]).is_empty());
    assert_eq!(related(&[incident(0, "Alone", "a", "b", "text")]), [vec![]]);
}

#[test]
fn after_any_edit_the_lists_are_those_of_an_archive_that_was_never_another() {
    let mut incidents = archive();
    let mut before = kin(None, &incidents);
    assert_eq!(all(&before), related(&incidents));
    let mut again = 0;
    for turn in 0..40_usize {
        let n = turn * 7 % incidents.len();
        let (title, body) =
            (format!("Outage {}", turn % 5), format!("The part{}-x of number{turn}.", turn % 9));
        let (service, cause) = (format!("service-{}", turn % 10), format!("cause-{}", turn % 12));
        match turn % 4 {
            0 => {
                incidents[n] = incident(
                    n,
                    &format!("Outage {n}"),
                    &format!("service-{}", n % 10),
                    &format!("cause-{}", n % 12),
                    &body,
                )
            }
            1 => incidents[n] = incident(n, &title, &service, &cause, &body),
            2 => drop(incidents.remove(n)),
            _ => incidents.insert(n, incident(100 + turn, &title, &service, &cause, &body)),
        }
        let next = kin(Some(&before), &incidents);
        assert_eq!(all(&next), related(&incidents), "turn {turn}");
        let (old, new) = (before.found.get().unwrap(), next.found.get().unwrap());
        again +=
            new.scored.iter().filter(|scored| old.scored.iter().any(|old| Arc::ptr_eq(old, scored))).count();
        before = next;
    }
    assert!(again > 100, "nothing is taken over: {again}");
}
