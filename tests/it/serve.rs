//! The development server: who is answered, what is answered, and that a browser is told in time.
#![expect(clippy::disallowed_methods, reason = "tests set their stage and run the program")]

use crate::http::{Answer, Client};
use crate::live::{Served, clean, document, replace, request, write};
use std::fs;
use std::io::{BufRead, BufReader, Write as _};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

fn archive(root: &Path) {
    write(root, "hindsite.toml", "title = \"Acme\"\nbase_url = \"https://acme.example/post/mortems/\"\n");
    write(root, "content/a.md", &document("First", "See [b](b.md)."));
    write(root, "content/b.md", &document("Second", "![shot](shot.svg)"));
    write(root, "content/shot.svg", "<svg xmlns=\"http://www.w3.org/2000/svg\"/>");
    write(root, "static/.env", "SECRET=canary");
    write(root, "static/notes.html", "<body>mine</body>");
    write(root, "canary.txt", "canary");
}

fn canary_free(answer: &Answer, path: &str) {
    assert!(!answer.text().contains("canary") && !answer.text().contains("root:"), "{path}");
}

#[test]
fn every_page_of_a_clean_build_is_served_and_nothing_else_is() {
    let served = Served::new(archive);
    let root = served.root();
    let pages = clean(&request(&root)).1.unwrap();
    let mut client = served.client();
    for (file, bytes) in &pages {
        let answer = client.get(&format!("/{file}"));
        assert_eq!(answer.status, 200, "{file}");
        if !file.ends_with(".html") {
            assert!(answer.body == *bytes, "{file}");
            continue;
        }
        let bare = answer.text().replacen(hindsite::server::SCRIPT, "", 1);
        assert_eq!(bare.as_bytes(), bytes, "{file}");
    }
    let mine = client.get("/notes.html");
    assert_eq!(mine.text(), "<body>mine</body>", "a file of the team's own stays as it is");
    for path in [
        "/../canary.txt",
        "/%2e%2e/canary.txt",
        "/..%2fcanary.txt",
        "/%2e%2e%2fcanary.txt",
        "/..%5ccanary.txt",
        "/%252e%252e/canary.txt",
        "/%c0%ae%c0%ae/canary.txt",
        "//etc/passwd",
        "/%2fetc/passwd",
        "/C:/windows/win.ini",
        "/a%00.html",
        "/canary.txt",
        "/content/a.md",
        "/hindsite.toml",
        "/@fs/etc/passwd",
        "/.env",
        "/.git/config",
        "/static/.env",
        "/assets/../../canary.txt",
        "/incidents/../../canary.txt?raw??",
        "/index.html%20",
        "/%",
    ] {
        let answer = client.get(path);
        assert_eq!(answer.status, 404, "{path}");
        canary_free(&answer, path);
    }
}

#[test]
fn a_folder_without_its_slash_leads_to_it_and_nowhere_else() {
    let served = Served::new(archive);
    let mut client = served.client();
    let answer = client.get("/incidents/a?q=1");
    assert_eq!((answer.status, answer.header("location")), (307, Some("/incidents/a/?q=1")));
    for path in ["//evil.example", "/\\evil.example", "//evil.example/..", "/%2f%2fevil.example"] {
        let answer = client.get(path);
        assert!(answer.status == 404 && answer.header("location").is_none(), "{path}: {answer:?}");
    }
    // Where the site will be, it is here too: the 404 page has no other addresses.
    let missing = client.get("/nowhere/at/all");
    assert_eq!(missing.status, 404);
    assert!(missing.text().contains("href=\"/post/mortems/incidents/\""), "{}", missing.text());
    assert_eq!(client.get("/post/mortems/incidents/a/").status, 200);
    assert_eq!(client.get("/post/mortems").header("location"), Some("/post/mortems/"));
}

#[test]
fn nobody_else_is_answered() {
    let served = Served::new(archive);
    let mut client = served.client();
    let own = served.address.to_string();
    for host in ["evil.example", "127.0.0.1.nip.io", "localhost:9", "127.0.0.1"] {
        assert_eq!(client.ask("GET", "/", &[("Host", host)]).status, 403, "{host}");
    }
    for origin in ["http://evil.example", "null", "http://192.168.1.9"] {
        for path in ["/", "/_hindsite/events?had=&page=/"] {
            assert_eq!(client.ask("GET", path, &[("Origin", origin)]).status, 403, "{origin}");
        }
    }
    let cross = [("Sec-Fetch-Site", "cross-site"), ("Sec-Fetch-Mode", "no-cors")];
    assert_eq!(client.ask("GET", "/incidents.json", &cross).status, 403);
    for method in ["POST", "PUT", "DELETE", "OPTIONS", "TRACE", "PATCH"] {
        let answer = served.client().ask(method, "/", &[]);
        assert_eq!((answer.status, answer.header("allow")), (405, Some("GET, HEAD")), "{method}");
    }
    let absolute = client.ask("GET", &format!("http://{own}/"), &[]);
    assert_eq!(absolute.status, 400);
    let mut old = served.client();
    old.raw("GET / HTTP/1.0\r\n\r\n");
    assert_eq!(old.answer(false).unwrap().status, 403, "no host at all");
}

