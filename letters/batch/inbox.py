"""What stands in a watched folder, and what of it has arrived whole.

Why looks and not the notices of a file system (watchdog, watchfiles): those do not tell what
another machine writes to a network share, and a look is one listing.
"""

import errno
import fcntl
import os
import signal
import stat
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, NamedTuple

ROOM = ".at-work"
"""The folder within an inbox for the exports that are being run."""

_PARTIAL = (
    *(".part", ".partial", ".tmp", ".temp", ".crdownload", ".download", ".filepart", ".upload"),
    *(".swp", ".lock", "~"),
)
_OF_THE_COMPUTER = frozenset({".ds_store", "thumbs.db", "desktop.ini", "__macosx"})

Hindrance = Literal["under way", "empty", "link", "special"]
WAITING = ("under way", "empty")
"""What an export waits for, however long; with the others it is never run."""


class Mark(NamedTuple):
    """One file or folder of an export as a look finds it; `blocks` grow where size was set ahead.

    `name` is relative to the export and empty for the export itself, which may yet be renamed.
    """

    name: str
    size: int
    changed: int
    blocks: int


@dataclass(frozen=True)
class Entry:
    """One export of an inbox: a file, or a folder with all that is in it.

    `number` is that of the file system, which a rename does not change. `hindrance` is why it is
    not run although it does not change any more: its name or that of a file in it is one that
    programs give to what they are still writing, there is nothing in it, or it is, or holds, a
    symbolic link or something that has no content of its own.
    """

    path: Path
    number: tuple[int, int]
    marks: tuple[Mark, ...]
    hindrance: Hindrance | None = None


def look(inbox: Path) -> list[Entry]:
    """What stands in an inbox, the oldest first; what belongs to the computer is left out.

    Raises:
        OSError: the inbox cannot be listed.
    """
    found = []
    for path in inbox.iterdir():
        if path.name != ROOM and not _is_of_the_computer(path.name):
            entry = look_at(path)
            found += [entry] if entry is not None else []
    return sorted(found, key=lambda entry: (max(mark.changed for mark in entry.marks), entry.path))


def look_at(path: Path) -> Entry | None:
    """One export as it is now; None where it is gone, or goes while it is looked at."""
    try:
        status = path.lstat()
        every = list(_walked(path, status, ""))
    except OSError as error:
        # Why others pass: what may not be read is for the run to tell.
        return None if error.errno in (errno.ENOENT, errno.ENOTDIR) else _closed(path)
    modes = [mode for _, mode in every]
    marks = tuple(mark for mark, _ in every)
    return Entry(
        path=path,
        number=(status.st_dev, status.st_ino),
        marks=marks,
        hindrance=_hindrance(path.name, marks, modes),
    )


def _closed(path: Path) -> Entry | None:
    try:
        status = path.lstat()
    except OSError:
        return None
    mark = Mark("", status.st_size, status.st_mtime_ns, status.st_blocks)
    return Entry(path=path, number=(status.st_dev, status.st_ino), marks=(mark,))


def _walked(path: Path, status: os.stat_result, name: str) -> Iterator[tuple[Mark, int]]:
    """The marks of a file, or of a folder and all in it, with their modes. No link is followed."""
    mark = Mark(name, status.st_size, status.st_mtime_ns, status.st_blocks)
    yield mark, status.st_mode
    if stat.S_ISDIR(status.st_mode):
        for below in sorted(path.iterdir()):
            yield from _walked(below, below.lstat(), f"{name}/{below.name}")


def _hindrance(name: str, marks: tuple[Mark, ...], modes: Iterable[int]) -> Hindrance | None:
    kinds = [stat.S_IFMT(mode) for mode in modes]
    if stat.S_IFLNK in kinds:
        return "link"
    if not {*kinds} <= {stat.S_IFREG, stat.S_IFDIR}:
        return "special"
    inside = (mark.name.rpartition("/")[2] for mark in marks[1:])
    if _is_partial(name) or any(map(_is_partial, inside)):
        return "under way"
    filled = any(
        mark.size and kind == stat.S_IFREG for mark, kind in zip(marks, kinds, strict=True)
    )
    return None if filled else "empty"


def _is_partial(name: str) -> bool:
    """Whether programs give such a name to what they are still writing."""
    folded = name.casefold()
    if _is_of_the_computer(folded):
        return False
    return folded.startswith((".", "~$")) or folded.endswith(_PARTIAL)


def _is_of_the_computer(name: str) -> bool:
    return name.casefold() in _OF_THE_COMPUTER or name.startswith("._")


class Settling:
    """What of an inbox has not changed from one look to the next."""

    def __init__(self) -> None:
        self._by_path: dict[Path, tuple[Mark, ...]] = {}
        self._by_number: dict[tuple[int, int], tuple[Mark, ...]] = {}

    def settled(self, entries: Iterable[Entry]) -> list[Entry]:
        """Those entries that are whole: as they were at the look before, and nobody writes them.

        An entry is known again by its number too, so one that was whole under a partial name counts
        as soon as it is renamed, which is how programs tell that they are done. Its path counts
        where a file system numbers its files anew at each look.
        """
        now = list(entries)
        found = [
            entry
            for entry in now
            if entry.hindrance not in WAITING
            and entry.marks in (self._by_path.get(entry.path), self._by_number.get(entry.number))
            and not is_being_written(entry)
        ]
        self._by_path = {entry.path: entry.marks for entry in now}
        self._by_number = {entry.number: entry.marks for entry in now}
        return found


def is_being_written(entry: Entry) -> bool:
    """Whether a process of this machine has a file of an export open to write, if it can be told.

    Why: a copy that stalls for longer than a look looks whole. Linux tells its owner by a lease for
    readers, which is not granted then; it is given back at once. A share does not tell.
    """
    names = (mark.name.removeprefix("/") for mark in entry.marks)
    return any(_has_writer(entry.path / name if name else entry.path) for name in names)


def _has_writer(path: Path) -> bool:
    if not hasattr(fcntl, "F_SETLEASE"):
        return False
    try:
        handle = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    except OSError:
        return False
    try:
        if not stat.S_ISREG(os.fstat(handle).st_mode):
            return False
        # Why this signal: what a broken lease sends by itself would end the process.
        fcntl.fcntl(handle, fcntl.F_SETSIG, signal.SIGURG)
        fcntl.fcntl(handle, fcntl.F_SETLEASE, fcntl.F_RDLCK)
        fcntl.fcntl(handle, fcntl.F_SETLEASE, fcntl.F_UNLCK)
    except OSError as error:
        return error.errno == errno.EAGAIN
    finally:
        os.close(handle)
    return False
