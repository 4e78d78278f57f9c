"""Canaries in every field of every kind of input: `python -m torture.canaries`.

A canary stands for a patient's name or number. It may stand in documents, in the worklist and in
what is printed of labels; it is never in a remark, a message, the name of a file, the ledger, a
log of the program, a temporary file, or the line and environment of a process.
"""

import json
import os
import re
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random

import click

from letters.case.vocabulary import Vocabulary
from torture.calling import broken, called
from torture.examples import _library
from torture.figures import Figure, figured
from torture.judge import SECONDS, Find, judge
from torture.judge import _remarks as remarks_of
from torture.killing import below
from torture.story import AS_OF, CITATIONS, LABEL, ROOT, WITH, exported
from torture.tables import places, planted, read, write
from torture.targets import OURS, Seed, Target, put, target

CANARY = "Zqvanary"
"""No word that any reader knows, and no part of one."""
_FORMS = (f"{CANARY} Quill", f"{CANARY}77131", "7713409912")


Span = tuple[int, int]
"""Where a value begins and ends in the bytes of a file."""


def forms(text: str) -> bool:
    """Whether a text holds a canary in any of its forms."""
    folded = text.casefold()
    return CANARY.casefold() in folded or _FORMS[2] in folded


def segments(content: bytes) -> Iterator[Span]:
    """The elements of an X12 file, those of its first segment apart."""
    if content.startswith(b"ISA") and len(content) > 106:
        marks = re.escape(content[3:4] + content[105:106])
        for found in re.compile(rb"(?<=[%b])[^%b\r\n]+" % (marks, marks)).finditer(content, 106):
            if content[found.start() - 1 : found.start()] == content[3:4]:
                yield found.span()


def leaves(content: bytes) -> Iterator[Span]:
    """The texts and numbers of JSON, on one line or many."""
    for found in re.finditer(rb'(?<=[:\[,])\s*"((?:[^"\\]|\\.)*)"(?!\s*:)', content):
        yield found.span(1)


def elements(content: bytes) -> Iterator[Span]:
    """The texts and attributes of an XML document."""
    for found in re.finditer(rb'>([^<>]*[^<>\s][^<>]*)<|="([^"]*)"', content):
        yield found.span(1) if found[1] is not None else found.span(2)


def cells(content: bytes) -> Iterator[Span]:
    """The cells of a text table, those of its first line apart."""
    first = content.find(b"\n") + 1
    comma = max((b",", b"\t", b"|", b";"), key=content[:first].count)
    for found in re.compile(rb"[^%b\r\n]+" % re.escape(comma)).finditer(content, first):
        yield found.span()


SWEEPS: dict[str, Callable[[bytes], Iterator[Span]]] = {
    "x12": segments,
    "json": leaves,
    "lines": leaves,
    "ccda": elements,
    "xml": elements,
    "table": cells,
}


def swept(figure: Figure, name: str, vocabulary: Vocabulary, random: Random, most: int) -> None:
    """Reads each seed of a reader with a canary at each place, or at so many of them."""
    each = target(name)
    turns = [
        (seed, span, form.encode())
        for seed in each.seeds(given=False)
        for span in SWEEPS[name](seed.content)
        for form in _FORMS
    ]
    for seed, (start, stop), form in turns if most >= len(turns) else random.sample(turns, most):
        figure.tried += 1
        content = seed.content[:start] + form + seed.content[stop:]
        if find := _read(each, Seed(seed.name, content, True), vocabulary):
            figure.found(f"{name}: {find.mark}", find.told)


def _read(each: Target, seed: Seed, vocabulary: Vocabulary) -> Find | None:
    with tempfile.TemporaryDirectory(prefix="letters-torture-") as folder:
        paths = [put(seed, Path(folder)), *(OURS / other for other in each.companions)]
        judged = judge(paths, vocabulary, SECONDS)
    if judged.find is not None:
        return judged.find
    told = (remarks_of(judged.reading) if judged.reading else "") + (judged.refusal or "")
    return leaked(told)


