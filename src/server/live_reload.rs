//! The site being served and the browsers following it.
//!
//! There is one site at a time, the last good one; an error is shown on top of it. Browsers are notified
//! after the new site is in place, so that their next request gets it.

use super::error_page;
use super::page_cache::{Found, Kept, Page, Site};
use crate::diagnostic::{Report, Texts, human};
use crate::site::routes::Route;
use hyper::body::Bytes;
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock};
use tokio::sync::mpsc;

/// Maximum number of queued events per browser.
const BACKLOG: usize = 16;
/// Maximum number of browsers following at once.
const MAX_STREAMS: usize = 256;

/// The site being served.
#[derive(Debug, Default)]
pub struct Live {
    now: RwLock<Now>,
    kept: Kept,
    streams: Mutex<Streams>,
}

/// The last good site and the current error.
#[derive(Debug, Clone, Default)]
pub struct Now {
    /// The last site that was built.
    pub site: Option<Arc<Site>>,
    /// The build error as terminal output without colours.
    pub problem: Option<Arc<str>>,
}

/// The response to a path.
#[derive(Debug)]
pub enum Reply {
    /// A page of the site.
    Page(Arc<Page>),
    /// The 404 page.
    Missing(Arc<Page>),
    /// No page can be shown; this one says why.
    Broken(Arc<Page>),
    /// A redirect to the address with a trailing slash.
    Folder(String),
}

/// The browsers following the site and how many were notified.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Audience {
    /// All followers.
    pub open: usize,
    /// Those that were sent a new page or stylesheet.
    pub told: usize,
}

#[derive(Debug, Default)]
struct Streams {
    next: u64,
    open: BTreeMap<u64, Stream>,
}

/// A browser following a page.
#[derive(Debug)]
struct Stream {
    path: String,
    seen: Option<Mark>,
    events: mpsc::Sender<Bytes>,
}

/// The version of a page that a browser has.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Mark {
    generation: u64,
    digest: u128,
    bare: u128,
    style: String,
}

/// A follower's slot, released on drop.
#[derive(Debug)]
pub struct Seat {
    live: Arc<Live>,
    id: u64,
}

