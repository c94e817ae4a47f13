#!/usr/bin/env python3
"""How many instructions each stage of a build takes, beside what is on record; more by three in a hundred is a failure.

    scripts/instructions.py            compares with benches/instructions.json
    scripts/instructions.py --record   writes it: say in the commit why a stage costs more

Counts repeat where seconds do not. callgrind counts a build of 100 generated documents on one thread that stops at the
end of a stage (benches/until.rs); what two stages are apart is the later one's. A stage that costs next to nothing may
cost more by two thousandths of the whole: by so much do two runs differ, and each figure is a difference of two. They
belong to a compiler: another one needs a record of its own.
"""
import argparse, json, os, re, shutil, subprocess, sys, tempfile
from concurrent.futures import ThreadPoolExecutor

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
RECORD = os.path.join(ROOT, "benches/instructions.json")
STAGES = ["read", "parse", "link", "index", "plan", "report", "render", "publish"]
TOLERANCE = 0.03


def program():
    """The benchmark, built as a release with names and without optimisation over crates, which takes minutes."""
    build = ["cargo", "build", "--locked", "--profile", "profiling", "--bench", "until", "--message-format", "json"]
    said = subprocess.run(build, cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True).stdout
    artifacts = (json.loads(line) for line in said.splitlines())
    mine = (found for found in artifacts if found.get("target", {}).get("name") == "until")
    return next(found["executable"] for found in mine if found.get("executable"))


def counted(until, stage, content, work):
    """Instructions up to the end of a stage."""
    command = ["valgrind", "--tool=callgrind", "--callgrind-out-file=/dev/null", until, stage, content, f"{work}/{stage}"]
    ended = subprocess.run(command, env={**os.environ, "RAYON_NUM_THREADS": "1"}, capture_output=True, text=True)
    found = re.search(r"Collected : (\d+)", ended.stderr)
    if ended.returncode or not found:
        sys.exit(f"{stage}: {ended.stderr[-2000:]}")
    return int(found.group(1))


def measured():
    until = program()
    work = tempfile.mkdtemp()
    try:
        content = work + "/content"
        generate = [sys.executable, ROOT + "/benches/gen_corpus.py", "--seed", "1", "--docs", "100", "--out", content]
        subprocess.run(generate, check=True, stdout=subprocess.DEVNULL)
        with ThreadPoolExecutor(os.cpu_count()) as pool:
            totals = list(pool.map(lambda stage: counted(until, stage, content, work), STAGES))
    finally:
        shutil.rmtree(work)
    before = [0, *totals]
    return {stage: total - earlier for stage, total, earlier in zip(STAGES, totals, before)}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--record", action="store_true")
    options = parser.parse_args()
    rustc = subprocess.run(["rustc", "--version"], capture_output=True, text=True, check=True).stdout.split()[1]
    stages = measured()
    if options.record:
        with open(RECORD, "w") as file:
            json.dump({"rustc": rustc, "instructions": stages}, file, indent=2)
            file.write("\n")
        return print(f"recorded: {sum(stages.values()):,} instructions")
    with open(RECORD) as file:
        record = json.load(file)
    if record["rustc"] != rustc:
        return print(f"NOT COMPARED: the record is of rustc {record['rustc']}, this is {rustc}; `--record` makes another")
    known = record["instructions"]
    grain, over = sum(known.values()) / 500, []
    for stage in STAGES:
        now, then = stages[stage], known[stage]
        print(f"{stage:<10}{now:>15,}  {100 * now / then - 100:+7.1f} %")
        if now > then * (1 + TOLERANCE) + grain:
            over.append(stage)
    if over:
        sys.exit(f"more than {TOLERANCE:.0%} over the record: {', '.join(over)}. If it must be, say why and `--record`")


main()
