"""Turns at cases: of several runs on one output folder only one writes a case at a time.

A turn is a lock on one byte of a file beside the folders of the cases, its place from the hash of
the case's id. Why not a lock file a case: there would be ten thousand of them. Why a lock of the
system: it is gone when its process is, however it ended. Two ids with one place only wait for each
other.
"""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Self

from letters.dossier import make
from letters.hashing import sha256

NAME = ".turns"
_PLACES = 2**40


class Turns:
    """The turns of this process under one output folder. A process has one of it at a time.

    Why only one: closing any handle of the file gives up all turns of the process.
    """

    def __init__(self, out: Path) -> None:
        make(out)
        flags = os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC
        self._handle = os.open(out / NAME, flags, 0o600)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Gives up all turns."""
        os.close(self._handle)

    def take(self, case: str) -> bool:
        """Turns a case by its id, unless another process has it."""
        try:
            fcntl.lockf(self._handle, fcntl.LOCK_EX | fcntl.LOCK_NB, 1, _place(case))
        except (BlockingIOError, PermissionError):
            return False
        return True

    def leave(self, case: str) -> None:
        """Gives up the turn at a case."""
        fcntl.lockf(self._handle, fcntl.LOCK_UN, 1, _place(case))

    def leave_all(self) -> None:
        """Gives up all turns that this process has."""
        fcntl.lockf(self._handle, fcntl.LOCK_UN)

    @contextmanager
    def taken(self, case: str) -> Iterator[bool]:
        """Turns a case for as long as this lasts; tells whether it could be had."""
        had = self.take(case)
        try:
            yield had
        finally:
            if had:
                self.leave(case)


def _place(case: str) -> int:
    return int(sha256(case.encode()), 16) % _PLACES
