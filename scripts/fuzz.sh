#!/usr/bin/env bash
# Fuzzes every target for some seconds, two at a time, and prints how many inputs were tried and how many crashed.
#   scripts/fuzz.sh [SECONDS] [TARGET…]
# Needs cargo-fuzz and a nightly compiler; without one, the stable compiler is asked for its unstable options.
set -euo pipefail
cd "$(dirname "$0")/../fuzz"
seconds=${1:-60}
shift || true
targets=("$@")
[ ${#targets[@]} -gt 0 ] || targets=(front_matter document query import names address state request)
# Without any optimisation a document takes a second.
export CARGO_PROFILE_DEV_OPT_LEVEL=1
cargo fuzz --version >/dev/null 2>&1 || cargo install --locked --quiet cargo-fuzz
toolchain=(+nightly)
if ! cargo +nightly --version >/dev/null 2>&1; then
  toolchain=()
  export RUSTC_BOOTSTRAP=1
fi
cargo "${toolchain[@]}" fuzz build --sanitizer none --dev >/dev/null 2>&1 || cargo "${toolchain[@]}" fuzz build --sanitizer none --dev
logs=$(mktemp -d)
run() {
  mkdir -p "corpus/$1"
  # 32 bytes more than the largest front matter. The first document reads the theme and the grammars, without which a
  # tenth of the limit would do.
  if cargo "${toolchain[@]}" fuzz run --sanitizer none --dev "$1" "corpus/$1" "seeds/$1" -- \
    -max_total_time="$seconds" -timeout=60 -rss_limit_mb=2048 -max_len=65568 -print_final_stats=1 >"$logs/$1" 2>&1; then
    echo "fuzz $1: $(grep -oE 'number_of_executed_units: [0-9]+' "$logs/$1" | grep -oE '[0-9]+') inputs, 0 crashes"
  else
    echo "fuzz $1: CRASH"
    tail -40 "$logs/$1"
    return 1
  fi
}
export -f run
export logs seconds
failed=0
for ((at = 0; at < ${#targets[@]}; at += 2)); do
  pids=()
  for target in "${targets[@]:at:2}"; do run "$target" & pids+=($!); done
  for pid in "${pids[@]}"; do wait "$pid" || failed=1; done
done
exit $failed
