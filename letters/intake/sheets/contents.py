"""Tells whether the cells of a column can be what its heading says."""

from collections.abc import Callable, Mapping, Sequence

from letters.intake.cells import values
from letters.intake.mapping import headings
from letters.intake.reading import ReadingError
from letters.intake.rows import Cell

_HALF = 0.5
_LONGEST_GROUP = 100


def fit(cells: Sequence[Cell], heading: str) -> bool:
    """Whether at least half of the cells can stand below a heading; no cell fits every heading."""
    test = TESTS.get(heading)
    return test is None or not cells or sum(map(test, cells)) >= _HALF * len(cells)


def _is_name(cell: Cell) -> bool:
    letters = isinstance(cell, str) and sum(map(str.isalpha, cell))
    digits = isinstance(cell, str) and sum(map(str.isdigit, cell))
    return bool(letters) and letters > digits and " " in str(cell).replace(",", ", ").strip()


def _is_number(cell: Cell) -> bool:
    return not isinstance(cell, str) or (any(map(str.isdigit, cell)) and " " not in cell.strip())


def _holds_codes(cell: Cell) -> bool:
    try:
        return bool(values.denial_codes(cell))
    except ReadingError:
        return False


def _holds_remarks(cell: Cell) -> bool:
    return _holds_codes(cell) and not str(cell).strip().isdigit()


def _is_group(cell: Cell) -> bool:
    return group_of(cell) is not None


def _is_decision(cell: Cell) -> bool:
    return isinstance(cell, str) and headings.decision(cell) is not None


def _is_status_code(cell: Cell) -> bool:
    return str(cell).strip().removesuffix(".0").isdigit()


def _is_sentence(cell: Cell) -> bool:
    return isinstance(cell, str) and sum(map(str.isalpha, cell)) > len(cell) / 2


def group_of(cell: Cell) -> str | None:
    """The group code that a cell names, as `CO` or by its words; None for anything else."""
    if not isinstance(cell, str) or len(cell) > _LONGEST_GROUP:
        return None
    return headings.word("group code", values.text(cell).partition(" - ")[0])


TESTS: Mapping[str, Callable[[Cell], bool]] = {
    "patient name": _is_name,
    "person account": _is_number,
    "patient account": _is_number,
    "claim number": _is_number,
    "member id": _is_number,
    "group": _is_number,
    "group code": _is_group,
    "denial codes": _holds_codes,
    "remark codes": _holds_remarks,
    "reason text": _is_sentence,
    "outcome": _is_decision,
    "denial type": _is_decision,
    "claim status": _is_status_code,
}
"""By heading, whether a cell can stand below it; what is not here may hold anything."""
TELLING = frozenset({"patient name", "group code", "denial codes", "remark codes", "outcome"})
"""Headings whose cells tell them from any other."""
