#!/usr/bin/env bash
# Everything that must hold: format, lints, tests, and the example site in a real browser.
#   scripts/test.sh [lint|test|browser|reliability]…
# Without an argument, all of it. Installs what is missing (a browser, node packages); run it from anywhere.
# With HINDSITE_CORPUS=DIR, the archives of other teams in that folder are part of the tests.
set -euo pipefail
cd "$(dirname "$0")/.."

# A whole build is faster without the files that speed up the next one.
export CARGO_INCREMENTAL=${CARGO_INCREMENTAL:-0}

step() { printf '\n== %s (after %d s)\n' "$1" "$SECONDS"; }
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

require_browser() {
  if [ -z "${CHROME:-}" ]; then
    CHROME=$(command -v chromium || command -v chromium-browser || command -v google-chrome || true)
    if [ -z "$CHROME" ]; then
      install chromium
      CHROME=$(command -v chromium)
    fi
    export CHROME
  fi
  [ -n "${HAS_PACKAGES:-}" ] || (cd tests/browser && npm ci --silent --no-audit --no-fund)
  export HAS_PACKAGES=1
}

# Where cargo puts what it builds: CARGO_TARGET_DIR, a configuration file, or `target`.
target_directory() {
  cargo metadata --locked --no-deps --format-version 1 |
    node -p 'JSON.parse(require("fs").readFileSync(0, "utf8")).target_directory'
}

# The program that sites and reliability are tested with. Its path.
optimised() {
  scripts/build-optimised.sh --quiet --bin hindsite --bench until && echo "$(target_directory)/debug/hindsite"
}

lint() {
  step "format"
  cargo fmt --all --check

  step "clippy, the fuzz targets as well"
  # The fuzzer itself is not compiled for that; scripts/fuzz.sh builds and runs them.
  CUSTOM_LIBFUZZER_PATH=none/libFuzzer.a cargo clippy --locked --workspace --all-targets -- -D warnings

  step "licences, sources and advisories"
  if cargo deny --version >/dev/null 2>&1; then
    cargo deny --locked check --hide-inclusion-graph licenses bans sources
    cargo deny --locked check advisories || echo "ADVISORIES WERE NOT CHECKED, or have something to say: see above" >&2
  else
    echo "LICENCES, SOURCES AND ADVISORIES WERE NOT CHECKED: cargo-deny is not installed (cargo install cargo-deny)" >&2
  fi
}

tests() {
  step "tests"
  if [ -n "${HINDSITE_CORPUS:-}" ]; then
    cargo test --locked -- --include-ignored
  else
    cargo test --locked
  fi

  step "a build without network"
  # Nothing is fetched: Cargo.lock names everything. As for the tests, since other features of the
  # dependencies would compile all of them again.
  cargo test --locked --offline --no-run --quiet

  step "action and workflows, ours and those that init writes"
  (cd scripts/workflows && npm ci --silent --no-audit --no-fund)
  local fresh binary
  fresh=$(mktemp -d)
  binary=$(target_directory)/debug/hindsite
  "$binary" --quiet init "$fresh/archive"
  "$binary" --quiet init "$fresh/action" --action acme/hindsite --comment
  node scripts/workflows/lint.mjs action.yml .github/workflows/*.yml "$fresh"/*/.github/workflows/*.yml
}

browser() {
  require_browser
  local binary site plain
  binary=$(optimised)
  step "the example site"
  site=$(mktemp -d)/site
  "$binary" build --strict --output "$site" --today 2026-11-22
  plain=$(mktemp -d)
  cp -r content "$plain"
  { echo 'theme = "plain"'; cat hindsite.toml; } > "$plain/hindsite.toml"
  "$binary" --root "$plain" build --strict --output "$plain/site" --today 2026-11-22
  cd tests/browser
  npx html-validate --config ../../.htmlvalidate.json "$site/**/*.html" "$plain/site/**/*.html"
  node axe.mjs "$site"
  node search.mjs "$site"
  node paths.mjs "$site"
  node lighthouse.mjs "$site"
  node serve.mjs "$binary"
  node theme.mjs "$binary"
  node extremes.mjs "$binary"
  step "the plain theme"
  node axe.mjs "$plain/site"
}

reliability() {
  require_browser
  missing valgrind && install valgrind
  local binary
  binary=$(optimised)
  step "reliability"
  scripts/reliability.sh "$binary" 100 60
  step "instructions"
  scripts/instructions.py
}

missing cargo && { echo "please install Rust: https://rustup.rs" >&2; exit 3; }
missing node && install nodejs npm
for part in "$@"; do
  case $part in
    lint | browser | reliability) (set -euo pipefail; "$part") ;;
    test) (set -euo pipefail; tests) ;;
    *) echo "unknown part \`$part\`: one of lint, test, browser, reliability" >&2; exit 2 ;;
  esac
done
[ $# -eq 0 ] || exit 0

require_browser
missing valgrind && install valgrind
lint
tests
step "the optimised program"
optimised >/dev/null
# One core each: the browser waits for the machine, and the builds that are killed wait for the disk.
log=$(mktemp)
failed=0
scripts/test.sh reliability >"$log" 2>&1 &
scripts/test.sh browser || failed=1
wait $! || failed=1
cat "$log"
[ "$failed" = 0 ] || { echo "FAILED: see above" >&2; exit 1; }

printf '\nAll checks passed, after %d s.\n' "$SECONDS"
