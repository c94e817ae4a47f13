//! An archive in a folder of its own, served with the real watcher, and what a clean build of it gives.
#![expect(clippy::disallowed_methods, reason = "tests set their stage")]

use crate::http::Client;
use hindsite::knowledge::Edition;
use hindsite::output::{Content, Foreign};
use hindsite::pipeline::{self, Failure, Memo, Request};
use hindsite::render;
use hindsite::server::{Follower, Live, News, SCRIPT, Server, plain};
use hindsite::source::{Location, Storage};
use hindsite::watch::{Stopper, Watch};
use std::collections::BTreeMap;
use std::fs;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

/// How long the server may take until it shows what is on the disk.
const PATIENCE: Duration = Duration::from_secs(12);

/// A folder that is being served.
pub struct Served {
    pub dir: tempfile::TempDir,
    pub address: SocketAddr,
    pub turns: usize,
    _server: Server,
    stopper: Stopper,
    thread: Option<JoinHandle<()>>,
    news: Receiver<State>,
    state: State,
}

/// What is served: the inputs of the last good site, or why there is no newer one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum State {
    Good(u128),
    Failed(String),
}

/// What a clean build gives: every file with its bytes, or why there is none.
pub type Clean = Result<BTreeMap<String, Vec<u8>>, String>;

pub fn write(root: &Path, path: &str, text: &str) {
    let file = root.join(path);
    fs::create_dir_all(file.parent().unwrap()).unwrap();
    fs::write(file, text).unwrap();
}

/// Writes a file in one step, so that nobody meets it half written.
pub fn replace(file: &Path, text: &[u8]) {
    let hidden = file.with_file_name(".replacement");
    fs::write(&hidden, text).unwrap();
    fs::rename(&hidden, file).unwrap();
}

/// A short postmortem.
pub fn document(title: &str, body: &str) -> String {
    format!(
        "---\ntitle: {title}\ndate: 2026-03-02\nservices: [checkout]\nroot_cause: expired-certificate\n---\n\n{body}\n"
    )
}

pub fn request(root: &Path) -> Request {
    Request {
        location: Location {
            root: root.to_path_buf(),
            content: vec![],
            output: Some(root.join("public")),
            storage: Storage::Disk,
        },
        today: jiff::civil::date(2026, 4, 1),
        edition: Edition::default(),
        base_url: None,
        strict: false,
        foreign: Foreign::Respect,
        home: None,
        patience: Duration::from_secs(5),
        matches: Default::default(),
        cache: None,
        output: root.join("public"),
    }
}

impl Served {
    /// Serves the archive that `set` puts into an empty folder.
    pub fn new(set: impl FnOnce(&Path)) -> Served {
        Served::with(set, request, false)
    }

    pub fn with(set: impl FnOnce(&Path), request: impl FnOnce(&Path) -> Request, poll: bool) -> Served {
        let dir = tempfile::Builder::new().prefix("kb").tempdir().unwrap();
        let root = fs::canonicalize(dir.path()).unwrap();
        set(&root);
        let request = request(&root);
        let live = Arc::new(Live::default());
        let mut follower = Follower::new(live.clone());
        let state = state(follower.turn(&request).unwrap());
        let listener = hindsite::server::bind("127.0.0.1", Some(0)).unwrap();
        let server = Server::start(listener, "127.0.0.1", live).unwrap();
        let (mut watch, notice) = Watch::new(poll, request.location.output.clone());
        assert_eq!(notice, None);
        let stopper = watch.stopper();
        let (send, news) = channel();
        let run = move || {
            let tell = &mut |news| drop(send.send(self::state(news)));
            follower.run(&mut watch, &mut || Ok(request.clone()), tell).unwrap();
        };
        let thread = Some(std::thread::spawn(run));
        Served { address: server.address(), dir, turns: 0, _server: server, stopper, thread, news, state }
    }

    pub fn root(&self) -> PathBuf {
        fs::canonicalize(self.dir.path()).unwrap()
    }

    pub fn write(&self, path: &str, text: &str) {
        write(&self.root(), path, text);
    }

    pub fn client(&self) -> Client {
        Client::new(self.address)
    }

    /// Waits until the loop says that it serves what is on the disk.
    pub fn settle(&mut self) {
        let expected = expected(&request(&self.root()));
        self.wait_for(&expected);
    }

