//! The body as HTML, rendered once. Links to other files and images stay open as [`Hole`]s, because
//! only the whole archive knows where they lead. Not a template: content never meets one.

mod raw;
mod text;
pub mod url;
mod visible;
mod writer;

pub(super) use raw::code_depth;
pub use url::percent_decode;
pub use visible::visible;
pub use writer::{Rendering, render};

use std::ops::Range;
use std::sync::Arc;

/// HTML with holes.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Body {
    /// The HTML; every hole is a position in it.
    pub html: Arc<str>,
    /// The holes in order of position.
    pub holes: Vec<Hole>,
    /// The headings for a table of contents, in order.
    pub headings: Vec<Heading>,
    /// The anchors that raw HTML sets, sorted: `<a id="phase-1">`.
    pub anchors: Vec<String>,
    /// The anchor of the heading that became the title and was taken out of the body.
    pub title_anchor: Option<String>,
}

impl Body {
    /// Whether links to headings lead as far in another body.
    pub fn has_the_same_anchors(&self, other: &Body) -> bool {
        let anchors = self.headings.iter().map(|heading| &heading.id);
        (&self.title_anchor, &self.anchors) == (&other.title_anchor, &other.anchors)
            && anchors.eq(other.headings.iter().map(|heading| &heading.id))
    }
}

/// A heading of the body.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Heading {
    /// 2 to 6: the page's title is the only `h1`.
    pub level: u8,
    /// Plain text.
    pub text: String,
    /// The anchor.
    pub id: String,
}

/// A place in the HTML that the link stage fills.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hole {
    /// Byte position in the HTML.
    pub at: usize,
    /// What belongs there.
    pub kind: HoleKind,
    /// The target as written, percent-encoding and all.
    pub target: String,
    /// Bytes of the link in the file, for messages.
    pub span: Range<usize>,
}

/// What fills a hole.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum HoleKind {
    /// The attributes of an `<a`: ` href="…"`.
    Link,
    /// The text and the tags of a `[[wikilink]]`, or its source when no document is meant.
    WikiLink {
        /// The words between the brackets, HTML.
        label: String,
    },
    /// A whole `<img>`; from `![[name.png]]`, a file may have that name in any folder.
    Image {
        /// Whether the target is a name.
        by_name: bool,
        /// Alternative text, HTML-escaped.
        alt: String,
        /// Title, HTML-escaped.
        title: String,
    },
    /// The bare address inside an attribute of raw HTML.
    RawLink,
    /// The bare source inside an attribute of a raw `<img`.
    RawImage,
}

/// An `<img>`; every argument is HTML-escaped already.
pub fn image_tag(src: &str, alt: &str, title: &str) -> String {
    let title = if title.is_empty() { String::new() } else { format!(" title=\"{title}\"") };
    format!("<img src=\"{src}\" alt=\"{alt}\"{title} loading=\"lazy\" decoding=\"async\">")
}
