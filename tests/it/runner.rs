//! Runs the steps of a GitHub workflow and the script of a GitLab job as their runners do.

use serde_json::Value;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;

const HINDSITE: &str = env!("CARGO_BIN_EXE_hindsite");

/// A machine that runs jobs over a checkout. hindsite is not on it until a step installs it.
pub struct Runner {
    root: PathBuf,
    temp: tempfile::TempDir,
    /// Values of expressions, as GitHub would fill them in.
    expressions: BTreeMap<String, String>,
    environment: BTreeMap<String, String>,
    /// Folders of programs before the system's.
    programs: Vec<PathBuf>,
}

/// What a step did.
#[derive(Debug, PartialEq, Eq)]
pub enum Outcome {
    Success,
    Failure,
    Skipped,
}

/// A step that ran, or was skipped.
#[derive(Debug)]
pub struct Step {
    pub name: String,
    pub outcome: Outcome,
    pub output: String,
}

impl Runner {
    pub fn new(root: &Path) -> Runner {
        let temp = tempfile::tempdir().unwrap();
        let expressions = [
            ("github.event.merge_group.base_sha || format('origin/{0}', github.base_ref)", "origin/main"),
            ("steps.pages.outputs.base_url", "https://acme.github.io/postmortems"),
            ("runner.temp", temp.path().to_str().unwrap()),
            ("github.token", "token"),
            ("github.event.pull_request.number", "7"),
        ];
        let expressions = expressions.map(|(name, value)| (name.to_owned(), value.to_owned())).into();
        let environment = BTreeMap::new();
        Runner { root: root.to_path_buf(), temp, expressions, environment, programs: vec![] }
    }

    /// Gives an environment variable to every step.
    pub fn set(&mut self, name: &str, value: impl Into<String>) {
        self.environment.insert(name.to_owned(), value.into());
    }

    /// Decides what an expression gives.
    pub fn let_expression(&mut self, expression: &str, value: impl Into<String>) {
        self.expressions.insert(expression.to_owned(), value.into());
    }

    /// Returns what an expression gave, which may be an output of a step.
    pub fn expression(&self, expression: &str) -> &str {
        self.expressions.get(expression).map_or("", String::as_str)
    }

    /// Puts a program on the machine.
    pub fn install(&mut self, name: &str, script: &str) {
        let folder = self.temp.path().join("programs");
        std::fs::create_dir_all(&folder).unwrap();
        write_program(&folder.join(name), script);
        if !self.programs.contains(&folder) {
            self.programs.push(folder);
        }
    }

    /// Runs a job of a workflow on a fresh machine.
    pub fn job(&mut self, workflow: &Value, name: &str) -> Vec<Step> {
        self.programs.retain(|folder| folder.ends_with("programs"));
        let job = &workflow["jobs"][name];
        let default = workflow["defaults"]["run"]["working-directory"].as_str().unwrap_or("").to_owned();
        self.steps(&job["steps"], &default, &[&workflow["env"], &job["env"]])
    }

    /// Runs the steps of a composite action.
    pub fn action(&mut self, action: &Value) -> Vec<Step> {
        self.steps(&action["runs"]["steps"], "", &[])
    }

    fn steps(&mut self, steps: &Value, folder: &str, variables: &[&Value]) -> Vec<Step> {
        let mut has_failed = false;
        let mut ran = vec![];
        for step in steps.as_array().unwrap() {
            let wanted = self.is_wanted(step["if"].as_str().unwrap_or("success()"), has_failed);
            let (outcome, output) = match (wanted, step["run"].as_str()) {
                (false, _) => (Outcome::Skipped, String::new()),
                (true, None) => (Outcome::Success, String::new()),
                (true, Some(script)) => self.step(step, script, folder, variables),
            };
            has_failed |= outcome == Outcome::Failure;
            let id = step["id"].as_str().unwrap_or("");
            let word = format!("{outcome:?}").to_lowercase();
            self.let_expression(&format!("steps.{id}.outcome"), word);
            if step["run"].is_string() {
                let name = step["name"].as_str().unwrap_or(id).to_owned();
                ran.push(Step { name, outcome, output });
            }
        }
        ran
    }

    fn step(&mut self, step: &Value, script: &str, folder: &str, variables: &[&Value]) -> (Outcome, String) {
        let folder = step["working-directory"].as_str().unwrap_or(folder);
        let mut shell = Command::new("bash");
        shell.current_dir(self.root.join(self.value(folder))).args(["-e", "-c", script]);
        for variables in variables.iter().copied().chain([&step["env"]]) {
            for (name, value) in variables.as_object().into_iter().flatten() {
                shell.env(name, self.value(value.as_str().unwrap()));
            }
        }
        for name in ["GITHUB_PATH", "GITHUB_OUTPUT", "GITHUB_STEP_SUMMARY"] {
            let file = self.temp.path().join(name);
            std::fs::write(&file, "").unwrap();
            shell.env(name, file);
        }
        let result = self.run(&mut shell);
        let added = self.file("GITHUB_PATH");
        self.programs.extend(added.lines().map(PathBuf::from));
        for (name, value) in outputs(&self.file("GITHUB_OUTPUT")) {
            let id = step["id"].as_str().unwrap();
            self.let_expression(&format!("steps.{id}.outputs.{name}"), value);
        }
        result
    }

