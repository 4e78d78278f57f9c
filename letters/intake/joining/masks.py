"""Takes names and numbers that an export masks out of its rows: `XXXXX` names nobody.

Why: two masked patients would be one, and a letter would be written about Xxxxx Xxxxx.
"""

from collections.abc import Iterable
from dataclasses import replace

from letters.case.provenance import Provenance
from letters.intake.cells import names
from letters.intake.joining.asks import Ask
from letters.intake.rows import NOBODY, Person, Row

_NEEDED = ("patient name", "payer")
"""Names without which there is no case, unless the export says that it holds them back."""
_NAMES = (*_NEEDED, "plan", "clinician")
_NUMBERS = ("member id", "patient account", "group", "claim number", "authorization number")
_MASKABLE = frozenset({*_NAMES, *_NUMBERS})


def unmasked(person: Person) -> Person:
    """What a source tells of a patient, without what is masked."""
    name = person.name if person.name and not names.is_masked(person.name) else None
    return Person(name, person.born, _readable(person.accounts), _readable(person.members))


class Masks:
    """Unmasks rows, and remembers which of them hold back a name that a case needs."""

    def __init__(self) -> None:
        self._held: set[tuple[Provenance, str]] = set()

    def unmask(self, row: Row) -> Row:
        """A row without its masked names and numbers."""
        if row.person is NOBODY and row.cells.keys().isdisjoint(_MASKABLE):
            return row
        masked = {heading for heading in _NAMES if names.is_masked(_text(row, heading))}
        masked |= {each for each in _NUMBERS if names.is_masked_number(_text(row, each))}
        person = unmasked(row.person)
        if not masked and person == row.person:
            return row
        self._held.update((row.read, heading) for heading in masked)
        kept = {heading: cell for heading, cell in row.cells.items() if heading not in masked}
        return replace(row, cells=kept, person=person)

    def leave_blank(self, asks: Iterable[Ask]) -> None:
        """Blanks what a case needs and its rows hold back, so that the case is not refused."""
        for ask in asks:
            told = {heading for row in ask.rows for heading in row.cells}
            held = [h for h in _NEEDED if any((row.read, h) in self._held for row in ask.rows)]
            blank = {heading: "" for heading in held if heading not in told}
            ask.rows[0] = replace(ask.rows[0], cells={**ask.rows[0].cells, **blank})


def _text(row: Row, heading: str) -> str:
    cell = row.cells.get(heading)
    return cell if isinstance(cell, str) else ""


def _readable(numbers: frozenset[str]) -> frozenset[str]:
    return frozenset(each for each in numbers if not names.is_masked_number(each))
