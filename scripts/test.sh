#!/usr/bin/env bash
# Everything that must hold: format, lints, tests, and the example site in a real browser.
# Installs what is missing (a browser, node packages); run it from anywhere.
set -euo pipefail
cd "$(dirname "$0")/.."

step() { printf '\n== %s\n' "$1"; }
missing() { ! command -v "$1" >/dev/null 2>&1; }

install() {
  local sudo=""
  [ "$(id -u)" = 0 ] || sudo="sudo"
  if missing apt-get; then
    echo "please install: $*" >&2
    exit 3
  fi
  $sudo apt-get update -qq
  DEBIAN_FRONTEND=noninteractive $sudo apt-get install -y -qq --no-install-recommends "$@" >/dev/null
}

step "tools"
missing cargo && { echo "please install Rust: https://rustup.rs" >&2; exit 3; }
missing node && install nodejs npm
if [ -z "${CHROME:-}" ]; then
  CHROME=$(command -v chromium || command -v chromium-browser || command -v google-chrome || true)
  if [ -z "$CHROME" ]; then
    install chromium
    CHROME=$(command -v chromium)
  fi
  export CHROME
fi
(cd tests/browser && npm ci --silent --no-audit --no-fund)

step "format"
cargo fmt --check

step "clippy"
cargo clippy --locked --all-targets -- -D warnings

step "fuzz targets"
# That they fit the program; scripts/fuzz.sh builds and runs them. The fuzzer itself is not made for that.
CUSTOM_LIBFUZZER_PATH=none/libFuzzer.a cargo check --locked --quiet --manifest-path fuzz/Cargo.toml --target-dir target/fuzz

step "tests"
cargo test --locked

step "what comes with it"
# Nothing is fetched: what Cargo.lock names is all there is.
cargo build --locked --offline --quiet
if cargo deny --version >/dev/null 2>&1; then
  cargo deny --locked check --hide-inclusion-graph licenses bans sources
  cargo deny --locked check advisories || echo "ADVISORIES WERE NOT CHECKED, or have something to say: see above" >&2
else
  echo "LICENCES, SOURCES AND ADVISORIES WERE NOT CHECKED: cargo-deny is not installed (cargo install cargo-deny)" >&2
fi

step "workflow and action"
(cd scripts/workflows && npm ci --silent --no-audit --no-fund)
fresh=$(mktemp -d)
cargo run --locked --quiet -- --quiet init "$fresh/archive"
cargo run --locked --quiet -- --quiet init "$fresh/action" --action acme/hindsite --comment
node scripts/workflows/lint.mjs action.yml .github/workflows/*.yml "$fresh"/*/.github/workflows/*.yml

step "the example site"
site=$(mktemp -d)/site
cargo run --locked --quiet -- build --strict --output "$site" --today 2026-11-22
(cd tests/browser && npx html-validate --config ../../.htmlvalidate.json "$site/**/*.html")
(cd tests/browser && node axe.mjs "$site")
(cd tests/browser && node search.mjs "$site")
(cd tests/browser && node paths.mjs "$site")
(cd tests/browser && node lighthouse.mjs "$site")
(cd tests/browser && node serve.mjs ../../target/debug/hindsite)
(cd tests/browser && node theme.mjs ../../target/debug/hindsite)

step "the plain theme"
plain=$(mktemp -d)
cp -r content "$plain"
{ echo 'theme = "plain"'; cat hindsite.toml; } > "$plain/hindsite.toml"
cargo run --locked --quiet -- --root "$plain" build --strict --output "$plain/site" --today 2026-11-22
(cd tests/browser && npx html-validate --config ../../.htmlvalidate.json "$plain/site/**/*.html")
(cd tests/browser && node axe.mjs "$plain/site")

step "reliability"
scripts/reliability.sh target/debug/hindsite 100 60 4

step "instructions"
missing valgrind && install valgrind
scripts/instructions.py

step "extremes"
(cd tests/browser && node extremes.mjs ../../target/debug/hindsite)

echo
echo "All checks passed."
