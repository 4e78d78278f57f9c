"""Taking an export out of its inbox, and filing it with its report; each is one rename.

    INBOX/.at-work/ID/arrival.json   when it came, and what it was called
    INBOX/.at-work/ID/export/NAME    the export as it came, file or folder
    INBOX/.at-work/ID/report.json    what became of it, as soon as that is known
    DONE/ID/...                      the same folder, once it was run

So whenever a run ends, what it leaves tells what is to be done next: an arrival without its export
is none, one without a report is run (again), one with a report is filed. ID is opaque and tells
when the export was taken; what it was called, which may be a patient's name, stands beside it only.
"""

import contextlib
import datetime as dt
import errno
import fcntl
import hashlib
import os
import shutil
from collections.abc import Iterator, Sequence
from itertools import chain, count
from pathlib import Path
from typing import Any, Literal

from letters.batch.inbox import ROOM, Entry
from letters.case.frozen import Frozen
from letters.dossier import make, store

ARRIVAL, EXPORT, REPORT = "arrival.json", "export", "report.json"
_LOCK = "lock"


class Arrival(Frozen):
    """An export that was taken out of the inbox; `name` is what it was called there.

    `tries` counts the runs that broke off by themselves.
    """

    id: str
    name: str
    taken_at: dt.datetime
    tries: int = 0


class Report(Frozen):
    """What became of an export; it lies beside it and is the only place that tells its `name`.

    `result` is `done` where at least one case came to a document. `cases` are as `letters write`
    tells them, `remarks` what it said besides; `why` tells what kept an export from being run.
    """

    id: str
    name: str
    taken_at: dt.datetime
    filed_at: dt.datetime
    result: Literal["done", "failed"]
    exit_code: int
    why: str = ""
    cases: tuple[dict[str, Any], ...] = ()
    remarks: tuple[str, ...] = ()


class Taken:
    """The folder of one export that is at work."""

    def __init__(self, folder: Path, arrival: Arrival) -> None:
        self.folder = folder
        self.arrival = arrival

    @property
    def export(self) -> Path:
        """The folder that holds the export and nothing else."""
        return self.folder / EXPORT

    @property
    def content(self) -> Path:
        """The export itself."""
        return self.export / self.arrival.name

    def report(self) -> Report | None:
        """What became of it, where that is known already."""
        try:
            return Report.model_validate_json((self.folder / REPORT).read_bytes())
        except (OSError, ValueError):
            return None

    def tried(self) -> "Taken":
        """The same after one more run that broke off."""
        arrival = self.arrival.model_copy(update={"tries": self.arrival.tries + 1})
        store(self.folder / ARRIVAL, arrival.model_dump_json(indent=1).encode())
        return Taken(self.folder, arrival)


@contextlib.contextmanager
def alone(inbox: Path) -> Iterator[int | None]:
    """Keeps an inbox to one watcher: yields the handle of its lock, None while another has it.

    A process that inherits the handle keeps the lock, so a run that outlives its watcher does too.

    Raises:
        OSError: the inbox may not be written to.
    """
    make(inbox / ROOM)
    flags = os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW
    handle = os.open(inbox / ROOM / _LOCK, flags, 0o600)
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield None
        else:
            yield handle
    finally:
        os.close(handle)


def take(inbox: Path, entry: Entry, at: dt.datetime, elsewhere: Sequence[Path]) -> Taken | None:
    """Takes an export out of the inbox; None where it is gone meanwhile.

    No folder in `elsewhere` has anything under its id.

    Raises:
        OSError: the inbox may not be written to.
    """
    room = inbox / ROOM
    arrival = Arrival(id=_free_id(entry, at, (room, *elsewhere)), name=entry.path.name, taken_at=at)
    taken = Taken(room / arrival.id, arrival)
    store(taken.folder / ARRIVAL, arrival.model_dump_json(indent=1).encode())
    make(taken.export)
    try:
        entry.path.rename(taken.content)
    except OSError as error:
        _remove(taken.folder)
        if isinstance(error, FileNotFoundError):
            return None
        raise
    _sync(taken.export, inbox)
    return taken


