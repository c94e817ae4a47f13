//! Themes: what `theme.toml` sets, what it refuses, the built-in ones, and whether search engines may come.

use crate::archive::{Archive, Outcome};

fn themed(settings: &str) -> Archive {
    let archive = Archive::new();
    archive
        .incident("2026-01-01-a", "title: Disk full", "- it was full")
        .file("hindsite.toml", "theme = \"own\"\n");
    archive.file("themes/own/theme.toml", settings);
    archive
}

fn refused(settings: &str) -> String {
    let outcome = themed(settings).run(&["build"]);
    assert_eq!(outcome.code, 2, "{}", outcome.stderr);
    outcome.stderr
}

fn warned(settings: &str) -> Outcome {
    let outcome = themed(settings).run(&["build"]);
    assert_eq!(outcome.code, 0, "{}", outcome.stderr);
    outcome
}

#[test]
fn colours_logo_navigation_stylesheets_and_scripts_of_a_theme_are_on_every_page() {
    let archive = themed(
        "css = [\"extra.css\"]
js = [\"draw.js\"]
logo = { file = \"acme.svg\", alt = \"Acme\" }
[colors]
accent = \"rebeccapurple\"
[colors.dark]
accent = \"rgb(200 160 255)\"
[[navigation]]
text = \"All of them\"
href = \"incidents/\"
[[navigation]]
text = \"Status\"
href = \"https://status.example.org/\"
",
    );
    archive.file("themes/own/assets/extra.css", "h1 { color: var(--accent) }\n");
    archive.file("themes/own/assets/draw.js", "draw();\n");
    archive.file("themes/own/assets/acme.svg", "<svg xmlns=\"http://www.w3.org/2000/svg\"/>");
    let site = archive.build();
    let colours = site.files.keys().find(|file| file.starts_with("assets/colors.")).expect("a stylesheet");
    assert_eq!(
        site.page(colours),
        "@media screen and (prefers-color-scheme: light) { :root { --accent: #663399; } }\n\
         @media screen and (prefers-color-scheme: dark) { :root { --accent: #c8a0ff; } }\n\
         @media (forced-colors: active) { :root { --accent: LinkText; } }\n"
    );
    for (page, root) in
        [("index.html", ""), ("incidents/2026-01-01-a/index.html", "../../"), ("404.html", "/")]
    {
        let html = site.page(page);
        let at = |text: &str| html.find(text).unwrap_or_else(|| panic!("no `{text}` in {page}: {html}"));
        assert!(at("assets/style.") < at("assets/colors.") && at("assets/colors.") < at("assets/extra."));
        assert!(html.contains("alt=\"Acme\">") && !html.contains("<span>Postmortems</span>"), "{html}");
        at("<a href=\"https://status.example.org/\">Status</a>");
        assert!(at("assets/search.") < at("assets/draw."));
        at("style-src 'self' file: 'unsafe-inline';");
        at(&format!("<a href=\"{root}incidents/\""));
        assert!(!html.contains(">Reports</a></li>"), "{html}");
    }
    assert!(site.page("incidents/2026-01-01-a/index.html").contains("aria-current=\"true\">All of them</a>"));
}

#[test]
fn a_mistake_in_the_settings_of_a_theme_is_shown_with_its_line_and_a_remedy() {
    for (settings, message, hint) in [
        ("colour = 1\n", "there is no key `colour`", "did you mean `colors`?"),
        ("base = \"plan\"\n", "`plan` is not a built-in theme", "did you mean `plain`?"),
        ("[colors]\nacent = \"red\"\n", "the theme has no colour `acent`", "did you mean `accent`?"),
        (
            "[colors]\naccent = \"teel\"\n",
            "`teel` is not a colour that a theme can have",
            "the numbers of a colour, such as",
        ),
        (
            "[colors]\naccent = \"red;} body {display: none\"\n",
            "is not a colour",
            "the numbers of a colour, such as",
        ),
        (
            "[colors]\naccent = \"url(https://example.org/)\"\n",
            "is not a colour",
            "the numbers of a colour, such as",
        ),
        (
            "css = [\"own.css\"]\n",
            "the theme has no file `assets/own.css`",
            "below the theme's folder `assets/`",
        ),
        (
            "logo = { file = \"../logo.svg\" }\n",
            "the theme has no file `assets/../logo.svg`",
            "below the theme's folder",
        ),
        (
            "[[navigation]]\ntext = \"x\"\nhref = \"javascript:alert(1)\"\n",
            "`javascript:alert(1)` is not an address",
            "a page of the site",
        ),
        (
            "[[navigation]]\ntext = \"x\"\nhref = \"//example.org\"\n",
            "`//example.org` is not an address",
            "a page of the site",
        ),
    ] {
        let said = refused(settings);
        assert!(said.contains(message) && said.contains(hint), "{settings}{said}");
        assert!(said.contains("--> themes/own/theme.toml:"), "{said}");
    }
}

#[test]
fn a_value_of_another_kind_than_a_theme_has_is_refused_in_words_that_need_no_serde() {
    for (settings, message, hint) in [
        ("css = \"extra.css\"\n", "this must be a list", "write it in brackets: `[\"extra.css\"]`"),
        ("logo = \"acme.svg\"\n", "expected a table, as `[logo]` with a line `file = \"acme.svg\"`", ""),
        (
            "navigation = [\"incidents/\"]\n",
            "expected a table with `text` and `href` under `[[navigation]]`",
            "",
        ),
        ("[navigation]\ntext = \"a\"\n", "this must be a list of tables", "two pairs of brackets"),
        (
            "[[navigation]]\ntext = \" \"\nhref = \"\"\n",
            "an entry of the navigation has no text",
            "what the link says",
        ),
        (
            "[[navigation]]\ntext = \"a\"\nhref = \"/incidents/\"\n",
            "`/incidents/` is not an address",
            "as `incidents/`",
        ),
        (
            "[[navigation]]\ntext = \"a\"\nhref = \"www.example.org/a\"\n",
            "the site has no page `www.example.org/a`",
            "did you mean `https://www.example.org/a`?",
        ),
        ("css = [\"assets/extra.css\"]\n", "no file `assets/assets/extra.css`", "did you mean `extra.css`?"),
        ("css = [\"draw.js\"]\n", "`draw.js` is not the name of a stylesheet", "ends in .css"),
        ("js = [\"extra.css\"]\n", "`extra.css` is not the name of a script", "ends in .js, .mjs"),
        (
            "logo = { file = \"extra.css\" }\n",
            "`extra.css` is not the name of a picture",
            "ends in .svg, .png",
        ),
    ] {
        let archive = themed(settings);
        archive.file("themes/own/assets/extra.css", "h1 {}").file("themes/own/assets/draw.js", "draw();");
        let outcome = archive.run(&["build"]);
        assert_eq!(outcome.code, 2, "{settings}{}", outcome.stderr);
        let said = outcome.stderr;
        assert!(said.contains(message) && said.contains(hint) && said.contains("HS302"), "{settings}{said}");
        assert!(!said.contains("struct") && !said.contains("sequence"), "{said}");
    }
}

#[test]
fn a_theme_is_named_as_its_folder_and_nothing_above_it_is_read() {
    for name in ["", " ", "own/", "themes/own", "../own", "."] {
        let archive = themed("");
        archive.file("hindsite.toml", format!("theme = \"{name}\"\n"));
        let outcome = archive.run(&["build"]);
        assert_eq!(outcome.code, 2, "{name}: {}", outcome.stderr);
        let message = format!("`{name}` is not the name of a theme\n --> hindsite.toml:1:");
        assert!(outcome.stderr.contains(&message), "{}", outcome.stderr);
        assert!(
            outcome.stderr.contains("hint: the name of a folder under `themes/`, or one of default, plain")
        );
    }
}

#[test]
fn what_is_wrong_in_a_template_is_told_of_the_file_it_is_in() {
    for (template, message, hint) in [
        // The line names another template as well.
        ("{% extends \"base.html\" %}{% bloc x %}", "incident.html:1:", ""),
        ("{{ chrome.titel }}", "Field `titel` is not defined", "a template sees its view and nothing else"),
        ("{% extends \"bse.html\" %}", "bse.html", "did you mean `base.html`?"),
        ("{% include \"component.html\" %}", "component.html", "did you mean `components.html`?"),
    ] {
        let archive = themed("");
        archive.file("themes/own/templates/incident.html", template);
        let outcome = archive.run(&["build"]);
        assert_eq!(outcome.code, 2, "{template}: {}", outcome.stderr);
        assert!(outcome.stderr.contains(message) && outcome.stderr.contains(hint), "{}", outcome.stderr);
        assert!(
            outcome.stderr.contains("\n  --> themes/own/templates/incident.html\n"),
            "{}",
            outcome.stderr
        );
    }
}

fn navigation(href: &str) -> String {
    format!("[[navigation]]\ntext = \"x y\" # to {href}\nhref = \"{href}\"\n")
}

#[test]
fn the_navigation_leads_to_pages_files_and_searches_of_the_site_and_to_other_sites() {
    for (href, home, page) in [
        ("incidents/", "incidents/", "../../incidents/"),
        // A folder without its slash is no page where the site is opened from the disk.
        ("./reports/causes", "reports/causes/", "../../reports/causes/"),
        (
            "incidents/2026-01-01-a/#when",
            "incidents/2026-01-01-a/#when",
            "../../incidents/2026-01-01-a/#when",
        ),
        ("search/?q=severity:sev1", "search/?q=severity:sev1", "../../search/?q=severity:sev1"),
        ("feed.xml", "feed.xml", "../../feed.xml"),
        ("the rules.pdf", "the%20rules.pdf", "../../the%20rules.pdf"),
        ("guide/", "guide/", "../../guide/"),
        ("", "./", "../../"),
        ("https://example.org/a", "https://example.org/a", "https://example.org/a"),
        ("mailto:sre@example.org", "mailto:sre@example.org", "mailto:sre@example.org"),
    ] {
        let archive = themed(&navigation(href));
        archive.file("static/the rules.pdf", "rules").file("static/guide/index.html", "<p>guide</p>");
        archive.file("hindsite.toml", "theme = \"own\"\nbase_url = \"https://example.org/post/\"\n");
        let site = archive.build();
        let shown = |file: &str, href: &str| {
            let link = format!("<li><a href=\"{href}\"");
            let html = site.page(file);
            html.lines().any(|line| line.starts_with(&link) && line.ends_with(">x y</a></li>"))
        };
        assert!(shown("index.html", home), "{href}: {}", site.page("index.html"));
        assert!(shown("incidents/2026-01-01-a/index.html", page), "{href}");
        let lost = if home.contains(':') && !home.contains('/') || home.starts_with("https") {
            home.to_owned()
        } else {
            format!("/post/{}", home.trim_start_matches("./"))
        };
        assert!(shown("404.html", &lost), "{href}: {lost}");
    }
}

#[test]
fn an_entry_of_the_navigation_that_leads_nowhere_is_refused_with_its_line_and_the_nearest_page() {
    for (href, hint) in [
        ("incidnets/", "did you mean `incidents/`?"),
        ("incidents.html", "did you mean `incidents/`?"),
        ("incidents/2026-01-01-b/", "did you mean `incidents/2026-01-01-a/`?"),
        ("the-rule.pdf", "did you mean `the-rules.pdf`?"),
        ("somewhere/else/", "a page of the site, as `reports/causes/`, a file of `static/`"),
        ("../", "a page of the site"),
    ] {
        let archive = themed(&navigation(href));
        archive.file("static/the-rules.pdf", "rules");
        for command in ["build", "check"] {
            let outcome = archive.run(&[command]);
            assert_eq!(outcome.code, 2, "{href}: {}", outcome.stderr);
            let said = outcome.stderr;
            assert!(
                said.contains(&format!("the site has no page `{href}`")) && said.contains(hint),
                "{said}"
            );
            // Not where the same words stand in a comment.
            assert!(said.contains("--> themes/own/theme.toml:3:8"), "{said}");
        }
    }
}

/// The built-in navigation has no list of nothing either, and a public page must not name what is withheld.
#[test]
fn the_navigation_leaves_out_lists_of_nothing_and_in_the_public_edition_what_is_withheld() {
    let settings = "[[navigation]]\ntext = \"All\"\nhref = \"incidents/\"\n\
        [[navigation]]\ntext = \"Causes\"\nhref = \"causes/\"\n\
        [[navigation]]\ntext = \"That one\"\nhref = \"incidents/2026-01-01-a/\"\n";
    let archive = themed(settings);
    archive.incident("2026-01-01-a", "title: Wombats in the cellar", "- they got in");
    archive.incident("2026-01-02-b", "title: Cable cut\nvisibility: public", "- it was cut");
    let home = archive.build().page("index.html").to_owned();
    assert!(home.contains(">All</a></li>") && home.contains(">That one</a></li>"), "{home}");
    assert!(!home.contains(">Causes</a></li>"), "{home}");
    let outcome = archive.run(&["build", "--audience", "public"]);
    assert_eq!(outcome.code, 0, "{}", outcome.stderr);
    let site = crate::archive::Site::read(&archive.site());
    let home = site.page("index.html");
    assert!(home.contains(">All</a></li>") && !home.contains("That one"), "{home}");
}

#[test]
fn colours_in_which_text_is_hard_to_read_are_a_warning() {
    // #777777 on white: 4.48 by WebAIM's contrast checker; on the surface #f2f5f6 it is less.
    let said = warned("[colors]\nquiet = \"#777777\"\n").stderr;
    assert!(said.contains("HS311") && said.contains("`quiet` on `paper` has a contrast of 4.47"), "{said}");
    let said = warned("[colors]\nquiet = \"#444444\"\n").stderr;
    assert!(!said.contains("HS311"), "{said}");
}

#[test]
fn what_cannot_be_the_colour_of_text_or_ground_is_refused_where_it_stands_with_a_remedy() {
    for (value, message, hint) in [
        ("currentColor", "is another colour in every place", "`[colors.dark]` has those of the dark scheme"),
        ("light-dark(#fff, #000)", "is another colour in every place", "`[colors.dark]`"),
        ("color-mix(in srgb, red 20%, blue)", "is another colour in every place", "such as `teal`"),
        ("var(--ink)", "is another colour in every place", "such as `teal`"),
        ("CanvasText", "is another colour in every place", "such as `teal`"),
        ("color(display-p3 1 0 0)", "is not a colour that a theme can have", "such as `teal`"),
        ("transparent", "is not opaque", "without an alpha"),
        ("#12345678", "is not opaque", "without an alpha"),
        ("rgb(0 0 0 / 99%)", "is not opaque", "without an alpha"),
    ] {
        for (settings, place) in [
            (format!("# {value}\n[colors]\nline = \"red\"\nink = \"{value}\"\n"), "4:7"),
            (format!("# {value}\ncolors.dark = {{ paper = \"{value}\" }}\n"), "2:25"),
        ] {
            let said = refused(&settings);
            assert!(said.contains(&format!("`{value}` {message}")) && said.contains(hint), "{said}");
            assert!(said.contains(&format!("--> themes/own/theme.toml:{place}")), "{said}");
        }
    }
    let said = refused("[colors]\nink = 3\n");
    assert!(said.contains("HS302") && said.contains("a colour is a text, such as \"#0b6075\""), "{said}");
    let said = refused("# acent\n[colors.dark]\nacent = \"red\"\n");
    assert!(said.contains("theme.toml:3:1"), "{said}");
}

#[test]
fn every_form_of_a_colour_that_the_documentation_names_is_taken() {
    // All but the last are the same colour, by CSS Color 4.
    let css = colours_of(
        "[colors]\nink = \"teal\"\nquiet = \"#008080\"\naccent = \"rgb(0 128 128)\"\ngood = \"RGB(0, 128, 128)\"\n\
         bad = \"hsl(180 100% 25.1%)\"\nwarn = \"hwb(180 0% 49.8%)\"\ncode-name = \"#088\"\n",
    );
    let rules = "--accent: #008080; --bad: #008080; --code-name: #008888; --good: #008080; --ink: #008080; \
                 --quiet: #008080; --warn: #008080;";
    assert!(css.contains(rules), "{css}");
    // A line may let through what is behind it: nothing is read in it.
    let css = colours_of(
        "[colors]\nink = \"lab(48% -29 -9)\"\nquiet = \"lch(48% 30 197)\"\naccent = \"oklab(54% -0.09 -0.03)\"\n\
         good = \"oklch(54% 0.09 195)\"\nbad = \"color(srgb 0 0.5 0.5)\"\nline = \"rgb(0 0 0 / 20%)\"\n",
    );
    assert!(css.matches(": #").count() == 6 && css.contains("--line: #00000033;"), "{css}");
}

#[test]
fn a_theme_with_a_stylesheet_of_its_own_has_the_colours_that_are_in_it() {
    let with = |sheet: &str, settings: &str| {
        let archive = themed(settings);
        archive.file("themes/own/assets/style.css", sheet);
        archive.run(&["build"])
    };
    let sheet = "/* Ours: :root has the colours. */\n@media (prefers-color-scheme:dark){:root{--paper:oklch(0% 0 0)}}\n\
        :root,:host{--ink:light-dark(#111,#eee);--paper:rgb(255 255 255);--brand:#123456}\n";
    let outcome =
        with(sheet, "[colors]\nink = \"#777777\"\nbrand = \"#654321\"\n[colors.dark]\nink = \"#111111\"\n");
    assert_eq!(outcome.code, 0, "{}", outcome.stderr);
    // #777777 on white and #111111 on black by WebAIM's contrast checker: 4.48 and 1.11, rounded down here.
    assert!(outcome.stderr.contains("a contrast of 4.47 in the light scheme"), "{}", outcome.stderr);
    assert!(outcome.stderr.contains("a contrast of 1.11 in the dark scheme"), "{}", outcome.stderr);
    let outcome = with("body { color: red }", "[colors]\nink = \"#777\"\n");
    assert_eq!(outcome.code, 2, "{}", outcome.stderr);
    assert!(outcome.stderr.contains("the theme has no colour `ink`"), "{}", outcome.stderr);
    assert!(outcome.stderr.contains("its `assets/style.css` declares none"), "{}", outcome.stderr);
}

/// A theme's colours come after its base's rules for them, and would win.
#[test]
fn a_reader_who_asks_for_more_contrast_or_colours_of_the_system_has_them_in_any_theme() {
    let css = colours_of(
        "[colors]\nquiet = \"#444\"\nink = \"#111\"\n[colors.dark]\nline = \"#333\"\nsurface = \"#000\"\n",
    );
    let last = "@media (prefers-contrast: more) { :root { --line: var(--ink); --quiet: var(--ink); } }\n\
        @media (forced-colors: active) { :root { --ink: CanvasText; --line: CanvasText; --quiet: CanvasText; --surface: Canvas; } }\n";
    assert!(css.ends_with(last), "{css}");
}

/// By CSS Color 4, `oklch(52% 0.4 150)` is -0.21 0.31 -0.07 in linear sRGB, of which screens show 0 0.31 0: `#009800`, with 3.82
/// on white. With the parts that nobody sees it would be 4.69.
#[test]
fn the_contrast_of_a_colour_that_no_screen_shows_is_that_of_the_one_shown() {
    let settings = "[colors]\naccent = \"oklch(52% 0.4 150)\"\npaper = \"#ffffff\"\n";
    assert!(colours_of(settings).contains("--accent: #009800;"));
    let said = warned(settings).stderr;
    assert!(said.contains("`accent` on `paper` has a contrast of 3.82 in the light scheme"), "{said}");
}

fn colours_of(settings: &str) -> String {
    let site = themed(settings).build();
    let file = site.files.keys().find(|file| file.starts_with("assets/colors.")).expect("a stylesheet");
    site.page(file).to_owned()
}

#[test]
fn the_plain_theme_is_chosen_by_name_or_as_a_base() {
    let archive = Archive::new();
    archive.incident("2026-01-01-a", "title: Disk full", "- it was full");
    let default = archive.build();
    archive.file("hindsite.toml", "theme = \"plain\"\n");
    let plain = archive.build();
    let based = themed("base = \"plain\"\n").build();
    let page = "incidents/2026-01-01-a/index.html";
    assert!(default.page(page).contains("class=\"bar\"") && !plain.page(page).contains("class=\"bar\""));
    assert_eq!(plain.page(page), based.page(page));
    // A theme of one's own goes by its name, whatever it is.
    archive.file("themes/plain/templates/404.html", "<p>mine</p>");
    assert_eq!(archive.build().page("404.html"), "<p>mine</p>");
}

#[test]
fn search_engines_list_only_what_is_published_for_everybody() {
    let noindex = "<meta name=\"robots\" content=\"noindex\">";
    let archive = Archive::new();
    let address = "base_url = \"https://example.org/\"\n";
    archive.incident("2026-01-01-a", "title: x\nvisibility: public", "y").file("hindsite.toml", address);
    let site = archive.build();
    for page in site.files.keys().filter(|file| file.ends_with(".html")) {
        assert!(site.page(page).contains(noindex), "{page}");
    }
    // Crawlers may read every page, or they would not learn that it is not to be listed.
    assert_eq!(site.page("robots.txt"), "User-agent: *\nAllow: /\n");
    let outcome = archive.run(&["build", "--audience", "public", "--output", "open"]);
    assert_eq!(outcome.code, 0, "{}", outcome.stderr);
    let open = crate::archive::Site::read(&archive.root().join("open"));
    assert!(open.files.values().all(|bytes| !String::from_utf8_lossy(bytes).contains(noindex)));
    assert!(open.page("robots.txt").ends_with("Sitemap: https://example.org/sitemap.xml\n"));
    archive.file("hindsite.toml", format!("{address}search_engines = true\n"));
    assert!(!archive.build().page("index.html").contains(noindex));
}

#[test]
fn a_sitemap_has_whole_addresses_and_there_is_none_without_the_address_of_the_site() {
    let archive = Archive::new();
    archive.incident("2026-01-01-a", "title: x\nvisibility: public", "y");
    let site = archive.build();
    assert!(!site.files.contains_key("sitemap.xml"));
    assert_eq!(site.page("robots.txt"), "User-agent: *\nAllow: /\n");
    archive.file("hindsite.toml", "base_url = \"https://example.org/pm/\"\n");
    let known = archive.build();
    let places = known.page("sitemap.xml").matches("<loc>").count();
    assert_eq!(known.page("sitemap.xml").matches("<loc>https://example.org/pm/").count(), places);
    assert!(known.page("sitemap.xml").contains("<loc>https://example.org/pm/incidents/2026-01-01-a/</loc>"));
    archive.remove("hindsite.toml");
    assert!(archive.build() == site, "the sitemap goes with the address");
}

#[test]
fn a_shared_page_of_either_theme_has_a_picture_where_the_address_of_the_site_is_known() {
    for theme in ["default", "plain"] {
        has_pictures(theme);
    }
}

fn has_pictures(theme: &str) {
    let archive = Archive::new();
    archive.incident("2026-01-01-a", "title: x", "y");
    archive.file("hindsite.toml", format!("theme = \"{theme}\"\n"));
    assert!(!archive.build().page("index.html").contains("og:image"));
    archive.file("hindsite.toml", format!("theme = \"{theme}\"\nbase_url = \"https://example.org/post/\"\n"));
    let site = archive.build();
    assert!(
        site.page("incidents/2026-01-01-a/index.html")
            .contains("<meta property=\"og:type\" content=\"article\">")
    );
    for (page, kind) in [
        ("index.html", "home"),
        ("incidents/2026-01-01-a/index.html", "incident"),
        ("incidents/index.html", "list"),
        ("reports/index.html", "report"),
        ("search/index.html", "search"),
    ] {
        let html = site.page(page);
        let (_, rest) =
            html.split_once("<meta property=\"og:image\" content=\"https://example.org/post/").expect(page);
        let (name, _) = rest.split_once('"').expect("an address");
        assert!(name.starts_with(&format!("assets/preview-{kind}.")), "{name}");
        assert_eq!(&site.files[name][..8], b"\x89PNG\r\n\x1a\n");
    }
}
