"""The log of one case: append-only, each entry bound to the one before it by its hash.

One line of JSON an entry, in `log.jsonl`. The hash of an entry is the SHA-256 of its number, the
hash of the entry before it, and its event, as JSON with sorted keys: a byte changed anywhere breaks
the chain at that entry. Whole entries cut off the end are seen by the `Mark` that each entry leaves
outside of the folder, and by the files of which the last entries tell.

The log is written first and the files it tells of after it. So after a crash at any point a file
is either as the log says or found not to be, and never stands for more than was logged.
"""

import errno
import fcntl
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from pydantic import TypeAdapter

from letters import hashing
from letters.case.frozen import Frozen
from letters.dossier.events import (
    Approved,
    Decided,
    Drafted,
    Event,
    Returned,
    Sent,
    State,
    state_after,
)
from letters.dossier.marks import CUT, Mark, leave, marks, path_of
from letters.dossier.names import LOG
from letters.dossier.owning import own
from letters.errors import InputError

START = "0" * 64
"""What stands for the hash before the first entry."""

_EVENT: TypeAdapter[Event] = TypeAdapter(Event)


class LogError(InputError):
    """A log is not as it was written."""


class MeanwhileError(LogError):
    """Something else was done to a case between a decision on it and its log."""


class CutError(LogError):
    """Entries are missing at the end of a log, of which a mark of it tells."""


class Entry(Frozen):
    """One event with its number from 1, the hash of the entry before it, and its own."""

    number: int
    previous: str
    event: Event
    sha256: str


class Log(Frozen):
    """All entries of one case, whole: every hash was worked out again when they were read."""

    entries: tuple[Entry, ...] = ()

    @property
    def head(self) -> str:
        """The hash of the last entry."""
        return self.entries[-1].sha256 if self.entries else START

    @property
    def mark(self) -> Mark:
        """How far it has come, to be kept elsewhere and compared later."""
        return Mark(entries=len(self.entries), head=self.head)

    def holds(self, mark: Mark) -> bool:
        """Whether it is the same log, as it was or added to since."""
        if not 0 <= mark.entries <= len(self.entries):
            return False
        return Log(entries=self.entries[: mark.entries]).head == mark.head

    @property
    def state(self) -> State:
        """How far the case has come."""
        state = State.DRAFT
        for entry in self.entries:
            state = state_after(state, entry.event)
        return state

    @property
    def events(self) -> tuple[Event, ...]:
        """What happened, oldest first."""
        return tuple(entry.event for entry in self.entries)

    @property
    def drafted(self) -> Drafted | None:
        """The draft that the folder holds, or from which its approved letter came."""
        found = self._last(Drafted, Returned)
        return found if isinstance(found, Drafted) else None

    @property
    def approved(self) -> Approved | None:
        """The approval that the letter in the folder has."""
        found = self._last(Drafted, Approved, Returned)
        return found if isinstance(found, Approved) else None

    @property
    def decided(self) -> Decided | None:
        """The last decision on the letter that was sent last."""
        found = self._last(Decided, Sent)
        return found if isinstance(found, Decided) else None

    @property
    def returned(self) -> tuple[str, ...]:
        """What took the last approval away, until there is another one."""
        state, told = State.DRAFT, tuple[str, ...]()
        for event in self.events:
            if isinstance(event, Returned) and event.kept:
                told = event.changed if state is State.APPROVED else ()
            elif isinstance(event, Approved):
                told = ()
            state = state_after(state, event)
        return told

    def _last(self, *kinds: type[Event]) -> Event | None:
        return next((event for event in reversed(self.events) if isinstance(event, kinds)), None)


