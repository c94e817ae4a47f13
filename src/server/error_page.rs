//! The page shown instead of a site that could not be built: the terminal's message.

use super::page_cache::SCRIPT;

/// Renders an error page. It reloads like any other page, so it disappears once the error is fixed.
pub fn html(problem: &str) -> String {
    let problem = if problem.is_empty() { "The site is not ready yet." } else { problem };
    format!(
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; script-src 'self'; \
         style-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <title>There is no site to show yet</title>\n\
         <link rel=\"stylesheet\" href=\"/_hindsite/live.css\">\n</head>\n<body>\n\
         <h1>There is no site to show yet</h1>\n<pre>{}</pre>\n{SCRIPT}</body>\n</html>\n",
        escape(problem)
    )
}

fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    #[test]
    fn what_a_document_says_is_text() {
        let page = super::html("</pre><script>x()</script> &amp;");
        assert!(page.contains("<pre>&lt;/pre&gt;&lt;script&gt;x()&lt;/script&gt; &amp;amp;</pre>"), "{page}");
    }
}
