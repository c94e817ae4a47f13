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
    expressions: BTreeMap<&'static str, String>,
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
        let expressions = BTreeMap::from([
            (
                "github.event.merge_group.base_sha || format('origin/{0}', github.base_ref)",
                "origin/main".to_owned(),
            ),
            ("steps.pages.outputs.base_url", "https://acme.github.io/postmortems".to_owned()),
            ("runner.temp", temp.path().display().to_string()),
            ("github.token", "token".to_owned()),
            ("github.event.pull_request.number", "7".to_owned()),
        ]);
        let environment = BTreeMap::new();
        Runner { root: root.to_path_buf(), temp, expressions, environment, programs: vec![] }
    }

    /// Gives an environment variable to every step.
    pub fn set(&mut self, name: &str, value: impl Into<String>) {
        self.environment.insert(name.to_owned(), value.into());
    }

    /// Decides what an expression gives.
    pub fn let_expression(&mut self, expression: &'static str, value: impl Into<String>) {
        self.expressions.insert(expression, value.into());
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

    /// Runs a job of a workflow.
    pub fn job(&mut self, workflow: &Value, name: &str) -> Vec<Step> {
        let job = &workflow["jobs"][name];
        self.programs.retain(|folder| folder.ends_with("programs"));
        let mut outcomes: BTreeMap<String, bool> = BTreeMap::new();
        let mut has_failed = false;
        let mut ran = vec![];
        for step in job["steps"].as_array().unwrap() {
            let condition = step["if"].as_str().unwrap_or("success()");
            let wanted = runs(condition, &outcomes, has_failed);
            let (outcome, output) = match (wanted, step["run"].as_str()) {
                (false, _) => (Outcome::Skipped, String::new()),
                (true, None) => (Outcome::Success, String::new()),
                (true, Some(script)) => self.step(workflow, job, step, script),
            };
            has_failed |= outcome == Outcome::Failure;
            if let Some(id) = step["id"].as_str() {
                outcomes.insert(id.to_owned(), outcome == Outcome::Success);
            }
            if step["run"].is_string() {
                ran.push(Step { name: step["name"].as_str().unwrap_or("").to_owned(), outcome, output });
            }
        }
        ran
    }

    fn step(&mut self, workflow: &Value, job: &Value, step: &Value, script: &str) -> (Outcome, String) {
        let default = &workflow["defaults"]["run"]["working-directory"];
        let folder = step["working-directory"].as_str().or(default.as_str()).unwrap_or("");
        let mut shell = Command::new("bash");
        shell.current_dir(self.root.join(self.value(folder))).args(["-e", "-c", script]);
        for variables in [&workflow["env"], &job["env"], &step["env"]] {
            for (name, value) in variables.as_object().into_iter().flatten() {
                shell.env(name, self.value(value.as_str().unwrap()));
            }
        }
        let files = ["GITHUB_PATH", "GITHUB_OUTPUT", "GITHUB_STEP_SUMMARY"];
        for name in files {
            shell.env(name, self.temp.path().join(name));
        }
        let output = self.run(&mut shell);
        let added = std::fs::read_to_string(self.temp.path().join("GITHUB_PATH")).unwrap_or_default();
        self.programs.extend(added.lines().map(PathBuf::from));
        output
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

    /// What a step wrote for later ones.
    pub fn file(&self, name: &str) -> String {
        std::fs::read_to_string(self.temp.path().join(name)).unwrap_or_default()
    }

    fn value(&self, text: &str) -> String {
        let Some(expression) = text.strip_prefix("${{ ").and_then(|rest| rest.strip_suffix(" }}")) else {
            return text.to_owned();
        };
        let known = self.expressions.get(expression);
        known.unwrap_or_else(|| panic!("what is `{expression}`?")).clone()
    }
}

/// Decides whether a step runs, from the few conditions that workflows of ours have.
fn runs(condition: &str, outcomes: &BTreeMap<String, bool>, has_failed: bool) -> bool {
    let condition = condition.trim_start_matches("${{ ").trim_end_matches(" }}");
    condition.split(" && ").all(|part| match part {
        "success()" => !has_failed,
        "!cancelled()" => true,
        part => {
            let id = part.strip_prefix("steps.").and_then(|rest| rest.strip_suffix(".outcome == 'success'"));
            let id = id.unwrap_or_else(|| panic!("what is `{part}`?"));
            outcomes.get(id).copied().unwrap_or(false)
        }
    })
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
