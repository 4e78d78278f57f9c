"""What runs did, one line a case done, only ever added to: by it a run goes on where one ended.

A line names its case by its opaque id and no patient. It has the key of all that the files of the
case were made from, and the hashes of the files as they stood when it was done. Lines are added
under a lock, each whole and on disk before the next; half a line that a crash left counts for
nothing.
"""

import errno
import fcntl
import json
import os
from pathlib import Path
from typing import Any, NamedTuple

from letters import hashing
from letters.dossier import make, present
from letters.dossier.names import LOG
from letters.errors import keeping
from letters.pipeline import OURS, Finished

NAME = "run.jsonl"
_PRIVATE = {"label", "next_action", "rule", "payer", "claim", "served", "charged"}


class Line(NamedTuple):
    """What the last line of a case says: from what its files were made, and what they were.

    `files` is one hash of all of theirs: ten thousand cases are held at once.
    """

    key: str
    files: str


class Ledger:
    """The ledger of one output folder, as far as it was read."""

    def __init__(self, out: Path) -> None:
        self._path = out / NAME
        self.read = 0
        """How far it was read, in bytes."""
        self._last: dict[str, Line] = {}

    def is_done(self, case: str, key: str) -> bool:
        """Whether a case came to its files, from the same, and they stand as they were then."""
        line = self._last.get(case)
        if line is None or line.key != key:
            return False
        hashes = standing(self._path.parent / case)
        return bool(hashes) and line.files == hashing.of_json(hashes)

    def tells_of(self, case: str) -> bool:
        """Whether a line of a case was read."""
        return case in self._last

    def refresh(self) -> None:
        """Reads what was added since it was last read, by this run or another one."""
        try:
            with self._path.open("rb") as file:
                file.seek(0, os.SEEK_END)
                if file.tell() <= self.read:
                    return
                file.seek(self.read)
                for line in file:
                    if not line.endswith(b"\n"):
                        break  # another run is writing it, or a crash left it
                    self.read += len(line)
                    self._take(line)
        except FileNotFoundError:
            return

    def add(self, finished: Finished, key: str) -> None:
        """Adds the line of a case; it is on disk when this returns.

        Raises:
            OutputError: it cannot be written.
        """
        folder = self._path.parent / finished.case_id
        told = finished.model_dump(mode="json", exclude=_PRIVATE)
        told |= {"key": key, "hashes": {} if finished.error else standing(folder)}
        with keeping(NAME):
            _append(self._path, json.dumps(told, ensure_ascii=False).encode() + b"\n")

    def _take(self, line: bytes) -> None:
        try:
            told: Any = json.loads(line)
            case, key, hashes = told["case_id"], told["key"], told["hashes"]
        except (ValueError, KeyError, TypeError):
            return
        if isinstance(case, str) and isinstance(key, str) and isinstance(hashes, dict):
            self._last[case] = Line(key, hashing.of_json(hashes))


def told_since(out: Path, case: str, read: int) -> bool:
    """Whether lines of a case were added since the ledger was read so far."""
    ledger = Ledger(out)
    ledger.read = read
    ledger.refresh()
    return ledger.tells_of(case)


def standing(folder: Path) -> dict[str, str]:
    """The hashes of what letters wrote into the folder of a case and of its log, as they stand."""
    names = present(folder, (*OURS, LOG))
    return {name: digest for name in names if (digest := hashing.of_file(folder / name))}


def _append(path: Path, line: bytes) -> None:
    """Adds a line whole or not at all, behind whatever a crash left of another."""
    make(path.parent)
    flags = os.O_RDWR | os.O_CREAT | os.O_APPEND | os.O_NOFOLLOW | os.O_CLOEXEC
    handle = os.open(path, flags, 0o600)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        size = os.fstat(handle).st_size
        if size and os.pread(handle, 1, size - 1) != b"\n":
            line = b"\n" + line
        try:
            if os.write(handle, line) != len(line):
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
            os.fsync(handle)
        except OSError:
            os.ftruncate(handle, size)
            raise
    finally:
        os.close(handle)
