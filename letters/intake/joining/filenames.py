"""Keeps patients out of what is said of their files: names of files often carry theirs.

Why: a notice goes to a terminal and to logs, where no patient's name or number may stand.
"""

import re
import unicodedata
from collections.abc import Iterable
from pathlib import PurePath

from letters.intake.cells import names
from letters.intake.joining.persons import numbers
from letters.intake.rows import Person

_LEAST_OF_A_NAME = 2
_LEAST_OF_A_NUMBER = 5


class FileNames:
    """The names of the input's files, and which of them tell of a patient."""

    def __init__(self, files: Iterable[str]) -> None:
        self._parts = {name: _parts(name) for name in dict.fromkeys(files)}
        self._numbered = {name: number for number, name in enumerate(self._parts, start=1)}
        self._every = frozenset().union(*self._parts.values())
        self._telling: set[str] = set()

    def meet(self, person: Person) -> None:
        """Marks the files whose names hold this patient's name or one of their numbers."""
        named = set(names.parts(person.name or "")) & self._every
        known = {number.casefold() for number in numbers(person.accounts | person.members)}
        numbered = {n for n in known if len(n) >= _LEAST_OF_A_NUMBER} & self._every
        if len(named) < _LEAST_OF_A_NAME and not numbered:
            return
        for name, parts in self._parts.items():
            if len(named & parts) >= _LEAST_OF_A_NAME or numbered & parts:
                self._telling.add(name)

    def shown(self, name: str) -> str:
        """The name under which a file is spoken of: its own, or its number in the input."""
        if name not in self._telling:
            return name
        return f"file {self._numbered[name]} of the input ({PurePath(name).suffix or 'no ending'})"


def _parts(name: str) -> frozenset[str]:
    """The words of a file's name, and those before the digits that some systems append to them."""
    plain = unicodedata.normalize("NFKD", PurePath(name).stem).casefold()
    plain = "".join(c for c in plain if not unicodedata.combining(c))
    words = {word for word in re.split(r"[\W_]+", plain) if word}
    return frozenset(words | {stem for word in words if (stem := word.rstrip("0123456789"))})
