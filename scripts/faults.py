#!/usr/bin/env python3
"""Fails the Nth system call of a build, for N = 1 until a build meets no failure, and looks at what is published.

    scripts/faults.py target/debug/hindsite --incidents 4

A build that fails must say so, exit with 1 or 3, and leave the old site; one that succeeds must leave the new
one. In either case the next build must make the new site. Needs strace, which counts calls for each thread.
"""
import argparse, os, re, subprocess, tempfile
from proving import build, command, has_foreign, tree, two_sites

CALLS = {
    "open": "openat:error=EMFILE",
    "write": "write:error=ENOSPC",
    "rename": "rename,renameat,renameat2:error=EIO",
    "fsync": "fsync,fdatasync,syncfs:error=EIO",
    "link": "link,linkat:error=ENOSPC",
    "mkdir": "mkdir,mkdirat:error=ENOSPC",
    "unlink": "unlink,unlinkat,rmdir:error=EACCES",
    "interruption": "write,rename,renameat2,fsync,syncfs,linkat,mkdir:error=EINTR",
}

options = argparse.ArgumentParser()
options.add_argument("binary")
options.add_argument("--incidents", type=int, default=4)
options.add_argument("--most", type=int, default=400, help="the largest N for one kind of call")
options.add_argument("--only", choices=sorted(CALLS))
options.add_argument("--folder")
options = options.parse_args()
environment = {**os.environ, "RAYON_NUM_THREADS": "1"}
faults, refused, survived, losses = 0, 0, 0, []

with tempfile.TemporaryDirectory(dir=options.folder) as folder:
    archives, clean, site = two_sites(options.binary, folder, options.incidents)
    record = os.path.join(folder, "strace")
    for kind, inject in CALLS.items():
        if options.only not in (None, kind):
            continue
        for nth in range(1, options.most + 1):
            strace = ["strace", "-f", "-qq", "-o", record, "-e", "trace=" + inject.split(":")[0]]
            strace += ["-e", f"inject={inject}:when={nth}", "--"]
            done = subprocess.run(
                strace + command(options.binary, archives[1], site),
                capture_output=True, text=True, errors="replace", timeout=60, env=environment,
            )
            injected = sum("(INJECTED)" in line for line in open(record, errors="replace"))
            if not injected:
                break
            faults += injected
            found, where = tree(site), f"{kind} {nth}"
            if not has_foreign(site):
                losses.append(f"{where}: a foreign file is gone")
            if re.search(r"panicked|internal error", done.stderr):
                losses.append(f"{where}: a panic: {done.stderr[-300:]}")
            if done.returncode == 0:
                survived += 1
                if found != clean[1]:
                    losses.append(f"{where}: exit 0, and not the new site")
            else:
                refused += 1
                if kind == "interruption":
                    losses.append(f"{where}: a signal is no reason to stop: {done.stderr[-300:]}")
                if found not in clean:
                    losses.append(f"{where}: exit {done.returncode}, and neither the old site nor the new one")
                if done.returncode not in (1, 3):
                    losses.append(f"{where}: exit {done.returncode}: {done.stderr[-300:]}")
            for turn in (1, 0):
                build(options.binary, archives[turn], site)
                if tree(site) != clean[turn]:
                    losses.append(f"{where}: the build after it does not make its site")

for loss in losses:
    print(loss)
print(f"faults: {faults} injected, {refused} builds refused, {survived} went on, {len(losses)} losses")
raise SystemExit(1 if losses else 0)
