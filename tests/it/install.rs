//! The action and the install script, with release archives in a local folder in the place of the release page.

use crate::runner::{Outcome, Runner, Step, parse, write_program};
use serde_json::Value;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

const HINDSITE: &str = env!("CARGO_BIN_EXE_hindsite");
const VERSION: &str = env!("CARGO_PKG_VERSION");

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Packs a program that starts the one under test, for some platforms, as the release workflow does.
fn release(targets: &[&str]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let program = folder.path().join("built");
    write_program(&program, &format!("exec '{HINDSITE}' \"$@\""));
    for target in targets {
        let mut pack = Command::new(root().join("scripts/release/package.sh"));
        let output = pack.arg(target).arg(&program).arg(folder.path()).output().unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    }
    folder
}

/// A machine whose `uname` says what it is asked to.
fn machine(folder: &Path, system: &str, processor: &str) -> PathBuf {
    let programs = folder.join(format!("{system}-{processor}"));
    std::fs::create_dir_all(&programs).unwrap();
    write_program(
        &programs.join("uname"),
        &format!("case $1 in -s) echo {system};; *) echo {processor};; esac"),
    );
    programs
}

fn install(release: &Path, programs: &Path) -> Output {
    let path = format!("{}:{}", programs.display(), std::env::var("PATH").unwrap());
    Command::new("sh")
        .arg(root().join("scripts/install.sh"))
        .env("PATH", path)
        .env("HINDSITE_BASE_URL", format!("file://{}", release.display()))
        .env("HINDSITE_BIN_DIR", release.join("bin"))
        .output()
        .unwrap()
}

#[test]
fn the_script_installs_the_archive_of_the_platform() {
    for (system, processor, target) in [
        ("Linux", "x86_64", "x86_64-unknown-linux-musl"),
        ("Linux", "aarch64", "aarch64-unknown-linux-musl"),
        ("Darwin", "arm64", "aarch64-apple-darwin"),
        ("Darwin", "x86_64", "x86_64-apple-darwin"),
    ] {
        let release = release(&[target]);
        let programs = machine(release.path(), system, processor);
        let output = install(release.path(), &programs);
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(output.status.success(), "{target}: {said}");
        assert!(said.contains(&format!("Installed hindsite {VERSION} in ")), "{said}");
        let version = Command::new(release.path().join("bin/hindsite")).arg("--version").output().unwrap();
        assert_eq!(String::from_utf8_lossy(&version.stdout), format!("hindsite {VERSION}\n"));
    }
}

#[test]
fn the_script_says_for_which_platform_there_is_no_archive() {
    let release = release(&["x86_64-unknown-linux-musl"]);
    for (system, processor, said) in [
        ("Linux", "riscv64", "no archive of hindsite is made for Linux on riscv64"),
        ("FreeBSD", "amd64", "no archive of hindsite is made for FreeBSD on x86_64"),
        ("Linux", "i686", "no archive of hindsite is made for Linux on i686"),
        ("Darwin", "arm64", "hindsite-aarch64-apple-darwin.tar.gz"),
        ("Linux", "arm64", "hindsite-aarch64-unknown-linux-musl.tar.gz"),
        ("MINGW64_NT-10.0-26100", "x86_64", "hindsite-x86_64-pc-windows-msvc.zip"),
    ] {
        let output = install(release.path(), &machine(release.path(), system, processor));
        let stderr = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(3), "{stderr}");
        assert!(stderr.contains(said), "{stderr}");
        assert!(!release.path().join("bin").exists());
    }
}

#[test]
fn a_wrong_checksum_installs_nothing() {
    let target = "x86_64-unknown-linux-musl";
    let archive = format!("hindsite-{target}.tar.gz");
    let zeros = format!("{}  {archive}\n", "0".repeat(64));
    let other = format!("{}  other.tar.gz\n", "0".repeat(64));
    for (file, text, said) in [
        (format!("{archive}.sha256"), zeros.as_str(), "the checksum of"),
        (format!("{archive}.sha256"), other.as_str(), "is for another file"),
        (format!("{archive}.sha256"), "", "is for another file"),
        (archive.clone(), "not what was released", "the checksum of"),
    ] {
        let release = release(&[target]);
        std::fs::write(release.path().join(&file), text).unwrap();
        let output = install(release.path(), &machine(release.path(), "Linux", "x86_64"));
        let stderr = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(1), "{stderr}");
        assert!(stderr.contains(said), "{stderr}");
        assert!(!release.path().join("bin").exists());
    }
}

