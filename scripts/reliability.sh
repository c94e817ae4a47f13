#!/usr/bin/env bash
# The figures of SECURITY.md: builds that are killed, system calls that fail, payloads and hostile documents.
#   scripts/reliability.sh [BINARY] [TIMES] [INCIDENTS]
set -euo pipefail
cd "$(dirname "$0")/.."
binary=${1:-target/debug/hindsite}
times=${2:-100}
incidents=${3:-60}

cargo build --locked --quiet
python3 scripts/crash.py "$binary" --times "$times" --incidents "$incidents"
if command -v strace >/dev/null 2>&1; then
  python3 scripts/faults.py "$binary" --incidents 2
else
  echo "faults: not injected, for strace is not installed"
fi
cargo test --locked --quiet --test it -- --nocapture payloads:: hostile:: 2>/dev/null | grep -E "^(payloads|hostile documents):|^test result"
