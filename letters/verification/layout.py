"""In which column of a table each field of a row stands."""

from collections import Counter
from collections.abc import Sequence
from functools import cache
from pathlib import Path

from letters.verification.ground import Ground
from letters.verification.reading import Row
from letters.verification.wanted import Leaf

Columns = dict[str, int]
_FILE = Path(__file__).with_name("columns.txt")


@cache
def columns() -> dict[str, tuple[frozenset[str], ...]]:
    """The columns of the tables known, by the field of the rationale whose rows they show."""
    lines = _FILE.read_text(encoding="utf-8").splitlines()
    known = {}
    for line in lines:
        if line and not line.startswith("#"):
            name, _, told = line.partition(":")
            known[name] = tuple(frozenset(column.split()) for column in told.split("|"))
    return known


def known(name: str, rows: Sequence[Row]) -> Columns:
    """Where each field of a known table stands; nothing if the table has other columns."""
    told = columns().get(name, ())
    if not rows or any(len(row.cells) != len(told) for row in rows):
        return {}
    return {field: at for at, fields in enumerate(told) for field in fields}


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
