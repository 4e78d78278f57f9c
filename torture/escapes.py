"""Ways out of a folder, and into what others own: `python -m torture.escapes`.

Links planted where the program writes, pipes and loops where it reads, names of cases and exhibits
that lead elsewhere, a loose mask of the process: nothing outside may be written or enclosed,
nothing may wait for ever, and all that is written is for its owner only.
"""

import os
import shutil
import stat
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import click

from letters.errors import ExitCode
from torture.calling import Called, broken, called
from torture.figures import Figure, figured
from torture.judge import TooLongError, limited
from torture.story import AS_OF, CITATIONS, LABEL, Story, exported, story
from torture.tables import read, write

_SECONDS = 120.0
_SECRET = b"SECRET-OF-ANOTHER"


def kept_in(figure: Figure, what: str, *line: object) -> Called | None:
    """Calls a verb; finds that it broke or waited."""
    figure.tried += 1
    try:
        with limited(_SECONDS):
            done = called(*line)
    except TooLongError:
        figure.found(f"{what}: {line[0]} waits")
        return None
    if find := broken(done, str(line[0])):
        figure.found(f"{what}: {find.mark}", find.told)
    return done


def modes(figure: Figure) -> None:
    """The rights of all that a case's way leaves, under a loose and a strict mask."""
    for mask in (0o000, 0o022, 0o077):
        before = os.umask(mask)
        try:
            story.cache_clear()
            told = story("decided")
            story.cache_clear()
            told.called("review", "--html", told.out / "pages" / "sheet.html")
            told.called("packet")
        finally:
            os.umask(before)
        for path in (told.out, *told.out.rglob("*")):
            figure.tried += 1
            wanted = 0o700 if path.is_dir() else 0o600
            if (mode := stat.S_IMODE(path.lstat().st_mode)) != wanted:
                figure.found(f"mask {mask:o}: {path.name} has {mode:o}")


def links(figure: Figure) -> None:
    """Links in place of each file and folder that the program writes."""
    for state in ("draft", "packed"):
        base = story(state)
        whole = [path for path in sorted(base.out.rglob("*")) if _counts(base, path)]
        for path in (*whole, *map(_partial, whole)):
            with tempfile.TemporaryDirectory(prefix="letters-torture-") as folder:
                _linked(figure, base.copied(Path(folder)), path.relative_to(base.out), folder)


def _counts(base: Story, path: Path) -> bool:
    """Whether a place is one of the case in question, or of the run."""
    inside = path.relative_to(base.out).parts[0]
    return not inside.startswith("c-") or inside == base.folder.name


def _partial(path: Path) -> Path:
    return path.with_name(f".{path.name}.part")


def _linked(figure: Figure, copy: Story, place: Path, folder: str) -> None:
    """Puts a link to what is another's in a place, and writes there."""
    other = Path(folder) / "other"
    path = copy.out / place
    case = copy.folder.name
    if path.is_dir() and not path.is_symlink():
        shutil.copytree(path, other)
        shutil.rmtree(path)
    else:
        other.write_bytes(path.read_bytes() if path.exists() else _SECRET)
        path.unlink(missing_ok=True)
    path.symlink_to(other)
    before = _state(other)
    what = f"link at {'/'.join('case' if part == case else part for part in place.parts)}"
    day = ("--on", AS_OF)
    kept_in(figure, what, "review", case, "--out", copy.out, "--by", "Wren Halloway")
    kept_in(figure, what, "packet", case, "--out", copy.out)
    kept_in(figure, what, "sent", case, "--out", copy.out, *day, "--via", "fax", "--by", "Pat")
    line = (*copy.reading, "--out", copy.out, "--as-of", AS_OF, "--case", LABEL, "--again", LABEL)
    kept_in(figure, what, "write", *line, "--jobs", "1")
    if _state(other) != before:
        figure.found(f"{what}: written through", str(sorted(_changed(before, _state(other)))))


def _state(other: Path) -> dict[str, bytes]:
    """What another's file or folder holds."""
    if not other.is_dir():
        return {"": other.read_bytes()} if other.exists() else {}
    return {str(p.relative_to(other)): p.read_bytes() for p in other.rglob("*") if p.is_file()}


def _changed(before: dict[str, bytes], now: dict[str, bytes]) -> Iterator[str]:
    yield from (name for name in before | now if before.get(name) != now.get(name))


