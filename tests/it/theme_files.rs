//! The files of a theme: what its stylesheets name, and which names of files are mistakes.

use crate::archive::{Archive, Site};

fn themed(settings: &str) -> Archive {
    let archive = Archive::new();
    archive
        .incident("2026-01-01-a", "title: Disk full", "- it was full")
        .file("hindsite.toml", "theme = \"own\"\n")
        .file("themes/own/theme.toml", settings);
    archive
}

/// The published name of the file that begins and ends so.
fn published(site: &Site, start: &str, end: &str) -> String {
    let is_it = |file: &&String| file.starts_with(start) && file.ends_with(end);
    let mut found = site.files.keys().filter(is_it);
    let first = found.next().unwrap_or_else(|| panic!("no `{start}…{end}` in {:?}", site.files.keys()));
    assert_eq!(found.next(), None, "more than one `{start}…{end}`");
    first.strip_prefix("assets/").expect("an asset").to_owned()
}

#[test]
fn a_stylesheet_names_the_files_of_its_theme_as_they_are_published() {
    let archive = themed("css = [\"look/main.css\"]\n");
    let sheet = "@import \"parts/type.css\" screen;\n\
        /* url(none.png) */ body { background: URL( ../paper%20grain.png ) no-repeat, url(\"data:image/gif;base64,AAAA\") }\n\
        .a { background: image-set(\"../paper grain.png\" 1x); fill: url(#dots); cursor: url('../../hand.cur?v=2'), auto }\n";
    archive
        .file("themes/own/assets/look/main.css", sheet)
        .file(
            "themes/own/assets/look/parts/type.css",
            "@font-face { font-family: Acme; src: url(../../acme.woff2#x) }\n",
        )
        .file("themes/own/assets/paper grain.png", "a picture")
        .file("themes/own/assets/acme.woff2", "a font")
        .file("static/hand.cur", "a hand");
    let site = archive.build();
    let (picture, font) =
        (published(&site, "assets/paper grain.", ".png"), published(&site, "assets/acme.", ".woff2"));
    let (main, parts) =
        (published(&site, "assets/look-main.", ".css"), published(&site, "assets/look-parts-type.", ".css"));
    let picture = picture.replace(' ', "%20");
    assert_eq!(
        site.page(&format!("assets/{main}")),
        format!(
            "@import \"{parts}\" screen;\n\
             /* url(none.png) */ body {{ background: url(\"{picture}\") no-repeat, url(\"data:image/gif;base64,AAAA\") }}\n\
             .a {{ background: image-set(\"{picture}\" 1x); fill: url(#dots); cursor: url(\"../hand.cur?v=2\"), auto }}\n"
        )
    );
    assert_eq!(
        site.page(&format!("assets/{parts}")),
        format!("@font-face {{ font-family: Acme; src: url(\"{font}#x\") }}\n")
    );
    assert!(site.page("index.html").contains(&format!("href=\"assets/{main}\"")));
}

/// What is kept for ever under its address must never be another thing under the same.
#[test]
fn a_stylesheet_has_another_address_when_a_file_that_it_names_changes() {
    let archive = themed("css = [\"main.css\"]\n");
    archive
        .file("themes/own/assets/main.css", "@import url(type.css);\n")
        .file("themes/own/assets/type.css", "@font-face { font-family: Acme; src: url(acme.woff2) }\n")
        .file("themes/own/assets/acme.woff2", "a font");
    let before = archive.build();
    archive.file("themes/own/assets/acme.woff2", "another font");
    let after = archive.build();
    for (start, end) in [("assets/main.", ".css"), ("assets/type.", ".css"), ("assets/acme.", ".woff2")] {
        assert_ne!(published(&before, start, end), published(&after, start, end));
    }
}

#[test]
fn a_stylesheet_that_names_what_is_not_there_is_refused_with_its_line_and_a_remedy() {
    for (address, message, hint) in [
        ("font/acme.woff2", "has a file `assets/font/acme.woff2`", "did you mean `assets/fonts/acme.woff2`?"),
        ("nothing.png", "has a file `assets/nothing.png`", "put it under the theme's `assets/`"),
        ("../hand.curr", "has a file `hand.curr`", "did you mean `hand.cur`?"),
        (
            "/fonts/acme.woff2",
            "`/fonts/acme.woff2` leads out of the site",
            "begins in the stylesheet's own folder",
        ),
        (
            "../../acme.woff2",
            "`../../acme.woff2` leads out of the site",
            "begins in the stylesheet's own folder",
        ),
    ] {
        let archive = themed("css = [\"main.css\"]\n");
        archive
            .file("themes/own/assets/main.css", format!("/* Acme */\nh1 {{ src: url({address}) }}\n"))
            .file("themes/own/assets/fonts/acme.woff2", "a font")
            .file("static/hand.cur", "a hand");
        for command in ["build", "check"] {
            let outcome = archive.run(&[command]);
            assert_eq!(outcome.code, 2, "{address}: {}", outcome.stderr);
            assert!(outcome.stderr.contains(message) && outcome.stderr.contains(hint), "{}", outcome.stderr);
            assert!(outcome.stderr.contains("--> themes/own/assets/main.css:2:11"), "{}", outcome.stderr);
        }
    }
}

