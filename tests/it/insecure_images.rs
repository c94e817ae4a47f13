//! Images that the policy of a page blocks: a link in their place, and a diagnostic.

use crate::archive::Archive;

#[test]
fn an_insecure_image_becomes_a_link_and_is_reported() {
    for (body, link) in [
        ("![A chart](http://e.org/a.png)", "<a href=\"http://e.org/a.png\">A chart</a>"),
        ("![](HTTP://e.org/b.png)", "<a href=\"HTTP://e.org/b.png\">HTTP://e.org/b.png</a>"),
        ("![x][1]\n\n[1]: http://e.org/c.png", "<a href=\"http://e.org/c.png\">x</a>"),
        ("<img src=\"http://e.org/d.png\" alt=\"D\" width=\"10\">", "<a href=\"http://e.org/d.png\">D</a>"),
        ("| a |\n|---|\n| ![E](http://e.org/e.png) |", "<a href=\"http://e.org/e.png\">E</a>"),
        (
            "<p align=\"center\">\n<img alt='F' src='http://e.org/f.png'/>\n</p>",
            "<a href=\"http://e.org/f.png\">F</a>",
        ),
    ] {
        let archive = Archive::new();
        archive.incident("2026-03-02-a", "title: A", body);
        let page = archive.build().page("incidents/2026-03-02-a/index.html").to_owned();
        assert!(page.contains(link), "{body}: {page}");
        assert!(!page.to_lowercase().contains("src=\"http:"), "{body}");
        let printed = archive.run(&["check", "--format", "short"]).stdout;
        assert!(printed.contains("a.md:") && printed.contains("HS107"), "{body}: {printed}");
    }
}

#[test]
fn an_insecure_image_in_a_link_leaves_its_description() {
    for body in [
        "[![Badge](http://e.org/b.svg)](https://e.org/)",
        "<a href=\"https://e.org/\"><img src=http://e.org/b.svg alt=Badge></a>",
    ] {
        let archive = Archive::new();
        archive.incident("2026-03-02-a", "title: A", body);
        let page = archive.build().page("incidents/2026-03-02-a/index.html").to_owned();
        assert!(page.contains("<a href=\"https://e.org/\">Badge</a>"), "{body}: {page}");
    }
}

#[test]
fn images_that_browsers_load_stay() {
    let archive = Archive::new();
    archive.incident(
        "2026-03-02-a",
        "title: A",
        "![a](https://e.org/a.png) ![b](data:image/png;base64,AAAA) ![c](//e.org/c.png)\n\n<img src=\"//e.org/d.png\" alt=\"d\">",
    );
    let page = archive.build().page("incidents/2026-03-02-a/index.html").to_owned();
    for source in
        ["https://e.org/a.png", "data:image/png;base64,AAAA", "https://e.org/c.png", "https://e.org/d.png"]
    {
        assert!(page.contains(&format!("src=\"{source}\"")), "{source}: {page}");
    }
    assert!(!archive.run(&["check", "--format", "short"]).stdout.contains("HS107"));
}
