"""Whether the folder of a case holds what its log tells."""

import json
from collections.abc import Mapping
from pathlib import Path

from pydantic import ValidationError

from letters.case.frozen import Frozen
from letters.dossier import log as logs
from letters.dossier.events import Approved, Decided, Drafted, Packed, Returned, Signed
from letters.dossier.folder import hash_of, present
from letters.dossier.log import Log, LogError, Mark

MANIFEST = "manifest.json"
_ALWAYS_LOGGED = ("letter.pdf", "signed.pdf", "packet*.pdf")
"""Names and patterns of files that no event but a logged one puts in the folder."""
WORD_FILE = "letter.docx"
"""The one file that is there to be edited."""


class Fault(Frozen):
    """One thing in the folder that is not as the log tells, by the name of its file."""

    file: str
    says: str

    def __str__(self) -> str:
        return self.says


def told(log: Log) -> Mapping[str, str]:
    """The SHA-256 of each file that should stand in the folder by the log, by its name.

    Files that were put aside have the name of their folder before their own. What was recorded of
    decisions outlasts the letters.
    """
    now: dict[str, str] = {}
    aside: dict[str, str] = {}
    packed: frozenset[str] = frozenset()
    for event in log.events:
        if isinstance(event, Drafted):
            now, packed = dict(event.files), frozenset()
        elif isinstance(event, Returned):
            if event.kept:
                aside |= {f"{event.kept}/{name}": digest for name, digest in now.items()}
            now, packed = {}, frozenset()
        elif isinstance(event, Packed):
            now = {name: each for name, each in now.items() if name not in packed} | dict(
                event.files
            )
            packed = frozenset(event.files)
        elif isinstance(event, Approved | Signed):
            now |= event.files
        elif isinstance(event, Decided):
            aside |= event.files
    return now | aside


def check(folder: Path) -> tuple[Fault, ...]:
    """What in the folder of a case is not as its log tells: empty where all is.

    The log is checked entry by entry, then that the packet's manifest knows no more entries than
    the log has, and that every file of the last draft, approval, signature and packet has the
    content that was logged.
    """
    try:
        log = logs.read(folder)
    except LogError as error:
        return (Fault(file=logs.NAME, says=str(error)),)
    return (*_of_manifest(folder, log), *_of_files(folder, log))


def _of_files(folder: Path, log: Log) -> list[Fault]:
    files = told(log)
    found: list[Fault] = []
    for name, digest in files.items():
        if name == WORD_FILE:
            continue
        actual = hash_of(folder / name)
        if actual is None:
            found.append(Fault(file=name, says=f"{name}: the log tells of it, and it is gone"))
        elif actual != digest:
            says = f"{name}: it is not the file of which the log tells"
            found.append(Fault(file=name, says=says))
    for name in present(folder, _ALWAYS_LOGGED):
        if name not in files:
            says = f"{name}: it stands in the folder, and the log does not tell of it"
            found.append(Fault(file=name, says=says))
    return found


def _of_manifest(folder: Path, log: Log) -> list[Fault]:
    """What does not fit between the log and the mark of it that a packet's manifest keeps."""
    try:
        mark = Mark.model_validate(json.loads((folder / MANIFEST).read_bytes())["log"])
    except FileNotFoundError:
        return []
    except (OSError, ValueError, KeyError, TypeError, ValidationError):
        return [Fault(file=MANIFEST, says=f"{MANIFEST}: it tells of no log")]
    if log.holds(mark):
        return []
    says = f"{logs.NAME}: entries are missing of which {MANIFEST} tells, or were replaced"
    return [Fault(file=logs.NAME, says=says)]
