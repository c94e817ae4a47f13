//! What is being served now, and the browsers that follow it.
//!
//! There is one site at a time, the last good one; a problem stands beside it, not in its place. A browser
//! is told of a change when the new site is already there, so what it asks for then is new.

use super::error_page;
use super::pages::{Found, Kept, Page, Site};
use crate::diagnostic::{Report, Texts, human};
use crate::site::routes::Route;
use hyper::body::Bytes;
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock};
use tokio::sync::mpsc;

/// How many events may wait for a browser that does not take them.
const BACKLOG: usize = 16;
/// How many browsers may follow at once.
const MAX_STREAMS: usize = 256;

/// What is being served.
#[derive(Debug, Default)]
pub struct Live {
    now: RwLock<Now>,
    kept: Kept,
    streams: Mutex<Streams>,
}

/// The last good site and what is wrong since.
#[derive(Debug, Clone, Default)]
pub struct Now {
    /// The last site that could be made.
    pub site: Option<Arc<Site>>,
    /// Why there is no newer one: the text for the terminal, without its colours.
    pub problem: Option<Arc<str>>,
}

/// The answer to a path.
#[derive(Debug)]
pub enum Reply {
    /// A page of the site.
    Page(Arc<Page>),
    /// The page for addresses that are not there.
    Missing(Arc<Page>),
    /// There is no page to show, and this says why.
    Broken(Arc<Page>),
    /// The address with a slash at its end.
    Folder(String),
}

/// How many browsers follow, and how many of them a change concerned.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Audience {
    /// All that follow.
    pub open: usize,
    /// Those that were sent another page or another style.
    pub told: usize,
}

#[derive(Debug, Default)]
struct Streams {
    next: u64,
    open: BTreeMap<u64, Stream>,
}

/// A browser that follows a page.
#[derive(Debug)]
struct Stream {
    path: String,
    seen: Option<Mark>,
    events: mpsc::Sender<Bytes>,
}

/// Which version of a page a browser has.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Mark {
    generation: u64,
    digest: u128,
    bare: u128,
    style: String,
}

/// A place among those who follow, until it is dropped.
#[derive(Debug)]
pub struct Seat {
    live: Arc<Live>,
    id: u64,
}

impl Live {
    /// What is being served now.
    pub fn now(&self) -> Now {
        self.now.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Serves another site and tells the browsers whose page is another one now.
    pub fn show(&self, site: Arc<Site>) -> Audience {
        let before = self.set(Now { site: Some(site), problem: None });
        let audience = self.tell_all();
        // It is large, and nobody waits for its end.
        drop(before);
        audience
    }

    /// Stays with the last good site and says what is wrong.
    pub fn fail(&self, text: &str) -> Audience {
        self.set(Now { problem: Some(text.into()), ..self.now() });
        self.tell_all()
    }

    fn set(&self, now: Now) -> Now {
        std::mem::replace(&mut *self.now.write().unwrap_or_else(PoisonError::into_inner), now)
    }

    /// What is at the path of a request.
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

    /// A page of this site turned out to be one that cannot be rendered.
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

    /// A browser begins to follow the page at `path`, of which it has the version `had`. `None` when too
    /// many do already.
    pub fn follow(
        self: &Arc<Self>,
        path: String,
        had: Option<u128>,
    ) -> Option<(mpsc::Receiver<Bytes>, Seat)> {
        let (send, events) = mpsc::channel(BACKLOG);
        // Seen in no generation and bare of nothing: any other digest is another page.
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

    /// Brings one browser up to date; says whether its page is another one.
    fn tell(&self, id: u64) -> bool {
        let Some(path) = self.streams().open.get(&id).map(|stream| stream.path.clone()) else { return false };
        // Rendering takes time; nobody waits for it.
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
            // It does not listen; it will come back and say what it has.
            streams.open.remove(&id);
        }
        told
    }

    /// The version of the page at a path.
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

    /// Whether all is well, as an event.
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

/// An event as it is sent; `data` is one line.
fn event(name: &str, data: &str) -> Bytes {
    format!("event: {name}\ndata: {data}\n\n").into()
}

/// A text for the terminal without its colours.
pub fn plain(text: &str) -> String {
    anstream::adapter::strip_str(text).to_string()
}
