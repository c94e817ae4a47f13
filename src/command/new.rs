//! `hindsite new`: a postmortem from the template, named as the others are.

use super::changes::refuse_way_through;
use super::{Voice, build, editor, place};
use crate::authoring::naming;
use crate::authoring::start::{self, Start};
use crate::cli::{Global, New};
use crate::diagnostic::nearest;
use crate::fs::{self, Flush, Kind};
use crate::incident::fields::words;
use crate::incident::{self, Conventions};
use crate::knowledge::{Edition, severities};
use crate::pipeline::{self, Failure, Memo};
use crate::source::{self, Inputs, LoadError, Location, Source};
use jiff::civil::Date;
use std::path::{Path, PathBuf};

/// The template that is used when none is named.
const DEFAULT: &str = "postmortem";

/// Writes it, prints its path, and opens it in the person's editor.
pub fn run(global: &Global, options: &New, voice: &Voice) -> Result<(), Failure> {
    let title = options.title.split_whitespace().collect::<Vec<_>>().join(" ");
    if title.is_empty() {
        return Err(usage("a postmortem needs a title", "as in `hindsite new \"Checkout returned 503\"`"));
    }
    let location = place::location(global, &place::default_output(global)?)?;
    if global.content.is_empty() && !build::is_knowledge_base(&location.root) {
        let message = format!("there is no knowledge base in `{}`", location.root.display());
        return Err(usage(message, "`hindsite init` starts one"));
    }
    let inputs = load(&location, place::today(global)?)?;
    let off_scale = |word: &String| severities::off_scale(&inputs.config, word);
    if let Some((message, hint)) = options.severity.as_ref().and_then(off_scale) {
        return Err(usage(message, hint));
    }
    let conventions = Conventions::new(&inputs.config);
    let started = options.started.as_deref().map(|text| {
        start::typed_time(text, &conventions.zone).ok_or_else(|| {
            let message =
                format!("`{text}` is not a point in time, or not one that can be read one way only");
            usage(message, "write it as `2026-03-02 14:05 UTC`")
        })
    });
    let started = started.transpose()?;
    let date = started.as_ref().map_or(inputs.today, |(moment, _)| moment.day());
    let template = template(&location.root, options.template.as_deref())?;
    let named = options.template.as_deref().unwrap_or(DEFAULT).trim_end_matches(".md");
    let start = Start {
        title: &title,
        date,
        started: started.map(|(_, written)| written),
        severity: options.severity.as_deref(),
        services: &options.services,
    };
    let text = start::document(&template, &start, &conventions.keys).map_err(|refusal| {
        let message = format!("the template `templates/{named}.md` cannot be filled in: {}", refusal.0);
        usage(message, "check its front matter")
    })?;
    let (folder, inside) = target(&location, &inputs, date, &title);
    refuse_way_through(&folder, Path::new(&inside))?;
    let file = folder.join(inside);
    if fs::stamp(&file).map_err(Failure::disk)?.is_some() {
        let message = format!("`{}` is there already", shown(&file).display());
        return Err(usage(message, "edit that one, or choose another title"));
    }
    fs::write_new(&file, text.as_bytes(), Flush::Now).map_err(Failure::disk)?;
    voice.print(&shown(&file).to_string_lossy())?;
    match if options.no_edit { None } else { editor::open(&file) } {
        Some(Err(message)) => Err(Failure::Environment {
            message: format!("{message}; the postmortem is written"),
            hint: Some("set $VISUAL or $EDITOR, or use `--no-edit`".into()),
        }),
        _ => {
            voice.say(match is_draft(&text, &conventions) {
                true => "It is a draft: `hindsite serve --drafts` shows it",
                false => "`hindsite serve` shows it",
            });
            Ok(())
        }
    }
}

/// Whether the template makes drafts.
fn is_draft(text: &str, conventions: &Conventions) -> bool {
    let source = Source { path: "new.md".into(), text: text.into(), digest: 0 };
    let incident = incident::parse(&source, conventions).incident;
    incident.is_some_and(|incident| incident.status == words::Status::Draft)
}

