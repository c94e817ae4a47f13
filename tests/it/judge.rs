//! What an HTML5 parser finds in a page that no document may put there. Fuzzing uses it too (`fuzz/`).
//!
//! It is a list of what may be there, not of what may not: elements that only text is made of, and of the theme's
//! own no other than those it ships.

use scraper::{ElementRef, Html};

/// Elements that documents and the theme are made of, none of which loads or runs anything by itself.
const TEXT: &str = "a abbr article aside b bdi bdo blockquote body br button caption center cite code col colgroup \
    data dd del details dfn div dl dt em fieldset figcaption figure footer form h1 h2 h3 h4 h5 h6 head header hgroup \
    hr html i img input ins kbd label legend li main map area mark menu meter nav noscript ol optgroup option output p pre \
    progress q rp rt rtc ruby s samp search section select small span strike strong sub summary sup svg path circle \
    line rect g text polyline polygon title table tbody td template defs pattern tfoot th thead time tr tt u ul var wbr meta link script";

/// Attributes that neither run nor load; `data-*` and `aria-*` are on top.
const HARMLESS: &str = "as autofocus patterntransform abbr accesskey align alt autocapitalize autocomplete axis border cellpadding cellspacing charoff charset char checked cite class \
    clear color cols colspan compact content coords crossorigin d datetime dir disabled enterkeyhint fill for frame headers height high hidden href hreflang \
    hspace http-equiv id inputmode integrity ismap itemprop itemscope itemtype label lang loading low max maxlength media method min \
    multiple name noshade nowrap open optimum pattern placeholder pointer-events points preserveaspectratio property r readonly rel required reversed \
    role rowspan rows rules scope selected shape size sizes span spellcheck src srcset start step stroke stroke-linecap \
    stroke-linejoin stroke-width summary tabindex target title type usemap valign value version viewbox vspace width x x1 x2 xmlns y \
    y1 y2 cx cy rx ry transform text-anchor focusable action allowfullscreen decoding async defer nomodule blocking font-size patternunits stroke-dasharray opacity dominant-baseline";

/// Every element of a page that is not what it may be.
pub fn offences(page: &str) -> Vec<String> {
    let page = Html::parse_document(page);
    page.tree.nodes().filter_map(ElementRef::wrap).filter_map(offence).collect()
}

fn leads_beside(content: &str) -> bool {
    let slug = content.strip_prefix("0; url=../").and_then(|rest| rest.strip_suffix('/'));
    let is_plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '%');
    slug.is_some_and(|slug| !slug.is_empty() && slug.chars().all(is_plain))
}

fn offence(element: ElementRef<'_>) -> Option<String> {
    let value = element.value();
    let is_own =
        |address: &str| address.contains("assets/") && !address.contains(':') && !address.starts_with("//");
    let is_fine = match value.name() {
        "script" => value.attr("src").is_some_and(is_own) && element.text().next().is_none(),
        "link" => {
            let is_feed = value.attr("type") == Some("application/atom+xml");
            let is_name = matches!(
                value.attr("rel"),
                Some("canonical" | "alternate" | "prev" | "next" | "search" | "preload")
            );
            value.attr("href").is_some_and(|href| is_own(href) || is_feed || is_name)
        }
        "meta" => match value.attr("http-equiv") {
            Some("Content-Security-Policy") | None => true,
            // A former address leads to the page beside it that the document has now, and nowhere else.
            Some("refresh") => value.attr("content").is_some_and(leads_beside),
            Some(_) => false,
        },
        "form" => value.attr("action").is_none_or(|to| !to.contains(':') && !to.starts_with("//")),
        name => TEXT.split_whitespace().any(|known| known == name),
    };
    let strange = value.attrs().find(|(key, text)| {
        let is_known = key.starts_with("data-")
            || key.starts_with("aria-")
            || HARMLESS.split_whitespace().any(|known| known.eq_ignore_ascii_case(key));
        let is_address = matches!(*key, "href" | "src" | "action" | "cite");
        !is_known || (is_address && !leads_somewhere_harmless(value.name(), text))
    });
    let what = strange.map(|(key, text)| format!("{key}={text:?}"));
    (!is_fine || what.is_some()).then(|| {
        let shown: String = element.html().chars().take(200).collect();
        format!("{} {}: {shown}", value.name(), what.unwrap_or_default())
    })
}

/// Relative, or of a scheme that only leads on; what a browser passes over in an address is passed over.
fn leads_somewhere_harmless(element: &str, address: &str) -> bool {
    let address: String = address.chars().filter(|c| !c.is_control() && !c.is_whitespace()).collect();
    let address = address.to_ascii_lowercase();
    let Some((scheme, rest)) = address.split_once(':') else { return true };
    if scheme.contains(['/', '?', '#']) {
        return true;
    }
    match scheme {
        "http" | "https" | "mailto" | "tel" => true,
        "data" if element == "img" => {
            ["image/png", "image/jpeg", "image/gif", "image/webp"].iter().any(|kind| rest.starts_with(kind))
        }
        _ => false,
    }
}
