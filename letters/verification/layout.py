"""Where in a table each field of a row stands, under which head, beside which label."""

import re
from collections import Counter
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import NamedTuple

from letters.verification.folding import fold
from letters.verification.ground import Ground
from letters.verification.reading import Row
from letters.verification.wanted import Leaf

Columns = dict[str, int]
_FILE = Path(__file__).with_name("columns.txt")
_COLUMN = re.compile(r"(?P<head>.*?) \[(?P<fields>[\w ]*)\]")


class Table(NamedTuple):
    """A table as the shipped templates set it: its heads without white space, its columns."""

    heads: tuple[str, ...]
    columns: Columns


@cache
def _lines() -> tuple[tuple[str, str], ...]:
    written = _FILE.read_text(encoding="utf-8").splitlines()
    told = (line.partition(":") for line in written if line and not line.startswith("#"))
    return tuple((name, rest.strip()) for name, _, rest in told)


@cache
def tables(name: str) -> tuple[Table, ...]:
    """The tables that show the rows of a list of that name."""
    return tuple(_table(rest) for key, rest in _lines() if key == name)


def _table(told: str) -> Table:
    columns = [_COLUMN.fullmatch(column.strip()) for column in told.split("|")]
    matched = [column for column in columns if column]
    return Table(
        heads=tuple(fold(column["head"]).chars for column in matched),
        columns={
            field: at for at, column in enumerate(matched) for field in column["fields"].split()
        },
    )


@cache
def labels() -> dict[str, frozenset[str]]:
    """The labels, without white space, beside which the text of each field may stand."""
    found: dict[str, frozenset[str]] = {}
    for key, rest in _lines():
        if key.startswith("= "):
            field = key.removeprefix("= ")
            found[field] = found.get(field, frozenset()) | {fold(rest).chars}
    return found


@cache
def orders() -> dict[str, tuple[str, ...]]:
    """In which order the parts of an item stand, by the list whose item it is."""
    return {
        key.removeprefix("~ "): tuple(rest.split())
        for key, rest in _lines()
        if key.startswith("~ ")
    }


def known(ground: Ground, name: str, rows: Sequence[Row]) -> Table | None:
    """The known table that some rows are: of those as wide, the one with just these heads."""
    fitting = [
        table
        for table in tables(name)
        if rows and all(len(row.cells) == len(table.heads) for row in rows)
    ]
    told = heads(ground, rows)
    return next(
        (table for table in fitting if table.heads == told), fitting[0] if fitting else None
    )


def heads(ground: Ground, rows: Sequence[Row]) -> tuple[str, ...]:
    """The heads of the table that some rows stand in, without white space."""
    numbers = {row.table for row in rows}
    head = next((r for r in ground.text.rows if r.is_head and r.table in numbers), None)
    return tuple(ground.text.chars[slice(*cell)] for cell in head.cells) if head else ()


def found(ground: Ground, told: Sequence[tuple[Sequence[Leaf], Row]]) -> Columns:
    """Where each field stands in most rows of a table that is not known.

    Why: a cell that was swapped with another then stands out against the other rows.
    """
    votes: dict[str, Counter[int]] = {}
    for leaves, row in told:
        for leaf in leaves:
            for at, cell in enumerate(row.cells):
                if any(ground.find(form, cell) for form in leaf.forms):
                    votes.setdefault(leaf.field, Counter())[at] += 1
    return {
        field: max(counted, key=lambda at: (counted[at], -at)) for field, counted in votes.items()
    }
