"""How far the log of each case had come, kept outside of the case's folder.

A log tells of each change in itself, but not that entries were cut off its end. So each entry
leaves a mark of itself in `marks.jsonl` beside the folders of the cases. Whoever can write both
files can change both; a copy of the marks that the practice keeps elsewhere holds against that too.
"""

import os
from pathlib import Path

from letters.case.frozen import Frozen
from letters.dossier.names import LOG, MARKS

CUT = (
    f"{LOG}: entries are missing at its end, or were replaced: {MARKS} beside the folder of the "
    "case tells of more. Take the folder from a backup, and find out who changed it. Only if you "
    f"removed that folder yourself, to begin anew, take the lines of this case out of {MARKS}"
)
"""What is said of a log that does not hold a mark of it."""


class Mark(Frozen):
    """How far a log had come: the number and the hash of its last entry."""

    entries: int
    head: str


class _Line(Frozen):
    case_id: str
    mark: Mark


def marks(folder: Path) -> tuple[Mark, ...]:
    """The marks of the log of a case's folder, oldest first.

    Whoever compares them with the log reads them before it: an entry is there before its mark.
    """
    try:
        lines = (folder.parent / MARKS).read_text(encoding="utf-8").splitlines()
    except (OSError, ValueError):
        return ()
    found = (_read(line) for line in lines if folder.name in line)
    return tuple(one.mark for one in found if one is not None and one.case_id == folder.name)


def leave(folder: Path, mark: Mark) -> None:
    """Adds a mark of the log of a case's folder; it is on disk when this returns.

    Raises:
        OSError: it cannot be written.
    """
    line = _Line(case_id=folder.name, mark=mark).model_dump_json().encode() + b"\n"
    flags = os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_NOFOLLOW
    handle = os.open(folder.parent / MARKS, flags, 0o600)
    try:
        os.write(handle, line)
        os.fsync(handle)
    finally:
        os.close(handle)


def _read(line: str) -> _Line | None:
    """A line of the marks; None where a crash left half of it."""
    try:
        return _Line.model_validate_json(line)
    except ValueError:
        return None
