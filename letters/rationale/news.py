"""Marks what is younger than what was decided on, so that a reviewer sees what is new."""

import datetime as dt
from collections.abc import Iterable

from letters.case import Case
from letters.case.evidence import Category, CourseStatus, Measurement
from letters.case.model import Level
from letters.case.pages import cited
from letters.case.vocabulary import LetterKind
from letters.rationale.model import Claim, CriterionRow, Enclosure, Fact, LabTable
from letters.rationale.writer import Writer

_APPEALS = (LetterKind.FIRST, LetterKind.SECOND, LetterKind.EXPEDITED, LetterKind.EXTERNAL)


class News:
    """What who decided had not seen; nothing before any decision or in a letter that is no appeal.

    It counts from the filing of the appeal that was decided where its day is known, else from the
    decision. A course that is only planned is no evidence, nor is the order, so their days make
    nothing new; the payer's own documents are not new to the payer.
    """

    def __init__(self, writer: Writer, kind: LetterKind) -> None:
        denial = writer.case.denial if kind in _APPEALS else None
        self._on = denial.notice_on if denial else None
        self._filed = denial.filed_on if denial and denial.level is not Level.INITIAL else None
        self._since = self._filed or self._on
        self._as_of = writer.as_of
        theirs = (*writer.documents("decision"), *writer.documents("policy"))
        self._theirs = {fact.document for fact in theirs}
        self._asked = {fact.document for fact in writer.documents("order")}
        self._days = _days_of_pages(writer.case)

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
        """The documents, marked where they are new, or those of their pages that are."""
        return tuple(self._marked(one) for one in listed)

    def _marked(self, one: Enclosure) -> Enclosure:
        if one.letter in self._theirs or not self._is_new(one.on):
            return one
        days = {page: day for (file, page), day in self._days.items() if file == one.file}
        fresh = [page for page, day in days.items() if self._is_new(day)]
        some = cited(fresh) if fresh and len(fresh) < len(days) else None
        return one.model_copy(update={"new": True, "new_pages": some})

    def told(self, writer: Writer, *marked: bool) -> Claim | None:
        """What the mark means; nothing where nothing is marked."""
        if self._since is None or not any(marked):
            return None
        fact = writer.facts.denied("decision", "", self._on)
        text = writer.phrase("news", on=self._on, filed=self._filed)
        return writer.claim(text, (fact,))

    def _is_new(self, on: dt.date | None) -> bool:
        return self._since is not None and on is not None and self._since < on <= self._as_of

    def _is_new_fact(self, fact: Fact) -> bool:
        planned = fact.value.startswith(CourseStatus.PLANNED.value)
        evidence = fact.document is None or fact.document not in self._theirs | self._asked
        return self._is_new(fact.on) and evidence and not planned


def _days_of_pages(case: Case) -> dict[tuple[str, int], dt.date]:
    """The youngest result on each page of each file that results are read from."""
    days: dict[tuple[str, int], dt.date] = {}
    for item in case.evidence:
        if isinstance(item, Measurement | Category) and item.exhibit and item.exhibit.page:
            place = (item.exhibit.file, item.exhibit.page)
            days[place] = max(item.on, days.get(place, item.on))
    return days
