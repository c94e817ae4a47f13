#!/usr/bin/env bash
# Builds that are killed, system calls that fail, hostile documents, payloads in a browser: the figures of SECURITY.md.
#   scripts/reliability.sh [--figures] BINARY [KILLS] [INCIDENTS] [CHECKOUTS]
# `--figures` repeats the tests that have figures of their own. By hand, with a release binary:
#   scripts/reliability.sh --figures target/release/hindsite 500 2000 20
set -euo pipefail
cd "$(dirname "$0")/.."
figures=""
if [ "${1:-}" = --figures ]; then
  figures=1
  shift
fi
binary=$(realpath "${1:?usage: scripts/reliability.sh [--figures] BINARY [KILLS] [INCIDENTS] [CHECKOUTS]}")
kills=${2:-100}
incidents=${3:-60}
checkouts=${4:-20}

python3 scripts/crash.py "$binary" --times "$kills" --incidents "$incidents"
if command -v strace >/dev/null 2>&1; then
  python3 scripts/faults.py "$binary" --incidents 2
else
  echo "FAULTS WERE NOT INJECTED: strace is not installed"
fi
# Dependencies are less optimised than in a release, and checks are on.
case $binary in */release/* | */dist/*) seconds=2 ;; *) seconds=20 ;; esac
python3 scripts/hostile.py "$binary" --seconds "$seconds"
(cd tests/browser && node payloads.mjs "$binary")
if [ -n "$figures" ]; then
  HINDSITE_CHECKOUTS=$checkouts cargo test --locked --quiet --test it -- --nocapture payloads:: damaged:: a_checkout_of 2>/dev/null |
    grep -E "^(payloads|damaged|checkouts)|^test result"
fi
