"""Generated sites and what is read of them, for the scripts that try to break hindsite. Standard library only."""
import hashlib, os, pathlib, random, subprocess

TODAY = "2026-11-22"
FOREIGN = ("CNAME", "postmortems.example.org\n")
WORDS = "deploy cache database failover certificate queue retry replica disk alert latency config rollback".split()
SERVICES = "payments search login billing mail".split()


def write_archive(folder, incidents, version):
    """An archive in which every document differs from version to version."""
    dice = random.Random(7)
    folder = pathlib.Path(folder)
    folder.mkdir(parents=True)
    for number in range(incidents):
        words = " ".join(dice.choices(WORDS, k=60))
        day = f"20{dice.randrange(18, 26)}-{dice.randrange(1, 13):02}-{dice.randrange(1, 29):02}"
        (folder / f"incident-{number:05}.md").write_text(
            f"---\ntitle: {dice.choice(WORDS)} {number}, told {version}\ndate: {day}\n"
            f"services: [{dice.choice(SERVICES)}]\nseverity: SEV{dice.randrange(1, 4)}\n---\n\n"
            f"## Summary\n\n{words}, {version}.\n\n## Root cause\n\n{dice.choice(WORDS)} {dice.choice(WORDS)}\n"
        )


def command(binary, content, output):
    """One root for every archive beside the output, so that what a killed build left is there for the next."""
    root = str(pathlib.Path(output).parent)
    return [os.path.abspath(binary), "--root", root, "--content", str(content), "build", "--output", str(output), "--today", TODAY]


def build(binary, content, output):
    typed = command(binary, content, output)
    done = subprocess.run(typed, capture_output=True, text=True, timeout=600)
    if done.returncode:
        raise SystemExit(f"a build that nobody disturbed failed:\n{done.stderr}")


def tree(folder):
    """Every file of a published site with the digest of its bytes, without what hindsite did not write."""
    found = {}
    for at, _, names in os.walk(folder):
        for name in names:
            path = os.path.join(at, name)
            found[os.path.relpath(path, folder)] = hashlib.sha256(pathlib.Path(path).read_bytes()).hexdigest()
    found.pop(FOREIGN[0], None)
    return found


def has_foreign(folder):
    path = pathlib.Path(folder, FOREIGN[0])
    return path.is_file() and path.read_text() == FOREIGN[1]


def leftovers(site, stage):
    """Names beside the site or in the stage that a build has to clear up. The cover and the mark
    that makes the stage ours stay, for the next build."""
    site, stage = pathlib.Path(site), pathlib.Path(stage)
    beside = [name for name in os.listdir(site.parent) if name.startswith(f".{site.name}.")]
    return beside + [name for name in (os.listdir(stage) if stage.is_dir() else []) if name not in ("cover", ".made-by-hindsite")]


def two_sites(binary, folder, incidents):
    """Two archives, what a clean build makes of each, and a site of the first with a foreign file in it."""
    folder, clean = pathlib.Path(folder), []
    for version in ("before", "after"):
        write_archive(folder / version, incidents, version)
        build(binary, folder / version, folder / f"clean-{version}")
        clean.append(tree(folder / f"clean-{version}"))
    site = folder / "site"
    build(binary, folder / "before", site)
    (site / FOREIGN[0]).write_text(FOREIGN[1])
    return [folder / "before", folder / "after"], clean, site
