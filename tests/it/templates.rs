//! `docs/templates.md`: every template with everything its view has, made from the views' own source.
//!
//! `SNAPSHOTS=overwrite` writes it anew.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

/// A struct of the views: what it is, and its fields as name, type and what they are.
#[derive(Default)]
struct Shape {
    about: String,
    fields: Vec<(String, String, String)>,
}

const HEAD: &str = "# Templates

Each page is made by one template from one view: all that the template sees. A theme that replaces a template can
show any of it. This page is made from the source of the views, and a test keeps it up to date.

Templates are [Tera](https://keats.github.io/tera/) 2. Text is escaped; only an incident's `body` and a few
pictures are markup, made by hindsite and free of what a browser would run. `components.html` and
`report_components.html` have no view: they are parts that the other templates use. `base.html` is the frame of
every page and sees the view's `chrome`.

";

#[test]
fn the_reference_of_templates_is_that_of_the_views() {
    let page = reference();
    let file = root().join("docs/templates.md");
    if std::env::var("SNAPSHOTS").as_deref() == Ok("overwrite") {
        fs::write(&file, &page).unwrap();
    }
    let kept = fs::read_to_string(&file).unwrap_or_default();
    assert!(kept == page, "docs/templates.md is out of date; SNAPSHOTS=overwrite writes it anew");
}

#[test]
fn the_plain_theme_replaces_every_template() {
    let names = |theme: &str| -> BTreeSet<String> {
        let folder = root().join("themes").join(theme).join("templates");
        fs::read_dir(folder).unwrap().map(|file| file.unwrap().file_name().into_string().unwrap()).collect()
    };
    assert_eq!(names("plain"), names("default"));
}

fn reference() -> String {
    let plan = fs::read_to_string(root().join("src/site/plan.rs")).unwrap();
    let mut shapes = BTreeMap::new();
    collect(&plan, &mut shapes);
    for file in rust_files(&root().join("src/site/views")) {
        collect(&fs::read_to_string(file).unwrap(), &mut shapes);
    }
    let (mut page, mut waiting) = (HEAD.to_owned(), VecDeque::new());
    for (template, view) in templates(&plan) {
        let _ = writeln!(page, "## `{template}`\n");
        describe(&view, &shapes, &mut page, &mut waiting);
    }
    page.push_str("# What views are made of\n\n");
    let mut described = BTreeSet::new();
    while let Some(name) = waiting.pop_front() {
        if described.insert(name.clone()) {
            let _ = writeln!(page, "## {name}\n");
            describe(&name, &shapes, &mut page, &mut waiting);
        }
    }
    page.truncate(page.trim_end().len());
    page + "\n"
}

/// The variants of `View` that a template renders, as template and view.
fn templates(plan: &str) -> Vec<(String, String)> {
    let body = plan.split_once("pub enum View {").unwrap().1.split_once("\n}").unwrap().0;
    let lines: Vec<&str> = body.lines().map(str::trim).collect();
    let pairs = lines.windows(2).filter_map(|pair| {
        let template = pair[0].strip_prefix("/// `")?.strip_suffix(".html`")?;
        let view = pair[1].split_once("Box<")?.1.split_once('>')?.0;
        Some((format!("{template}.html"), view.to_owned()))
    });
    pairs.collect()
}

fn describe(name: &str, shapes: &BTreeMap<String, Shape>, page: &mut String, waiting: &mut VecDeque<String>) {
    let shape = shapes.get(name).unwrap_or_else(|| panic!("{name} is in a view and has no description"));
    let _ = writeln!(page, "{}\n\n| field | type | what |\n|---|---|---|", shape.about);
    for (field, kind, about) in &shape.fields {
        let kind = in_words(kind, shapes, waiting);
        let _ = writeln!(page, "| `{field}` | {kind} | {} |", about.replace('|', "\\|"));
    }
    page.push('\n');
}

fn in_words(kind: &str, shapes: &BTreeMap<String, Shape>, waiting: &mut VecDeque<String>) -> String {
    let inside = |wrapper: &str| kind.strip_prefix(wrapper).and_then(|rest| rest.strip_suffix('>'));
    if let Some(inner) = inside("Option<") {
        return format!("{}, or nothing", in_words(inner, shapes, waiting));
    }
    if let Some(inner) = inside("Box<").or_else(|| inside("Arc<")) {
        return in_words(inner, shapes, waiting);
    }
    if let Some(inner) = inside("Vec<") {
        return format!("list of {}", in_words(inner, shapes, waiting));
    }
    match kind {
        "String" | "str" | "&'static str" => "text".into(),
        "bool" => "yes or no".into(),
        "usize" | "u8" | "u32" | "u64" | "i16" | "i32" | "i64" | "f64" => "number".into(),
        name => {
            let name = name.rsplit("::").next().unwrap_or(name);
            assert!(shapes.contains_key(name), "nothing is known of the type `{kind}`");
            waiting.push_back(name.to_owned());
            format!("[{name}](#{})", name.to_lowercase())
        }
    }
}

/// The structs that are serialised, with their fields. The source is formatted, so lines tell.
fn collect(text: &str, shapes: &mut BTreeMap<String, Shape>) {
    let (mut about, mut serialised) = (String::new(), false);
    let mut open: Option<(String, Shape)> = None;
    for line in text.lines().map(str::trim) {
        if let Some(words) = line.strip_prefix("///") {
            about.push_str(words);
        } else if line.starts_with("#[derive(") {
            serialised = line.contains("Serialize");
        } else if line.starts_with("#[") {
        } else if let Some(name) = line.strip_prefix("pub struct ").and_then(|rest| rest.strip_suffix(" {")) {
            let shape = Shape { about: std::mem::take(&mut about).trim().to_owned(), fields: vec![] };
            open = serialised.then(|| (name.to_owned(), shape));
        } else if line == "}" {
            shapes.extend(open.take());
            about.clear();
        } else if let Some((_, shape)) = &mut open
            && let Some((field, kind)) = line.strip_prefix("pub ").and_then(|line| line.split_once(": "))
        {
            let what = std::mem::take(&mut about).trim().to_owned();
            shape.fields.push((field.to_owned(), kind.trim_end_matches(',').to_owned(), what));
        } else {
            about.clear();
        }
    }
}

fn rust_files(folder: &Path) -> Vec<PathBuf> {
    let mut found = vec![];
    for entry in fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()) {
        match entry.is_dir() {
            true => found.extend(rust_files(&entry)),
            false => found.push(entry),
        }
    }
    found.sort();
    found
}

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}