/// Runs the action on a machine; `version` and `arguments` are its inputs.
fn act(release: &Path, programs: [&str; 2], version: &str, arguments: &str) -> (Vec<Step>, Runner) {
    let work = release.join("work");
    std::fs::create_dir_all(&work).unwrap();
    let mut runner = Runner::new(&work);
    let [system, processor] = programs;
    runner.install("uname", &format!("case $1 in -s) echo {system};; *) echo {processor};; esac"));
    runner.install("rustup", "exit 0");
    let compiled = format!(
        "while [ $# -gt 0 ]; do [ \"$1\" = --root ] && mkdir -p \"$2/bin\" && \
         printf '#!/bin/sh\\nexec {HINDSITE} \"$@\"\\n' > \"$2/bin/hindsite\" && chmod +x \"$2/bin/hindsite\"; shift; done"
    );
    runner.install("cargo", &compiled);
    for (expression, value) in [
        ("github.action_path", root().to_str().unwrap()),
        ("github.server_url", "https://github.com"),
        ("github.action_repository", "acme/tool"),
        ("inputs.version", version),
        ("inputs.args", arguments),
        ("inputs.base-url", &format!("file://{}", release.display())),
    ] {
        runner.let_expression(expression, value);
    }
    let action: Value = parse(&root().join("action.yml"));
    (runner.action(&action), runner)
}

#[test]
fn the_action_installs_the_release_and_runs_what_is_asked() {
    let release = release(&["x86_64-unknown-linux-musl"]);
    for (version, arguments) in
        [("", ""), (VERSION, "init notes --ci none"), (&format!("v{VERSION}"), "--version")]
    {
        let (steps, runner) = act(release.path(), ["Linux", "x86_64"], version, arguments);
        assert!(steps.iter().all(|step| step.outcome != Outcome::Failure), "{steps:#?}");
        assert_eq!(runner.expression("steps.release.outputs.found"), "true");
        assert_eq!(runner.expression("steps.installed.outputs.version"), format!("hindsite {VERSION}"));
        assert_eq!(steps[1].outcome, Outcome::Skipped, "nothing is compiled: {steps:#?}");
        let last = &steps.last().unwrap().outcome;
        assert_eq!(*last == Outcome::Success, !arguments.is_empty(), "{steps:#?}");
    }
    assert!(release.path().join("work/notes/hindsite.toml").is_file());
}

#[test]
fn the_action_compiles_only_where_there_is_no_archive() {
    let release = release(&["x86_64-unknown-linux-musl"]);
    let machines = [["Linux", "riscv64"], ["FreeBSD", "amd64"], ["Darwin", "arm64"]];
    for machine in machines {
        let (steps, runner) = act(release.path(), machine, "", "");
        assert!(steps.iter().all(|step| step.outcome != Outcome::Failure), "{steps:#?}");
        assert_eq!(runner.expression("steps.release.outputs.found"), "false");
        assert_eq!(runner.expression("steps.installed.outputs.version"), format!("hindsite {VERSION}"));
    }
    // Another version than that of the action cannot be compiled from it.
    let (steps, _) = act(release.path(), machines[0], "9.9.9", "");
    assert_eq!(steps[0].outcome, Outcome::Failure, "{steps:#?}");
    // What is damaged is never replaced by something compiled.
    std::fs::write(release.path().join("hindsite-x86_64-unknown-linux-musl.tar.gz"), "x").unwrap();
    let (steps, _) = act(release.path(), ["Linux", "x86_64"], "", "");
    assert_eq!(steps[0].outcome, Outcome::Failure, "{steps:#?}");
    assert!(steps[1..].iter().all(|step| step.outcome == Outcome::Skipped), "{steps:#?}");
}