    fn run(&self, shell: &mut Command) -> (Outcome, String) {
        let system = std::env::var_os("PATH").unwrap();
        let folders = self.programs.iter().rev().cloned().chain(std::env::split_paths(&system));
        // Not the program under test, should it be in a folder of the system.
        let folders = folders.filter(|folder| Some(folder.as_path()) != Path::new(HINDSITE).parent());
        shell.env("PATH", std::env::join_paths(folders).unwrap());
        shell.env("SOURCE_DATE_EPOCH", "1780272000").env("GITHUB_REPOSITORY", "acme/postmortems");
        shell.env("RUNNER_TEMP", self.temp.path()).env("GITHUB_WORKSPACE", &self.root);
        for (name, value) in &self.environment {
            shell.env(name, value);
        }
        let output = shell.output().unwrap();
        let said = [output.stdout, output.stderr].concat();
        let outcome = if output.status.success() { Outcome::Success } else { Outcome::Failure };
        (outcome, String::from_utf8(said).unwrap())
    }

    /// Runs the script of a GitLab job.
    pub fn gitlab(&self, pipeline: &Value, name: &str) -> (Outcome, String) {
        let job = &pipeline[name];
        let base = &pipeline[job["extends"].as_str().unwrap()];
        let lines = |key: &str| {
            let lines = job[key].as_array().or(base[key].as_array()).cloned().unwrap_or_default();
            lines.iter().map(|line| line.as_str().unwrap().to_owned()).collect::<Vec<_>>()
        };
        let script = [lines("before_script"), lines("script")].concat().join("\n");
        let mut shell = Command::new("bash");
        shell.current_dir(&self.root).args(["-e", "-o", "pipefail", "-c", &script]);
        shell.env("CI_PROJECT_DIR", &self.root).env("CI_PAGES_URL", "https://acme.gitlab.io/postmortems");
        shell.env("CI_MERGE_REQUEST_DIFF_BASE_SHA", "origin/main");
        for (name, value) in pipeline["variables"].as_object().unwrap() {
            shell.env(name, value.as_str().unwrap());
        }
        self.run(&mut shell)
    }

    fn file(&self, name: &str) -> String {
        std::fs::read_to_string(self.temp.path().join(name)).unwrap_or_default()
    }

    /// Fills in the expressions of a text.
    fn value(&self, text: &str) -> String {
        let mut parts = text.split("${{ ");
        let mut out = parts.next().unwrap_or("").to_owned();
        for part in parts {
            let (expression, rest) = part.split_once(" }}").unwrap();
            let known = self.expressions.get(expression);
            out.push_str(known.unwrap_or_else(|| panic!("what is `{expression}`?")));
            out.push_str(rest);
        }
        out
    }

    /// Decides whether a step runs, from the few conditions that files of ours have.
    fn is_wanted(&self, condition: &str, has_failed: bool) -> bool {
        let condition = condition.trim_start_matches("${{ ").trim_end_matches(" }}");
        let asks_status = condition.contains("success()") || condition.contains("cancelled()");
        let holds = condition.split(" && ").all(|part| match part {
            "success()" => !has_failed,
            "!cancelled()" => true,
            part => {
                let (name, value, equal) = match (part.split_once(" == "), part.split_once(" != ")) {
                    (Some((name, value)), _) => (name, value, true),
                    (None, Some((name, value))) => (name, value, false),
                    (None, None) => panic!("what is `{part}`?"),
                };
                (self.expression(name) == value.trim_matches('\'')) == equal
            }
        });
        holds && (asks_status || !has_failed)
    }
}

/// Parses the outputs of a step: `name=value`, or `name<<END` and lines up to `END`.
fn outputs(text: &str) -> Vec<(String, String)> {
    let mut lines = text.lines();
    let mut outputs = vec![];
    while let Some(line) = lines.next() {
        if let Some((name, end)) = line.split_once("<<") {
            let value: Vec<&str> = lines.by_ref().take_while(|line| *line != end).collect();
            outputs.push((name.to_owned(), value.join("\n")));
        } else if let Some((name, value)) = line.split_once('=') {
            outputs.push((name.to_owned(), value.to_owned()));
        }
    }
    outputs
}

/// Makes a release archive in a folder, and returns its address and its digest. The program in it starts the one under
/// test.
pub fn release_archive(folder: &Path) -> (String, String) {
    let inside = folder.join("hindsite-x86_64-unknown-linux-musl");
    std::fs::create_dir_all(&inside).unwrap();
    write_program(&inside.join("hindsite"), &format!("exec '{HINDSITE}' \"$@\""));
    let make = "tar -czf release.tar.gz hindsite-x86_64-unknown-linux-musl && sha256sum release.tar.gz";
    let output = Command::new("bash").current_dir(folder).args(["-e", "-c", make]).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let digest = String::from_utf8(output.stdout).unwrap()[..64].to_owned();
    (format!("file://{}", folder.join("release.tar.gz").display()), digest)
}

/// Writes a program for `sh`.
pub fn write_program(path: &Path, script: &str) {
    std::fs::write(path, format!("#!/bin/sh\n{script}\n")).unwrap();
    let output = Command::new("chmod").arg("+x").arg(path).output().unwrap();
    assert!(output.status.success());
}

/// Parses the workflow or the pipeline of a repository.
pub fn parse(file: &Path) -> Value {
    let text = std::fs::read_to_string(file).unwrap_or_else(|error| panic!("{}: {error}", file.display()));
    // Without this, YAML takes the key `on` for a boolean.
    let options = serde_saphyr::options! { strict_booleans: true };
    serde_saphyr::from_str_with_options(&text, options).unwrap()
}
