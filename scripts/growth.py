#!/usr/bin/env python3
"""Whether the work for one document grows with its length, for documents that are long in one way each.

    scripts/growth.py [--command check] [BINARY] [SHAPE ...]

callgrind counts the instructions for a document of N parts and for one of 4 N; what an empty document costs is left
out. Linear work grows by 4, quadratic work by 16; more than 6 is a failure. Counts repeat where seconds do not.
"""
import argparse, os, re, subprocess, sys, tempfile
from concurrent.futures import ThreadPoolExecutor

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
PARTS, TIMES, LIMIT = 250, 4, 6.0
HEAD = "---\ntitle: Long\ndate: 2026-03-02\nseverity: SEV2\nservices: [db]\n---\n"
WORDS = ["alpha", "bravo", "charlie", "delta", "echo"]


def each(part, between="\n", before=""):
    """A document of N parts; in a part, `{i}` is its number, `{w}` a word and `{h}:{m}` a time of day."""
    def text(n):
        fill = lambda i: part.format(i=i, w=WORDS[i % 5], h="%02d" % (i // 60 % 24), m="%02d" % (i % 60))
        return HEAD + before + between.join(map(fill, range(n))) + "\n"
    return text


ACTIONS, TIMELINE = "## Action items\n\n", "## Timeline\n\n"
SHAPES = {
    "prose without full stops": each("{w} that we should have noticed before the {w} {i}"),
    "paragraphs": each("{w} that we should have noticed before the {w} {i}.", "\n\n"),
    "one long line": each("the {w} number {i}", " "),
    "one long word": each("{w}{w}{i}", ""),
    "quotation marks that never close": each("“{w} {i}", " "),
    "quotations of quotations": each("“a «b “{w}", " "),
    "e-mail addresses in one word": each("jo{i}@acme.io", ","),
    "private addresses": each("10.1.2.{i}", ","),
    "mentions": each("@user{i}", " "),
    "emphasis": each("*a{i}* **b** ~~c~~", " "),
    "emphasis that never closes": each("*a{i} **b_", " "),
    "code spans": each("`code {i}`", " "),
    "code blocks": each("```rust\nlet x = {i};\n```\n"),
    "code blocks of unknown languages": each("```x\n{i}\n```\n"),
    "quotes in one code block": each("key{i}: \"it's", "\n", "```yaml\n"),
    "one long line of code": each("f(\"{i}', '\\", "", "```js\n"),
    "headings": each("## {w} {i}\n\ntext", "\n\n"),
    "headings of one name": each("## Notes\n\ntext", "\n\n"),
    "headings of all levels": each("## A {i}\n\n#### B {i}\n\n### C {i}", "\n\n"),
    "bold lines": each("**Root cause**\n\nx {i}", "\n\n"),
    "lists": each("- item {i}"),
    "quotations": each("> quoted {i}", "\n\n"),
    "tables": each("| {i} | {w} | c |", "\n", "| A | B | C |\n|---|---|---|\n"),
    "facts in a table": each("| Key {i} | {w} |", "\n", "| Key | Value |\n|---|---|\n"),
    "facts in a list": each("- **Key {i}:** {w}"),
    "timeline as a list": each("- {h}:{m} UTC the {w} {i}", "\n", TIMELINE),
    "timeline as a table": each("| {h}:{m} UTC | {w} {i} |", "\n", TIMELINE + "| Time | Event |\n|---|---|\n"),
    "timeline as paragraphs": each("{h}:{m} UTC {w} {i}.", "\n\n", TIMELINE),
    "timeline as headings": each("### {h}:{m} UTC\n\nthe {w} {i}", "\n\n", TIMELINE),
    "timelines": each("## Timeline\n\n- {h}:{m} UTC x", "\n\n"),
    "follow-ups": each("- [ ] Add alert number {i} (owner: team-{w}, due: 2026-04-01)", "\n", ACTIONS),
    "follow-ups with tickets": each("- [ ] Fix {w} [OPS-{i}](https://jira.acme.io/browse/OPS-{i})", "\n", ACTIONS),
    "follow-ups in a table": each("| Fix {w} {i} | team {w} | 2026-04-01 |", "\n", ACTIONS + "| Action | Owner | Due |\n|---|---|---|\n"),
    "details of one follow-up": each("  - detail {i} OPS-{i} (#{i})", "\n", ACTIONS + "- [ ] Fix it\n"),
    "owners of one follow-up": each("owner: {w}, due 2026-03-01", " ", ACTIONS + "- [ ] Fix it "),
    "links to headings": each("## A {i}\n\n[x](#a-{i})", "\n\n"),
    "links to headings that are not there": each("## A {i}\n\n[x](#b-{i})", "\n\n"),
    "links to documents that are not there": each("[x](other{i}.md)", " "),
    "wiki links": each("[[other {i}]]", " "),
    "bare links": each("https://example.org/{i}", " "),
    "reference links": each("[a {i}][r{i}]\n\n[r{i}]: https://example.org/{i}", "\n\n"),
    "images": each("![x](image{i}.png)", " "),
    "footnotes": each("text[^{i}]\n\n[^{i}]: note {i}", "\n\n"),
    "raw HTML": each("<b>{w} {i}</b> text", "\n"),
    "HTML blocks": each("<details><summary>s</summary>\n\n{w} {i}\n\n</details>", "\n\n"),
    "comments": each("<!-- {w} {i} -->", "\n\n"),
    "comments that never close": each("<!-- {w} {i}"),
    "internal parts": each("a <!-- internal -->{w} {i}<!-- /internal --> b", " "),
    "permissions": each("<!-- hindsite: allow HS601 -->", "\n\n"),
    "openings of secrets": each("-----BEGIN RSA PRIVATE KEY eyJ{i} ://a:b@", " "),
    "invisible characters": each("a\u200bb \u202e`c\u2066{i}`", " "),
    "right-to-left text": each("שלום \u2066{w}\u2069 {i}", " "),
    "dates": each("2026-03-02 {h}:{m} UTC", " "),
}


def counted(binary, command, text):
    """Instructions for a knowledge base of one document."""
    with tempfile.TemporaryDirectory() as folder:
        os.mkdir(folder + "/content")
        open(folder + "/content/2026-03-02-long.md", "w").write(text)
        open(folder + "/hindsite.toml", "w").write('title = "Growth"\n')
        program = [binary, "--root", folder, "--today", "2026-06-01", "--quiet", command]
        ended = subprocess.run(
            ["valgrind", "--tool=callgrind", "--callgrind-out-file=/dev/null", *program],
            env={**os.environ, "RAYON_NUM_THREADS": "1"}, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True,
        )
        found = re.search(r"Collected : (\d+)", ended.stderr)
        if ended.returncode not in (0, 1) or not found:
            sys.exit(ended.stderr[-2000:])
        return int(found.group(1))


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--command", default="check", choices=["check", "build"])
    parser.add_argument("binary", nargs="?", default=ROOT + "/target/debug/hindsite")
    parser.add_argument("shapes", nargs="*", metavar="SHAPE")
    options = parser.parse_args()
    names = options.shapes or list(SHAPES)
    count = lambda text: counted(options.binary, options.command, text)
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        empty = pool.submit(count, HEAD + "x\n")
        jobs = {name: [pool.submit(count, SHAPES[name](n)) for n in (PARTS, PARTS * TIMES)] for name in names}
        failed = []
        for name, (short, long) in jobs.items():
            growth = (long.result() - empty.result()) / max(1, short.result() - empty.result())
            print(f"{name:40} {long.result() / 1e6:8.1f} million instructions, grown by {growth:5.2f}", flush=True)
            if growth > LIMIT:
                failed.append(name)
    if failed:
        sys.exit(f"more than linear, {TIMES} times the length: {', '.join(failed)}")


if __name__ == "__main__":
    main()
