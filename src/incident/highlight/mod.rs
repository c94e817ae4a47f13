//! Colour for code, as classes: twelve of them, so that a stylesheet can know them all.
//!
//! The languages postmortems are made of (logs, SQL, YAML, JSON, shell) have a lexer of their own,
//! linear in the input: two-face's grammars on syntect take 0.2 to 0.7 MB/s for them, giallo's 0.4 to
//! 2.7, and half of all blocks are of these five. Every other language goes through syntect.

mod lexer;
mod tail;

/// All classes there are. The stylesheet needs these and no more.
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

/// Spans for the inside of `<pre><code>`; `None` for an unknown language or past a limit, and then the
/// caller shows the code as it is.
pub fn html(language: &str, code: &str) -> Option<String> {
    lexer::html(language, code).or_else(|| tail::html(language, code))
}

/// Text in, escaped text and flat, merged spans out.
struct Spans {
    html: String,
    open: Class,
}

impl Spans {
    fn new(code: &str) -> Spans {
        Spans { html: String::with_capacity(code.len() * 3), open: Class::Plain }
    }

    fn push(&mut self, class: Class, text: &str) {
        for line in text.split_inclusive('\n') {
            let content = line.trim_end_matches('\n');
            // Blanks need no span, and none goes over a line's end, so that lines can be cut out.
            self.switch(if content.trim().is_empty() { Class::Plain } else { class });
            self.escaped(content);
            if content.len() < line.len() {
                self.switch(Class::Plain);
                self.html.push('\n');
            }
        }
    }

    fn escaped(&mut self, text: &str) {
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

    #[test]
    fn twelve_classes() {
        assert_eq!(
            html("rust", "let x = \"a\"; // c").unwrap(),
            "<span class=\"hl-keyword\">let</span> x <span class=\"hl-keyword\">=</span> <span class=\"hl-string\">&quot;a&quot;</span>; <span class=\"hl-comment\">// c</span>"
        );
        assert_eq!(
            html("log", "ERROR n=1").unwrap(),
            "<span class=\"hl-error\">ERROR</span> <span class=\"hl-attribute\">n</span>=<span class=\"hl-number\">1</span>"
        );
    }
}
