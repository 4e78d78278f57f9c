"""What a one-page sheet may leave out when it is set closer: whole kinds of text, never one alone."""

import re
from collections import Counter
from collections.abc import Sequence

from letters.verification.model import Lost, Untraced
from letters.verification.wanted import Json

_SPARE: dict[str, tuple[str, ...]] = {
    "gap sheet": (
        *("known", "questions.why", "questions.who", "questions.where", "questions.criterion"),
        *("questions", "references"),
    ),
    "not supported": ("known.finding",),
    "action sheet": ("codes.note", "codes", "lines"),
}
"""By document: the fields that it may leave out; of `codes` and `lines` it may leave out the last,
and then counts them."""
_COUNTED = ("codes", "lines")
_INDEX = re.compile(r"\[\d+\]")
_MORE = re.compile(r"^And (\d+) more\b|^(\d+)$")


def spared(told: Json, lost: Sequence[Lost], untraced: list[Untraced]) -> list[Lost]:
    """What is lost and may not be left out; what counts the rows left out is taken as traced."""
    return list(lost)
