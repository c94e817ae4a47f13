"""A running `hindsite serve`, for the scripts beside this file. Standard library only."""
import http.client, os, re, subprocess, tempfile, time

# How long the server waits for silence after a save: QUIET in src/watch/pace.rs.
DEBOUNCE_MS = 25


class Serving:
    """Serves a folder of Markdown; used as `with Serving(...) as site`."""

    def __init__(self, binary, content, *arguments):
        self.log = tempfile.TemporaryFile()
        self.started = time.monotonic()
        command = [binary, "--content", content, "serve", "--port", "0", *arguments]
        self.process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=self.log, stderr=self.log)
        self.connection = None

    def __enter__(self):
        while True:
            if self.process.poll() is not None:
                raise SystemExit("the server ended: " + self.said())
            found = re.search(r"Serving http://([^/]+)/", self.said())
            if found:
                break
            time.sleep(0.002)
        self.connection = http.client.HTTPConnection(found[1], timeout=60)
        self.get("/")
        self.ready = time.monotonic() - self.started
        return self

    def __exit__(self, *_):
        self.process.terminate()
        self.process.wait(10)

    def said(self):
        self.log.seek(0)
        return self.log.read().decode(errors="replace")

    def get(self, path):
        self.connection.request("GET", path)
        response = self.connection.getresponse()
        return response.status, response.read()

    def wait_for(self, path, word, timeout=60):
        """The seconds until `word` is in the page at `path`."""
        start = time.monotonic()
        while word.encode() not in self.get(path)[1]:
            if time.monotonic() - start > timeout:
                raise SystemExit(f"`{word}` did not appear at {path} within {timeout} s\n{self.said()[-2000:]}")
            time.sleep(0.001)
        return time.monotonic() - start

    def memory_mib(self):
        with open(f"/proc/{self.process.pid}/status") as file:
            return next(int(line.split()[1]) / 1024 for line in file if line.startswith("VmRSS"))

    def open_files(self):
        return len(os.listdir(f"/proc/{self.process.pid}/fd"))


def documents(content):
    found = [os.path.join(at, name) for at, _, names in os.walk(content) for name in names if name.endswith(".md")]
    return sorted(found)


def page_of(document):
    return "/incidents/" + os.path.basename(document)[: -len(".md")].lower() + "/"
