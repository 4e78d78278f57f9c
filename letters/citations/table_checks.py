"""What must hold of the texts that speak of the tables of a letter."""

from collections.abc import Iterator
from typing import Any

from letters.citations.loading import Loaded
from letters.citations.reader import Problem, Where
from letters.citations.table_names import NAMED, TABLE_NAMES, numbers_a_table, unknown_names

_PRINTED = ("says", "denies", "because", "ask", "why", "title", "population", "target_label")
_SOURCES = "sources/"


def check_tables(loaded: Loaded) -> Iterator[Problem]:
    """Every text that names a table that no letter has, or gives one a number of its own.

    A source names none: its statements are told in letters of which it knows nothing.
    """
    for file, reading in loaded.readings.items():
        for where, text in _texts(reading.value, ()):
            what = _problem(file, str(where[-1]) if where else "", text)
            if what:
                yield Problem(file=file, line=reading.line(where), what=what)


def _problem(file: str, field: str, text: str) -> str | None:
    if file.startswith(_SOURCES):
        return "a source cannot speak of the tables of a letter" if NAMED.search(text) else None
    unknown = unknown_names(text)
    if unknown:
        known = ", ".join(f"[[{name}]]" for name in TABLE_NAMES)
        return f"'[[{unknown[0]}]]' names no table of a letter; the tables are {known}"
    if field in _PRINTED and numbers_a_table(text):
        return "a table has its number only in a letter; name it, as [[criteria]]"
    return None


def _texts(value: Any, where: Where) -> Iterator[tuple[Where, str]]:
    """Each text of a file with its place."""
    if isinstance(value, str):
        yield where, value
    elif isinstance(value, dict):
        for name, part in value.items():
            yield from _texts(part, (*where, name))
    elif isinstance(value, list):
        for place, part in enumerate(value):
            yield from _texts(part, (*where, place))