class Held:
    """The log of a case while no other process can add to it."""

    def __init__(self, handle: int, folder: Path, log: Log) -> None:
        self._handle = handle
        self._folder = folder
        self.log = log

    def append(self, event: Event) -> Entry:
        """Adds an event; it is on disk when this returns, or it is not there at all."""
        made = Entry(
            number=len(self.log.entries) + 1, previous=self.log.head, event=event, sha256=""
        )
        entry = made.model_copy(update={"sha256": _hash(made)})
        line = _written(entry) + b"\n"
        size = os.fstat(self._handle).st_size
        try:
            if os.write(self._handle, line) != len(line):
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), LOG)
            os.fsync(self._handle)
        except OSError:
            os.ftruncate(self._handle, size)
            raise
        self.log = Log(entries=(*self.log.entries, entry))
        with suppress(OSError):  # the entry is there; that its mark is not, `verify` tells
            leave(self._folder, self.log.mark)
        return entry


def read(folder: Path) -> Log:
    """The log of a case's folder; empty where there is none yet.

    Raises:
        LogError: an entry is not as it was written, is missing, or cannot be read.
    """
    try:
        file = (folder / LOG).open("rb")
    except FileNotFoundError:
        return Log()
    with file:
        content = file.read()
        if content and not content.endswith(b"\n"):  # another process may be writing just now
            fcntl.flock(file, fcntl.LOCK_SH)
            file.seek(0)
            content = file.read()
    return checked(content)


def checked(content: bytes) -> Log:
    """The log that a file holds, every hash worked out again.

    Raises:
        LogError: an entry is not as it was written, is missing, or cannot be read.
    """
    entries: list[Entry] = []
    previous = START
    *lines, rest = content.split(b"\n")
    for number, line in enumerate(lines, start=1):
        entry = _entry(line, number)
        if (entry.number, entry.previous) != (number, previous) or _hash(entry) != entry.sha256:
            raise LogError(_broken(number))
        if line != _written(entry):
            raise LogError(_broken(number))
        entries.append(entry)
        previous = entry.sha256
    if rest:
        raise LogError(_broken(len(lines) + 1))
    return Log(entries=tuple(entries))


@contextmanager
def held(folder: Path, after: str | None = None) -> Iterator[Held]:
    """Keeps other processes from adding to the log of a case's folder, which must be there.

    Whoever holds it adds through what this yields: to append in another way would wait for itself.
    `after` is the hash of the entry on which was decided what is to be done; None takes any.

    Raises:
        LogError: the log is not whole.
        CutError: a mark tells of more entries.
        OutputError: a link stands in the place of the folder, or of the marks.
        MeanwhileError: it is not at `after` any more.
    """
    own(path_of(folder).parent)
    flags = os.O_RDWR | os.O_CREAT | os.O_APPEND | os.O_NOFOLLOW
    handle = os.open(own(folder) / LOG, flags, 0o600)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        log = checked(_content(handle))
        marked = marks(folder)
        if not all(map(log.holds, marked)):
            raise CutError(CUT)
        if len(log.entries) == 1 + max((mark.entries for mark in marked), default=0):
            with suppress(OSError):  # a crash left the last entry without its mark
                leave(folder, log.mark)
        if after not in (None, log.head):
            raise MeanwhileError(
                f"{LOG}: something else was done to the case meanwhile; look with `letters log` "
                "and run this again"
            )
        yield Held(handle, folder, log)
    finally:
        os.close(handle)


def append(folder: Path, event: Event, after: str | None = None) -> Entry:
    """Adds an event to the log of a case's folder; it is on disk when this returns.

    Raises:
        LogError: as `held` raises it; nothing is added.
    """
    with held(folder, after) as log:
        return log.append(event)


def _content(handle: int) -> bytes:
    return os.pread(handle, os.fstat(handle).st_size, 0)


def _entry(line: bytes, number: int) -> Entry:
    try:
        return Entry.model_validate_json(line)
    except ValueError:
        raise LogError(_broken(number)) from None


def _hash(entry: Entry) -> str:
    event = _EVENT.dump_python(entry.event, mode="json")
    return hashing.of_json([entry.number, entry.previous, event])


def _written(entry: Entry) -> bytes:
    return json.dumps(entry.model_dump(mode="json"), ensure_ascii=False).encode()


def _broken(number: int) -> str:
    return (
        f"{LOG}, entry {number}: it is not as it was written; the log of a case is only added to. "
        "Take the folder from a backup, and find out who changed it"
    )
