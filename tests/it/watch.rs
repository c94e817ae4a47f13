//! The promise of watching: whatever happens to the folder, when it is quiet every page served is the one
//! a clean build makes.
#![expect(clippy::disallowed_methods, reason = "tests set their stage")]

use crate::live::{Served, State, clean, document, replace, request, write};
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

/// `HINDSITE_STEPS` and `HINDSITE_SEED` ask for more, and for others.
const STEPS: usize = 1000;
const WORDS: &[&str] = &["cache", "deploy", "certificate", "queue", "failover", "quota", "replica", "index"];

/// xorshift: the steps of a seed are the same everywhere.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % sides as u64).unwrap()
    }

    fn word(&mut self) -> &'static str {
        WORDS[self.roll(WORDS.len())]
    }

    fn of<'t, T>(&mut self, list: &'t [T]) -> Option<&'t T> {
        (!list.is_empty()).then(|| &list[self.roll(list.len())])
    }
}

fn archive(root: &Path) {
    write(root, "hindsite.toml", "title = \"Acme\"\ntheme = \"own\"\n");
    write(root, "themes/own/assets/style.css", "body { color: black }\n");
    write(root, "themes/own/templates/404.html", "<p>not here</p>\n");
    write(root, "static/robots-extra.txt", "hello\n");
    for n in 0..5 {
        let body = format!("See [the next]({}.md).\n\n- [ ] Mend it @ada due 2026-05-01\n", (n + 1) % 5);
        write(root, &format!("content/{n}.md"), &document(&format!("Incident {n}"), &body));
    }
}

/// What a random person does to a folder.
struct Person {
    root: PathBuf,
    dice: Dice,
    made: usize,
    /// What was broken, and how it was before.
    broken: BTreeMap<PathBuf, Vec<u8>>,
    is_away: bool,
}

