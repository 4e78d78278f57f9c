"""Keeps patients out of what is said of their files: names of files often carry theirs.

Why: a notice goes to a terminal and to logs, where no patient's name or number may stand.
"""

import datetime as dt
import re
import unicodedata
from collections.abc import Iterable
from pathlib import PurePath

from letters.intake.cells import names
from letters.intake.joining.persons import numbers
from letters.intake.rows import NOBODY, Person

_PARTS = 2
_LEAST_OF_A_NAME = 3
_LEAST_OF_A_NUMBER = 5


class FileNames:
    """The names of the input's files, and which of them tell of a patient."""

    def __init__(self, files: Iterable[str]) -> None:
        self._plain = {name: _plain(name) for name in dict.fromkeys(files)}
        self._numbered = {name: number for number, name in enumerate(self._plain, start=1)}
        self._telling: set[str] = set()

    def meet(self, person: Person) -> None:
        """Marks the files whose names hold a patient's name, birth date or one of their numbers."""
        if person == NOBODY:
            return
        named = [part for part in names.parts(person.name or "") if len(part) >= _LEAST_OF_A_NAME]
        numbered = [
            number.casefold()
            for number in numbers(person.accounts | person.members)
            if len(number) >= _LEAST_OF_A_NUMBER
        ]
        days = _days(person.born)
        for name, plain in self._plain.items():
            if name in self._telling:
                continue
            held = [part for part in named if part in plain]
            initials = "".join(part[0] for part in named)
            if (
                len(held) >= _PARTS
                or (held and any(_is_short(plain, part, initials) for part in held))
                or any(each in plain for each in (*numbered, *days))
            ):
                self._telling.add(name)

    def shown(self, name: str) -> str:
        """The name under which a file is spoken of: its own, or its number in the input."""
        if name not in self._telling:
            return name
        return f"file {self._numbered[name]} of the input ({PurePath(name).suffix or 'no ending'})"


def _plain(name: str) -> str:
    """The letters and digits of a file's name, without its ending."""
    plain = unicodedata.normalize("NFKD", PurePath(name).stem.replace("\u0111", "d")).casefold()
    return "".join(c for c in plain if c.isalnum())


def _is_short(plain: str, family: str, initials: str) -> bool:
    """Whether a file is named by a family name beside initials alone, as `JDoe` or `doe_j`."""
    rest = re.sub("[0-9]+", "", plain).replace(family, "", 1)
    return bool(rest) and set(rest) <= set(initials) and len(rest) <= len(initials)


def _days(born: dt.date | None) -> tuple[str, ...]:
    return () if born is None else (f"{born:%Y%m%d}", f"{born:%m%d%Y}")
