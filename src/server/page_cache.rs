//! Pages of a site, rendered on demand and cached by fingerprint.

use super::content_type;
use super::shards::Shards;
use crate::diagnostic::{Code, Diagnostic, Place};
use crate::fs;
use crate::output::Content;
use crate::project;
use crate::render;
use crate::site::routes::{Route, encode};
use crate::site::{SitePlan, View};
use crate::theme::Theme;
use hyper::body::Bytes;
use std::collections::HashMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Mutex, PoisonError};
use xxhash_rust::xxh3::{Xxh3, xxh3_128};

/// The script tag that is inserted before the end of each page's body.
pub const SCRIPT: &str = "<script src=\"/_hindsite/live.js\" defer></script>";

/// Maximum memory for cached pages.
const MAX_HELD: usize = 64 << 20;

/// A site being served.
#[derive(Debug)]
pub struct Site {
    /// Its pages.
    pub plan: SitePlan,
    /// Its search index.
    pub shards: Shards,
    /// Its theme.
    pub theme: Arc<Theme>,
    /// The turn that produced it.
    pub generation: u64,
    /// The base path it will be published under, without slashes at the ends: `postmortems`.
    pub base: String,
}

/// A rendered page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page {
    /// Its media type.
    pub kind: &'static str,
    /// Its bytes, including [`SCRIPT`] in HTML pages.
    pub bytes: Bytes,
    /// Their digest.
    pub digest: u128,
    /// Their digest without the stylesheet's name, to tell a changed page from a changed style.
    pub bare: u128,
}

/// What a request path refers to.
#[derive(Debug, PartialEq, Eq)]
pub enum Found<'s> {
    /// A page and its file.
    Page(&'s str, &'s Route),
    /// A folder requested without trailing slash, with the corrected address.
    Folder(String),
    /// Nothing.
    Missing,
}

impl Site {
    /// Resolves a request path as it was sent.
    pub fn find(&self, path: &str) -> Found<'_> {
        let Some(path) = decode(path) else { return Found::Missing };
        let Some(path) = path.strip_prefix('/') else { return Found::Missing };
        // The 404 page links to the published base path, so the site is served there too.
        let under_base = path
            .strip_prefix(&self.base)
            .and_then(|rest| rest.strip_prefix('/'))
            .filter(|_| !self.base.is_empty());
        let inside = under_base.unwrap_or(path);
        let file = if inside.is_empty() || inside.ends_with('/') {
            format!("{inside}index.html")
        } else {
            inside.to_owned()
        };
        let planned = || self.plan.pages.get_key_value(&file).map(|(file, route)| (file.as_str(), route));
        match self.shards.find(&file).or_else(planned) {
            Some((file, route)) => Found::Page(file, route),
            None if self.plan.pages.contains_key(&format!("{inside}/index.html")) => {
                Found::Folder(format!("/{}/", encode(path)))
            }
            None if path == self.base && !self.base.is_empty() => {
                Found::Folder(format!("/{}/", encode(path)))
            }
            None => Found::Missing,
        }
    }

    /// Returns the view of a page.
    ///
    /// # Errors
    /// There is no search index, or the site has no such page.
    fn view(&self, file: &str, route: &Route) -> Result<View, Diagnostic> {
        let view = match route {
            Route::Shard(_) => self.shards.view(route).map_err(|why| {
                Diagnostic::new(Code::Internal, Place::file(file), format!("there is no search index: {why}"))
            })?,
            _ => self.plan.view(route),
        };
        view.ok_or_else(|| internal(file, "the page was planned and has no view"))
    }

    /// Renders a sample of pages, to find a failing template before anybody requests its page.
    pub fn probe(&self) -> Result<(), Diagnostic> {
        const SAMPLE: usize = 64;
        let templated = |route: &&Route| {
            !matches!(
                route,
                Route::IncidentJson(_) | Route::TermFeed(..) | Route::Asset(_) | Route::Static(_)
            )
        };
        let routes: Vec<&Route> = self.plan.pages.values().filter(templated).collect();
        let kinds = [Route::Home, Route::Incidents, Route::NotFound];
        let sample = routes.iter().step_by(routes.len() / SAMPLE + 1).copied();
        for route in kinds.iter().chain(sample) {
            if let Some(view) = self.plan.view(route).filter(|view| view.template().is_some()) {
                render::page(&self.theme, view)?;
            }
        }
        Ok(())
    }
}

/// Cached pages.
#[derive(Debug, Default)]
pub struct Kept(Mutex<Shelf>);

#[derive(Debug, Default)]
struct Shelf {
    pages: HashMap<String, Fresh>,
    held: usize,
}

#[derive(Debug, Clone)]
struct Fresh {
    fingerprint: u128,
    generation: u64,
    page: Arc<Page>,
}

