//! Highlights code with twelve classes, few enough for every stylesheet to cover.
//!
//! A lexer, not a parser: it colours comments, strings, numbers and words, takes linear time, and never changes the
//! text. Logs, SQL, YAML, JSON and shell have rules of their own; other languages are data (`languages.toml`).

mod language;
mod lexer;
mod line_based;
mod markup;
mod scanner;

use crate::invisible;
use std::iter::Peekable;
use std::vec::IntoIter;

/// What a piece of code is.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum Class {
    Plain,
    Comment,
    String,
    Keyword,
    Number,
    Constant,
    Name,
    Type,
    Key,
    Variable,
    Inserted,
    Deleted,
    Error,
}

impl Class {
    fn name(self) -> &'static str {
        use Class::*;
        match self {
            Plain => "",
            Comment => "hl-comment",
            String => "hl-string",
            Keyword => "hl-keyword",
            Number => "hl-number",
            Constant => "hl-constant",
            Name => "hl-function",
            Type => "hl-type",
            Key => "hl-attribute",
            Variable => "hl-variable",
            Inserted => "hl-inserted",
            Deleted => "hl-deleted",
            Error => "hl-error",
        }
    }
}

/// Returns the inside of `<pre><code>`; `None` for an unknown language, whose code the caller shows as it is.
pub fn html(language: &str, code: &str) -> Option<String> {
    match language {
        "diff" | "patch" | "udiff" => Some(line_based::diff(code)),
        "http" | "https" => Some(line_based::http(code)),
        "markdown" | "md" | "mdx" | "rst" | "asciidoc" => Some(line_based::markdown(code)),
        "html" | "xml" | "svg" | "xhtml" | "htm" | "xsd" | "xslt" | "rss" | "plist" | "vue" | "svelte"
        | "astro" | "jinja" | "jinja2" | "handlebars" | "liquid" | "pom" => Some(markup::html(code)),
        _ => lexer::html(language, code)
            .or_else(|| language::find(language).map(|language| scanner::html(language, code))),
    }
}

/// Returns the mark that code shows in the place of an invisible character: what is copied is what is seen.
pub fn mark(c: char) -> String {
    let name = invisible::name(c).unwrap_or("invisible character");
    format!("<mark class=\"invisible\" title=\"{name}\">{}</mark>", invisible::code_point(c))
}

/// Collects tokens as escaped text in flat, merged spans.
struct Spans {
    html: String,
    open: Class,
    /// How many bytes of the code are written.
    at: usize,
    /// The characters that get a mark, by position.
    marks: Peekable<IntoIter<(usize, char)>>,
}

impl Spans {
    fn new(code: &str) -> Spans {
        let marks = invisible::in_code(code).into_iter().peekable();
        Spans { html: String::with_capacity(code.len() * 3), open: Class::Plain, at: 0, marks }
    }

    fn push(&mut self, class: Class, text: &str) {
        for line in text.split_inclusive('\n') {
            let content = line.trim_end_matches('\n');
            // White space needs no span, and no span crosses a line end, so that lines can be cut out.
            self.switch(if content.trim().is_empty() { Class::Plain } else { class });
            self.escaped(content);
            if content.len() < line.len() {
                self.switch(Class::Plain);
                self.html.push('\n');
                self.at += 1;
            }
        }
    }

    fn escaped(&mut self, text: &str) {
        let (start, end) = (self.at, self.at + text.len());
        let mut from = 0;
        while let Some((at, c)) = self.marks.next_if(|(at, _)| *at < end) {
            self.escaped_visible(&text[from..at - start]);
            self.html.push_str(&mark(c));
            from = at - start + c.len_utf8();
        }
        self.escaped_visible(&text[from..]);
        self.at = end;
    }

    fn escaped_visible(&mut self, text: &str) {
        let mut from = 0;
        for (i, b) in text.bytes().enumerate() {
            let entity = match b {
                b'<' => "&lt;",
                b'>' => "&gt;",
                b'&' => "&amp;",
                b'"' => "&quot;",
                _ => continue,
            };
            self.html.push_str(&text[from..i]);
            self.html.push_str(entity);
            from = i + 1;
        }
        self.html.push_str(&text[from..]);
    }

    fn switch(&mut self, class: Class) {
        if class == self.open {
            return;
        }
        if self.open != Class::Plain {
            self.html.push_str("</span>");
        }
        if class != Class::Plain {
            self.html.push_str("<span class=\"");
            self.html.push_str(class.name());
            self.html.push_str("\">");
        }
        self.open = class;
    }