def odd_exports(figure: Figure) -> None:
    """Pipes, devices, loops and dangling links where exports are read."""
    odd: dict[str, Callable[[Path], None]] = {
        "a pipe": lambda path: os.mkfifo(path.with_name("pipe.csv")),
        "a loop": lambda path: path.with_name("loop").symlink_to(path.parent),
        "a link to nothing": lambda path: path.with_name("gone.csv").symlink_to("/nonexistent"),
        "a link to itself": lambda path: path.with_name("self.csv").symlink_to("self.csv"),
        "a link to another folder": lambda path: path.with_name("others").symlink_to("/etc"),
        "a link to another file": lambda path: path.with_name("other.csv").symlink_to(
            "/etc/passwd"
        ),
        "a device": lambda path: path.with_name("zero.csv").symlink_to("/dev/zero"),
        "a link to a process": lambda path: path.with_name("env.835").symlink_to("/proc/self/mem"),
        "a folder named as a file": lambda path: path.with_name("folder.xlsx").mkdir(),
    }
    for what, put in odd.items():
        with tempfile.TemporaryDirectory(prefix="letters-torture-") as folder:
            export = exported(Path(folder) / "export")
            put(export / "x")
            kept_in(figure, what, "check", export, "--citations", CITATIONS)
            mapping = ("--out", Path(folder) / "mapping.yaml")
            kept_in(figure, what, "map", export, "--citations", CITATIONS, *mapping)
            line = ("write", export, "--citations", CITATIONS, "--out", Path(folder) / "out")
            done = kept_in(figure, what, *line, "--as-of", AS_OF, "--case", "IM-5")
            if done and done.code not in (0, 1, 3):
                figure.found(f"{what}: exit {done.code}", done.err[-800:])


def exhibits(figure: Figure) -> None:
    """Names of exhibits that lead out of their folder, and links in place of exhibits."""
    names = (
        "../secret.pdf",
        "../../secret.pdf",
        "sub/../../secret.pdf",
        "..\\secret.pdf",
        "{outside}",
        "link.pdf",
        "linked/secret.pdf",
    )
    for name in names:
        with tempfile.TemporaryDirectory(prefix="letters-torture-") as folder:
            root = Path(folder)
            export, out = exported(root / "export"), root / "out"
            shutil.copyfile(export / "lantern.pdf", root / "secret.pdf")
            headings, rows = read(export / "documents.csv")
            for row in rows:
                if row["file"] == "lantern.pdf":
                    row["file"] = name.format(outside=root / "secret.pdf")
            write(export / "documents.csv", headings, rows)
            told = Story(out, export)
            told.write("--case", LABEL)
            # Only now: no letter would be written of an export with a link that leads out of it.
            (export / "link.pdf").symlink_to(root / "secret.pdf")
            (export / "linked").symlink_to(root, target_is_directory=True)
            done = kept_in(figure, f"exhibit {name}", "packet", LABEL, "--out", out)
            if done and done.code != ExitCode.NEEDS_PRACTICE:
                figure.found(f"exhibit {name}: exit {done.code}", done.err)


def names(figure: Figure) -> None:
    """Cases named by paths, where a verb takes a case."""
    told = story("packed")
    day = ("--on", AS_OF, "--by", "Pat")
    more = {"sent": (*day, "--via", "fax"), "decided": (*day, "--denied")}
    for verb in ("log", "review", "verify", "packet", "sent", "decided"):
        for name in ("../x", "/etc/passwd", "..", ".", "c-*", "*", "\x00", "x" * 5000, "-h\n"):
            line = (verb, *more.get(verb, ()), "--out", told.out, "--", name)
            done = kept_in(figure, f"case {name[:12]!r}", *line)
            if done and done.code == 0:
                figure.found(f"case {name[:12]!r} is taken by {verb}", done.out[:300])


PARTS: dict[str, Callable[[Figure], None]] = {
    "rights under loose masks": modes,
    "links in the output": links,
    "pipes, loops and devices in exports": odd_exports,
    "names of exhibits": exhibits,
    "names of cases": names,
}


@click.command()
@click.option("--only", default="", help="Only parts whose name holds this.")
def main(only: str) -> None:
    """Tries each way out; exits with 1 if one is open."""
    finds = 0
    for name, part in PARTS.items():
        if only in name:
            with figured("escapes", name) as figure:
                part(figure)
            finds += len(figure.finds)
    raise SystemExit(finds > 0)


if __name__ == "__main__":
    main()