def leaked(told: str) -> Find | None:
    """The find that a canary stands in a text for people and logs."""
    line = next((line for line in told.splitlines() if forms(line)), None)
    if line is None:
        return None
    words = re.sub(r"\d+", "#", line)
    at = max(0, words.casefold().find(CANARY.casefold()) - 80)
    return Find(f"told: {words[at : at + 120]}", line[:600])


def columns(figure: Figure, random: Random, most: int) -> None:
    """Calls the verbs that read exports, with a canary in each column in turn."""
    turns = [(place, form) for place in places(LABEL) for form in _FORMS]
    for place, form in turns if most >= len(turns) else random.sample(turns, most):
        if place[1] in ("case", "file"):  # labels are printed, and so are names of files
            continue
        with tempfile.TemporaryDirectory(prefix="letters-torture-") as folder:
            root = Path(folder)
            export = planted(exported(root / "export"), place, form)
            line = (export, "--citations", CITATIONS)
            for verb, more in (("check", ()), ("determine", ("--as-of", AS_OF)), ("map", ())):
                mapping = ("--out", root / "mapping.yaml") if verb == "map" else ()
                done = called(verb, *line, *more, *mapping)
                figure.tried += 1
                for find in (broken(done, verb), leaked(done.err), leaked(done.out)):
                    if find:
                        figure.found(f"{verb}, {'.'.join(place)}: {find.mark}", find.told)
            figure.tried += 1
            for find in _of_write(export, root / "out"):
                figure.found(f"write, {'.'.join(place)}: {find.mark}", find.told)


def _of_write(export: Path, out: Path) -> Iterator[Find]:
    """What `write` gives away beside the documents and the worklist, which may tell all."""
    line = ("write", export, "--citations", CITATIONS, "--out", out, "--as-of", AS_OF)
    done = called(*line, "--case", LABEL)
    for find in (broken(done, "write"), leaked(done.err)):
        if find:
            yield find
    for path in out.rglob("*"):
        if forms(path.name):
            yield Find("a file is named by it", path.name)
        if path.name in ("run.jsonl", "log.jsonl") and (find := leaked(path.read_text())):
            yield Find(f"{path.name} holds it", find.told)


class Watch(threading.Thread):
    """Looks at a process and all that it starts, and at its temporary files, while it runs."""

    def __init__(self, process: "subprocess.Popen[str]", temporary: Path) -> None:
        super().__init__(daemon=True)
        self.process = process
        self.temporary = temporary
        self.finds: dict[str, str] = {}
        self.ended = threading.Event()

    def run(self) -> None:
        """Looks until it is told to stop."""
        while not self.ended.wait(0.02):
            for pid in (self.process.pid, *below(self.process.pid)):
                for what in ("cmdline", "environ", "comm"):
                    self._look(what, Path("/proc") / str(pid) / what)
            for path in self.temporary.rglob("*"):
                if path.is_file():
                    self._look("temporary file", path)
                if forms(path.name):
                    self.finds["name of a temporary file"] = path.name

    def _look(self, what: str, path: Path) -> None:
        try:
            content = path.read_bytes()
        except OSError:
            return
        if forms(content.decode("utf-8", "replace")):
            self.finds[what] = path.name


def _verbs(out: Path, export: Path) -> Iterator[tuple[object, ...]]:
    """Every verb on a case whose names are canaries; its id stands for it, never its label."""
    yield ("check", export, "--citations", CITATIONS)
    made = ("--citations", CITATIONS, "--out", out, "--as-of", AS_OF, *WITH)
    yield ("write", export, *made)
    folder = next(path.parent for path in sorted(out.glob("c-*/review.json")) if _mine(path))
    where = (folder.name, "--out", out)
    block = json.loads((folder / "rationale.json").read_bytes())["signature"]
    sheet = json.loads(called("review", *where, "--json", "--by", block["name"]).out)
    who = ("--by", block["name"], "--npi", block["npi"])
    yield ("approve", *where, *who, "--sheet", "WRONG", "--accept", "A1")
    yield ("verify", folder / "letter.docx")
    taken = [
        part
        for section in sheet["sections"]
        for item in section["items"]
        for part in ("--accept", f"{item['name']}{'=reason' if item['asks'] else ''}")
    ]
    yield ("approve", *where, *who, "--sheet", sheet["sheet"], *taken)
    yield ("packet", *where)
    yield ("sent", *where, "--on", AS_OF, "--via", "fax", "--by", "Pat Staff")
    yield ("decided", *where, "--denied", "--on", AS_OF, "--by", "Pat Staff")
    yield ("log", *where)
    yield ("outcomes", "--out", out, "--citations", CITATIONS)
    yield ("verify", folder)
    yield ("write", export, *made)
    (folder / "rationale.json").write_bytes(b'{"patient": "' + CANARY.encode() + b'"}')
    (folder / "case.json").write_bytes(b'{"label": "' + CANARY.encode() + b'"}')
    for verb in ("log", "verify", "review", "packet"):
        yield (verb, *where)


