#!/usr/bin/env python3
"""A day of edits in minutes: does the server keep its memory and its files?

    scripts/serve-soak.py --corpus DIR [--binary target/release/hindsite] [--saves 10000]

Works on a copy of the folder. Each save is served before the next; every hundredth breaks the document and the one
after it mends it; a browser comes and goes all the time, and now and then it searches. Prints memory and open files as it goes, and fails if the
memory of the last quarter is more than a tenth and 8 MiB above that of the first, or a file stayed open.
"""
import argparse, http.client, shutil, tempfile, time

from serving import Serving, documents, page_of


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--corpus", required=True)
    parser.add_argument("--binary", default="target/release/hindsite")
    parser.add_argument("--saves", type=int, default=10000)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        content = shutil.copytree(options.corpus, folder + "/content")
        files = documents(content)
        with Serving(options.binary, content) as site:
            idle = site.open_files()
            memory, start = [], time.monotonic()
            for n in range(options.saves):
                save(site, files[n % len(files)], n)
                if n % 50 == 0:
                    visit(site)
                if n % 250 == 0:
                    site.get("/search/head.js")
                if n % (options.saves // 20) == 0:
                    memory.append(site.memory_mib())
                    print(f"{n:6} saves  {memory[-1]:7.1f} MiB  {site.open_files()} files", flush=True)
            per_save = (time.monotonic() - start) / options.saves * 1000
            time.sleep(6)
            left = site.open_files()
    quarter = len(memory) // 4
    first, last = max(memory[1 : 1 + quarter]), max(memory[-quarter:])
    print(f"{options.saves} saves, {per_save:.0f} ms each; {first:.1f} MiB at first, {last:.1f} at the end;"
          f" {idle} files open at first, {left} at the end")
    if last > first * 1.1 + 8 or left > idle:
        raise SystemExit("it does not keep what it has")


def save(site, document, n):
    with open(document) as file:
        original = file.read()
    if n % 100 == 99:
        with open(document, "w") as file:
            file.write("---\ntitle: never closed\n")
        time.sleep(0.05)
    word = f"soak{n}x"
    with open(document, "w") as file:
        file.write(original.split("\n\nThe word is")[0] + f"\n\nThe word is {word}.\n")
    site.wait_for(page_of(document), word)


def visit(site):
    """A browser opens a page, follows it, and leaves without a word."""
    connection = http.client.HTTPConnection(site.connection.host, site.connection.port, timeout=10)
    connection.request("GET", "/_hindsite/events?had=&page=/")
    connection.getresponse().readline()
    connection.close()


main()
