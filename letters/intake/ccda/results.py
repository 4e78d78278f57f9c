"""Results and vital signs of a chart: numbers of known measures, words of known findings."""

import datetime as dt
import xml.etree.ElementTree as ET
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace

from letters.case.vocabulary import CategoryTerm, Measure, find
from letters.intake import words
from letters.intake.ccda.chart import Chart, Entry
from letters.intake.ccda.elements import (
    LOINC,
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
from letters.intake.columns import DOCUMENTS, LABS
from letters.intake.reading import ReadingError
from letters.intake.rows import Cell, Role, Row

_UNKNOWN = "it is of no test that the library knows"
_FINAL = frozenset({"completed", ""})
_UNIT_OF_TEXT = "246514001"
"""SNOMED CT: the unit of a value that is given as text."""
_INFINITE = frozenset({"PINF", "NINF"})
_A_DAY = dt.timedelta(days=1)


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
    meant = _meant(child(observation, "code"), chart)
    if meant is None:
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
    cells |= _finding(meant, values[0], chart)
    return Row(DOCUMENTS, entry.place, cells, Role.FACT, chart.person)


def _meant(coded: ET.Element | None, chart: Chart) -> Measure | CategoryTerm | None:
    """The measure or finding that a test is: by LOINC, or by what the mapping says of its code.

    Why not by its name: a local name as short as that of a substance does not tell the specimen.
    """
    vocabulary = chart.vocabulary
    loinc = [code.code for code in codes(coded) if code.system == LOINC and code.code]
    said = chart.meant(coded)
    measures = {m.id: m for m in vocabulary.measures if set(loinc) & set(m.loinc)}
    measures |= {m.id: m for word in said if (m := find(vocabulary.measures, word))}
    findings = {c.id: c for w in (*loinc, *said) if (c := find(vocabulary.categories, w))}
    found: list[Measure | CategoryTerm] = [*measures.values(), *findings.values()]
    return found[0] if len(found) == 1 else None


def _day(observation: ET.Element, around: Span) -> dict[str, Cell]:
    """The day of a result, its own or that of its panel; of a collection, its end."""
    own = span(child(observation, "effectiveTime"))
    times = own if own != Span() else around
    low, high = times.low or times.high, times.high or times.low
    if low is None or high is None:
        raise _LeftError("it has no date")
    if low.day is None or high.day is None:
        raise _LeftError("only the year or month of it is told")
    if not dt.timedelta() <= high.day - low.day <= _A_DAY:
        raise _LeftError("its day is not clear")
    return {"date": high.day}


def _number(
    measure: Measure, observation: ET.Element, value: ET.Element, chart: Chart
) -> dict[str, Cell]:
    """The value and unit of a result as it is written, with < or > where it bounds the true one."""
    kind = type_of(value)
    if kind == "IVL_PQ":
        return _bound(observation, value, chart)
    if kind in ("ST", "ED"):
        return _told_as_text(observation, value, chart)
    if kind not in ("PQ", "INT", "REAL", ""):
        raise _LeftError("its value is not a number")
    told = [
        each
        for part in (value, *children(value, "translation"))
        if (each := amount(part, chart.texts)) and (part is not value or not is_null(part))
    ]
    if not told:
        raise _LeftError("its value is not known")
    fitting = [each for each in told if _fits(measure, each)]
    return _cells("", fitting[0] if fitting else told[0])


def _fits(measure: Measure, told: Amount) -> bool:
    try:
        words.unit(measure)(told.unit)
    except ReadingError:
        return False
    return True


def _bound(observation: ET.Element, value: ET.Element, chart: Chart) -> dict[str, Cell]:
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
    said = {code.code for code in codes(child(observation, "interpretationCode"))}
    strict = side.get("inclusive") == "false" or mark in said
    return _cells(mark if strict else f"{mark}=", reported)


def _is_open(side: ET.Element | None) -> bool:
    return side is None or side.get("nullFlavor") in _INFINITE


def _told_as_text(observation: ET.Element, value: ET.Element, chart: Chart) -> dict[str, Cell]:
    """A plain number that is given as text, where its unit is told beside it."""
    unit = value.get("unit", "").strip()
    for beside in children(observation, "entryRelationship", "observation"):
        if any(code.code == _UNIT_OF_TEXT for code in codes(child(beside, "code"))):
            told = child(beside, "value")
            coded = [code.code for code in codes(told) if code.code]
            unit = unit or (coded[0] if coded else chart.texts.of(told))
    number = Amount(chart.texts.of(value).lstrip("<> "), unit)
    mark = chart.texts.of(value)[:1]
    if not unit or number.decimal is None:
        raise _LeftError("its value is text, not a number with a unit")
    return _cells(mark if mark in "<>" else "", number)


def _cells(mark: str, told: Amount) -> dict[str, Cell]:
    cells: dict[str, Cell] = {"value": f"{mark}{told.number}"}
    if told.unit:
        cells["unit"] = told.unit
    return cells


def _finding(category: CategoryTerm, value: ET.Element, chart: Chart) -> dict[str, Cell]:
    """A finding in the words of the vocabulary, as the most general document that reports it."""
    text = [] if type_of(value) in ("PQ", "IVL_PQ") else [chart.texts.of(value)]
    coded = [code.code for code in codes(value) if code.code]
    said = (*chart.meant(value), *chart.names(value), *text, *coded)
    options = {o.id: o for name in said if name and (o := find(category.options, name))}
    if len(options) != 1:
        raise _LeftError("its value is none of the words that the library knows")
    # Why the most general: a result shows that a laboratory reported it, and no more.
    shared = Counter(d for each in chart.vocabulary.categories for d in each.recorded_in)
    kinds = sorted(category.recorded_in, key=lambda document: -shared[document])
    document = find(chart.vocabulary.documents, kinds[0]) if kinds else None
    if document is None:
        raise _LeftError("no kind of document reports it")
    option = next(iter(options.values()))
    return {"document": document.name, "finding": category.name, "value": option.name}