    fn finish(mut self) -> String {
        self.switch(Class::Plain);
        self.html
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(html: &str) -> String {
        let mut out = String::new();
        let mut rest = html;
        while let Some(i) = rest.find('<') {
            out.push_str(&rest[..i]);
            rest = &rest[i + rest[i..].find('>').unwrap() + 1..];
        }
        out.push_str(rest);
        out.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"").replace("&amp;", "&")
    }

    #[test]
    fn unknown_language_is_none() {
        assert_eq!(html("nosuchlang", "x"), None);
        assert_eq!(html("", "x"), None);
    }

    #[test]
    fn the_text_survives_in_every_language() {
        let nasty = "a <b> \"q 'x\\\" & é 日本 # c -- d /* e\n\t$(x ${y}) {\"k\": [1.5, true]} */ `z`\r\n- k: |\n    v\nERROR 2026-03-02T14:05:00Z\0'";
        for lang in [
            "log",
            "sql",
            "yaml",
            "json",
            "sh",
            "python",
            "rust",
            "go",
            "makefile",
            "diff",
            "html",
            "toml",
            "ini",
            "dockerfile",
            "ts",
        ] {
            let html = html(lang, nasty).unwrap();
            assert_eq!(text(&html), nasty, "{lang}");
            assert_eq!(html.matches("<span").count(), html.matches("</span>").count(), "{lang}");
        }
    }

    #[test]
    fn any_text_survives() {
        let mut x: u64 = 88172645463325252;
        let mut next = move |n: usize| {
            x ^= x << 13;
            x ^= x >> 7;
            x ^= x << 17;
            (x % n as u64) as usize
        };
        let parts = [
            "\"",
            "'",
            "\\",
            "\n",
            " ",
            "#",
            "$",
            "${",
            "}",
            "--",
            "/*",
            "*/",
            "a",
            "é",
            "日",
            "1",
            "12:00:00",
            "2026-01-01T",
            ":",
            "=",
            "{",
            "key",
            "ERROR",
            "\t",
            "\r\n",
            "<",
            "&",
            "|",
            "\0",
            "select",
            "-x",
            "🦀",
        ];
        for _ in 0..20_000 {
            let code: String = (0..next(30)).map(|_| parts[next(parts.len())]).collect();
            for lang in ["log", "sql", "yaml", "json", "sh"] {
                assert_eq!(text(&html(lang, &code).unwrap()), code, "{lang}");
            }
        }
    }

    /// The classes of a piece of code: its coloured tokens, without white space and what has no class.
    fn classes(language: &str, code: &str) -> Vec<(String, String)> {
        let html = html(language, code).unwrap();
        let spans = html.split("<span class=\"hl-").skip(1);
        spans
            .map(|span| {
                let (class, rest) = span.split_once("\">").unwrap();
                (class.to_owned(), text(rest.split("</span>").next().unwrap()))
            })
            .collect()
    }

