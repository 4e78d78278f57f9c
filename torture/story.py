"""One imaginary case through all its verbs, as a folder to torture: made once, then copied."""

import atexit
import json
import os
import shutil
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pikepdf

from letters.errors import ExitCode
from torture.calling import Called, called

ROOT = Path(__file__).parent.parent
EXPORT = ROOT / "tests" / "imaginary" / "export"
CITATIONS = ROOT / "tests" / "imaginary" / "citations"
AS_OF = "2026-11-22"
LABEL = "IM-1"
EXHIBITS = {"lantern.pdf": 3, "ember.pdf": 1, "glints.pdf": 4, "visit.pdf": 6}
WITH = ("--kind", "brief", "--kind", "patient", "--kind", "fax", "--docx")
_RECORDER = ("--by", "Pat Staff", "--citations", CITATIONS)
_APPENDED = ("log.jsonl", "run.jsonl")
"""What is added to in place, so that a copy of it may not be the same file."""


@dataclass(frozen=True)
class Story:
    """An output folder with one case in some state, and the export that it came from."""

    out: Path
    export: Path

    @property
    def folder(self) -> Path:
        """The folder of the case whose letter went through its verbs."""
        return next(
            path.parent
            for path in sorted(self.out.glob("c-*/case.json"))
            if json.loads(path.read_bytes())["label"] == LABEL
        )

    def called(self, verb: str, *more: object) -> Called:
        """Calls a verb on the case."""
        return called(verb, LABEL, "--out", self.out, *more)

    def write(self, *more: object) -> Called:
        """Writes the cases of the export."""
        return called("write", *self.reading, "--out", self.out, "--as-of", AS_OF, *more)

    @property
    def reading(self) -> tuple[object, ...]:
        """The arguments of a verb that reads the export."""
        return (self.export, "--citations", CITATIONS)

    def approve(self) -> Called:
        """Takes every line of the review sheet."""
        block = json.loads((self.folder / "rationale.json").read_bytes())["signature"]
        sheet = json.loads(self.called("review", "--json", "--by", block["name"]).out)
        line = ["--by", block["name"], "--npi", block["npi"], "--sheet", sheet["sheet"]]
        for item in (item for section in sheet["sections"] for item in section["items"]):
            line += ["--accept", f"{item['name']}{'=my own reason' if item['asks'] else ''}"]
        return self.called("approve", *line)

    def copied(self, into: Path) -> "Story":
        """The same in a folder of its own; files that are never changed in place are shared."""
        copy = Story(into / "out", self.export)
        shutil.copytree(self.out, copy.out, copy_function=_shared, symlinks=True)
        return copy


def _shared(source: str, target: str) -> str:
    if Path(source).name in _APPENDED or "marks" in Path(source).parts:
        return str(shutil.copy(source, target))
    os.link(source, target)
    return target


def exported(folder: Path) -> Path:
    """A copy of the imaginary export, with its exhibits beside it."""
    shutil.copytree(EXPORT, folder)
    for name, pages in EXHIBITS.items():
        paper = pikepdf.new()
        for number in range(pages):
            paper.add_blank_page()
            words = f"BT /F1 12 Tf 72 700 Td (Page {number + 1}) Tj ET".encode()
            face = pikepdf.Dictionary(
                Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica
            )
            page = paper.pages[-1]
            page.Contents = paper.make_stream(words)
            page.Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F1=face))
        paper.save(folder / name, deterministic_id=True)
    return folder


_STEPS: dict[str, Callable[[Story], Called]] = {
    "draft": lambda told: told.write(*WITH, "--case", LABEL, "--case", "IM-5"),
    "approved": lambda told: told.approve(),
    "packed": lambda told: told.called("packet"),
    "sent": lambda told: told.called("sent", "--on", AS_OF, "--via", "fax", "--by", "Pat Staff"),
    "decided": lambda told: told.called("decided", "--denied", "--on", AS_OF, *_RECORDER),
}
STATES = tuple(_STEPS)


@cache
def story(state: str = "decided") -> Story:
    """The case as a draft, approved, packed, sent or decided; each is made once, of the last."""
    root = Path(tempfile.mkdtemp(prefix="letters-torture-story-"))
    atexit.register(shutil.rmtree, root, ignore_errors=True)
    at = STATES.index(state)
    if at:
        told = story(STATES[at - 1]).copied(root)
    else:
        told = Story(root / "out", exported(root / "export"))
    done = _STEPS[state](told)
    if done.code > ExitCode.NEEDS_PRACTICE:
        raise RuntimeError(f"the story broke at '{state}': {done.told}")
    return told
