#!/usr/bin/env python3
"""Counts the instructions of each stage of a build and compares them with the record; 3% more is a failure.

    scripts/instructions.py            compares with benches/instructions.json
    scripts/instructions.py --record   writes it: say in the commit why a stage costs more

Counts repeat where seconds do not. callgrind counts one build of 40 generated documents on one thread and dumps its counter
after each stage (benches/until.rs). hindsite is optimised as a release is; its dependencies are those that the tests use,
so that they are not compiled again. A stage that costs next to nothing may cost more by 0.2% of the whole: so much do two
runs differ. The record belongs to a compiler: another one needs its own.
"""
import argparse, json, os, re, shutil, subprocess, sys, tempfile

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
RECORD = os.path.join(ROOT, "benches/instructions.json")
STAGES = ["read", "parse", "link", "index", "plan", "report", "render", "publish"]
TOLERANCE = 0.03


def program():
    """Builds the benchmark and returns its path."""
    build = [ROOT + "/scripts/build-optimised.sh", "--bench", "until", "--message-format", "json"]
    said = subprocess.run(build, cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True).stdout
    artifacts = (json.loads(line) for line in said.splitlines())
    mine = (found for found in artifacts if found.get("target", {}).get("name") == "until")
    return next(found["executable"] for found in mine if found.get("executable"))


def counted(until, content, work):
    """The instructions of each stage, in the order of the stages."""
    command = ["valgrind", "--tool=callgrind", f"--callgrind-out-file={work}/out", "--dump-before=*stage_ended*"]
    command += [until, content, work + "/site"]
    ended = subprocess.run(command, env={**os.environ, "RAYON_NUM_THREADS": "1"}, capture_output=True, text=True)
    if ended.returncode or ended.stdout.split() != STAGES:
        sys.exit(f"{ended.stdout}{ended.stderr[-2000:]}")
    found = []
    for number in range(1, len(STAGES) + 1):
        with open(f"{work}/out.{number}") as dump:
            found.append(int(re.search(r"^summary: (\d+)", dump.read(), re.MULTILINE)[1]))
    return dict(zip(STAGES, found))


def measured():
    until = program()
    work = tempfile.mkdtemp()
    try:
        content = work + "/content"
        generate = [sys.executable, ROOT + "/benches/gen_corpus.py", "--seed", "1", "--docs", "40", "--out", content]
        subprocess.run(generate, check=True, stdout=subprocess.DEVNULL)
        return counted(until, content, work)
    finally:
        shutil.rmtree(work)


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
    if not os.path.exists(RECORD):
        return print("NOT COMPARED: there is no record; `--record` makes one")
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