def _mine(path: Path) -> bool:
    return CANARY.encode() in path.with_name("case.json").read_bytes()


def along(figure: Figure) -> None:
    """Takes a case with canaries through all its verbs, each a process that is watched."""
    with tempfile.TemporaryDirectory(prefix="letters-torture-") as folder:
        root = Path(folder)
        export, out = _named(exported(root / "export")), root / "out"
        for number, line in enumerate(_verbs(out, export)):
            temporary = root / f"tmp{number}"
            temporary.mkdir()
            printed = _watched(figure, line, temporary)
            if line[0] not in ("verify", "approve") and (find := leaked(printed)):
                figure.found(f"{line[0]}: {find.mark}", find.told)
            for path in temporary.rglob("*"):
                if path.is_file():
                    figure.found(f"{line[0]}: a temporary file is left", path.name)
        for path in out.rglob("*"):
            if forms(path.name):
                figure.found("a file is named by a canary", path.name)
            is_log = path.name in ("run.jsonl", "log.jsonl") or path.parent.name == "marks"
            if is_log and forms(path.read_text(encoding="utf-8")):
                figure.found(f"{path.name} holds a canary")


def _watched(figure: Figure, line: tuple[object, ...], temporary: Path) -> str:
    """Runs a verb under a watch; returns what it printed."""
    process = subprocess.Popen(
        [sys.executable, "-m", "torture.clocked", f"{AS_OF}T21:30:00+00:00", "0", *map(str, line)],
        cwd=ROOT,
        env={**os.environ, "TMPDIR": str(temporary)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    watch = Watch(process, temporary)
    watch.start()
    out, err = process.communicate()
    watch.ended.set()
    watch.join()
    figure.tried += 1
    for what, told in watch.finds.items():
        figure.found(f"{line[0]}: {what} holds a canary", told)
    if process.returncode == 70 or "Traceback" in err:
        figure.found(f"{line[0]}: exit {process.returncode}", err[-1500:])
    return err + out


def _named(export: Path) -> Path:
    """Puts canaries where names and numbers of a patient stand, so that the case is still read."""
    path = export / "cases.csv"
    headings, rows = read(path)
    for row in rows:
        if row["case"] == LABEL:
            row["patient name"], row["member id"] = _FORMS[0], _FORMS[1]
        elif row["case"] == "IM-4":
            row["patient name"], row["birth date"] = f"{_FORMS[0]} Vier", "soon"
    write(path, headings, rows)
    return export


@click.command()
@click.option("--most", default=1_000_000, help="At most so many places of each kind of input.")
@click.option("--only", default="", help="Only kinds whose name holds this.")
@click.option("--seed", default=1, show_default=True)
def main(most: int, only: str, seed: int) -> None:
    """Plants canaries; exits with 1 if one is found where none may be."""
    finds, random = 0, Random(seed)
    parts: dict[str, Callable[[Figure], None]] = {
        **{
            f"each place of {name}": lambda figure, name=name: swept(  # type: ignore[misc]
                figure, name, _library().vocabulary, random, most
            )
            for name in SWEEPS
        },
        "each column of an export": lambda figure: columns(figure, random, most),
        "all verbs, as processes": along,
    }
    for name, part in parts.items():
        if only in name:
            with figured("canaries", name) as figure:
                part(figure)
            finds += len(figure.finds)
    raise SystemExit(finds > 0)


if __name__ == "__main__":
    main()