impl Person {
    fn files(&self, below: &str) -> Vec<PathBuf> {
        let mut files = vec![];
        let mut folders = vec![self.root.join(below)];
        while let Some(folder) = folders.pop() {
            for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
                match entry.file_type().unwrap().is_dir() {
                    true => folders.push(entry.path()),
                    false => files.push(entry.path()),
                }
            }
        }
        files.sort();
        files
    }

    /// A postmortem that states and tells something else than most.
    fn text(&mut self) -> String {
        let (title, body, heading) = (self.dice.word(), self.dice.word(), self.dice.word());
        let (link, number) = (self.dice.roll(7), self.dice.roll(9));
        let facts = format!(
            "title: {title} {number}\ndate: 2026-0{}-02\nservices: [{}]\nroot_cause: {} again\n",
            number + 1,
            self.dice.word(),
            self.dice.word(),
        );
        let severity = ["", "severity: SEV1\n", "severity: SEV2\n"][self.dice.roll(3)];
        let promise =
            ["- [ ] Mend it @ada due 2026-05-01", "- [x] Mend it @ada", "No promise."][self.dice.roll(3)];
        format!(
            "---\n{facts}{severity}---\n\nThe {body} [before]({link}.md#{title}) ![x](shot.png)\n\n\
             - 10:0{link} it {title}\n\n## {heading}\n\n{promise}\n"
        )
    }

    /// The same told in other words.
    fn retell(&mut self, path: &Path) {
        let before = fs::read_to_string(path).unwrap_or_default();
        let word = self.dice.word();
        let text = format!("{before}\nIt was the {word}, said {word}_{}.\n", self.dice.roll(99));
        self.save(path, text.as_bytes());
    }

    fn new_path(&mut self) -> PathBuf {
        self.made += 1;
        let folder = ["", "2025", "2026/03", "team/a/b"][self.dice.roll(4)];
        self.root.join("content").join(folder).join(format!("{}-{}.md", self.dice.word(), self.made))
    }

    fn save(&mut self, path: &Path, text: &[u8]) {
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        match self.dice.roll(3) {
            // As vim and JetBrains do.
            0 => {
                let hidden = path.with_file_name(".x.md.swp");
                fs::write(&hidden, text).unwrap();
                fs::rename(&hidden, path).unwrap();
            }
            // As emacs does, with a copy of what was before.
            1 => {
                let _ = fs::copy(path, path.with_extension("md~"));
                fs::write(path, text).unwrap();
            }
            _ => fs::write(path, text).unwrap(),
        }
    }

    /// The same length and the same time as before, in place.
    fn sly(&mut self, path: &Path) {
        let before = fs::read(path).unwrap();
        let time = fs::metadata(path).unwrap().modified().unwrap();
        let letter = b'a' + u8::try_from(self.dice.roll(26)).unwrap();
        let text: Vec<u8> = before.iter().map(|b| if *b == b'e' { letter } else { *b }).collect();
        fs::write(path, text).unwrap();
        fs::File::options().write(true).open(path).unwrap().set_modified(time).unwrap();
    }

    /// In one step: a file that is written in place is empty for a moment, which may be a site.
    fn breaks(&mut self, path: &Path, text: &[u8]) {
        if let Ok(before) = fs::read(path) {
            self.broken.entry(path.to_path_buf()).or_insert(before);
            replace(path, text);
        }
    }

    fn mend(&mut self) {
        if self.is_away {
            fs::rename(self.root.join("away"), self.root.join("content")).unwrap();
            self.is_away = false;
        }
        for (path, text) in std::mem::take(&mut self.broken) {
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, text).unwrap();
        }
    }

    /// One step that leaves the archive whole.
    fn step(&mut self) {
        let documents = self.files("content");
        let some = self.dice.of(&documents).cloned();
        let root = self.root.clone();
        match (self.dice.roll(19), some) {
            (0 | 1, _) => {
                let (path, text) = (self.new_path(), self.text());
                self.save(&path, text.as_bytes());
            }
            (2..=5, Some(path)) => {
                let text = self.text();
                self.save(&path, text.as_bytes());
            }
            (6, Some(path)) => self.sly(&path),
            (7, Some(path)) => {
                let other = self.new_path();
                fs::create_dir_all(other.parent().unwrap()).unwrap();
                fs::rename(path, other).unwrap();
            }
            (8, Some(path)) => {
                let name = path.file_name().unwrap().to_str().unwrap();
                let flipped =
                    if name.contains(char::is_uppercase) { name.to_lowercase() } else { name.to_uppercase() };
                fs::rename(&path, path.with_file_name(flipped.replace(".MD", ".md"))).unwrap();
            }
            (9, Some(path)) if documents.len() > 4 => fs::remove_file(path).unwrap(),
            (10, _) => {
                let (folder, other) = (root.join("content/2026"), root.join("content/2027"));
                let _ = fs::rename(&folder, &other).or_else(|_| fs::rename(&other, &folder));
            }
            (11, _) => {
                let text = format!("body {{ margin: {}px }}\n", self.dice.roll(50));
                fs::write(root.join("themes/own/assets/style.css"), text).unwrap();
            }
            (12, _) => {
                let text = format!("<p>{} is not here</p></body>\n", self.dice.word());
                fs::write(root.join("themes/own/templates/404.html"), text).unwrap();
            }
            (13, _) => {
                let ignored = self.dice.word();
                let text = format!("title = \"{ignored}\"\ntheme = \"own\"\nignore = [\"**/{ignored}-*\"]\n");
                self.save(&root.join("hindsite.toml"), text.as_bytes());
            }
            (14, _) => {
                let bytes = self.dice.word().repeat(20);
                fs::write(root.join("content/shot.png"), &bytes).unwrap();
                write(&root, "static/deep/er.txt", &bytes);
            }
            (16..=18, Some(path)) if path.extension().is_some_and(|e| e == "md") => self.retell(&path),
            _ => self.swap(),
        }
    }

    /// Another folder takes the place of the whole content, as a checkout of another branch does it.
    fn swap(&mut self) {
        let (content, next) = (self.root.join("content"), self.root.join("next"));
        for path in self.files("content") {
            if self.dice.roll(4) > 0 {
                let inside = path.strip_prefix(&content).unwrap();
                fs::create_dir_all(next.join(inside).parent().unwrap()).unwrap();
                fs::copy(&path, next.join(inside)).unwrap();
            }
        }
        let text = self.text();
        write(&next, "0.md", &text);
        fs::rename(&content, self.root.join("old")).unwrap();
        fs::rename(&next, &content).unwrap();
        fs::remove_dir_all(self.root.join("old")).unwrap();
    }

    /// One step after which there is no site to be made.
    fn spoil(&mut self) {
        let root = self.root.clone();
        match self.dice.roll(6) {
            0 => self.breaks(&root.join("hindsite.toml"), b"titel = 1\n"),
            1 => self.breaks(&root.join("themes/own/templates/404.html"), b"{% if %}"),
            2 => self.breaks(&root.join("themes/own/templates/404.html"), b"<p>{{ nothing.of.that }}</p>"),
            3 => {
                fs::rename(root.join("content"), root.join("away")).unwrap();
                self.is_away = true;
            }
            _ => {
                let documents: Vec<PathBuf> = self
                    .files("content")
                    .into_iter()
                    .filter(|path| path.extension().is_some_and(|e| e == "md"))
                    .collect();
                let path = self.dice.of(&documents).unwrap().clone();
                let text = [&b"---\ntitle: never closed\n"[..], b"\xff\xfe not text"][self.dice.roll(2)];
                self.breaks(&path, text);
            }
        }
    }
}

