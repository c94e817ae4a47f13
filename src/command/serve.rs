//! `hindsite serve`

use super::follow::{begin, milliseconds, names, polling};
use super::left_out::{self, Detail};
use super::{Voice, build, place};
use crate::cli::{Global, Serve};
use crate::diagnostic::count;
use crate::knowledge::Edition;
use crate::output::Foreign;
use crate::pipeline::{Failure, Request};
use crate::server::{self, Follower, Live, News, PORT, Server};
use crate::source::{Location, Storage};
use std::net::{SocketAddr, TcpListener};
use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, Instant};

/// Serves the site until the process ends. It writes nothing, so it can end at any moment.
pub fn run(global: &Global, options: &Serve, voice: &Voice) -> Result<(), Failure> {
    let started = Instant::now();
    let mut request = request(global, options)?;
    let listener = listen(options)?;
    let live = Arc::new(Live::default());
    let mut follower = Follower::new(live.clone());
    let first = follower.turn(&request);
    let server =
        Server::start(listener, &options.host, live).map_err(|error| environment(&error, options))?;
    let address = format!("http://{}/", display(&options.host, server.address()));
    if request.location.storage == Storage::Example {
        voice.say(
            "There is no knowledge base here, so this is the example. Make your own with `hindsite init`",
        );
    }
    if let Some(news) = &first {
        tell(news, Some(request.edition), voice);
    }
    voice.say(&format!("Serving {address} (ready after {})", milliseconds(started.elapsed())));
    if options.port.is_none() && server.address().port() != PORT {
        voice.say(&format!("Port {PORT} is taken, so this is the next that is free"));
    }
    if !server.address().ip().is_loopback() {
        voice.say("warning: everybody who can reach this machine can read the site");
    }
    if options.open
        && let Err(error) = open::that_detached(&address)
    {
        voice.say(&format!("warning: no browser could be opened: {error}"));
    }
    let mut watch = begin(&request, options.poll, voice);
    let mut again = || {
        if request.location.storage == Storage::Example
            && let Ok(own) = self::request(global, options)
            && own.location.storage == Storage::Disk
        {
            voice.say("There is a knowledge base here now, and it is shown in place of the example");
            request = own;
        }
        request.today = place::today(global)?;
        Ok(request.clone())
    };
    follower.run(&mut watch, &mut again, &mut |news| tell(&news, None, voice))
}

fn request(global: &Global, options: &Serve) -> Result<Request, Failure> {
    let output = place::default_output(global)?;
    let location = place::location(global, &output)?;
    let has_content = !global.content.is_empty() || build::is_knowledge_base(&location.root);
    let example = Location { root: PathBuf::new(), content: vec![], output: None, storage: Storage::Example };
    Ok(Request {
        location: if has_content { location } else { example },
        today: place::today(global)?,
        edition: options.edition.into(),
        base_url: None,
        strict: false,
        foreign: Foreign::Respect,
        home: None,
        patience: Duration::ZERO,
        matches: place::matches(),
        // A server leaves nothing behind: its index is in memory.
        cache: None,
        output,
    })
}

fn listen(options: &Serve) -> Result<TcpListener, Failure> {
    server::bind(&options.host, options.port).map_err(|error| environment(&error, options))
}

fn environment(error: &std::io::Error, options: &Serve) -> Failure {
    let reason = error.to_string();
    let reason = reason.split(" (os error").next().unwrap_or(&reason);
    let port = options.port.unwrap_or(PORT);
    Failure::Environment {
        message: format!("cannot serve on `{}:{port}`: {reason}", options.host),
        hint: Some("leave out `--port` for one that is free, and `--host` for this machine alone".into()),
    }
}

/// The address as the person typed the host: `0.0.0.0` is none that a browser can open.
fn display(host: &str, address: SocketAddr) -> String {
    match (host.parse::<std::net::IpAddr>(), address) {
        (Ok(ip), _) if ip.is_unspecified() => format!("localhost:{}", address.port()),
        (Ok(_), address) => address.to_string(),
        (Err(_), address) => format!("{host}:{}", address.port()),
    }
}

/// Says what changed in one line, with what is wrong under it. The first time it says what the edition leaves out.
fn tell(news: &News, first: Option<Edition>, voice: &Voice) {
    match (news, first) {
        (News::Polling(why), _) => polling(Some(why.clone()), voice),
        (News::Failed(failure), _) => {
            voice.write(&failure.text());
            voice.say("this must be mended first; until then the last good site stays");
        }
        (News::Shown { incidents, left_out, pages, problems, .. }, Some(edition)) => {
            voice.warnings(problems);
            left_out::lines(left_out, edition, Detail::Summary).iter().for_each(|line| voice.say(line));
            voice.say(&format!("{}, {pages} pages", count(*incidents, "incident")));
        }
        (News::Shown { changed, pages, audience, took, problems, .. }, None) => {
            let open = match audience.open {
                0 => "none open".to_owned(),
                open => format!("{} of {open} open reloaded", audience.told),
            };
            let took = milliseconds(*took);
            voice.say(&format!("{}: {pages} pages, {open}, {took}", names(changed)));
            voice.warnings(problems);
        }
    }
}
