#!/usr/bin/env bash
# Builds hindsite itself as optimised as a release, on the dependencies that `cargo test` has compiled already.
#   scripts/build-optimised.sh [CARGO OPTION…]
# Checks stay on as in tests: an overflow is a panic. `cargo build` makes the usual debug binary again.
set -euo pipefail
cd "$(dirname "$0")/.."
# Nobody edits and builds this again, and the files for that double the time.
export CARGO_INCREMENTAL=0
exec cargo build --locked --config 'profile.dev.package.hindsite.opt-level=3' "$@"
