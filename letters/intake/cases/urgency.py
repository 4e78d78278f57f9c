"""Reads the physician's own statement that the standard time would do harm."""

from collections.abc import Callable
from typing import Protocol, TypeVar

from letters.case.model import Urgency
from letters.intake.cases.practices import Signer, signers_named
from letters.intake.cells import values
from letters.intake.cells.fields import Fields
from letters.intake.reading import Journal, ReadingError
from letters.intake.rows import Cell

T = TypeVar("T")

STATEMENT, BY, ON = "urgency statement", "urgency stated by", "urgency stated on"


class Agreed(Protocol):
    """Gives the one value that all rows of a case have under a heading."""

    def __call__(self, heading: str, parse: Callable[[Cell], T]) -> T | None: ...


def read_urgency(
    rows: list[Fields], agreed: Agreed, signers: tuple[Signer, ...], journal: Journal
) -> Urgency | None:
    """The statement with who made it and when; without one of the three there is none.

    Why: an expedited appeal rests on a physician who certifies it. A name is given as on the
    practice sheet; one that does not stand there is kept as written, with a remark.
    """
    row = next((fields for fields in rows if fields.has(STATEMENT, BY, ON)), None)
    if row is None:
        return None
    statement, by = agreed(STATEMENT, values.text), agreed(BY, values.text)
    on = agreed(ON, values.date)
    if not statement or not by or on is None:
        told = {STATEMENT: statement, BY: by, ON: on}
        lacking = [heading for heading, value in told.items() if not value]
        _note_lacking(row, lacking, journal)
        return None
    named = signers_named(signers, by)
    if not named:
        rule = "who stated the urgency is not a clinician of the practice sheet"
        refusal = ReadingError(rule, "write the clinician's name as on that sheet")
        row.warn("The statement was used", refusal, BY)
    name = named[0].clinician.name if len(named) == 1 else by
    return Urgency(statement=statement, by=name, on=on, read=row.row.where(STATEMENT))


def _note_lacking(row: Fields, lacking: list[str], journal: Journal) -> None:
    told = " and ".join(f"'{heading}'" for heading in lacking)
    rule = f"a statement of urgency needs its words, who made it and the day; {told} cannot be read"
    refusal = ReadingError(rule, "fill in all three as the physician stated it, or clear them")
    what = "The case goes on without urgency"
    journal.note("error", what, row.row.where(lacking[0]), refusal, lacking[0], row.case)
