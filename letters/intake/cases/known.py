"""The facts of one case as its rows are read: each once, and a remark where two contradict."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from letters.case.evidence import Category, Evidence, Measurement, Record, Therapy
from letters.case.frozen import slimmed
from letters.case.vocabulary import Vocabulary
from letters.intake.cases.records import is_same, united
from letters.intake.cells.fields import Fields, Papers
from letters.intake.reading import ReadingError

_Content = tuple[object, ...]


@dataclass(frozen=True)
class Scales:
    """What tells facts apart, looked up once: factors of units, and what has several values."""

    factors: Mapping[tuple[str, str], Decimal]
    several: frozenset[str]


def scales_of(vocabulary: Vocabulary) -> Scales:
    """The scales of a vocabulary."""
    factors = {(m.id, unit.unit): unit.factor for m in vocabulary.measures for unit in m.units}
    several = frozenset(category.id for category in vocabulary.categories if category.several)
    return Scales(factors, several)


class Known:
    """The facts of one case so far. `own` are courses that our tables tell, `papers` its exhibits.

    What only tells facts of one table apart is let go once that table is read: a run holds it of
    all its cases at a time.
    """

    def __init__(self, scales: Scales) -> None:
        self.own: list[Therapy] = []
        self.papers: Papers = {}
        self._scales = scales
        self._settled: tuple[Evidence, ...] = ()
        self._begin()

    def _begin(self) -> None:
        self._facts: dict[_Content, Evidence] = {}
        self._days: set[tuple[str, str, dt.date]] = set()
        self._records: dict[tuple[str, dt.date], list[_Content]] = {}

    @property
    def facts(self) -> tuple[Evidence, ...]:
        """All facts in their order."""
        return (*self._settled, *self._facts.values())

    def settle(self) -> None:
        """Takes the facts so far as they are: no fact of another table is the same as one of them.

        Why: each table tells facts of other kinds.
        """
        self._settled = self.facts
        self._begin()

    def add(self, facts: tuple[Evidence, ...], fields: Fields) -> bool:
        """Adds what a row tells. Tells whether anything of it was new.

        A document that several rows name is one: it has the file and the pages that any of them
        names.
        """
        added = [self._add(slimmed(fact), fields) for fact in facts]
        return any(added)

    def _add(self, fact: Evidence, fields: Fields) -> bool:
        if isinstance(fact, Record):
            return self._add_record(fact)
        content = _content(fact, self._scales)
        if content in self._facts:
            return False
        day = _day(fact, self._scales)
        if day in self._days:
            rule = "another row gives a different value of this for the same day"
            fields.warn("Both values were used", ReadingError(rule, "delete the one that is wrong"))
        if day is not None:
            self._days.add(day)
        if isinstance(fact, Therapy) and "known from" not in fields.row.cells:
            self.own.append(fact)
        self._facts[content] = fact
        return True

    def _add_record(self, record: Record) -> bool:
        places = self._records.setdefault((record.document, record.on), [])
        for place in places:
            other = self._facts[place]
            if isinstance(other, Record) and is_same(other, record):
                self._facts[place] = slimmed(united(other, record))
                return self._facts[place] != other
        content = ("record", record.document, record.on, len(places))
        places.append(content)
        self._facts[content] = record
        return True


def _content(fact: Evidence, scales: Scales) -> _Content:
    """What makes two facts the same, wherever they were read.

    A measurement is its value in the canonical unit: `2.1 g/g`, `2.10 g/g` and `2100 mg/g` are one.
    """
    if isinstance(fact, Measurement):
        value = fact.value * scales.factors[fact.measure, fact.unit]
        return (fact.kind, fact.measure, fact.on, fact.comparator, value)
    return (type(fact), fact.model_dump_json(exclude={"read", "exhibit"}))


def _day(fact: Evidence, scales: Scales) -> tuple[str, str, dt.date] | None:
    """The day on which a measurement or a category has one value only; None for other facts."""
    if isinstance(fact, Measurement):
        return (fact.kind, fact.measure, fact.on)
    if isinstance(fact, Category) and fact.category not in scales.several:
        return (fact.kind, fact.category, fact.on)
    return None
