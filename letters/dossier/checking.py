"""Whether the folder of a case holds what its log tells."""

import json
from collections.abc import Mapping
from pathlib import Path, PurePosixPath

from pydantic import ValidationError

from letters import hashing
from letters.case.frozen import Frozen
from letters.dossier import log as logs
from letters.dossier.events import Approved, Decided, Drafted, Packed, Returned, Signed
from letters.dossier.folder import present
from letters.dossier.log import Log, LogError
from letters.dossier.marks import CUT, Mark, marks
from letters.dossier.names import ALWAYS_LOGGED, LOG, MANIFEST, WORD_FILE


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
    now, rest = _told(log)
    return {**now, **rest}


def of_letter(log: Log) -> Mapping[str, str]:
    """Of these the files of the letter that stands in the folder: they go when it goes."""
    return _told(log)[0]


def _told(log: Log) -> tuple[Mapping[str, str], Mapping[str, str]]:
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
    return now, aside


def check(folder: Path) -> tuple[Fault, ...]:
    """What in the folder of a case is not as its log tells: empty where all is.

    The log is checked entry by entry, then that no mark of it outside of the folder knows more
    entries than it has, and that every file of the last draft, approval, signature and packet has
    the content that was logged, and every other file the one that the packet's manifest lists.
    """
    marked = marks(folder)
    try:
        log = logs.read(folder)
    except LogError as error:
        return (Fault(file=LOG, says=str(error)),)
    cut = [] if all(map(log.holds, marked)) else [Fault(file=LOG, says=CUT)]
    return (*cut, *_of_manifest(folder, log), *_of_files(folder, log))


def unmarked(folder: Path) -> int | None:
    """How many of the last entries of a case's log no mark outside of its folder tells of.

    That they are the last cannot be proved then. None where the log is not whole.
    """
    marked = marks(folder)
    try:
        entries = len(logs.read(folder).entries)
    except LogError:
        return None
    return max(0, entries - max((mark.entries for mark in marked), default=0))


def _of_files(folder: Path, log: Log) -> list[Fault]:
    files = told(log)
    found = [
        fault
        for name, digest in files.items()
        if not _is_edited(name) and (fault := _differing(folder, name, digest, "the log"))
    ]
    for name in present(folder, ALWAYS_LOGGED):
        if name not in files:
            says = f"{name}: it stands in the folder, and the log does not tell of it"
            found.append(Fault(file=name, says=says))
    return found


def _is_edited(name: str) -> bool:
    """Whether a file is there to be edited, wherever it was put aside."""
    return PurePosixPath(name).name == WORD_FILE


def _differing(folder: Path, name: str, digest: str, who: str) -> Fault | None:
    """What is wrong with a file of which `who` tells."""
    actual = hashing.of_file(folder / name)
    if actual is None:
        return Fault(file=name, says=f"{name}: {who} tells of it, and it is gone")
    says = f"{name}: it is not the file of which {who} tells"
    return Fault(file=name, says=says) if actual != digest else None


def _of_manifest(folder: Path, log: Log) -> list[Fault]:
    """What does not fit between a packet's manifest, the log, and the files that it lists.

    Its own content is held to the log like that of any file.
    """
    try:
        listed = json.loads((folder / MANIFEST).read_bytes())
        mark = Mark.model_validate(listed["log"])
        files = {str(each["name"]): str(each["sha256"]) for each in listed.get("files", ())}
    except FileNotFoundError:
        return []
    except (OSError, ValueError, KeyError, TypeError, AttributeError, ValidationError):
        return [Fault(file=MANIFEST, says=f"{MANIFEST}: it tells of no log")]
    if not log.holds(mark):
        says = f"{LOG}: entries are missing of which {MANIFEST} tells, or were replaced"
        return [Fault(file=LOG, says=says)]
    return _of_listed(folder, files, told(log))


def _of_listed(folder: Path, files: dict[str, str], logged: Mapping[str, str]) -> list[Fault]:
    """What is wrong with files that a manifest lists and the log does not: nobody changes those."""
    rest = {name: digest for name, digest in files.items() if name not in logged}
    found = (
        _differing(folder, name, digest, MANIFEST)
        for name, digest in rest.items()
        if not _is_edited(name)
    )
    return [fault for fault in found if fault is not None]
