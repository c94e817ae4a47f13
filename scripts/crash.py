#!/usr/bin/env python3
"""Kills builds with SIGKILL and looks at what is published: the old site or the new one, whole.

    scripts/crash.py target/debug/hindsite --times 100 --incidents 60

Every second kill falls anywhere in a build. The others wait until the new site begins to be put in place, which is
when the journal of the change appears in the stage, and then for a random part of the time that takes. What the stage
holds after the kill tells where it fell. The build after each kill must make its site and leave nothing over.
"""
import argparse, collections, os, pathlib, random, signal, subprocess, tempfile, time
from proving import build, command, has_foreign, leftovers, tree, two_sites

options = argparse.ArgumentParser()
options.add_argument("binary")
options.add_argument("--times", type=int, default=100)
options.add_argument("--incidents", type=int, default=60)
options.add_argument("--seed", type=int, default=1)
options.add_argument("--folder", help="where to work; a disk, to be honest about renames")
options = options.parse_args()
dice = random.Random(options.seed)
QUIET = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}


def start(archive, site):
    return subprocess.Popen(command(options.binary, archive, site), **QUIET)


def journal(site):
    """The journal, once a build is far enough to have one. It lies in the cache beside the project."""
    for place in (site.parent / ".hindsite/stage", site.parent):
        for found in place.glob("*/journal") if place.is_dir() else ():
            return found
    return None


def wait_for_journal(process, stage):
    """Whether the build got as far as that; it may have ended first."""
    while process.poll() is None:
        if os.path.exists(stage):
            return True
    return False


def phase(process, stage, is_new):
    if process.returncode == 0:
        return "after the end"
    if os.path.exists(stage / "journal"):
        return "while the site was put in place"
    if is_new:
        return "between that and the end"
    return "while pages were staged" if os.path.exists(stage / "new") else "before anything was written"


def time_of_placing(archives, site):
    """How long the journal lies there in a build that nobody disturbs, and where."""
    process = start(archives[1], site)
    found = None
    while process.poll() is None and found is None:
        found = journal(site)
    began = time.monotonic()
    while found is not None and os.path.exists(found):
        pass
    took = time.monotonic() - began
    process.wait()
    return took, found


with tempfile.TemporaryDirectory(dir=options.folder) as folder:
    archives, clean, site = two_sites(options.binary, folder, options.incidents)
    # The first build makes the cover anew, which takes longer than all after it.
    build(options.binary, archives[1], site)
    build(options.binary, archives[0], site)
    began = time.monotonic()
    placing, at = time_of_placing(archives, site)
    whole = time.monotonic() - began
    if at is None:
        raise SystemExit("no build wrote a journal: nothing to aim at")
    stage = pathlib.Path(at).parent
    window, standing, mixed, lost = whole, 1, 0, 0
    phases, left = collections.Counter(), collections.Counter()
    for number in range(options.times):
        wanted = 1 - standing
        process = start(archives[wanted], site)
        if number % 2:
            if wait_for_journal(process, at):
                time.sleep(dice.uniform(0, placing * 1.1))
        else:
            time.sleep(dice.uniform(0, window))
        process.send_signal(signal.SIGKILL)
        process.wait()
        # The window follows how long builds take now.
        window *= 1 if number % 2 else 0.95 if process.returncode == 0 else 1.01
        found = tree(site)
        fell = phase(process, stage, found == clean[wanted])
        phases[fell] += 1
        if not site.is_dir() or not has_foreign(site):
            lost += 1
            print(f"lost: kill {number}, {fell}")
            break
        if found == clean[standing]:
            left["old"] += 1
        elif found == clean[wanted]:
            left["new"] += 1
        else:
            mixed += 1
            print(f"mixed: kill {number}, {fell}")
        # The build after it finishes or clears up, whatever it is asked for.
        standing = dice.choice((0, 1))
        build(options.binary, archives[standing], site)
        if tree(site) != clean[standing] or leftovers(site, stage):
            mixed += 1
            print(f"the build after kill {number}, {fell}: {leftovers(site, stage)}")
    print(
        f"kill -9: {sum(phases.values())} builds of {options.incidents} incidents ({whole:.2f} s each, of which "
        f"{placing * 1000:.0f} ms to put the site in place): {left['old']} left the old site, {left['new']} the new "
        f"one, {mixed} mixed, {lost} lost"
    )
    print("  they fell " + ", ".join(f"{name}: {count}" for name, count in sorted(phases.items())))
    raise SystemExit(1 if mixed or lost else 0)
