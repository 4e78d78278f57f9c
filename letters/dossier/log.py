"""The log of one case: append-only, each entry bound to the one before it by its hash.

One line of JSON an entry, in `log.jsonl`. The hash of an entry is the SHA-256 of its number, the
hash of the entry before it, and its event, as JSON with sorted keys: a byte changed anywhere breaks
the chain at that entry. What cuts whole entries off the end is seen by whoever kept the last hash;
the manifest of a packet does.
"""

import fcntl
import json
import os
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from letters.case.frozen import Frozen
from letters.dossier.events import Event, State, state_after
from letters.dossier.fingerprint import digest_of
from letters.errors import InputError

NAME = "log.jsonl"
START = "0" * 64
"""What stands for the hash before the first entry."""

_EVENT: TypeAdapter[Event] = TypeAdapter(Event)


class LogError(InputError):
    """A log is not as it was written."""


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


def read(folder: Path) -> Log:
    """The log of a case's folder; empty where there is none yet.

    Raises:
        LogError: an entry is not as it was written, is missing, or cannot be read.
    """
    path = folder / NAME
    if not path.exists():
        return Log()
    return checked(path.read_bytes())


def checked(content: bytes) -> Log:
    """The log that a file holds, every hash worked out again.

    Raises:
        LogError: an entry is not as it was written, is missing, or cannot be read.
    """
    entries: list[Entry] = []
    previous = START
    *lines, rest = content.split(b"\n")
    if rest:
        raise LogError(
            f"{NAME}, entry {len(lines) + 1}: the line does not end; it was cut or is being written"
        )
    for number, line in enumerate(lines, start=1):
        entry = _entry(line, number)
        if (entry.number, entry.previous) != (number, previous) or _hash(entry) != entry.sha256:
            raise LogError(_broken(number))
        if line != _written(entry):
            raise LogError(_broken(number))
        entries.append(entry)
        previous = entry.sha256
    return Log(entries=tuple(entries))


def append(folder: Path, event: Event) -> Entry:
    """Adds an event to the log of a case's folder; it is on disk when this returns.

    Raises:
        LogError: the log is not whole; nothing is added to it.
    """
    path = folder / NAME
    handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o600)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        log = checked(path.read_bytes())
        number = len(log.entries) + 1
        made = Entry(number=number, previous=log.head, event=event, sha256="")
        entry = made.model_copy(update={"sha256": _hash(made)})
        os.write(handle, _written(entry) + b"\n")
        os.fsync(handle)
    finally:
        os.close(handle)
    return entry


def _entry(line: bytes, number: int) -> Entry:
    try:
        return Entry.model_validate_json(line)
    except (ValidationError, ValueError):
        raise LogError(_broken(number)) from None


def _hash(entry: Entry) -> str:
    event = _EVENT.dump_python(entry.event, mode="json")
    return digest_of([entry.number, entry.previous, event])


def _written(entry: Entry) -> bytes:
    return json.dumps(entry.model_dump(mode="json"), ensure_ascii=False).encode()


def _broken(number: int) -> str:
    return (
        f"{NAME}, entry {number}: it is not as it was written; the log of a case is only added to. "
        "Take the folder from a backup, and find out who changed it"
    )
