"""The errors of this program and the exit code that each one carries.

    LettersError
    ├── UsageError        2   the command line asks for something that cannot be
    ├── InputError        3   some input could not be read
    ├── PackError         4   the library of citations is in error
    ├── TemplatesError    4   a practice's own templates do not keep the contract
    └── RenderingError    5   a document could not be made

Exit code 0 means that every case came to its document, 1 that some need something from the
practice, 70 that the program itself has a defect.

A message says what is wrong, where, the rule, and what to do. It never carries a patient's name,
identifier or values.
"""

import traceback
from enum import IntEnum
from typing import ClassVar


class ExitCode(IntEnum):
    """What a run tells the program that started it."""

    DONE = 0
    NEEDS_PRACTICE = 1
    USAGE = 2
    INPUT = 3
    PACK = 4
    RENDERING = 5
    DEFECT = 70


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
