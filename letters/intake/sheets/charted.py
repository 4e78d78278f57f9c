"""Reads the lines of lists of results and of medications as charts export them."""

import datetime as dt

from letters.case.evidence import CourseStatus
from letters.case.vocabulary import Drug, Measure, Vocabulary, find, folded
from letters.intake.cells import values, words
from letters.intake.cells.medicines import dose_unit, drug_in, is_local
from letters.intake.columns import KnownFrom
from letters.intake.mapping import Mapping
from letters.intake.mapping import mapping as given
from letters.intake.reading import ReadingError
from letters.intake.rows import NOBODY, Cell
from letters.intake.sheets import cells as read
from letters.intake.sheets.lines import Line

UNNAMED = "it names no patient"
FOREIGN_TEST = "its test is not among those that the library knows"
FOREIGN_DRUG = words.FOREIGN
NO_RESULT = "its result is not a number"
NO_DAY = "its date could not be read"
LOCAL = "the drug is used on one place of the body only"
NO_STATUS = "whether it goes on is not told: add 'status' under 'fill' in a mapping"
_GOES_ON = ReadingError(
    "a current course has no stop date", "compare it with the chart; the date was left out"
)
_NOT_KNOWN = ReadingError("the word is not one of the list", "compare it with the chart")


class Measures:
    """The measures of a vocabulary by LOINC code and by every name; make it once for a report."""

    def __init__(self, vocabulary: Vocabulary, mapping: Mapping) -> None:
        self._mapping = mapping
        self._coded = {code: each for each in vocabulary.measures for code in each.loinc}
        self._named: dict[str, Measure] = {}
        for each in vocabulary.measures:
            for name in (each.id, each.name, *each.aliases):
                self._named.setdefault(folded(name), each)

    def meant(self, written: str) -> Measure | None:
        """The measure that a code or a name means, or our word that the mapping has for it."""
        for name in (written, given.known(written, self._mapping) or ""):
            found = self._coded.get(name) or self._named.get(folded(name))
            if found is not None:
                return found
        return None


def read_result(line: Line, measures: Measures) -> str | None:
    """Sets test, value, unit and day of a result; why the line is not used, if it is not."""
    if line.person == NOBODY and "case" not in line.cells:
        return UNNAMED
    measure = _measure(line, measures)
    if measure is None:
        return FOREIGN_TEST
    line.cells["test"] = measure.name
    value = line.cells.get("value")
    if value is not None and "unit" not in line.cells:
        value, unit = read.measured(value)
        line.give("unit", unit)
    if value is None or line.attempt("value", value, values.result) is None:
        return NO_RESULT
    line.cells["value"] = value
    return None if "date" in line.cells else NO_DAY


def read_course(
    line: Line, vocabulary: Vocabulary, mapping: Mapping, latest: dt.date | None
) -> str | None:
    """Sets drug, status, dose and days of a course; why the line is not used, if it is not.

    `latest` is the last start that the report tells: a stop before it was in the past.
    """
    drug = _drug(line, vocabulary, mapping)
    if drug is None:
        return FOREIGN_DRUG
    line.cells["drug"] = drug.name
    route = str(line.cells.pop("route", ""))
    if is_local(route):
        return LOCAL
    line.give("route", _named(line, "route", route, vocabulary))
    _set_dose(line, vocabulary)
    _set_known_from(line)
    status = _status(line, latest)
    if status is None:
        return NO_STATUS
    line.cells["status"] = status
    if status == CourseStatus.CURRENT and line.cells.pop("stop", None) is not None:
        line.faults.append(("stop", _GOES_ON))
    return UNNAMED if line.person == NOBODY and "case" not in line.cells else None


def _measure(line: Line, measures: Measures) -> Measure | None:
    """The measure that the code or else the name of a result means."""
    for heading in ("test code", "test"):
        for cell in line.all(heading):
            found = measures.meant(line.attempt(heading, cell, values.text) or "")
            if found is not None:
                return found
    return None


def _drug(line: Line, vocabulary: Vocabulary, mapping: Mapping) -> Drug | None:
    written = line.first("drug", values.text) or ""
    ours = given.known(written, mapping)
    return drug_in(ours or written, vocabulary) if written else None


def _named(line: Line, heading: str, written: Cell, vocabulary: Vocabulary) -> str | None:
    """The name of a route or frequency of the vocabulary; an unknown one is a fault."""
    terms = {"route": vocabulary.routes, "frequency": vocabulary.frequencies}[heading]
    if not written:
        return None
    term = find(terms, str(written))
    if term is None:
        line.faults.append((heading, _NOT_KNOWN))
    return term.name if term else None


def _set_dose(line: Line, vocabulary: Vocabulary) -> None:
    """Sets dose, unit and frequency, which need each other, or leaves them all out."""
    dose, unit = line.cells.pop("dose", None), line.cells.pop("dose unit", None)
    frequency = line.cells.pop("frequency", None)
    if dose is None:
        return
    if unit is None:
        dose, unit = read.measured(dose)
    known = dose_unit([str(unit or "")], vocabulary)
    amount = line.attempt("dose", dose, values.amount)
    if known is None or amount is None:
        line.faults.append(("dose unit", _NOT_KNOWN)) if known is None else None
        return
    line.cells |= {"dose": amount, "dose unit": known.name}
    line.give("frequency", _named(line, "frequency", frequency or "", vocabulary))


def _set_known_from(line: Line) -> None:
    """Sets what shows that the drug was given; a list of a chart alone shows an order."""
    if "known from" in line.cells:
        return
    given_on, filled_on = line.days.get("administered"), line.days.get("filled")
    source = KnownFrom.ORDER
    if given_on is not None:
        source = KnownFrom.ADMINISTRATION
        line.cells.setdefault("start", given_on)
        line.cells["last known"] = given_on
    elif filled_on is not None:
        source = KnownFrom.FILL
        line.cells.setdefault("start", filled_on)
        line.cells["last known"] = filled_on
    line.cells["known from"] = source.value


def _status(line: Line, latest: dt.date | None) -> str | None:
    """Where the course stands: as told, or past where the report is surely later than its end."""
    told = str(line.cells.get("status", ""))
    if told in {status.value for status in CourseStatus}:
        return told
    if told:
        line.faults.append(("status", _NOT_KNOWN))
        return None
    stop = line.cells.get("stop")
    over = isinstance(stop, dt.date) and latest is not None and stop < latest
    given_once = line.cells.get("known from") in (KnownFrom.ADMINISTRATION, KnownFrom.FILL)
    return CourseStatus.PAST.value if over or given_once else None