#[test]
fn an_answer_says_how_it_may_be_used() {
    let served = Served::new(archive);
    let mut client = served.client();
    for path in ["/", "/incidents/a/", "/incidents.json", "/nowhere", "/_hindsite/live.js"] {
        let answer = client.get(path);
        for (name, value) in [
            ("x-content-type-options", "nosniff"),
            ("cache-control", "no-store"),
            ("cross-origin-resource-policy", "same-origin"),
        ] {
            assert_eq!(answer.header(name), Some(value), "{path} {name}");
        }
        let cors = |(name, _): &(String, String)| name.starts_with("access-control");
        assert!(!answer.headers.iter().any(cors), "{path}");
    }
    let (get, head) = (client.get("/"), client.ask("HEAD", "/", &[]));
    assert_eq!((head.status, head.body.len()), (200, 0));
    assert_eq!(client.get("/").body, get.body, "the connection is still in step");
    let page = client.get("/incidents/b/").text();
    let picture = page.split("/assets/").find(|part| part.starts_with("shot.")).unwrap();
    let picture = client.get(&format!("/assets/{}", picture.split('"').next().unwrap()));
    assert!(picture.header("content-security-policy").unwrap().contains("sandbox"));
    assert_eq!(picture.header("content-type"), Some("image/svg+xml"));
}

#[test]
fn those_who_waste_its_time_keep_nobody_from_the_pages() {
    let served = Served::new(archive);
    let mut large = served.client();
    large.send("GET", "/", &[("X", &"x".repeat(40_000))]);
    assert_eq!(large.answer(false).map_or(431, |answer| answer.status), 431);
    let slow: Vec<TcpStream> = (0..500)
        .map(|_| {
            let mut stream = TcpStream::connect(served.address).unwrap();
            stream.write_all(b"GET / HTTP/1.1\r\nX: ").unwrap();
            stream
        })
        .collect();
    let start = Instant::now();
    assert_eq!(served.client().get("/").status, 200);
    // Long before the slow ones are let go; a second is gone at once where other work has the processors.
    assert!(start.elapsed() < Duration::from_secs(5), "{:?}", start.elapsed());
    // Nobody has for ever.
    slow[0].set_read_timeout(Some(Duration::from_secs(15))).unwrap();
    let mut answer = String::new();
    let _ = BufReader::new(&slow[0]).read_line(&mut answer);
    assert!(answer.is_empty() || answer.contains("408"), "{answer}");
    assert!(start.elapsed() < Duration::from_secs(12), "it was still listened to");
}

#[test]
fn what_a_request_says_beside_its_path_reads_nothing_and_waits_for_nothing() {
    let served = Served::new(archive);
    let mut client = served.client();
    let page = client.get("/");
    for query in [
        "(".repeat(6000),
        "NOT%20".repeat(1500),
        "raw".into(),
        "raw??".into(),
        "import&raw".into(),
        "q=%".into(),
    ] {
        assert_eq!(client.get(&format!("/?{query}")).body, page.body, "{}", &query[..query.len().min(20)]);
    }
    // A thousand ranges are no ranges.
    let ranges = format!("bytes={}", vec!["0-"; 1000].join(","));
    let answer = client.ask("GET", "/", &[("Range", &ranges)]);
    assert_eq!((answer.status, &answer.body), (200, &page.body));
    // Two at once are answered one after the other.
    let host = served.address;
    client.raw(&format!(
        "GET /robots.txt HTTP/1.1\r\nHost: {host}\r\n\r\nGET / HTTP/1.1\r\nHost: {host}\r\n\r\n"
    ));
    let (first, second) = (client.answer(false).unwrap(), client.answer(false).unwrap());
    assert!(first.text().contains("User-agent") && second.body == page.body);
    // A gigabyte is announced, and not waited for.
    let mut sender = served.client();
    sender.send("POST", "/", &[("Content-Length", "1000000000")]);
    assert_eq!(sender.answer(false).unwrap().status, 405);
    let mut sender = served.client();
    sender.send("GET", "/", &[("Content-Length", "1000000000")]);
    assert_eq!(sender.answer(false).unwrap().status, 200);
    for (path, refused) in
        [("*", 400..=404), ("http://x/../canary.txt", 400..=404), (&"/a".repeat(32_000), 404..=431)]
    {
        let mut other = served.client();
        other.send("GET", path, &[]);
        if let Some(answer) = other.answer(false) {
            assert!(refused.contains(&answer.status), "{}: {}", &path[..path.len().min(20)], answer.status);
            canary_free(&answer, path);
        }
    }
    let mut other = served.client();
    other.send("CONNECT", "evil.example:443", &[]);
    assert!(other.answer(false).is_none_or(|answer| (400..=405).contains(&answer.status)));
}

