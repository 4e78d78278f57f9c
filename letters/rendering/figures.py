"""Results of one measure under each other: decimal points in line, whatever was reported."""

import re
from collections.abc import Sequence

from letters.rationale.model import LabCell

_NUMBER = re.compile(r"[<>≤≥]?\s?\d+(?P<decimals>\.\d+)?")
_FIGURE_SPACE = "\N{FIGURE SPACE}"
# Together as wide as the point: the face has no punctuation space.
_POINT_SPACE = "\N{FOUR-PER-EM SPACE}\N{HAIR SPACE}"


def lined_up(rows: Sequence[Sequence[LabCell]]) -> tuple[tuple[str | None, ...], ...]:
    """The texts of the cells, filled up at the right to the longest decimals of their column."""
    columns = zip(*rows, strict=True)
    return tuple(zip(*(_column([cell.text for cell in column]) for column in columns), strict=True))


def _column(texts: Sequence[str | None]) -> tuple[str | None, ...]:
    longest = max((_decimals(text) for text in texts if text), default=0)
    return tuple(_filled(text, longest) if text else None for text in texts)


def _decimals(text: str) -> int:
    """The length of point and decimals of a number; words have none."""
    found = _NUMBER.fullmatch(text)
    return len(found["decimals"] or "") if found else 0


def _filled(text: str, longest: int) -> str:
    if not _NUMBER.fullmatch(text):
        return text
    missing = longest - _decimals(text)
    if missing and not _decimals(text):
        return text + _POINT_SPACE + _FIGURE_SPACE * (missing - 1)
    return text + _FIGURE_SPACE * missing