    pub fn wait_for(&mut self, expected: &State) {
        let end = Instant::now() + PATIENCE;
        while self.state != *expected {
            let left = end.saturating_duration_since(Instant::now());
            match self.news.recv_timeout(left) {
                Ok(state) => {
                    self.turns += 1;
                    self.state = state;
                }
                Err(RecvTimeoutError::Timeout) => {
                    panic!("after {PATIENCE:?} it serves {:?}\nand not {expected:?}", self.state)
                }
                Err(RecvTimeoutError::Disconnected) => panic!("the loop ended"),
            }
        }
    }

    /// Whether the loop has news within `time`.
    pub fn stirs_within(&mut self, time: Duration) -> bool {
        self.news.recv_timeout(time).map(|state| self.state = state).is_ok()
    }

    /// That every page served is the one given, the script aside.
    pub fn assert_serves(&self, pages: &BTreeMap<String, Vec<u8>>, context: &str) {
        let mut client = self.client();
        for (file, bytes) in pages {
            let answer = client.get(&format!("/{}", hindsite::site::routes::encode(file)));
            assert_eq!(answer.status, 200, "{file} {context}");
            let served = String::from_utf8_lossy(&answer.body);
            let scripts = served.matches(SCRIPT).count();
            let is_page = file.ends_with(".html");
            assert_eq!(scripts, usize::from(is_page), "{file} {context}");
            let bare = served.replacen(SCRIPT, "", 1);
            let clean = String::from_utf8_lossy(bytes);
            assert!(bare == clean, "{file} {context}\n--- served\n{bare}\n--- clean\n{clean}");
        }
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        self.stopper.stop();
        if let Some(thread) = self.thread.take() {
            let outcome = thread.join();
            if !std::thread::panicking() {
                outcome.unwrap();
            }
        }
    }
}

fn state(news: News) -> State {
    match news {
        News::Shown { inputs, .. } => State::Good(inputs),
        News::Failed(failure) => State::Failed(words(&failure)),
        News::Polling(why) => panic!("no hints: {why}"),
    }
}

fn words(failure: &Failure) -> String {
    plain(&failure.text())
}

/// What should be served, once everything is quiet.
pub fn expected(request: &Request) -> State {
    let mut memo = Memo::default();
    let inputs = match pipeline::read(request, &mut memo) {
        Ok(inputs) => inputs,
        Err(failure) => return State::Failed(words(&failure)),
    };
    let digest = inputs.digest();
    match pipeline::link_from(request, inputs, &mut memo).and_then(|linked| pages(request, &linked)) {
        Ok(_) => State::Good(digest),
        Err(failure) => State::Failed(words(&failure)),
    }
}

/// A clean build, in memory, with the state it leads to.
pub fn clean(request: &Request) -> (State, Clean) {
    let mut memo = Memo::default();
    let outcome = pipeline::read(request, &mut memo).and_then(|inputs| {
        let digest = inputs.digest();
        let linked = pipeline::link_from(request, inputs, &mut memo)?;
        Ok((digest, pages(request, &linked)?))
    });
    match outcome {
        Ok((digest, pages)) => (State::Good(digest), Ok(pages)),
        Err(failure) => (State::Failed(words(&failure)), Err(words(&failure))),
    }
}

fn pages(request: &Request, linked: &pipeline::Linked) -> Result<BTreeMap<String, Vec<u8>>, Failure> {
    let (shards, _) = linked.shards(request)?;
    rendered(linked, &linked.plan(shards))
}

/// Every page of a plan.
pub fn rendered(
    linked: &pipeline::Linked,
    plan: &hindsite::site::SitePlan,
) -> Result<BTreeMap<String, Vec<u8>>, Failure> {
    let render = |(file, route): (&String, _)| {
        let view = plan.view(route).unwrap();
        let content = render::page(&linked.theme, view).map_err(|problem| {
            let report = hindsite::diagnostic::Report::new(vec![problem], &Default::default());
            Failure::Configuration(report)
        })?;
        let bytes = match content {
            Content::Bytes(bytes) => bytes,
            Content::CopyOf(source, _) => fs::read(source).unwrap(),
        };
        Ok((file.clone(), bytes))
    };
    plan.pages.iter().map(render).collect()
}