#[test]
fn browsers_that_follow_are_counted_and_those_too_many_are_refused() {
    let served = Served::new(archive);
    let follow = |_| {
        let mut client = served.client();
        client
            .raw(&format!("GET /_hindsite/events?had=&page=/ HTTP/1.1\r\nHost: {}\r\n\r\n", served.address));
        client
    };
    let mut followers: Vec<Client> = (0..300).map(follow).collect();
    assert_eq!(served.client().get("/").status, 200);
    let refused = followers.iter_mut().filter_map(Client::status).filter(|status| *status == 503).count();
    assert!(refused >= 300 - 256, "{refused}");
    assert_eq!(served.client().get("/").status, 200);
}

#[test]
fn only_this_machine_is_answered_unless_asked_for_and_then_it_is_said() {
    let dir = tempfile::tempdir().unwrap();
    archive(dir.path());
    let mut program = Program::start(dir.path(), &["serve", "--port", "0"]);
    assert!(program.address().ip().is_loopback());
    let mut program = Program::start(dir.path(), &["serve", "--port", "0", "--host", "0.0.0.0"]);
    program.until("everybody who can reach this machine can read the site");
}

#[cfg(unix)]
#[test]
fn a_link_among_the_files_of_the_team_is_not_served() {
    let served = Served::new(|root| {
        archive(root);
        std::os::unix::fs::symlink(root.join("canary.txt"), root.join("static/canary.txt")).unwrap();
        std::os::unix::fs::symlink(root, root.join("static/all")).unwrap();
        std::os::unix::fs::symlink("/etc/passwd", root.join("content/passwd.txt")).unwrap();
    });
    for path in ["/canary.txt", "/all/canary.txt", "/all/", "/passwd.txt"] {
        let answer = served.client().get(path);
        assert_eq!(answer.status, 404, "{path}");
        canary_free(&answer, path);
    }
}

/// HINDSITE_RELOADS asks for more than these saves.
#[test]
fn a_browser_is_told_when_the_new_page_is_there_and_only_of_its_own() {
    let saves = std::env::var("HINDSITE_RELOADS").map_or(25, |n| n.parse().unwrap());
    let mut served = Served::new(archive);
    let mut client = served.client();
    let had = |answer: &Answer| answer.header("server-timing").unwrap().split('"').nth(1).unwrap().to_owned();
    let mut mark = had(&client.get("/incidents/a/"));
    let other = had(&client.get("/robots.txt"));
    let mut bystander = Client::follow(served.address, "/robots.txt", &other);
    assert_eq!(bystander.next().0, "well");
    for turn in 0..saves {
        let mut events = Client::follow(served.address, "/incidents/a/", &mark);
        assert_eq!(events.next().0, "well");
        served.write("content/a.md", &document(&format!("Turn {turn}"), "- it broke"));
        events.until("reload");
        let page = client.get("/incidents/a/");
        assert!(page.text().contains(&format!("Turn {turn}")), "the event came before the page");
        mark = had(&page);
    }
    println!("reloads: {saves} saves, each page was new when the event came");
    // Who was away during a save hears of it on coming back.
    served.write("content/a.md", &document("While away", "- it broke"));
    served.settle();
    Client::follow(served.address, "/incidents/a/", &mark).until("reload");
    served.write("static/extra.txt", "");
    served.write("content/c.md", "---\ntitle: never closed\n");
    loop {
        match bystander.next().0.as_str() {
            "well" => {}
            "problem" => break,
            other => panic!("a page that did not change is told to {other}"),
        }
    }
}

