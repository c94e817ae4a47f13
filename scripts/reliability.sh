#!/usr/bin/env bash
# The figures of SECURITY.md: builds that are killed, system calls that fail, hostile documents, payloads, checkouts.
#   scripts/reliability.sh [BINARY] [KILLS] [INCIDENTS] [CHECKOUTS]
# CI's are the defaults; by hand, with a release binary: target/release/hindsite 500 2000 20
set -euo pipefail
cd "$(dirname "$0")/.."
binary=${1:-target/debug/hindsite}
kills=${2:-100}
incidents=${3:-60}
checkouts=${4:-20}

cargo build --locked --quiet
python3 scripts/crash.py "$binary" --times "$kills" --incidents "$incidents"
if command -v strace >/dev/null 2>&1; then
  python3 scripts/faults.py "$binary" --incidents 2
else
  echo "faults: not injected, for strace is not installed"
fi
# A debug build is some ten times as slow as what people run.
case $binary in *release*) seconds=2 ;; *) seconds=20 ;; esac
python3 scripts/hostile.py "$binary" --seconds "$seconds"
HINDSITE_CHECKOUTS=$checkouts cargo test --locked --quiet --test it -- --nocapture payloads:: damaged:: a_checkout_of 2>/dev/null |
  grep -E "^(payloads|damaged|checkouts)|^test result"
(cd tests/browser && node payloads.mjs "../../target/debug/hindsite")
