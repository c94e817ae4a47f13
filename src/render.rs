//! Renders a view to bytes: through a template, as a feed, as JSON, or unchanged. Pure.

mod atom;

use crate::diagnostic::{Code, Diagnostic, Place};
use crate::output::Content;
use crate::site::View;
use crate::source::Origin;
use crate::theme::Theme;
use serde::Serialize;
use xxhash_rust::xxh3::Xxh3;

/// The digest of everything a page is made from: hindsite itself, the theme, the page's file and its view.
///
/// # Errors
/// A view that cannot be written down is a defect of hindsite: its page could not be told from others.
pub fn fingerprint(theme: &Theme, file: &str, view: &View) -> Result<u128, Diagnostic> {
    let mut hasher = Xxh3::new();
    hasher.update(env!("CARGO_PKG_VERSION").as_bytes());
    hasher.update(file.as_bytes());
    match view {
        View::Asset(bytes) => hasher.update(bytes),
        View::Json(bytes) => hasher.update(bytes),
        View::Text(text) => hasher.update(text.as_bytes()),
        View::Copy { digest, .. } => hasher.update(&digest.to_le_bytes()),
        view => {
            if view.template().is_some() {
                hasher.update(&theme.digest.to_le_bytes());
            }
            // MessagePack, since it copies text as it is.
            let written = rmp_serde::to_vec_named(view)
                .map_err(|error| Diagnostic::new(Code::Internal, Place::file(file), error.to_string()))?;
            hasher.update(&written);
        }
    }
    Ok(hasher.digest128())
}

/// Renders one page.
pub fn page(theme: &Theme, view: View) -> Result<Content, Diagnostic> {
    let template = view.template();
    match view {
        View::Home(view) => templated(theme, template, &view),
        View::Incident(view) => templated(theme, template, &view),
        View::List(view) => templated(theme, template, &view),
        View::Facets(view) => templated(theme, template, &view),
        View::Reports(view) => templated(theme, template, &view),
        View::Report(view) => templated(theme, template, &view),
        View::Search(view) => templated(theme, template, &view),
        View::NotFound(view) => templated(theme, template, &view),
        View::Feed(view) => Ok(Content::Bytes(atom::write(&view).into_bytes())),
        View::Json(bytes) => Ok(Content::Bytes(bytes)),
        View::Text(text) => Ok(Content::Bytes(text.into_bytes())),
        View::Asset(bytes) => Ok(Content::Bytes(bytes.to_vec())),
        View::Copy { file: Origin::File(file), digest } => Ok(Content::CopyOf(file, digest)),
        View::Copy { file: Origin::Embedded(bytes), .. } => Ok(Content::Bytes(bytes.to_vec())),
    }
}

fn templated<V: Serialize>(theme: &Theme, template: Option<&str>, view: &V) -> Result<Content, Diagnostic> {
    let template = template.unwrap_or_default();
    let context = tera::Context::from_serialize(view)
        .map_err(|error| Diagnostic::new(Code::Internal, Place::file(template), error.to_string()))?;
    theme.render(template, &context).map(|html| Content::Bytes(html.into_bytes()))
}
