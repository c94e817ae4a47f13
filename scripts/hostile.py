#!/usr/bin/env python3
"""Builds an archive of one hostile document after the other: exit codes, time and memory of each.

    scripts/hostile.py target/release/hindsite [--seconds 2] [--megabytes 512]

A build may give a page (0) or a message (1); it may not panic, take longer, or need more memory. Time is the processor's,
so that a busy machine is no defect; a build that waits is one after five times as long by the clock.
"""
import argparse, os, shutil, subprocess, sys, tempfile, time

options = argparse.ArgumentParser()
options.add_argument("binary")
options.add_argument("--seconds", type=float, default=2)
options.add_argument("--megabytes", type=float, default=512)
options = options.parse_args()
binary = os.path.abspath(options.binary)


def yaml(front):
    return f"---\ntitle: T\ndate: 2026-01-01\n{front}\n---\n\nText.\n"


def bomb(levels):
    first = "a0: &a0 [x,x,x,x,x,x,x,x,x]"
    return "\n".join([first] + [f"a{n}: &a{n} [{','.join([f'*a{n - 1}'] * 9)}]" for n in range(1, levels)])


MEGABYTE = 1_000_000
LETTERS = ["[", "]", "*", "`", ">", "<", "![", "_", "~", "$", "&", "[a](<b", "[](", "[ (](", "](\\[\n", "<!-- <", "<![CDATA[",
           "<?", "a***", "* ", "[[", "- ", "1. ", "#", "|", "\\", "&amp;", "**a ", "~~", "[^1]", "> - ", "<div>", "</p>", "<a b=", "```\n", "\t", "\r"]
documents = {
    **{f"{letters!r} x a megabyte": (letters * (MEGABYTE // len(letters))) for letters in LETTERS},
    **{f"alias bomb of {n} levels": yaml(bomb(n)) for n in range(5, 13)},
    **{f"flow of depth {n}": yaml("x: " + "[" * n) for n in (17, 500, 5000, 60000)},
    **{f"sequence of depth {n}": yaml("x:\n  " + "- " * n) for n in (17, 1000, 3000, 8000, 30000)},
    **{f"maps of depth {n}": yaml("\n".join(" " * i + "a:" for i in range(n))) for n in (17, 300)},
    "anchor used often": yaml('a: &a "' + "x" * 40000 + '"\nb: [' + ",".join(["*a"] * 2000) + "]"),
    "front matter of 70 kB": yaml("x: " + "y" * 70000),
    "TOML of depth 60000": "+++\nx = " + "[" * 60000 + "\n+++\nText\n",
    "TOML with a key of 20000 parts": "+++\n" + ".".join(["a"] * 20000) + " = 1\n+++\nText\n",
    "JSON of depth 60000": '{"x": ' + "[" * 60000,
    "ten thousand tags": yaml("tags: [" + ",".join(f"t{n}" for n in range(9000)) + "]"),
    "footnotes": "".join(f"[^{n}] " for n in range(20000)) + "\n\n" + "".join(f"[^{n}]: x\n" for n in range(20000)),
    "reference definitions": "".join(f"[{n}]: x\n" for n in range(60000)),
    "a table of 10000 columns": "|" + "a|" * 10000 + "\n|" + "-|" * 10000 + "\n" + "|\n" * 1000,
    "a line of two megabytes": "word " * 400000,
    "a word of two megabytes": "w" * 2000000,
    "three megabytes": "word " * 700000,
    "code of a megabyte": "~~~rust\n" + "fn a() { " * 100000 + "\n~~~\n",
    "nested code": "~~~js\n" + "(" * 8000 + "\n~~~\n",
    "a makefile": "~~~make\n" + "$(eval $(shell " * 5000 + "\n~~~\n",
    "a hundred thousand attributes": "<b " + " ".join(f"a{n}=1" for n in range(100000)) + ">x</b>",
    "headings": "# a\n" * 100000,
    "timeline": "## Timeline\n\n" + "".join(f"- 10:{n % 60:02} x\n" for n in range(60000)),
    "tasks": "## Action items\n\n" + "- [ ] fix (@a, due 2026-01-01)\n" * 40000,
    "links to itself": "[a](document.md#a) " * 50000,
    "bytes that are no text": bytes(range(256)) * 4000,
    "UTF-16": "# T\n".encode("utf-16"),
    "NUL": "\0" * 1000000,
    "lone carriage returns": "---\rtitle: T\r---\r" + "a\r" * 500000,
}
slowest, largest, refused, bad = (0, ""), (0, ""), 0, []
for name, text in documents.items():
    folder = tempfile.mkdtemp()
    try:
        os.mkdir(os.path.join(folder, "content"))
        with open(os.path.join(folder, "content", "document.md"), "wb") as file:
            file.write(text if isinstance(text, bytes) else text.encode())
        with open(os.path.join(folder, "said"), "wb") as said:
            began = time.monotonic()
            build = subprocess.Popen([binary, "--today", "2026-06-01", "build"], cwd=folder, stdout=said, stderr=said)
            try:
                _, status, usage = os.wait4(build.pid, 0)
            except KeyboardInterrupt:
                build.kill()
                raise
        waited, took = time.monotonic() - began, usage.ru_utime + usage.ru_stime
        memory, code = usage.ru_maxrss / 1024, os.waitstatus_to_exitcode(status)
        build.returncode = code
        with open(os.path.join(folder, "said"), errors="replace") as said:
            said = said.read()
        slowest, largest = max(slowest, (took, name)), max(largest, (memory, name))
        refused += code == 1
        why = [
            f"exit {code}" if code not in (0, 1) else "",
            "a panic" if "panicked" in said or "defect of hindsite" in said else "",
            f"{took:.1f} s, {waited:.1f} s by the clock" if took > options.seconds or waited > 5 * options.seconds else "",
            f"{memory:.0f} MB" if memory > options.megabytes else "",
            "no name in the message" if code == 1 and "content/document.md" not in said else "",
        ]
        if any(why):
            bad.append(f"{name}: {', '.join(filter(None, why))}")
    finally:
        shutil.rmtree(folder, ignore_errors=True)
for line in bad:
    print(line, file=sys.stderr)
print(
    f"hostile documents: {len(documents)}, {refused} refused with a message, slowest {slowest[0]:.2f} s ({slowest[1]}), "
    f"most memory {largest[0]:.0f} MB ({largest[1]}), {len(bad)} bad"
)
sys.exit(1 if bad else 0)