#[test]
fn after_every_quiet_point_what_is_served_is_what_a_clean_build_makes() {
    let seed = std::env::var("HINDSITE_SEED").map_or(20_260_302, |seed| seed.parse().unwrap());
    let wanted = std::env::var("HINDSITE_STEPS").map_or(STEPS, |steps| steps.parse().unwrap());
    let mut served = Served::new(archive);
    let root = served.root();
    let mut person =
        Person { root: root.clone(), dice: Dice(seed), made: 0, broken: BTreeMap::new(), is_away: false };
    let mut good = clean(&request(&root)).1.unwrap();
    let (mut steps, mut points, mut failures) = (0, 0, 0);
    while steps < wanted {
        let context = format!("after step {steps} of seed {seed}");
        // What is broken stays so for a while; else a burst, sometimes an accident.
        let is_broken = !person.broken.is_empty() || person.is_away;
        if is_broken && person.dice.roll(2) == 0 {
            person.mend();
            steps += 1;
        } else if !is_broken && person.dice.roll(6) == 0 {
            person.spoil();
            steps += 1;
        } else {
            for _ in 0..=person.dice.roll(9) {
                if person.is_away {
                    fs::write(root.join("static/robots-extra.txt"), person.dice.word()).unwrap();
                } else if is_broken {
                    // Nothing that could mend or move what is broken.
                    let (path, text) = (person.new_path(), person.text());
                    person.save(&path, text.as_bytes());
                } else {
                    person.step();
                }
                steps += 1;
            }
            // So that no state on the way is the one at the end.
            write(&root, "static/step.txt", &steps.to_string());
        }
        let (state, outcome) = clean(&request(&root));
        served.wait_for(&state);
        match outcome {
            Ok(pages) => {
                let mut client = served.client();
                for file in good.keys().filter(|file| !pages.contains_key(*file)) {
                    let answer = client.get(&format!("/{}", hindsite::site::routes::encode(file)));
                    assert_eq!(answer.status, 404, "{file} {context}");
                }
                good = pages;
            }
            Err(_) => failures += 1,
        }
        served.assert_serves(&good, &context);
        points += 1;
    }
    println!("{steps} steps, {points} quiet points, {failures} of them broken, {} turns", served.turns);
    assert!(
        points * 7 >= wanted && failures * 50 >= wanted,
        "the dice are loaded: {points} points, {failures} failures"
    );
}

/// HINDSITE_BURST asks for more than these files.
#[test]
fn a_burst_of_files_is_followed_to_the_last() {
    let files: usize = std::env::var("HINDSITE_BURST").map_or(500, |n| n.parse().unwrap());
    let mut served = Served::new(|root| write(root, "content/a.md", &document("A", "- it broke")));
    let root = served.root();
    let file = |i: usize| format!("content/{}/{}/{i}.md", i % 7, i % 31);
    (0..files).for_each(|i| write(&root, &file(i), &document(&format!("Burst {i}"), "- it broke")));
    let follow = |served: &mut Served, what: &str| {
        let (state, pages) = clean(&request(&root));
        let before = served.turns;
        served.wait_for(&state);
        served.assert_serves(&pages.unwrap(), what);
        assert!(served.turns - before <= 20 + files / 50, "{} turns", served.turns - before);
    };
    follow(&mut served, "written");
    (0..files).filter(|i| i % 3 > 0).for_each(|i| fs::remove_file(root.join(file(i))).unwrap());
    follow(&mut served, "deleted");
    println!("burst: {files} files written, two in three deleted, 0 differences");
}