    #[test]
    fn languages_of_postmortems_are_coloured() {
        for (language, code, expected) in [
            ("python", "def f(x): # c", vec![("keyword", "def"), ("function", "f"), ("comment", "# c")]),
            (
                "go",
                "if err != nil { return 1 }",
                vec![("keyword", "if"), ("constant", "nil"), ("keyword", "return"), ("number", "1")],
            ),
            (
                "ts",
                "const a: string = `x`",
                vec![("keyword", "const"), ("type", "string"), ("string", "`x`")],
            ),
            (
                "java",
                "@Override Foo f = 'c';",
                vec![("function", "@Override"), ("type", "Foo"), ("string", "'c'")],
            ),
            ("rust", "fn f<'a>(s: &'a str) {}", vec![("keyword", "fn"), ("type", "str")]),
            (
                "c",
                "#include <x.h>\nint a = 0x1f; /* b */",
                vec![("keyword", "#include"), ("type", "int"), ("number", "0x1f"), ("comment", "/* b */")],
            ),
            ("c#", "var a = \"b\";", vec![("keyword", "var"), ("string", "\"b\"")]),
            ("ruby", "puts :a, @b # c", vec![("constant", ":a"), ("variable", "@b"), ("comment", "# c")]),
            ("php", "$a = null; // b", vec![("variable", "$a"), ("constant", "null"), ("comment", "// b")]),
            (
                "toml",
                "[a.b]\nc = true # d",
                vec![("type", "[a.b]"), ("attribute", "c"), ("constant", "true"), ("comment", "# d")],
            ),
            ("ini", "; a\nb-c = 1", vec![("comment", "; a"), ("attribute", "b-c"), ("number", "1")]),
            (
                "hcl",
                "resource \"a\" \"b\" {\n  count = 2\n}",
                vec![
                    ("keyword", "resource"),
                    ("string", "\"a\""),
                    ("string", "\"b\""),
                    ("attribute", "count"),
                    ("number", "2"),
                ],
            ),
            (
                "dockerfile",
                "FROM a:1\nRUN x --y $Z",
                vec![
                    ("keyword", "FROM"),
                    ("number", "1"),
                    ("keyword", "RUN"),
                    ("constant", "--y"),
                    ("variable", "$Z"),
                ],
            ),
            (
                "nginx",
                "server {\n  listen 80;\n  proxy_pass $up; # a\n}",
                vec![
                    ("keyword", "server"),
                    ("keyword", "listen"),
                    ("number", "80"),
                    ("keyword", "proxy_pass"),
                    ("variable", "$up"),
                    ("comment", "# a"),
                ],
            ),
            (
                "promql",
                "sum(rate(x{a=\"b\"}[5m])) by (c)",
                vec![
                    ("function", "sum"),
                    ("function", "rate"),
                    ("attribute", "a"),
                    ("string", "\"b\""),
                    ("number", "5m"),
                    ("keyword", "by"),
                ],
            ),
            ("makefile", "all: a\n\tgo $(B)", vec![("attribute", "all"), ("variable", "$(B)")]),
            (
                "powershell",
                "Get-Item $a -Force # b",
                vec![
                    ("function", "Get-Item"),
                    ("variable", "$a"),
                    ("constant", "-Force"),
                    ("comment", "# b"),
                ],
            ),
            (
                "lua",
                "local a = nil -- b",
                vec![("keyword", "local"), ("constant", "nil"), ("comment", "-- b")],
            ),
            ("css", ".a { color: red; /* b */ }", vec![("attribute", "color"), ("comment", "/* b */")]),
            (
                "diff",
                "@@ -1 +1 @@\n-a\n+b",
                vec![("keyword", "@@ -1 +1 @@"), ("deleted", "-a"), ("inserted", "+b")],
            ),
            (
                "html",
                "<a href=\"b\">c &amp; d</a><!-- e -->",
                vec![
                    ("attribute", "<a"),
                    ("function", "href"),
                    ("string", "\"b\""),
                    ("attribute", ">"),
                    ("constant", "&amp;"),
                    ("attribute", "</a>"),
                    ("comment", "<!-- e -->"),
                ],
            ),
            (
                "http",
                "HTTP/1.1 503 Oops\nRetry-After: 5\n\n<p>",
                vec![
                    ("keyword", "HTTP/1.1"),
                    ("number", " 503 Oops"),
                    ("attribute", "Retry-After"),
                    ("string", " 5"),
                ],
            ),
            ("md", "# A\n- b", vec![("keyword", "# A"), ("keyword", "-")]),
        ] {
            let expected: Vec<(String, String)> =
                expected.into_iter().map(|(class, token)| (class.to_owned(), token.to_owned())).collect();
            assert_eq!(classes(language, code), expected, "{language}");
        }
    }

    #[test]
    fn code_shows_a_mark_for_each_invisible_character() {
        let mark =
            |point: &str, name: &str| format!("<mark class=\"invisible\" title=\"{name}\">{point}</mark>");
        for language in ["sh", "rust", "nosuchlang", "log", "diff"] {
            for (c, point, name) in [
                ('\u{202e}', "U+202E", "right-to-left override"),
                ('\u{2066}', "U+2066", "left-to-right isolate"),
                ('\u{200b}', "U+200B", "zero-width space"),
                ('\u{e0041}', "U+E0041", "tag character"),
            ] {
                let code = format!("rm \"{c}x\" # é{c}\n{c}<a>");
                let Some(html) = html(language, &code) else { continue };
                assert_eq!(html.matches(&mark(point, name)).count(), 3, "{language}: {html}");
                assert!(!html.contains(c), "{language}: {html}");
            }
        }
        assert!(html("sh", "echo ❤\u{fe0f} 👩\u{200d}🚒").unwrap().ends_with("❤\u{fe0f} 👩\u{200d}🚒"));
    }

    #[test]
    fn twelve_classes() {
        assert_eq!(
            html("rust", "let x = \"a\"; // c").unwrap(),
            "<span class=\"hl-keyword\">let</span> x = <span class=\"hl-string\">&quot;a&quot;</span>; <span class=\"hl-comment\">// c</span>"
        );
        assert_eq!(
            html("log", "ERROR n=1").unwrap(),
            "<span class=\"hl-error\">ERROR</span> <span class=\"hl-attribute\">n</span>=<span class=\"hl-number\">1</span>"
        );
    }
}
