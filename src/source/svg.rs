//! Whether an SVG picture does more than be looked at. In a page it is an image and runs nothing; opened by its own
//! address it is a document of the site, with all that scripts may do there.
//!
//! A list of what may be in it, not of what may not: elements of SVG that draw, a little HTML that diagram tools put
//! into it, and whatever belongs to neither, which browsers pass over.

use quick_xml::events::{BytesStart, Event};
use quick_xml::name::{Namespace, ResolveResult};
use quick_xml::reader::NsReader;

const SVG: &[u8] = b"http://www.w3.org/2000/svg";
const HTML: &[u8] = b"http://www.w3.org/1999/xhtml";
const MATH: &[u8] = b"http://www.w3.org/1998/Math/MathML";

const DRAWN: &str = "a circle clipPath defs desc ellipse filter foreignObject g image line linearGradient marker mask \
    metadata path pattern polygon polyline radialGradient rect solidcolor stop style svg switch symbol text textPath \
    title tref tspan use view";
const WRITTEN: &str = "a b big body br center code div em font h1 h2 h3 h4 h5 h6 hr i li ol p pre s small span strike \
    strong sub sup table tbody td th thead tr tt u ul";

/// Whether a browser that opens the picture would run anything of it, or load more than pictures. What cannot be read
/// counts as such.
pub(super) fn is_active(bytes: &[u8]) -> bool {
    let Ok(text) = std::str::from_utf8(bytes) else { return true };
    let mut reader = NsReader::from_str(text.trim_start_matches('\u{feff}'));
    let mut depth = 0_usize;
    loop {
        match reader.read_resolved_event() {
            Ok((_, Event::Eof)) => return depth != 0,
            Ok((namespace, Event::Start(element))) => {
                depth += 1;
                if depth > 200 || !is_drawn(&namespace, &element) {
                    return true;
                }
            }
            Ok((namespace, Event::Empty(element))) if !is_drawn(&namespace, &element) => return true,
            Ok((_, Event::End(_))) => depth = depth.saturating_sub(1),
            // An entity may stand for anything, and a stylesheet may be a program that makes another document.
            Ok((_, Event::DocType(declaration))) if declaration.contains(&b'[') => return true,
            Ok((_, Event::PI(_))) => return true,
            Ok(_) => {}
            Err(_) => return true,
        }
    }
}

fn is_drawn(namespace: &ResolveResult<'_>, element: &BytesStart<'_>) -> bool {
    let name = element.local_name();
    let name = std::str::from_utf8(name.as_ref()).unwrap_or("script");
    let among = |names: &str| names.split_whitespace().any(|known| known == name);
    let is_known = match namespace {
        ResolveResult::Bound(Namespace(SVG)) => among(DRAWN) || name.starts_with("fe"),
        ResolveResult::Bound(Namespace(HTML)) => among(WRITTEN),
        ResolveResult::Bound(Namespace(MATH)) | ResolveResult::Unknown(_) => false,
        ResolveResult::Bound(_) | ResolveResult::Unbound => true,
    };
    is_known && element.attributes().all(|attribute| attribute.is_ok_and(|attribute| is_harmless(&attribute)))
}

fn is_harmless(attribute: &quick_xml::events::attributes::Attribute<'_>) -> bool {
    let name = String::from_utf8_lossy(attribute.key.local_name().as_ref()).to_ascii_lowercase();
    let Ok(value) = attribute.normalized_value(quick_xml::XmlVersion::default()) else { return false };
    let value: String = value.chars().filter(|c| !c.is_control() && !c.is_whitespace()).collect();
    let value = value.to_ascii_lowercase();
    match name.as_str() {
        "href" | "src" | "action" => {
            let picture = ["png", "jpeg", "gif", "webp"]
                .iter()
                .any(|kind| value.starts_with(&format!("data:image/{kind}")));
            picture || ["#", "https:", "http:", "mailto:"].iter().any(|start| value.starts_with(start))
        }
        name => !name.starts_with("on") && !value.contains("javascript:"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn svg(inside: &str) -> String {
        format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" xmlns:xlink=\"http://www.w3.org/1999/xlink\">{inside}</svg>"
        )
    }

    #[test]
    fn what_draws_is_a_picture_and_what_runs_is_not() {
        for inside in [
            "<g><path d=\"M0 0\"/><use href=\"#a\"/><a href=\"https://example.org\"><text>x</text></a></g>",
            "<style>.a{fill:red}</style><filter id=\"f\"><feGaussianBlur stdDeviation=\"2\"/></filter>",
            "<foreignObject><div xmlns=\"http://www.w3.org/1999/xhtml\">a label</div></foreignObject>",
            "<metadata><rdf:RDF xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\"/></metadata>",
            "<image xlink:href=\"data:image/png;base64,AAAA\"/>",
        ] {
            assert!(!is_active(svg(inside).as_bytes()), "{inside}");
        }
        for inside in [
            "<script>x</script>",
            "<s:script xmlns:s=\"http://www.w3.org/2000/svg\">x</s:script>",
            "<h:script xmlns:h=\"http://www.w3.org/1999/xhtml\">x</h:script>",
            "<g onload=\"x\"/>",
            "<g ONCLICK=\"x\"/>",
            "<a href=\"javascript:x\"><text>x</text></a>",
            "<a xlink:href=\"java&#9;script:x\"/>",
            "<a xlink:href=\" &#106;avascript:x\"/>",
            "<animate attributeName=\"href\" values=\"javascript:x\"/>",
            "<set attributeName=\"onload\" to=\"x\"/>",
            "<foreignObject><iframe xmlns=\"http://www.w3.org/1999/xhtml\" src=\"x\"/></foreignObject>",
            "<image href=\"data:image/svg+xml,x\"/>",
            "<g>",
        ] {
            assert!(is_active(svg(inside).as_bytes()), "{inside}");
        }
        assert!(is_active(
            b"<!DOCTYPE svg [<!ENTITY a \"x\">]><svg xmlns=\"http://www.w3.org/2000/svg\">&a;</svg>"
        ));
        assert!(is_active(b"<?xml-stylesheet href=\"x.xsl\"?><svg xmlns=\"http://www.w3.org/2000/svg\"/>"));
        assert!(!is_active(b"<?xml version=\"1.0\"?><!DOCTYPE svg PUBLIC \"a\" \"b\"><svg xmlns=\"http://www.w3.org/2000/svg\"/>"));
        assert!(is_active(&[0xff, 0xfe, b'<', 0]));
    }
}