#[test]
fn a_new_style_is_swapped_in_and_the_page_stays() {
    let mut served = Served::new(|root| {
        archive(root);
        write(root, "hindsite.toml", "theme = \"own\"\n");
        write(root, "themes/own/assets/style.css", "body { color: red }\n");
    });
    let mut client = served.client();
    let page = client.get("/");
    let mark = page.header("server-timing").unwrap().split('"').nth(1).unwrap().to_owned();
    let mut events = Client::follow(served.address, "/", &mark);
    served.write("themes/own/assets/style.css", "body { color: green }\n");
    let style = events.until("style");
    let [_, before, after] = style.split(' ').collect::<Vec<_>>()[..] else { panic!("{style}") };
    assert!(page.text().contains(before) && client.get("/").text().contains(after), "{style}");
    assert_eq!(client.get(&format!("/assets/{after}")).text(), "body { color: green }\n");
    served.settle();
}

#[test]
fn a_problem_is_shown_as_the_terminal_shows_it_and_goes_when_it_is_mended() {
    let served = Served::new(archive);
    let mut events = Client::follow(served.address, "/incidents/b/", "");
    assert_eq!(events.next().0, "well");
    let before = served.client().get("/incidents/b/").body;
    served.write("content/b.md", "---\ntitle: <script>alert(1)</script>\n");
    let text: String = serde_json::from_str(&events.until("problem")).unwrap();
    for part in ["HS010", "content/b.md:1:1", "^^^", "hint:"] {
        assert!(text.contains(part), "{part} is not in\n{text}");
    }
    assert!(!text.contains('\u{1b}'), "no colours");
    assert_eq!(served.client().get("/incidents/b/").body, before, "the last good page stays");
    served.write("content/b.md", &document("Mended", "- it broke"));
    events.until("reload");
    events.until("well");
    // What the script shows, it shows as text.
    let script = served.client().get("/_hindsite/live.js").text();
    assert!(script.contains("textContent = text") && !script.contains("innerHTML"));
}

#[test]
fn a_site_that_never_was_is_a_page_that_says_why() {
    let mut served =
        Served::new(|root| write(root, "hindsite.toml", "titel = \"</pre><script>x()</script>\"\n"));
    let page = served.client().get("/");
    assert_eq!(page.status, 500);
    assert!(
        page.text().contains("did you mean `title`?") && !page.text().contains("<script>x"),
        "{}",
        page.text()
    );
    let mark = page.header("server-timing").unwrap().split('"').nth(1).unwrap().to_owned();
    let mut events = Client::follow(served.address, "/", &mark);
    assert_eq!(events.next().0, "problem");
    write(&served.root(), "content/a.md", &document("First", "- it broke"));
    served.write("hindsite.toml", "title = \"Acme\"\n");
    events.until("reload");
    served.settle();
    assert_eq!(served.client().get("/").status, 200);
}

/// The program itself, ended with its test.
struct Program {
    child: Child,
    lines: BufReader<std::process::ChildStderr>,
}

impl Program {
    fn start(dir: &Path, arguments: &[&str]) -> Program {
        let mut child = Command::new(env!("CARGO_BIN_EXE_hindsite"))
            .args(arguments)
            .current_dir(dir)
            .stderr(Stdio::piped())
            .stdout(Stdio::null())
            .spawn()
            .unwrap();
        let lines = BufReader::new(child.stderr.take().unwrap());
        Program { child, lines }
    }

    /// The next line that holds `part`, and what came before it.
    fn until(&mut self, part: &str) -> (String, String) {
        let mut before = String::new();
        loop {
            let mut line = String::new();
            assert!(self.lines.read_line(&mut line).unwrap() > 0, "no `{part}` in\n{before}");
            if line.contains(part) {
                return (line, before);
            }
            before += &line;
        }
    }

