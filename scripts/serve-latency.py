#!/usr/bin/env python3
"""From a save to the new bytes over HTTP.

    scripts/serve-latency.py --corpus DIR [--corpus DIR ...] [--binary target/release/hindsite] [--edits 20]

For each folder of Markdown: the time from the start of the program to the first page (the files are in the system's cache by the
second start), then per edit the time from
writing a document to the answer that has the new word, of the edited page itself and of the list of its year (for an
edit of the title). Prints the median of the edits, less the wait for silence that every save has, and how
it grows from corpus to corpus. The documents are restored at the end.
"""
import argparse, re, statistics, time

from serving import DEBOUNCE_MS, Serving, documents, page_of


def measure(site, document, path, edits, change):
    with open(document) as file:
        original = file.read()
    times = []
    try:
        for n in range(edits + 2):
            word = f"zq{n}x{int(time.time())}"
            with open(document, "w") as file:
                file.write(change(original, word))
            taken = site.wait_for(path, word)
            time.sleep(0.3)
            # The first two warm up.
            if n >= 2:
                times.append(taken * 1000)
    finally:
        with open(document, "w") as file:
            file.write(original)
    time.sleep(0.5)
    return times


def year_of(document):
    with open(document) as file:
        return "/years/" + re.search(r"^date: (\d{4})", file.read(), re.M)[1] + "/"


def body(text, word):
    return text + f"\n\nThe word is {word}.\n"


def title(text, word):
    return text.replace('title: "', f'title: "{word} ', 1)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--corpus", action="append", required=True)
    parser.add_argument("--binary", default="target/release/hindsite")
    parser.add_argument("--edits", type=int, default=20)
    options = parser.parse_args()
    print(f"milliseconds, median of {options.edits} (least to most); {DEBOUNCE_MS} of them are the wait for silence")
    before = None
    for corpus in options.corpus:
        files = documents(corpus)
        document = files[len(files) // 2]
        starts = []
        for _ in range(5):
            with Serving(options.binary, corpus) as site:
                starts.append(site.ready)
        with Serving(options.binary, corpus) as site:
            # The watch stands, and the stamps of fresh files have settled.
            time.sleep(3)
            page = measure(site, document, page_of(document), options.edits, body)
            listed = measure(site, document, year_of(document), options.edits, title)
            memory = site.memory_mib()
        median = statistics.median(page)
        beyond = median - DEBOUNCE_MS
        growth = f", {beyond / before:.1f} times the one before" if before else ""
        before = beyond
        ready = f"{statistics.median(starts):.2f} s, median of five ({min(starts):.2f} to {max(starts):.2f})"
        print(f"{len(files)} documents: first page after {ready}; {memory:.0f} MiB")
        print(f"  the page  {median:6.1f} ({min(page):.1f} to {max(page):.1f}), {beyond:.1f} beyond the wait{growth}")
        print(f"  the list  {statistics.median(listed):6.1f} ({min(listed):.1f} to {max(listed):.1f})", flush=True)


main()