/// Reads the archive; a content folder that is only configured yet is made.
fn load(location: &Location, today: Date) -> Result<Inputs, Failure> {
    match source::load(location, today) {
        Err(LoadError::NoContent(folder)) => {
            fs::create_dir_all(&folder).map_err(Failure::disk)?;
            Ok(source::load(location, today)?)
        }
        other => Ok(other?),
    }
}

/// Returns where the new document goes: the content folder that holds the current one, else the first, and a path in it
/// like those of the documents there.
fn target(location: &Location, inputs: &Inputs, date: Date, title: &str) -> (PathBuf, String) {
    let folders: Vec<PathBuf> = match location.content.is_empty() {
        false => location.content.clone(),
        true => inputs.config.content.iter().map(|folder| location.root.join(folder)).collect(),
    };
    let here = fs::resolve(Path::new(".")).unwrap_or_default();
    let around = folders.iter().find(|folder| here.starts_with(folder));
    let content = around.or(folders.first()).cloned().unwrap_or_else(|| location.root.join("content"));
    let above = content.strip_prefix(&location.root).map(|path| path.to_string_lossy().replace('\\', "/"));
    let above = above.unwrap_or_default();
    let parsed = pipeline::parse(inputs, Edition::default(), &mut Memo::default());
    let others: Vec<(&str, Option<Date>)> = parsed
        .iter()
        .filter_map(|parsed| parsed.incident.as_deref())
        .filter(|incident| incident.kind != words::Kind::Document)
        .filter_map(|incident| {
            let inside = incident.path.strip_prefix(above.as_str())?.trim_start_matches('/');
            Some((inside, incident.date.map(|date| date.day())))
        })
        .collect();
    let inside = naming::path(&others, date, title);
    (content, inside)
}

/// The text of the template: the named one, the team's own, or ours.
fn template(root: &Path, name: Option<&str>) -> Result<String, Failure> {
    let folder = root.join("templates");
    let wanted = name.unwrap_or(DEFAULT);
    let stem = wanted.strip_suffix(".md").unwrap_or(wanted);
    if stem.contains(['/', '\\']) || stem.starts_with('.') {
        return Err(usage(
            format!("`{wanted}` is not the name of a template"),
            "templates are `templates/NAME.md`",
        ));
    }
    let file = folder.join(format!("{stem}.md"));
    if fs::target(&file).map_err(Failure::disk)?.is_some() {
        let real = fs::resolve(&file).map_err(Failure::disk)?;
        if ![root, &folder]
            .iter()
            .any(|folder| fs::resolve(folder).is_ok_and(|folder| real.starts_with(folder)))
        {
            // What it leads to would be in the postmortem: a link in a pull request would copy any file of the machine.
            let message = format!("`templates/{stem}.md` is a link that leads out of the knowledge base");
            return Err(usage(message, "put the file itself there"));
        }
        return fs::read_to_string(&real).map_err(Failure::disk);
    }
    match name {
        None => Ok(start::TEMPLATE.to_owned()),
        Some(_) => {
            let known = templates(&folder);
            let near = nearest(stem, known.iter().map(String::as_str));
            Err(usage(
                format!("there is no template `templates/{stem}.md`"),
                match near {
                    Some(near) => format!("did you mean `{near}`?"),
                    None if known.is_empty() => "without `--template`, the built-in one is used".to_owned(),
                    None => format!("there are {}", known.join(", ")),
                },
            ))
        }
    }
}

fn templates(folder: &Path) -> Vec<String> {
    let files = fs::list(folder).unwrap_or_default().into_iter().filter(|(_, kind)| *kind != Kind::Dir);
    files.filter_map(|(name, _)| Some(name.to_str()?.strip_suffix(".md")?.to_owned())).collect()
}

/// A path as a person here would type it.
fn shown(file: &Path) -> PathBuf {
    let here = fs::resolve(Path::new(".")).unwrap_or_default();
    file.strip_prefix(&here).unwrap_or(file).to_path_buf()
}

fn usage(message: impl Into<String>, hint: impl Into<String>) -> Failure {
    Failure::Usage { message: message.into(), hint: Some(hint.into()) }
}
