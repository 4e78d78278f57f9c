"""Marks what is younger than the decision appealed, so that a reviewer sees what is new."""

import datetime as dt
from collections.abc import Iterable

from letters.case.evidence import CourseStatus
from letters.case.vocabulary import LetterKind
from letters.rationale.model import Claim, CriterionRow, Enclosure, Fact, LabTable
from letters.rationale.writer import Writer

_APPEALS = (LetterKind.FIRST, LetterKind.SECOND, LetterKind.EXPEDITED, LetterKind.EXTERNAL)


class News:
    """What is new since the decision; nothing is, before any decision or in a letter that is none.

    A course that is only planned is no evidence, so its day makes nothing new.
    """

    def __init__(self, writer: Writer, kind: LetterKind) -> None:
        denial = writer.case.denial
        self._since = denial.notice_on if denial and kind in _APPEALS else None
        self._as_of = writer.as_of

    def rows(self, rows: Iterable[CriterionRow]) -> tuple[CriterionRow, ...]:
        """The criteria, marked where a fact of theirs is new."""
        return tuple(
            row.model_copy(update={"new": any(map(self._is_new_fact, row.finding.facts))})
            for row in rows
        )

    def table(self, table: LabTable | None) -> LabTable | None:
        """The results, their new days marked."""
        if table is None:
            return None
        return table.model_copy(update={"new": tuple(filter(self._is_new, table.days))})

    def enclosures(self, listed: Iterable[Enclosure]) -> tuple[Enclosure, ...]:
        """The documents, marked where they are new."""
        return tuple(one.model_copy(update={"new": self._is_new(one.on)}) for one in listed)

    def told(self, writer: Writer, *marked: bool) -> Claim | None:
        """What the mark means; nothing where nothing is marked."""
        if self._since is None or not any(marked):
            return None
        fact = writer.facts.denied("decision", "", self._since)
        return writer.claim(writer.phrase("news", on=self._since), (fact,))

    def _is_new(self, on: dt.date | None) -> bool:
        return self._since is not None and on is not None and self._since < on <= self._as_of

    def _is_new_fact(self, fact: Fact) -> bool:
        planned = fact.value.startswith(CourseStatus.PLANNED.value)
        return self._is_new(fact.on) and not planned
