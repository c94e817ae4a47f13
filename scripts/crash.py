#!/usr/bin/env python3
"""Kills builds with SIGKILL at random moments and looks at what is published: the old site or the new one, whole.

    scripts/crash.py target/debug/hindsite --times 100 --incidents 60
"""
import argparse, random, signal, subprocess, tempfile, time
from proving import build, command, has_foreign, tree, two_sites

options = argparse.ArgumentParser()
options.add_argument("binary")
options.add_argument("--times", type=int, default=100)
options.add_argument("--incidents", type=int, default=60)
options.add_argument("--seed", type=int, default=1)
options.add_argument("--folder", help="where to work; a disk, to be honest about renames")
options = options.parse_args()
dice = random.Random(options.seed)

with tempfile.TemporaryDirectory(dir=options.folder) as folder:
    archives, clean, site = two_sites(options.binary, folder, options.incidents)
    began = time.monotonic()
    build(options.binary, archives[1], site)
    whole = time.monotonic() - began
    # The window follows how long builds take now, so that about one in six ends before it is killed.
    window, standing, old, new, ended, mixed, lost = whole, 1, 0, 0, 0, 0, 0
    for _ in range(options.times):
        wanted = 1 - standing
        process = subprocess.Popen(
            command(options.binary, archives[wanted], site), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        time.sleep(dice.uniform(0, window))
        process.send_signal(signal.SIGKILL)
        is_ended = process.wait() == 0
        ended += is_ended
        window *= 0.9 if is_ended else 1.02
        if not site.is_dir() or not has_foreign(site):
            lost += 1
            break
        found = tree(site)
        if found == clean[standing]:
            old += 1
        elif found == clean[wanted]:
            new += 1
            standing = wanted
        else:
            mixed += 1
            build(options.binary, archives[standing], site)
    for turn in (1 - standing, standing):
        build(options.binary, archives[turn], site)
        mixed += tree(site) != clean[turn]
    print(
        f"kill -9: {options.times} builds of {options.incidents} incidents ({whole:.2f} s each): "
        f"{old} left the old site, {new} the new one ({ended} had ended), {mixed} mixed, {lost} lost"
    )
    raise SystemExit(1 if mixed or lost else 0)
