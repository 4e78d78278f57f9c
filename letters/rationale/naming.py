"""The names by which the lines of a review sheet are taken, and the mark of the sheet itself."""

import hashlib
import re
from typing import Any

from letters.rationale.model import Confirmed, Document, ReviewSheet

LETTERS = "ABCDEFGHJKLMNPQRSUVWXYZ"
"""One for each list that a sheet has. Without I and O, which a fax makes 1 and 0, and without T,
which names the changes in a Word twin."""
_SYMBOLS = "23456789CFGHJMPQRVWX"
"""Those of a mark: none is like another, and no word comes of them (as in Open Location Codes)."""
_HALF = 3


def named(sheet: ReviewSheet, letter: Document) -> ReviewSheet:
    """The sheet with a name on each line, A1, A2, B1, ..., and the mark of it and its letter.

    Same sheet and letter, same names and mark; any other word in either, another mark.
    """
    told: dict[str, Any] = {}
    for initial, (field, items) in zip(LETTERS, sheet.sections, strict=False):
        told[field] = tuple(_under(f"{initial}{n}", item) for n, item in enumerate(items, start=1))
    made = sheet.model_copy(update=told)
    return made.model_copy(update={"mark": _mark(made, letter)})


def _under(name: str, item: Confirmed) -> Confirmed:
    return item.model_copy(update={"name": name})


def _mark(sheet: ReviewSheet, letter: Document) -> str:
    return mark_of(
        sheet.model_copy(update={"mark": ""}).model_dump_json() + letter.model_dump_json()
    )


def mark_of(text: str) -> str:
    """The mark of a text: six symbols, 64 million marks, short enough to be typed from paper."""
    number = int.from_bytes(hashlib.sha256(text.encode()).digest())
    symbols = ""
    for _ in range(2 * _HALF):
        number, place = divmod(number, len(_SYMBOLS))
        symbols += _SYMBOLS[place]
    return f"{symbols[:_HALF]}-{symbols[_HALF:]}"


def is_mark(typed: str, mark: str) -> bool:
    """Whether somebody typed a mark, whatever the case of its letters, with its dash or without."""
    return _plain(typed) == _plain(mark)


def _plain(mark: str) -> str:
    return re.sub(r"[\s-]", "", mark).upper()