    fn address(&mut self) -> SocketAddr {
        let (line, _) = self.until("Serving http://");
        line.split("http://").nth(1).unwrap().split('/').next().unwrap().parse().unwrap()
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[test]
fn where_there_is_nothing_the_example_is_served_from_the_program() {
    let dir = tempfile::tempdir().unwrap();
    let mut program = Program::start(dir.path(), &["serve", "--port", "0"]);
    let (line, _) = program.until("example");
    assert!(line.contains("hindsite init"), "{line}");
    let mut client = Client::new(program.address());
    let all = client.get("/incidents/").text();
    assert!(all.matches("href=\"").count() > 37, "{all}");
    for link in all.split("href=\"").skip(1).map(|part| part.split('"').next().unwrap()) {
        if !link.contains("//") && !link.starts_with(['#', '.']) {
            assert_eq!(client.get(&format!("/incidents/{link}")).status, 200, "{link}");
        }
    }
    assert_eq!(fs::read_dir(dir.path()).unwrap().count(), 0, "nothing is written");
}

#[test]
fn a_knowledge_base_begun_beside_the_example_is_shown_in_its_place() {
    let dir = tempfile::tempdir().unwrap();
    let mut program = Program::start(dir.path(), &["serve", "--port", "0"]);
    let mut client = Client::new(program.address());
    let example = client.get("/incidents.json").text();
    assert!(example.matches("\"id\":").count() >= 37, "{example}");
    write(dir.path(), "content/2026-03-02-own.md", &document("Our own", "It broke."));
    program.until("in place of the example");
    program.until(" pages, ");
    let own: serde_json::Value = serde_json::from_str(&client.get("/incidents.json").text()).unwrap();
    assert_eq!(own["incidents"].as_array().unwrap().len(), 1);
    assert_eq!(own["incidents"][0]["title"], "Our own");
    assert_eq!(client.get("/incidents/2026-03-02-own/").status, 200);
}

#[cfg(unix)]
#[test]
fn a_line_a_change_and_an_end_at_once() {
    let dir = tempfile::tempdir().unwrap();
    archive(dir.path());
    let mut program = Program::start(dir.path(), &["serve", "--port", "0"]);
    program.address();
    write(dir.path(), "content/a.md", &document("Changed", "See [b](c.md)."));
    let (line, _) = program.until("content/a.md: ");
    assert!(line.contains(" pages, ") && line.contains(" ms"), "{line}");
    program.until("HS100");
    write(dir.path(), "content/a.md", "---\nnever: closed\n");
    program.until("HS010");
    program.until("the last good site stays");
    let pid = rustix::process::Pid::from_child(&program.child);
    rustix::process::kill_process(pid, end_signal(program.child.id())).unwrap();
    let start = Instant::now();
    program.child.wait().unwrap();
    assert!(start.elapsed() < Duration::from_secs(1));
    assert!(!dir.path().join("public").exists() && !dir.path().join(".hindsite").exists());
}

/// Ctrl-C; but what runs in the background of a script has that ignored, as every program it starts has.
#[cfg(unix)]
fn end_signal(pid: u32) -> rustix::process::Signal {
    let status = fs::read_to_string(format!("/proc/{pid}/status")).unwrap_or_default();
    let ignored = status.lines().find_map(|line| line.strip_prefix("SigIgn:")).unwrap_or("0");
    let interrupt = 1 << (rustix::process::Signal::INT.as_raw() - 1);
    if u64::from_str_radix(ignored.trim(), 16).unwrap() & interrupt == 0 {
        rustix::process::Signal::INT
    } else {
        rustix::process::Signal::TERM
    }
}

#[test]
fn a_port_that_is_taken_is_another_port_or_a_message() {
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = taken.local_addr().unwrap().port();
    let error = hindsite::server::bind("127.0.0.1", Some(port)).unwrap_err();
    assert_eq!(error.kind(), std::io::ErrorKind::AddrInUse);
    let first = hindsite::server::bind("127.0.0.1", None).unwrap();
    let second = hindsite::server::bind("127.0.0.1", None).unwrap();
    assert!(second.local_addr().unwrap().port() > first.local_addr().unwrap().port());
    let dir = tempfile::tempdir().unwrap();
    let mut program = Program::start(dir.path(), &["serve", "--port", &port.to_string()]);
    program.until(&format!("cannot serve on `127.0.0.1:{port}`"));
    assert_eq!(program.child.wait().unwrap().code(), Some(3));
}

#[test]
fn build_watch_writes_what_changed_and_outlives_its_output_folder() {
    let dir = tempfile::tempdir().unwrap();
    archive(dir.path());
    let page = |name: &str| dir.path().join("public/incidents").join(name).join("index.html");
    let written = |file: &Path| fs::metadata(file).unwrap().modified().unwrap();
    let robots = dir.path().join("public/robots.txt");
    let mut program = Program::start(dir.path(), &["build", "--watch"]);
    program.until("Open ");
    write(dir.path(), "content/c.md", &document("Third", "- it broke"));
    program.until("content/c.md: ");
    let untouched = written(&robots);
    write(dir.path(), "content/c.md", &document("Third again", "- it broke"));
    program.until("content/c.md: ");
    assert!(fs::read_to_string(page("c")).unwrap().contains("Third again"));
    assert_eq!(written(&robots), untouched, "what did not change is not written");
    fs::remove_dir_all(dir.path().join("public")).unwrap();
    program.until("built again: ");
    assert!(page("a").exists() && written(&robots) > untouched);
    // Empty for a moment, as a file that is written in place is, it would be a page.
    replace(&dir.path().join("content/c.md"), b"---\nnever: closed\n");
    program.until("nothing was published");
    assert!(fs::read_to_string(page("c")).unwrap().contains("Third again"), "the old site stays");
}
