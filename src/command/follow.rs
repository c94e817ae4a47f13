//! Looking again and again: what `hindsite build --watch` does after its first build, and the words both
//! it and `hindsite serve` have for a change.

use super::left_out::{self, Detail};
use super::{Voice, build, place};
use crate::cli::Global;
use crate::fs;
use crate::output::manifest;
use crate::pipeline::{self, Failure, Look, Request, Warm};
use crate::watch::{Wake, Watch};
use std::time::{Duration, Instant};

/// How many paths a line names.
const NAMED: usize = 3;

/// Builds, and builds again after every change, until the process ends.
pub fn build(global: &Global, mut request: Request, poll: bool, voice: &Voice) -> Result<(), Failure> {
    let mut warm = Warm::default();
    let mut watch = begin(&request, poll, voice);
    let mut published = None;
    let mut said = String::new();
    loop {
        let started = Instant::now();
        let manifest = || fs::stamp(&request.output.join(manifest::NAME)).ok().flatten();
        if published.is_some() && published != manifest() {
            // Somebody deleted the site, or built it in another way.
            warm.forget();
        }
        let outcome = match warm.look(&request) {
            Look::Same => None,
            Look::Failed(failure) => Some(Err(failure)),
            Look::New { inputs, changed } => {
                let built = pipeline::build_from(&request, inputs, &mut warm.memo, &|_| {});
                Some(built.map(|built| (built, changed)))
            }
        };
        match outcome {
            None => {}
            Some(Ok((built, changed))) => {
                if published.is_none() {
                    voice.warnings(&built.report);
                    let left_out = left_out::lines(&built.left_out, request.edition, Detail::Summary);
                    left_out.iter().for_each(|line| voice.say(line));
                    built.notes.iter().for_each(|note| voice.say(note));
                    voice.say(&build::summary(&built, &request.output, started.elapsed()));
                } else if built.published.written.len() + built.published.deleted.len() > 0 {
                    let (written, deleted) = (built.published.written.len(), built.published.deleted.len());
                    let took = milliseconds(started.elapsed());
                    voice.say(&format!("{}: {written} written, {deleted} deleted, {took}", names(&changed)));
                }
                published = manifest();
                said.clear();
            }
            Some(Err(failure)) => {
                let text = failure.text();
                if text != said {
                    voice.failure(&failure);
                    said = text;
                }
                if matches!(failure, Failure::Environment { .. }) {
                    // The disk may be well again without anybody saving a file.
                    warm.forget();
                }
            }
        }
        if next(&mut watch, &warm, voice) == Wake::Stop {
            return Ok(());
        }
        request.today = place::today(global)?;
    }
}

/// A watch for what `request` reads.
pub fn begin(request: &Request, poll: bool, voice: &Voice) -> Watch {
    let (watch, notice) = Watch::new(poll, request.location.output.clone());
    polling(notice, voice);
    watch
}

fn next(watch: &mut Watch, warm: &Warm, voice: &Voice) -> Wake {
    polling(watch.arm(warm.folders()), voice);
    watch.wait()
}

/// Says why changes are looked for and not heard, if that is so.
pub fn polling(notice: Option<String>, voice: &Voice) {
    if let Some(why) = notice {
        voice.say(&format!("{why}; looking for changes every few seconds, as with `--poll`"));
    }
}

/// `content/a.md, content/b.md and 3 more`
pub fn names(changed: &[String]) -> String {
    let named = changed.iter().take(NAMED).map(String::as_str).collect::<Vec<_>>().join(", ");
    match changed.len() {
        0 => "built again".to_owned(),
        n if n > NAMED => format!("{named} and {} more", n - NAMED),
        _ => named,
    }
}

/// `14 ms`, `1.20 s`
pub fn milliseconds(took: Duration) -> String {
    match took.as_millis() {
        ms if ms < 1000 => format!("{ms} ms"),
        _ => format!("{:.2} s", took.as_secs_f64()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_stays_a_line() {
        let paths: Vec<String> = (0..300).map(|n| format!("content/{n}.md")).collect();
        assert_eq!(names(&paths), "content/0.md, content/1.md, content/2.md and 297 more");
        assert_eq!(names(&paths[..1]), "content/0.md");
    }
}
