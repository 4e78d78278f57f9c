"""Which file shows a result: that of the report that holds it, or of a document about either.

A report names its results, a document what it is about, a panel its members. Only these references
count: a document of the same day is not taken for the result's.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from letters.intake.columns import DOCUMENTS, LABS
from letters.intake.fhir.elements import Reference
from letters.intake.fhir.people import Patient
from letters.intake.fhir.references import Shelf, is_contained, names, wanted
from letters.intake.fhir.stream import Entry
from letters.intake.rows import Row

_Place = tuple[int, str]


@dataclass(frozen=True)
class _Holder:
    """A resource and what it refers to; `file` is the name of the file that it is, if any."""

    entry: Entry
    patient: int
    file: str | None
    holds: tuple[Reference, ...]
    within: tuple[_Place, ...]


class Exhibits:
    """Keeps what holds what until everything was read, as a report may stand after its results."""

    def __init__(self, files: Sequence[str]) -> None:
        self._numbers = {name: number for number, name in enumerate(files)}
        self._holders: list[_Holder] = []
        self._known: Shelf[int] = Shelf()

    def take(
        self,
        entry: Entry,
        patient: Patient,
        holds: Iterable[Reference] = (),
        file: object = None,
        within: Iterable[Entry] = (),
    ) -> None:
        """Takes a result, a report or a document, with what it holds by reference and within."""
        own = [entry.url or ""] if is_contained(entry) else names(entry)
        for name in own:
            self._known.put(name, entry.file, len(self._holders))
        named = file if isinstance(file, str) else None
        inner = tuple((each.file, each.place) for each in within)
        self._holders.append(_Holder(entry.bare, id(patient), named, tuple(holds), inner))

    def lend(self, rows: Iterable[Row]) -> Iterator[Row]:
        """The rows, each without a file completed by the only one that shows it."""
        shown: dict[_Place, set[str]] = {}
        for holder in self._holders:
            if holder.file is not None:
                for place in self._held(holder):
                    shown.setdefault(place, set()).add(holder.file)
        for row in rows:
            place = (self._numbers.get(row.read.file, -1), row.read.part or "")
            files = shown.get(place, set()) if row.table in (LABS, DOCUMENTS) else set()
            if len(files) == 1 and "file" not in row.cells:
                row = replace(row, cells={**row.cells, "file": next(iter(files))})
            yield row

    def _held(self, holder: _Holder) -> Iterator[_Place]:
        """The places of what a holder holds, and of what that holds, of the same patient."""
        seen, left = {id(holder)}, [holder]
        while left:
            each = left.pop()
            yield from each.within
            for reference in each.holds:
                number = self._known.find(wanted(reference, each.entry), each.entry.file)
                found = None if number is None else self._holders[number]
                if found is None or id(found) in seen or found.patient != holder.patient:
                    continue
                seen.add(id(found))
                if found.file is None:  # what has a file of its own is shown by that
                    yield found.entry.file, found.entry.place
                    left.append(found)
