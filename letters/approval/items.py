"""The lines of a review sheet as a clinician accepts them: by name, each bound to its words."""

import re

from letters import hashing
from letters.case.frozen import Frozen
from letters.rationale.model import Confirmed, ReviewItem, ReviewSheet

OPTIONAL = frozenset({"serious", "background"})
"""Lists that no letter rests on: what a patient copy tells, and what is for the practice alone."""
_REASONED = frozenset({"exceptions", "contradictions", "twin"})
"""Lists of which a line that asks for something asks for a reason."""
_WORD = re.compile(r"\w+")


class Item(Frozen):
    """One line of a review sheet with its list.

    `sha256` is of all its words and places without its name: it is what an acceptance is bound to.
    `needed` tells whether a letter can be approved without it, `asks` what is to be written for it.
    """

    name: str
    section: str
    line: Confirmed
    needed: bool
    asks: str | None
    sha256: str

    def is_answered(self, reason: str | None) -> bool:
        """Whether what was written for it is enough: a reason is no single word, initials are."""
        if self.asks is None:
            return True
        told = _WORD.findall(reason or "")
        return sum(map(len, told)) > 1 and len(told) > (self.section in _REASONED)


def items(sheet: ReviewSheet) -> tuple[Item, ...]:
    """Every line of a sheet in the order in which it prints."""
    return tuple(_item(section, line) for section, lines in sheet.sections for line in lines)


def _item(section: str, line: Confirmed) -> Item:
    words = line.model_dump(mode="json", exclude={"name"})
    return Item(
        name=line.name or "",
        section=section,
        line=line,
        needed=section not in OPTIONAL,
        asks=line.asks if isinstance(line, ReviewItem) else None,
        sha256=hashing.of_json([section, words]),
    )