/// HINDSITE_CHECKOUTS asks for more than these four.
#[test]
fn a_checkout_of_another_branch_is_far_fewer_turns_than_files_and_misses_nothing() {
    let checkouts = std::env::var("HINDSITE_CHECKOUTS").map_or(4, |n| n.parse().unwrap());
    let branch = |root: &Path, name: &str, n: usize| {
        for i in 0..n {
            let text = document(&format!("{name} {i}"), "- it broke");
            write(root, &format!("content/{name}/{}/{}/{i}.md", i % 7, i % 31), &text);
        }
    };
    let git = |root: &Path, arguments: &[&str]| {
        let who = ["-c", "user.name=a", "-c", "user.email=a@example.org"];
        let done = std::process::Command::new("git").current_dir(root).args(who).args(arguments).output();
        let done = done.unwrap();
        assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    };
    let mut served = Served::new(|root| {
        git(root, &["init", "-q", "-b", "first"]);
        branch(root, "first", 300);
        git(root, &["add", "content"]);
        git(root, &["commit", "-qm", "first"]);
        git(root, &["checkout", "-q", "-b", "second"]);
        fs::remove_dir_all(root.join("content/first")).unwrap();
        branch(root, "second", 300);
        git(root, &["add", "-A", "content"]);
        git(root, &["commit", "-qm", "second"]);
    });
    let root = served.root();
    for turn in 0..checkouts {
        let before = served.turns;
        let name = ["first", "second"][turn % 2];
        git(&root, &["checkout", "-q", name]);
        assert!(root.join("content").join(name).is_dir());
        let (state, pages) = clean(&request(&root));
        served.wait_for(&state);
        served.assert_serves(&pages.unwrap(), name);
        let turns = served.turns - before;
        // Git writes for longer than a pause, so there are some turns; a tenth of the files would be too many.
        assert!((1..=60).contains(&turns), "{turns} turns");
    }
    println!("checkouts of 300 new and 300 deleted files: {checkouts}, 0 differences");
}

/// Where a person may set the limit of a namespace of his own; elsewhere there is nothing to exhaust.
#[cfg(target_os = "linux")]
#[test]
fn where_the_system_cannot_watch_the_server_says_so_and_looks() {
    use std::io::{BufRead as _, BufReader};
    use std::process::{Command, Stdio};
    let limit = "/proc/sys/user/max_inotify_instances";
    let may = Command::new("unshare").args(["-Ur", "sh", "-c", &format!("echo 0 > {limit}")]).output();
    if !may.is_ok_and(|done| done.status.success()) {
        println!("not run: no namespace of one's own here");
        return;
    }
    let archive = crate::archive::Archive::new();
    archive.incident("2026-01-01-a", "title: Before", "- x");
    let script = format!("echo 0 > {limit}; exec \"$0\" serve --port 0");
    let mut server = Command::new("unshare")
        .current_dir(archive.root())
        .args(["-Ur", "sh", "-c", &script, env!("CARGO_BIN_EXE_hindsite")])
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut said = BufReader::new(server.stderr.take().unwrap()).lines().map(Result::unwrap);
    let mut heard = vec![];
    for line in said.by_ref() {
        let is_last = line.contains("fs.inotify");
        heard.push(line);
        if is_last {
            break;
        }
    }
    assert!(
        heard.last().is_some_and(|line| line.contains("looking for changes every few seconds")),
        "{heard:?}"
    );
    archive.incident("2026-01-01-a", "title: [", "- x");
    let seen = said.by_ref().take(20).any(|line| line.contains("2026-01-01-a.md"));
    server.kill().unwrap();
    server.wait().unwrap();
    assert!(seen, "the change was not found by looking");
}

