"""Results and vital signs of a chart: numbers of known measures, words of known findings."""

import datetime as dt
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from dataclasses import replace

from letters.case.vocabulary import CategoryTerm, DocumentTerm, Measure, folded
from letters.intake.ccda.chart import Chart, Entry
from letters.intake.ccda.elements import (
    Amount,
    Span,
    amount,
    child,
    children,
    codes,
    is_null,
    name_of,
    span,
    status,
    type_of,
)
from letters.intake.cells.ucum import known_unit
from letters.intake.columns import DOCUMENTS, LABS
from letters.intake.fhir.elements import Concept
from letters.intake.rows import Cell, Role, Row

_UNKNOWN = "it is of no test that the library knows"
_FINAL = frozenset({"completed", ""})
_UNIT_OF_TEXT = "246514001"
"""SNOMED CT: the unit of a value that is given as text."""
_INFINITE = frozenset({"PINF", "NINF"})
_SPAN = dt.timedelta(days=2)
"""Why: a collection of 24 hours ends on the next day; what lasts longer has no one day."""
_LABORATORY = "laboratory"
"""How the name of the document begins in which a laboratory reports a finding."""


class _LeftError(Exception):
    """A result from which nothing is taken; the text tells why."""


def results(entry: Entry, chart: Chart) -> Iterator[Row]:
    """The rows of the labs and documents tables that an entry of results holds."""
    found = False
    for number, (observation, around) in enumerate(_observations(entry.element, Span()), start=1):
        found = True
        part = f"{entry.place.part}, component {number}"
        one = entry
        if name_of(entry.element) == "organizer":
            one = replace(entry, place=chart.file.place(part), element=observation)
        try:
            yield _row(one, observation, around, chart)
        except _LeftError as left:
            chart.leave(one, str(left))
    if not found:
        chart.leave(entry, "it holds no result")


def _observations(statement: ET.Element, around: Span) -> Iterator[tuple[ET.Element, Span]]:
    """The results within an organizer, each with the time of the organizer."""
    if name_of(statement) == "observation":
        yield statement, around
    elif name_of(statement) == "organizer":
        own = span(child(statement, "effectiveTime"))
        for component in children(statement, "component"):
            for inner in component:
                yield from _observations(inner, own if own != Span() else around)


def _row(entry: Entry, observation: ET.Element, around: Span, chart: Chart) -> Row:
    meant = chart.terms.observed(chart.concept(child(observation, "code")))
    if not isinstance(meant, Measure | CategoryTerm):
        raise _LeftError(_UNKNOWN)
    if observation.get("moodCode", "EVN") != "EVN" or observation.get("negationInd") == "true":
        raise _LeftError("it says that it was not done, or is to be done")
    if status(observation) not in _FINAL:
        raise _LeftError("it is not a final result")
    values = list(children(observation, "value"))
    if len(values) != 1:
        raise _LeftError("it gives no value, or several")
    cells = _day(observation, around)
    if isinstance(meant, Measure):
        cells |= {"test": meant.name, **_number(meant, observation, values[0], chart)}
        return Row(LABS, entry.place, cells, Role.FACT, chart.person)
    cells |= _finding(entry, meant, values[0], chart)
    return Row(DOCUMENTS, entry.place, cells, Role.FACT, chart.person)


def _day(observation: ET.Element, around: Span) -> dict[str, Cell]:
    """The day of a result, its own or that of its panel; of a collection, its first."""
    own = span(child(observation, "effectiveTime"))
    times = own if own != Span() else around
    low, high = times.low or times.high, times.high or times.low
    if low is None or high is None:
        raise _LeftError("it has no date")
    if low.day is None or high.day is None:
        raise _LeftError("only the year or month of it is told")
    if not dt.timedelta() <= high.day - low.day <= _SPAN:
        raise _LeftError("its day is not clear")
    return {"date": low.day}


