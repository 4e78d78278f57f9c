"""Pages of a file: `1-3; 7` read into numbers, and numbers written as a letter prints them."""

import re
from collections.abc import Iterable

HIGHEST = 9999
"""The last page that can be named: no file of a chart has more, and a year is not a page."""

_WORDS = re.compile(r"\b(?:pages?|pgs?|pp?)\.?\s*(?=[0-9])", re.IGNORECASE)
_TO = re.compile(r"\s*(?:[-\u2010-\u2015\u2212]|\bto\b|\bthrough\b)\s*", re.IGNORECASE)
_BETWEEN = re.compile(r"\s*(?:[;,]\s*(?:and\b|&)?|[&+]|\band\b)\s*", re.IGNORECASE)
_ALL = re.compile(r"\s*(?:all|all\s+pages|whole|entire)(?:\s+(?:file|document))?\s*", re.IGNORECASE)
_RANGE = re.compile(r"([0-9]{1,6})(?:-([0-9]{1,6}))?")


class PagesError(ValueError):
    """Pages are not written so that they mean one thing. The message names no page."""


def numbers(text: str) -> tuple[int, ...] | None:
    """The page numbers that a text names, ascending and each once; None where it names all.

    Ranges are joined by a hyphen, a dash or `to`, and parted by semicolons or commas. Nothing is
    made of a range without an end or one that runs backwards.

    Raises:
        PagesError: it is none of this.
    """
    if _ALL.fullmatch(text):
        return None
    plain = _TO.sub("-", _WORDS.sub("", text).strip())
    found: set[int] = set()
    for part in _BETWEEN.split(plain):
        named = _RANGE.fullmatch(part.strip())
        if named is None:
            raise PagesError("pages are numbers and ranges of numbers")
        first, last = int(named[1]), int(named[2] or named[1])
        if not 1 <= first <= last:
            raise PagesError("pages count from 1, and a range runs from its first page to its last")
        if last > HIGHEST:
            raise PagesError(f"no page is beyond {HIGHEST}")
        found.update(range(first, last + 1))
    return tuple(sorted(found))


def cited(pages: Iterable[int]) -> str:
    """Page numbers as a citation of an exhibit names them: `1–6, 8`."""
    return written(pages).replace("-", "\N{EN DASH}")


def written(pages: Iterable[int]) -> str:
    """Page numbers as they are printed: `1-3, 7`. `numbers` reads it back."""
    runs: list[list[int]] = []
    for page in sorted(set(pages)):
        if runs and page == runs[-1][1] + 1:
            runs[-1][1] = page
        else:
            runs.append([page, page])
    return ", ".join(str(a) if a == b else f"{a}-{b}" for a, b in runs)
