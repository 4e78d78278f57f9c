"""How far the log of each case had come, kept outside of the case's folder.

A log tells of each change in itself, but not that entries were cut off its end. So each entry
leaves a mark of itself in a file for its case in the folder `marks`, beside the folders of the
cases. Whoever can write both files can change both; a copy of the marks that the practice keeps
elsewhere holds against that too.
"""

import os
from pathlib import Path

from letters.case.frozen import Frozen
from letters.dossier.names import LOG, MARKS
from letters.dossier.owning import own

CUT = (
    f"{LOG}: entries are missing at its end, or were replaced: the file of the case in the folder "
    f"`{MARKS}`, beside its own, tells of more. Take the folder from a backup, and find out who "
    f"changed it. Only if you removed that folder yourself, to begin anew, remove that file too"
)
"""What is said of a log that does not hold a mark of it."""


class Mark(Frozen):
    """How far a log had come: the number and the hash of its last entry."""

    entries: int
    head: str


def marks(folder: Path) -> tuple[Mark, ...]:
    """The marks of the log of a case's folder, oldest first.

    Whoever compares them with the log reads them before it: an entry is there before its mark.
    """
    try:
        lines = path_of(folder).read_text(encoding="utf-8").splitlines()
    except (OSError, ValueError):
        return ()
    return tuple(mark for line in lines if (mark := _read(line)) is not None)


def leave(folder: Path, mark: Mark) -> None:
    """Adds a mark of the log of a case's folder; it is on disk when this returns.

    Raises:
        OSError: it cannot be written.
        OutputError: a link stands in the place of the folder of marks.
    """
    path = path_of(folder)
    own(path.parent).mkdir(mode=0o700, exist_ok=True)
    flags = os.O_RDWR | os.O_CREAT | os.O_APPEND | os.O_NOFOLLOW
    handle = os.open(path, flags, 0o600)
    try:
        size = os.fstat(handle).st_size
        torn = size > 0 and os.pread(handle, 1, size - 1) != b"\n"  # by a crash in its middle
        os.write(handle, b"\n" * torn + mark.model_dump_json().encode() + b"\n")
        os.fsync(handle)
    finally:
        os.close(handle)


def path_of(folder: Path) -> Path:
    """The file of the marks of a case by the case's folder."""
    return folder.parent / MARKS / f"{folder.name}.jsonl"


def _read(line: str) -> Mark | None:
    """A line of the marks; None where a crash left half of it."""
    try:
        return Mark.model_validate_json(line)
    except ValueError:
        return None