#[test]
fn stylesheets_that_import_each_other_are_refused() {
    let archive = themed("css = [\"a.css\"]\n");
    archive
        .file("themes/own/assets/a.css", "@import 'b.css';\n")
        .file("themes/own/assets/b.css", "@import 'a.css';\n");
    let outcome = archive.run(&["build"]);
    assert_eq!(outcome.code, 2, "{}", outcome.stderr);
    assert!(outcome.stderr.contains("imports itself by way of `a.css`"), "{}", outcome.stderr);
    assert!(outcome.stderr.contains("--> themes/own/assets/b.css:1:9"), "{}", outcome.stderr);
}

#[test]
fn a_file_of_another_host_stays_as_it_is_written_and_is_a_warning_in_every_build() {
    let archive = themed("css = [\"main.css\"]\n");
    let sheet = "@import url(https://fonts.example.org/css?family=A);\n@namespace svg url(http://www.w3.org/2000/svg);\n\
        h1 { background: url(//cdn.example.org/a.png), url(DATA:image/gif;base64,AAAA) }\n";
    archive.file("themes/own/assets/main.css", sheet);
    // The second build recalls what the first one said.
    for _ in 0..2 {
        let outcome = archive.run(&["build"]);
        assert_eq!(outcome.code, 0, "{}", outcome.stderr);
        assert_eq!(outcome.stderr.matches("HS313").count(), 2, "{}", outcome.stderr);
        for (what, place) in
            [("https://fonts.example.org/css?family=A", "1:9"), ("//cdn.example.org/a.png", "3:18")]
        {
            assert!(outcome.stderr.contains(&format!("`{what}` is not on this site")), "{}", outcome.stderr);
            assert!(
                outcome.stderr.contains(&format!("--> themes/own/assets/main.css:{place}")),
                "{}",
                outcome.stderr
            );
        }
    }
    let site = Site::read(&archive.site());
    assert_eq!(site.page(&format!("assets/{}", published(&site, "assets/main.", ".css"))), sheet);
}

#[test]
fn pages_load_fonts_of_the_site_and_no_others() {
    for theme in ["default", "plain"] {
        let archive = Archive::new();
        archive.incident("2026-01-01-a", "title: Disk full", "- it was full");
        archive.file("hindsite.toml", format!("theme = \"{theme}\"\n"));
        assert!(archive.build().page("404.html").contains("; font-src 'self' file: data:; "));
    }
}

#[test]
fn a_file_that_nothing_reads_because_of_its_name_is_a_warning_with_the_name_that_was_meant() {
    for (file, hint) in [
        ("templates/incidnet.html", "did you mean `templates/incident.html`?"),
        ("templates/Home.html", "did you mean `templates/home.html`?"),
        ("templates/services.html", "the templates are 404.html, base.html, components.html, facets.html"),
        ("template/incident.html", "did you mean `templates/incident.html`?"),
        ("Assets/logo.svg", "did you mean `assets/logo.svg`?"),
        ("assets/stlye.css", "did you mean `assets/style.css`?"),
        ("assets/preview-incidents.png", "did you mean `assets/preview-incident.png`?"),
        ("incident.html", "did you mean `templates/incident.html`?"),
        ("style.css", "did you mean `assets/style.css`?"),
        ("themes.toml", "did you mean `theme.toml`?"),
    ] {
        let archive = themed("");
        archive.file(&format!("themes/own/{file}"), "h1 { color: red }\n");
        let outcome = archive.run(&["build"]);
        assert_eq!(outcome.code, 0, "{}", outcome.stderr);
        let said = outcome.stderr;
        let message =
            format!("warning[HS314]: nothing reads the theme's file `{file}`\n  --> themes/own/{file}\n");
        assert!(said.contains(&message) && said.contains(hint), "{said}");
        assert_eq!(said.matches("HS314").count(), 1, "{said}");
    }
}

/// Parts that other templates name or that have components, assets that something names or that are near nothing, and
/// whatever a theme keeps for itself.
#[test]
fn files_of_a_theme_that_something_reads_or_that_are_its_own_affair_are_no_mistakes() {
    let archive = themed("css = [\"styles.css\"]\njs = [\"lists.js\"]\nlogo = { file = \"icons.svg\" }\n");
    archive
        .file("themes/own/templates/404.html", "{% extends 'bases.html' %}")
        .file("themes/own/templates/bases.html", "{% include \"parts/foot.html\" %}{{<shout text=\"x\" />}}")
        .file("themes/own/templates/parts/foot.html", "foot")
        .file(
            "themes/own/templates/component.html",
            "{% component shout(text) %}{{ text }}!{% endcomponent shout %}",
        )
        .file("themes/own/assets/styles.css", "@import 'style2.css';\n")
        .file("themes/own/assets/style2.css", "h1 { color: red }\n")
        .file("themes/own/assets/lists.js", "draw();\n")
        .file("themes/own/assets/icons.svg", "<svg xmlns=\"http://www.w3.org/2000/svg\"/>")
        .file("themes/own/assets/fonts/OFL.txt", "a licence")
        .file("themes/own/README.md", "# Ours")
        .file("themes/own/LICENSE", "MIT")
        .file("themes/own/source/logo.ai", "a picture");
    let outcome = archive.run(&["build"]);
    assert_eq!(outcome.code, 0, "{}", outcome.stderr);
    assert!(!outcome.stderr.contains("warning"), "{}", outcome.stderr);
}
