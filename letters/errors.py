"""The errors of this program and the exit code that each one carries.

    LettersError
    ├── UsageError        2   the command line asks for something that cannot be
    ├── InputError        3   some input could not be read
    ├── PackError         4   the library of citations is in error
    ├── TemplatesError    4   a practice's own templates do not keep the contract
    ├── RenderingError    5   a document could not be made
    └── OutputError       6   what was made could not be kept

Exit code 0 means that every case came to its document, 1 that some need something from the
practice, 70 that the program itself has a defect, 130 that somebody stopped it.

A message says what is wrong, where, the rule, and what to do. It never carries a patient's name,
identifier or values.
"""

import errno
import os
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from enum import IntEnum
from pathlib import PurePath
from typing import ClassVar


class ExitCode(IntEnum):
    """What a run tells the program that started it."""

    DONE = 0
    NEEDS_PRACTICE = 1
    USAGE = 2
    INPUT = 3
    PACK = 4
    RENDERING = 5
    OUTPUT = 6
    DEFECT = 70
    STOPPED = 130


def defect(error: Exception) -> str:
    """Where the program broke, without the error's own text, which may hold a patient's values."""
    frames = traceback.extract_tb(error.__traceback__)
    ours = [frame for frame in frames if "letters" in frame.filename] or frames
    where = f"{ours[-1].name}, line {ours[-1].lineno}"
    return f"a defect of ours: {type(error).__name__} in {where}; please report this line"


class LettersError(Exception):
    """An error a person can act on."""

    exit_code: ClassVar[ExitCode] = ExitCode.DEFECT


class UsageError(LettersError):
    """The command line asks for something that cannot be."""

    exit_code = ExitCode.USAGE


class InputError(LettersError):
    """A whole input could not be read; rows that could not are notices, not errors."""

    exit_code = ExitCode.INPUT


class PackError(LettersError):
    """The library of citations is in error."""

    exit_code = ExitCode.PACK


class TemplatesError(LettersError):
    """A practice's own templates do not keep the contract."""

    exit_code = ExitCode.PACK


class RenderingError(LettersError):
    """A document could not be made."""

    exit_code = ExitCode.RENDERING


class OutputError(LettersError):
    """What was made could not be kept: no room, no right to write, no file handle left."""

    exit_code = ExitCode.OUTPUT


_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
_HANDLES = (errno.EMFILE, errno.ENFILE)
_CLOSED = (errno.EROFS, errno.EACCES, errno.EPERM, errno.EIO, errno.ENOTDIR)
_OTHER = (errno.EISDIR, errno.ELOOP)


def unkept(error: OSError, where: str) -> OutputError | None:
    """What to tell of an error of the system under which nothing can be kept; None of any other.

    `where` names the file without a patient's name in it.
    """
    if error.errno in _FULL:
        todo = "make room on that disk"
    elif error.errno in _HANDLES:
        todo = "allow more open files (`ulimit -n`) or fewer workers (`--jobs`)"
    elif error.errno in (*_CLOSED, *_OTHER):
        todo = "see to it that you may write there, or name another folder with `--out`"
    else:
        return None
    told = os.strerror(error.errno).lower()
    return OutputError(
        f"{where} could not be opened or written: {told}. What was done before is kept; {todo}, "
        "then run the same command again"
    )


@contextmanager
def keeping(where: str) -> Iterator[None]:
    """Tells where files cannot be written as an error of the system, not of ours.

    `where` names the file, or the folder of it, without a patient's name in it.

    Raises:
        OutputError: no room, no right to write, or no file handle is left.
    """
    try:
        yield
    except OSError as error:
        name = PurePath(error.filename).name if isinstance(error.filename, str) else ""
        name = name.removeprefix(".").removesuffix(".part")
        is_named = name in ("", PurePath(where).name)
        told = unkept(error, where if is_named else f"{where}/{name}")
        if told is None:
            raise
        raise told from error