#[test]
fn a_folder_that_is_gone_and_comes_back_is_followed_again() {
    let mut served = Served::new(archive);
    let root = served.root();
    let mut heard = 0;
    for turn in 0..3 {
        fs::remove_dir_all(root.join("content")).unwrap();
        served.settle();
        write(&root, "content/deep/down/a.md", &document(&format!("Back {turn}"), "- it broke"));
        served.settle();
        // A watch that stood in the old folder would not hear this one; the net finds it, two seconds later.
        let saved = Instant::now();
        write(&root, "content/deep/down/a.md", &document(&format!("Again {turn}"), "- it broke"));
        served.settle();
        heard += usize::from(saved.elapsed() < Duration::from_millis(1500));
        let page = served.client().get("/incidents/a/").text();
        assert!(page.contains(&format!("Again {turn}")), "{page}");
    }
    assert!(heard >= 2, "the new folder is not watched: {heard} of 3 saves heard");
}

#[test]
fn a_save_with_the_time_and_the_size_of_before_is_seen() {
    let mut served = Served::new(archive);
    let path = served.root().join("content/0.md");
    // Old enough that its stamp is believed.
    std::thread::sleep(Duration::from_millis(2200));
    let time = fs::metadata(&path).unwrap().modified().unwrap();
    let text = fs::read_to_string(&path).unwrap();
    for title in ["Incidental", "Incidence!"] {
        let text = text.replace("Incident 0", title);
        assert_eq!(text.len(), fs::metadata(&path).unwrap().len() as usize);
        fs::write(&path, text).unwrap();
        fs::File::options().write(true).open(&path).unwrap().set_modified(time).unwrap();
        served.settle();
        assert!(served.client().get("/incidents/0/").text().contains(title));
    }
}

/// What an editor, git and a clock do to files in ways of their own, each followed by a clean build.
#[test]
fn every_way_of_saving_is_followed() {
    let mut served = Served::new(archive);
    let root = served.root();
    let content = root.join("content");
    let text = |title: &str| document(title, "- it broke");
    let mut check = |what: &str| {
        let (state, pages) = clean(&request(&root));
        served.wait_for(&state);
        served.assert_serves(&pages.unwrap_or_else(|why| panic!("{what}: {why}")), what);
    };
    // Folders and files in one breath.
    for n in 0..300 {
        write(&content, &format!("deep/{}/{n}/i.md", n % 17), &text(&format!("Deep {n}")));
    }
    check("300 new folders with a file each");
    fs::rename(content.join("deep"), root.join("aside")).unwrap();
    check("a folder that went");
    fs::rename(root.join("aside"), content.join("back")).unwrap();
    check("and came back under another name");
    fs::remove_dir_all(content.join("back")).unwrap();
    // JetBrains: the new text beside the file, the old one moved away, the new one moved in.
    let (file, new, old) =
        (content.join("1.md"), content.join("1.md___jb_tmp___"), content.join("1.md___jb_old___"));
    fs::write(&new, text("JetBrains")).unwrap();
    check("a file that JetBrains is writing is no document");
    fs::rename(&file, &old).unwrap();
    fs::rename(&new, &file).unwrap();
    check("nor is the old one beside it");
    fs::remove_file(&old).unwrap();
    // vim: a probe, a swap file, a backup that becomes the old file.
    fs::write(content.join("4913"), "").unwrap();
    fs::remove_file(content.join("4913")).unwrap();
    fs::write(content.join(".2.md.swp"), "---\nnever").unwrap();
    fs::rename(content.join("2.md"), content.join("2.md~")).unwrap();
    fs::write(content.join("2.md"), text("vim")).unwrap();
    check("vim");
    // emacs: a lock that leads nowhere, and what is saved by itself.
    #[cfg(unix)]
    std::os::unix::fs::symlink("me@here.1", content.join(".#3.md")).unwrap();
    fs::write(content.join("#3.md#"), "---\nnever").unwrap();
    fs::write(content.join("3.md"), text("emacs")).unwrap();
    check("emacs");
    let sed =
        std::process::Command::new("sed").args(["-i", "s/emacs/sed/", "3.md"]).current_dir(&content).status();
    assert!(sed.unwrap().success());
    check("sed -i");
    // In halves, with a pause in which the file is broken.
    fs::write(content.join("4.md"), "---\ntitle: Half\n").unwrap();
    std::thread::sleep(Duration::from_millis(500));
    fs::write(content.join("4.md"), text("Whole")).unwrap();
    check("a file written in halves");
    // A clock that stood elsewhere.
    for time in
        [std::time::SystemTime::UNIX_EPOCH, std::time::SystemTime::now() + Duration::from_secs(400_000_000)]
    {
        for title in ["Clock 1", "Clock 2"] {
            fs::write(content.join("0.md"), text(title)).unwrap();
            fs::File::options().write(true).open(content.join("0.md")).unwrap().set_modified(time).unwrap();
            check("a time that is not now");
        }
    }
}