impl Live {
    /// Returns the current state.
    pub fn now(&self) -> Now {
        self.now.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Serves a new site and notifies browsers whose page changed.
    pub fn show(&self, site: Arc<Site>) -> Audience {
        let before = self.set(Now { site: Some(site), problem: None });
        let audience = self.tell_all();
        // Dropping a large site takes time; do it outside of the lock.
        drop(before);
        audience
    }

    /// Keeps the last good site and shows the error.
    pub fn fail(&self, text: &str) -> Audience {
        self.set(Now { problem: Some(text.into()), ..self.now() });
        self.tell_all()
    }

    fn set(&self, now: Now) -> Now {
        std::mem::replace(&mut *self.now.write().unwrap_or_else(PoisonError::into_inner), now)
    }

    /// Returns the response to a request path.
    pub fn get(&self, path: &str) -> Reply {
        let Now { site: Some(site), problem } = self.now() else {
            let problem = self.now().problem.unwrap_or_default();
            return Reply::Broken(Arc::new(Page::own(error_page::html(&problem))));
        };
        let missing = Route::NotFound.file();
        let (file, route, found) = match site.find(path) {
            Found::Folder(address) => return Reply::Folder(address),
            Found::Page(file, route) => (file, route, true),
            Found::Missing => (missing.as_str(), &Route::NotFound, false),
        };
        let page = match self.kept.page(&site, file, route) {
            Ok(page) => page,
            Err(diagnostic) => {
                let text = human::report(&Report::new(vec![diagnostic], &Texts::new()));
                let text = plain(&text);
                if problem.is_none() {
                    self.stumble(&site, &text);
                }
                match self.kept.last(file) {
                    Some(page) => page,
                    None => return Reply::Broken(Arc::new(Page::own(error_page::html(&text)))),
                }
            }
        };
        if found { Reply::Page(page) } else { Reply::Missing(page) }
    }

    /// Reports a page that could not be rendered.
    fn stumble(&self, site: &Arc<Site>, text: &str) {
        let mut now = self.now.write().unwrap_or_else(PoisonError::into_inner);
        let is_current = now.site.as_ref().is_some_and(|current| current.generation == site.generation);
        if is_current && now.problem.is_none() {
            now.problem = Some(text.into());
            drop(now);
            let event = self.condition();
            self.streams().open.values().for_each(|stream| drop(stream.events.try_send(event.clone())));
        }
    }

    /// Subscribes a browser to the page at `path`, of which it has version `had`. `None` if there are too
    /// many followers.
    pub fn follow(
        self: &Arc<Self>,
        path: String,
        had: Option<u128>,
    ) -> Option<(mpsc::Receiver<Bytes>, Seat)> {
        let (send, events) = mpsc::channel(BACKLOG);
        // Generation 0 and digest 0 match no page, so any other digest counts as a change.
        let seen = had.map(|digest| Mark { generation: 0, digest, bare: 0, style: String::new() });
        let id = {
            let mut streams = self.streams();
            if streams.open.len() >= MAX_STREAMS {
                return None;
            }
            streams.next += 1;
            let id = streams.next;
            streams.open.insert(id, Stream { path, seen, events: send });
            id
        };
        self.tell(id);
        Some((events, Seat { live: self.clone(), id }))
    }

    fn tell_all(&self) -> Audience {
        let ids: Vec<u64> = self.streams().open.keys().copied().collect();
        let told = ids.iter().filter(|id| self.tell(**id)).count();
        Audience { open: ids.len(), told }
    }

    /// Notifies one browser; returns whether its page changed.
    fn tell(&self, id: u64) -> bool {
        let Some(path) = self.streams().open.get(&id).map(|stream| stream.path.clone()) else { return false };
        // Rendering takes time; do it outside of the lock.
        let mark = self.mark(&path);
        let condition = self.condition();
        let mut streams = self.streams();
        let Some(stream) = streams.open.get_mut(&id) else { return false };
        if stream.seen.as_ref().is_some_and(|seen| seen.generation > mark.generation) {
            return false;
        }
        let news = match (&stream.seen, &mark) {
            (Some(seen), mark) if mark.digest == seen.digest => None,
            (Some(seen), mark) if mark.bare == seen.bare && !seen.style.is_empty() => {
                Some(event("style", &format!("{:032x} {} {}", mark.digest, seen.style, mark.style)))
            }
            (Some(_), _) => Some(event("reload", "")),
            (None, _) => None,
        };
        stream.seen = Some(mark);
        let told = news.is_some();
        let sent = news.into_iter().chain([condition]).all(|event| stream.events.try_send(event).is_ok());
        if !sent {
            // The browser does not read its events; it will reconnect.
            streams.open.remove(&id);
        }
        told
    }

    /// Returns the version of the page at a path.
    fn mark(&self, path: &str) -> Mark {
        let (generation, style) = self
            .now()
            .site
            .map_or_else(Default::default, |site| (site.generation, site.theme.assets.stylesheet.clone()));
        match self.get(path) {
            Reply::Page(page) | Reply::Missing(page) | Reply::Broken(page) => {
                Mark { generation, digest: page.digest, bare: page.bare, style }
            }
            Reply::Folder(_) => Mark { generation, digest: 0, bare: 0, style },
        }
    }

    /// Formats the current error state as an event.
    fn condition(&self) -> Bytes {
        match self.now().problem {
            Some(text) => event("problem", &serde_json::Value::from(&*text).to_string()),
            None => event("well", ""),
        }
    }

    fn streams(&self) -> MutexGuard<'_, Streams> {
        self.streams.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Seat {
    fn drop(&mut self) {
        self.live.streams().open.remove(&self.id);
    }
}

/// Formats an event; `data` is a single line.
fn event(name: &str, data: &str) -> Bytes {
    format!("event: {name}\ndata: {data}\n\n").into()
}

/// Removes colours from terminal output.
pub fn plain(text: &str) -> String {
    anstream::adapter::strip_str(text).to_string()
}