def _number(
    measure: Measure, observation: ET.Element, value: ET.Element, chart: Chart
) -> dict[str, Cell]:
    """The value and unit of a result as it is written, with < or > where it bounds the true one."""
    kind = type_of(value)
    if kind == "IVL_PQ":
        return _bound(measure, observation, value, chart)
    if kind in ("ST", "ED"):
        return _told_as_text(measure, observation, value, chart)
    if kind not in ("PQ", "INT", "REAL", ""):
        raise _LeftError("its value is not a number")
    told = [
        each
        for part in (value, *children(value, "translation"))
        if (each := amount(part, chart.texts)) and (part is not value or not is_null(part))
    ]
    if not told:
        raise _LeftError("its value is not known")
    fitting = [each for each in told if known_unit(each.unit, measure) is not None]
    return _cells("", fitting[0] if fitting else told[0], measure)


def _bound(
    measure: Measure, observation: ET.Element, value: ET.Element, chart: Chart
) -> dict[str, Cell]:
    """A value known to lie above or below a number; a range is none."""
    told = {
        mark: (side, reported)
        for mark, name in ((">", "low"), ("<", "high"))
        if (side := child(value, name)) is not None
        and (reported := amount(side, chart.texts)) is not None
    }
    closed = [name for name in ("low", "high") if not _is_open(child(value, name))]
    if len(told) != 1 or len(closed) != 1:
        raise _LeftError("its value is a range")
    [(mark, (side, reported))] = told.items()
    flags = codes(child(observation, "interpretationCode"))
    strict = side.get("inclusive") == "false" or mark in flags
    return _cells(mark if strict else f"{mark}=", reported, measure)


def _is_open(side: ET.Element | None) -> bool:
    return side is None or side.get("nullFlavor") in _INFINITE


def _told_as_text(
    measure: Measure, observation: ET.Element, value: ET.Element, chart: Chart
) -> dict[str, Cell]:
    """A plain number that is given as text, where its unit is told beside it."""
    unit = value.get("unit", "").strip()
    for beside in children(observation, "entryRelationship", "observation"):
        if _UNIT_OF_TEXT in codes(child(beside, "code")):
            told = child(beside, "value")
            unit = unit or chart.concept(told).code or chart.texts.of(told)
    number = Amount(chart.texts.of(value).lstrip("<> "), unit)
    mark = chart.texts.of(value)[:1]
    if not unit or number.decimal is None:
        raise _LeftError("its value is text, not a number with a unit")
    return _cells(mark if mark in "<>" else "", number, measure)


def _cells(mark: str, told: Amount, measure: Measure) -> dict[str, Cell]:
    """The value and its unit as the vocabulary writes it; another unit as it stands there."""
    cells: dict[str, Cell] = {"value": f"{mark}{told.number}"}
    if unit := known_unit(told.unit, measure) or told.unit:
        cells["unit"] = unit
    return cells


def _finding(
    entry: Entry, category: CategoryTerm, value: ET.Element, chart: Chart
) -> dict[str, Cell]:
    """A finding in the words of the vocabulary, with the document that reports it."""
    said = chart.concept(value)
    if type_of(value) in ("ST", "ED"):
        said = Concept(text=chart.texts.of(value) or None)
    option = chart.terms.option(category, said)
    if option is None:
        raise _LeftError("its value is none of the words that the library knows")
    document = _reporting(entry, category, chart)
    return {"document": document.name, "finding": category.name, "value": option}


def _reporting(entry: Entry, category: CategoryTerm, chart: Chart) -> DocumentTerm:
    """The document that reports a finding: the only one that may, or the laboratory's."""
    able = [d for d in chart.terms.vocabulary.documents if d.id in category.recorded_in]
    named = [d for d in able if folded(d.name).split()[0] == _LABORATORY]
    of_laboratory = named if entry.section == "results" else []
    found = able if len(able) == 1 else of_laboratory
    if len(found) != 1:
        raise _LeftError("which document reports this finding is not told")
    return found[0]