#[cfg(unix)]
#[test]
fn what_a_link_leads_to_and_what_may_be_read_again_is_followed() {
    use std::os::unix::fs::{PermissionsExt as _, symlink};
    let mut served = Served::new(|root| {
        archive(root);
        write(root, "content/real/other.md", &document("Before", "- it broke"));
        symlink("real/other.md", root.join("content/linked.md")).unwrap();
    });
    let root = served.root();
    let mut check = || {
        let (state, pages) = clean(&request(&root));
        served.wait_for(&state);
        if let Ok(pages) = pages {
            served.assert_serves(&pages, "");
        }
    };
    write(&root, "content/real/other.md", &document("After", "- it broke"));
    check();
    for mode in [0o000, 0o644] {
        fs::set_permissions(root.join("content/0.md"), fs::Permissions::from_mode(mode)).unwrap();
        check();
    }
}

/// A rebase, a stash and its return: git takes files away and puts them back while it works.
#[test]
fn a_rebase_and_a_stash_are_followed() {
    let git = |root: &Path, arguments: &[&str]| {
        let who = ["-c", "user.name=a", "-c", "user.email=a@example.org"];
        let done =
            std::process::Command::new("git").current_dir(root).args(who).args(arguments).output().unwrap();
        assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    };
    let mut served = Served::new(|root| {
        git(root, &["init", "-q", "-b", "main"]);
        archive(root);
        git(root, &["add", "-A"]);
        git(root, &["commit", "-qm", "first"]);
        git(root, &["checkout", "-q", "-b", "topic"]);
        for n in 0..5 {
            write(root, &format!("content/topic/{n}/a.md"), &document(&format!("Topic {n}"), "- it broke"));
            git(root, &["add", "-A"]);
            git(root, &["commit", "-qm", "topic"]);
        }
        git(root, &["checkout", "-q", "main"]);
        write(root, "content/0.md", &document("Main went on", "- it broke"));
        git(root, &["commit", "-qam", "main"]);
        git(root, &["checkout", "-q", "topic"]);
    });
    let root = served.root();
    let mut check = |what: &str| {
        let (state, pages) = clean(&request(&root));
        served.wait_for(&state);
        served.assert_serves(&pages.unwrap(), what);
    };
    git(&root, &["rebase", "-q", "main"]);
    check("rebase");
    write(&root, "content/topic/new.md", &document("Not committed", "- it broke"));
    write(&root, "content/1.md", &document("Changed", "- it broke"));
    git(&root, &["stash", "-q", "-u"]);
    check("stash");
    git(&root, &["stash", "pop", "-q"]);
    check("stash pop");
}

#[test]
fn our_own_output_among_what_is_watched_is_no_change() {
    let inside = |root: &Path| {
        let mut request = request(root);
        request.location.content = vec![root.to_path_buf()];
        request
    };
    let mut served =
        Served::with(|root| write(root, "a.md", &document("Alone", "- it broke")), inside, false);
    let root = served.root();
    // The first look after the watch stands may still be due.
    while served.stirs_within(Duration::from_millis(200)) {}
    hindsite::pipeline::build(&inside(&root), None, &|_| {}).unwrap();
    assert!(!served.stirs_within(Duration::from_millis(2500)), "it follows its own output");
    write(&root, "a.md", &document("Another", "- it broke"));
    assert!(served.stirs_within(Duration::from_secs(5)));
}

#[test]
fn without_hints_changes_are_found_by_looking() {
    let mut served = Served::with(archive, request, true);
    served.write("content/0.md", &document("Found", "- it broke"));
    served.settle();
    assert!(served.client().get("/incidents/0/").text().contains("Found"));
    fs::remove_dir_all(served.root().join("content")).unwrap();
    served.settle();
    served.write("content/0.md", &document("Back", "- it broke"));
    served.settle();
    assert!(matches!(clean(&request(&served.root())).0, State::Good(_)));
}