impl Kept {
    /// Returns the page at `file`, from the cache if its fingerprint is unchanged.
    pub fn page(&self, site: &Site, file: &str, route: &Route) -> Result<Arc<Page>, Diagnostic> {
        let before = self.get(file);
        if let Some(fresh) = &before
            && fresh.generation == site.generation
        {
            return Ok(fresh.page.clone());
        }
        let make = || {
            let view = site.view(file, route)?;
            let fingerprint = render::fingerprint(&site.theme, file, &view)?;
            if let Some(fresh) = before.filter(|fresh| fresh.fingerprint == fingerprint) {
                return Ok(Fresh { generation: site.generation, ..fresh });
            }
            let is_ours = view.template().is_some();
            let content = render::page(&site.theme, view)?;
            let page = Page::new(file, content, is_ours, &site.theme.assets.stylesheet)?;
            Ok(Fresh { fingerprint, generation: site.generation, page: Arc::new(page) })
        };
        let fresh = catch_unwind(AssertUnwindSafe(make))
            .map_err(|_| internal(file, "the page could not be rendered; that is a defect of hindsite"))??;
        self.put(file, fresh.clone());
        Ok(fresh.page)
    }

    /// Returns the last version of the page that could be rendered.
    pub fn last(&self, file: &str) -> Option<Arc<Page>> {
        self.get(file).map(|fresh| fresh.page)
    }

    fn get(&self, file: &str) -> Option<Fresh> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).pages.get(file).cloned()
    }

    fn put(&self, file: &str, fresh: Fresh) {
        let mut shelf = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        shelf.held += fresh.page.bytes.len();
        if shelf.held > MAX_HELD {
            *shelf = Shelf { held: fresh.page.bytes.len(), ..Shelf::default() };
        }
        if let Some(old) = shelf.pages.insert(file.to_owned(), fresh) {
            shelf.held = shelf.held.saturating_sub(old.page.bytes.len());
        }
    }
}

impl Page {
    fn new(file: &str, content: Content, is_ours: bool, stylesheet: &str) -> Result<Page, Diagnostic> {
        let bytes = match content {
            Content::Bytes(bytes) => bytes,
            Content::CopyOf(source, _) => fs::read(&source)
                .map_err(|error| Diagnostic::new(Code::Unreadable, Place::file(file), error.to_string()))?,
        };
        let bytes = if is_ours { with_script(bytes) } else { bytes };
        let digest = xxh3_128(&bytes);
        Ok(Page {
            kind: content_type::of(file),
            digest,
            bare: without(&bytes, stylesheet),
            bytes: bytes.into(),
        })
    }

    /// Wraps a page that isn't part of the site.
    pub fn own(html: String) -> Page {
        let digest = xxh3_128(html.as_bytes());
        Page { kind: content_type::HTML, bytes: html.into(), digest, bare: digest }
    }
}

fn internal(file: &str, message: &str) -> Diagnostic {
    Diagnostic::new(Code::Internal, Place::file(file), message).hint(project::report_hint())
}

fn with_script(mut html: Vec<u8>) -> Vec<u8> {
    let end = b"</body>";
    let at = html.windows(end.len()).rposition(|window| window == end).unwrap_or(html.len());
    html.splice(at..at, SCRIPT.bytes());
    html
}

/// Digests a page, ignoring a name in it.
fn without(bytes: &[u8], name: &str) -> u128 {
    let mut hasher = Xxh3::new();
    match std::str::from_utf8(bytes) {
        Ok(text) if !name.is_empty() => text.split(name).for_each(|part| {
            hasher.update(part.as_bytes());
            hasher.update(&[0]);
        }),
        _ => hasher.update(bytes),
    }
    hasher.digest128()
}

/// Percent-decodes a path once; `None` if the result is not UTF-8.
fn decode(path: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(path.len());
    let mut rest = path.bytes();
    while let Some(byte) = rest.next() {
        let hex = |byte: Option<u8>| byte.and_then(|byte| char::from(byte).to_digit(16));
        match byte {
            b'%' => bytes.push(u8::try_from(hex(rest.next())? * 16 + hex(rest.next())?).ok()?),
            byte => bytes.push(byte),
        }
    }
    String::from_utf8(bytes).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_script_goes_before_the_end_of_the_body_and_nowhere_else() {
        let page = with_script(b"<body><p>&lt;/body&gt;</p></body></html>".to_vec());
        let expected = format!("<body><p>&lt;/body&gt;</p>{SCRIPT}</body></html>");
        assert_eq!(String::from_utf8(page).unwrap(), expected);
        assert_eq!(with_script(b"bare".to_vec()), format!("bare{SCRIPT}").into_bytes());
    }

    #[test]
    fn a_new_name_of_the_stylesheet_is_no_new_page() {
        let page = |style: &str, text: &str| without(format!("<link {style}> {text}").as_bytes(), style);
        assert_eq!(page("style.1.css", "a"), page("style.2.css", "a"));
        assert_ne!(page("style.1.css", "a"), page("style.1.css", "b"));
    }

    #[test]
    fn a_path_is_decoded_once() {
        assert_eq!(decode("/%C3%A9/%2541").as_deref(), Some("/é/%41"));
        for broken in ["/%", "/%4", "/%zz", "/%c0%af", "/%+4"] {
            assert_eq!(decode(broken), None, "{broken}");
        }
    }
}