def _free_id(entry: Entry, at: dt.datetime, folders: Sequence[Path]) -> str:
    """When it was taken, and a hash that tells one export from another of that second."""
    told = f"{entry.number} {entry.marks[0].changed} {at.isoformat()} {entry.path.name}"
    stem = f"{at:%Y%m%d-%H%M%S}-{hashlib.sha256(told.encode()).hexdigest()[:8]}"
    numbered = (f"{stem}-{number}" for number in count(2))
    every = chain([stem], numbered)
    return next(name for name in every if not any((f / name).exists() for f in folders))


def at_work(inbox: Path) -> list[Taken]:
    """The exports that were taken and not filed yet, the oldest first.

    Raises:
        OSError: the inbox cannot be read.
    """
    found = []
    room = inbox / ROOM
    for folder in sorted(each for each in room.iterdir() if each.is_dir()) if room.exists() else ():
        taken = _taken(folder)
        if taken is None:
            _remove(folder)
        else:
            found.append(taken)
    return found


def _taken(folder: Path) -> Taken | None:
    """The export of a folder; None where the folder was left before it had one."""
    held = sorted((folder / EXPORT).iterdir()) if (folder / EXPORT).is_dir() else []
    if not held:
        return None
    try:
        return Taken(folder, Arrival.model_validate_json((folder / ARRIVAL).read_bytes()))
    except (OSError, ValueError):
        at = dt.datetime.fromtimestamp(folder.stat().st_mtime, dt.UTC)
        return Taken(folder, Arrival(id=folder.name, name=held[0].name, taken_at=at))


def close(taken: Taken, report: Report) -> None:
    """Puts the report of an export beside it."""
    store(taken.folder / REPORT, report.model_dump_json(indent=1).encode())


def file(taken: Taken, target: Path) -> Path:
    """Moves an export with its report into a folder, where it replaces nothing.

    Returns the folder that it has there.

    Raises:
        OSError: it cannot be moved there; it is still at work.
    """
    make(target)
    goal = target / taken.arrival.id
    if _is_filed(taken, goal):
        _remove(taken.folder)
        return goal
    numbered = (target / f"{taken.arrival.id}-{number}" for number in count(2))
    goal = next(each for each in chain([goal], numbered) if not os.path.lexists(each))
    try:
        taken.folder.rename(goal)
    except OSError as error:
        if error.errno != errno.EXDEV:
            raise
        _copy(taken.folder, goal)
        _remove(taken.folder)
    _sync(goal.parent, taken.folder.parent)
    return goal


def _is_filed(taken: Taken, goal: Path) -> bool:
    """Whether an export was copied to its goal before, and the run broke off then."""
    try:
        return (goal / REPORT).read_bytes() == (taken.folder / REPORT).read_bytes()
    except OSError:
        return False


def _copy(folder: Path, goal: Path) -> None:
    """Copies a folder to another file system, where it appears whole."""
    partial = goal.with_name(f".{goal.name}.part")
    _remove(partial)
    make(partial)  # Why first: nobody else reads what is copied
    shutil.copytree(folder, partial, symlinks=True, dirs_exist_ok=True)
    for path in partial.rglob("*"):
        if path.is_file() and not path.is_symlink():
            with path.open("rb") as written:
                os.fsync(written.fileno())
    partial.rename(goal)


def _remove(folder: Path) -> None:
    with contextlib.suppress(FileNotFoundError):
        shutil.rmtree(folder)


def _sync(*folders: Path) -> None:
    """Makes renames last; a file system that cannot sync folders is left to its own."""
    for folder in folders:
        with contextlib.suppress(OSError):
            handle = os.open(folder, os.O_RDONLY)
            try:
                os.fsync(handle)
            finally:
                os.close(handle)
