"""Remarks on FHIR files: notices and counts, of many alike one with how many there are."""

from typing import NamedTuple

from letters.intake.fhir.kinds import TREATMENTS
from letters.intake.opening.files import File
from letters.intake.reading import Journal, ReadingError, Severity, Unused

_LOST = "a medication of a chart could not be read"


class _Notice(NamedTuple):
    file: File
    severity: Severity
    what: str
    rule: str
    action: str


class Remarks:
    """Collects remarks while files are read; `close` writes them into the journal.

    Why counted: a bulk export of one wrong program has the same fault a hundred thousand times.
    """

    def __init__(self, journal: Journal) -> None:
        self._journal = journal
        self._left: dict[tuple[File, str, str], tuple[str, int]] = {}
        self._notices: dict[_Notice, tuple[str, int]] = {}
        self._lost = False

    def leave(self, file: File, part: str, name: str, why: str, lost: bool = False) -> None:
        """Counts a resource from which nothing is taken; `lost` where a treatment may be lost."""
        first, count = self._left.get((file, name, why), (part, 0))
        self._left[file, name, why] = (first, count + 1)
        self._lost |= lost and name in TREATMENTS

    def leave_file(self, file: File, refusal: ReadingError) -> None:
        """Notes a file, or the rest of one, that could not be read; any treatment may be in it."""
        self._journal.note("error", "The file was not read to its end", file.place(), refusal)
        self._journal.leave_part(Unused(kind="file", file=file.name, why=refusal.rule))
        self._lost = True

    def leave_empty(self, file: File) -> None:
        """Lists a file that was read and holds nothing."""
        self._journal.leave_part(Unused(kind="file", file=file.name, why="it holds no resource"))

    def note(
        self, severity: Severity, what: str, file: File, part: str, refusal: ReadingError
    ) -> None:
        """Adds a notice; the first of many alike has the place, and all are counted."""
        key = _Notice(file, severity, what, refusal.rule, refusal.action)
        first, count = self._notices.get(key, (part, 0))
        self._notices[key] = (first, count + 1)

    def lose(self) -> None:
        """Marks that a treatment may stand in what could not be read."""
        self._lost = True

    def close(self) -> None:
        """Writes what was collected into the journal and begins anew."""
        for (file, name, why), (part, count) in self._left.items():
            unused = Unused(
                kind="resource", file=file.name, part=part, name=name, count=count, why=why
            )
            self._journal.leave_part(unused)
        for notice, (part, count) in self._notices.items():
            rule = notice.rule if count == 1 else f"{notice.rule} ({count} times, here first)"
            refusal = ReadingError(rule, notice.action)
            self._journal.note(notice.severity, notice.what, notice.file.place(part), refusal)
        if self._lost:
            self._journal.missed.append(_LOST)
        self._left.clear()
        self._notices.clear()
        self._lost = False
