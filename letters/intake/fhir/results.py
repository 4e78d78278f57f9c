"""Observations become rows of results, of findings and of a clinician's answers."""

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from letters.case.evidence import Comparator
from letters.case.vocabulary import CategoryTerm, DocumentTerm, Measure, Question, folded
from letters.intake.columns import ATTESTATIONS, DOCUMENTS, LABS, Column, Kind, Table
from letters.intake.fhir.elements import Concept, Quantity, day, plain
from letters.intake.fhir.resources import ObservationResource, Valued
from letters.intake.fhir.terms import Terms
from letters.intake.rows import Cell

FINAL = ("final", "amended", "corrected")
_YES = {"LA33-6": "yes", "LA32-8": "no", "373066001": "yes", "373067005": "no"}
_SPAN = dt.timedelta(days=2)
"""Why: a collection of 24 hours ends on the next day; what lasts longer has no one day."""


class LeftError(Exception):
    """Why nothing is taken of a resource, in words that tell nothing of the patient."""


@dataclass(frozen=True)
class Told:
    """A row that a resource tells.

    Without a table it is a cell of the patient's own row, told `on` a day.
    """

    table: Table | None
    cells: dict[str, Cell]
    on: dt.date | None = None


UNKNOWN_TEST = "no test, finding or question that is known; map its code if it is one"
_NO_VALUE = "it has no value"
_NOT_A_NUMBER = "its value is not a number with a unit"
_NO_WORD = "its value is not one of the known values of this finding; map its code"


def observed(
    resource: ObservationResource,
    answered_by: str | None,
    reported_in: DocumentTerm | None,
    reported_on: dt.date | None,
    terms: Terms,
) -> Iterator[Told | LeftError]:
    """The rows of an observation and its components, and why there is none of one.

    `reported_in` and `reported_on` are the document that holds it, where one does; `answered_by` is
    who performed it, if a clinician. Its interpretation and reference ranges are not read.
    """
    if resource.status not in FINAL:
        yield LeftError("a result that is not final")
        return
    on = _day(resource) or reported_on
    parts = (resource, *resource.component)
    known = [(part, what) for part in parts if (what := terms.observed(part.code)) is not None]
    if not known:
        yield LeftError(UNKNOWN_TEST)
    for part, what in known:
        try:
            if on is None:
                raise LeftError("it tells no day")
            yield _told(part, what, on, answered_by, reported_in, resource, terms)
        except LeftError as why:
            yield why


def _day(resource: ObservationResource) -> dt.date | None:
    """The day of the specimen or the answer; when it was issued is another."""
    period = resource.effective_period
    if period is not None:
        start, end = day(period.start), day(period.end)
        if start and end:
            return start if dt.timedelta() <= end - start <= _SPAN else None
        return start if period.end is None else None
    return day(resource.effective_date_time or resource.effective_instant)


def _told(
    part: Valued,
    what: Measure | CategoryTerm | Question | Column,
    on: dt.date,
    answered_by: str | None,
    reported_in: DocumentTerm | None,
    resource: ObservationResource,
    terms: Terms,
) -> Told:
    if part.data_absent_reason is not None:
        raise LeftError("it says why it has no value")
    if isinstance(what, Measure):
        return Told(LABS, {"test": what.name, "date": on, **_measured(part, what, terms)})
    if isinstance(what, CategoryTerm):
        document = _reporting(what, resource, reported_in, terms)
        value = _found(part, what, terms)
        cells: dict[str, Cell] = {"document": document.name, "date": on}
        return Told(DOCUMENTS, {**cells, "finding": what.name, "value": value})
    if isinstance(what, Question):
        if answered_by is None:
            raise LeftError("an answer of nobody who is named as a clinician")
        cells = {"question": what.name, "answer": _answer(part), "answered by": answered_by}
        return Told(ATTESTATIONS, {**cells, "date": on})
    yes_no = what.kind is Kind.YES_NO
    return Told(None, {what.heading: _answer(part) if yes_no else _written(part)}, on)


def _measured(part: Valued, measure: Measure, terms: Terms) -> dict[str, Cell]:
    quantity = part.value_quantity
    if quantity is None and part.value_integer is not None:
        quantity = Quantity(value=part.value_integer)
    if quantity is None:
        raise LeftError(_NOT_A_NUMBER if _has_value(part) else _NO_VALUE)
    if quantity.value is None:
        raise LeftError(_NO_VALUE)
    if quantity.comparator not in (None, "", "=", Comparator.BELOW, Comparator.ABOVE):
        raise LeftError("its value is a bound that < or > alone does not tell")
    bound = quantity.comparator or ""
    value = f"{bound.strip('=')}{plain(quantity.value)}"
    unit = _unit(quantity, measure, terms)
    return {"value": value, "unit": unit} if unit is not None else {"value": value}


def _unit(quantity: Quantity, measure: Measure, terms: Terms) -> str | None:
    """The unit as the vocabulary writes it; where it has none such, as it stands there.

    Raises:
        LeftError: its words and its code are two different units.
    """
    written = [each for each in (quantity.unit, quantity.code) if each and each.strip()]
    known = {found for each in written if (found := terms.unit(measure, each)) is not None}
    if len(known) > 1:
        raise LeftError("its unit and the code of its unit differ")
    return known.pop() if known else written[0] if written else None


def _has_value(part: Valued) -> bool:
    values = (part.value_string, part.value_codeable_concept, part.value_boolean)
    return any(value is not None for value in values)


def _found(part: Valued, category: CategoryTerm, terms: Terms) -> str:
    """The value of a finding."""
    if part.value_codeable_concept is not None:
        said = terms.option(category, part.value_codeable_concept)
    elif part.value_string is not None:
        said = terms.option(category, Concept(text=part.value_string))
    else:
        raise LeftError(_NO_VALUE)
    if said is None:
        raise LeftError(_NO_WORD)
    return said


def _reporting(
    category: CategoryTerm,
    resource: ObservationResource,
    reported_in: DocumentTerm | None,
    terms: Terms,
) -> DocumentTerm:
    """The document that reports a finding.

    It is the one that holds it, the only one that may, or the one whose name begins with the kind
    of the observation, as `laboratory`.

    Raises:
        LeftError: which document it is stays unclear.
    """
    able = [d for d in terms.vocabulary.documents if d.id in category.recorded_in]
    if reported_in is not None and reported_in in able:
        return reported_in
    if len(able) == 1:
        return able[0]
    kinds = {folded(code) for concept in resource.category for code in concept.codes()}
    named = [d for d in able if folded(d.name).split()[0] in kinds]
    if len(named) != 1:
        raise LeftError("which document reports this finding is not told")
    return named[0]


def _answer(part: Valued) -> str:
    """Yes or no."""
    if part.value_boolean is not None:
        return "yes" if part.value_boolean else "no"
    coded = part.value_codeable_concept
    said = {_YES[code] for code in coded.codes() if code in _YES} if coded else set()
    if len(said) != 1:
        raise LeftError("its answer is not a plain yes or no")
    return said.pop()


def _written(part: Valued) -> str:
    """An answer in a word."""
    coded = part.value_codeable_concept
    said = part.value_string or (next(iter(coded.texts), None) if coded else None)
    if not said:
        raise LeftError(_NO_VALUE)
    return said


def conclusions(
    concepts: Iterable[Concept], document: DocumentTerm, terms: Terms
) -> Iterator[tuple[str, str]]:
    """Findings and their values that the codes of a report's conclusion mean.

    A conclusion names a value alone, so it counts only where one finding of this document has it.
    """
    able = [c for c in terms.vocabulary.categories if document.id in c.recorded_in]
    for concept in concepts:
        found = {c.name: v for c in able if (v := terms.option(c, concept)) is not None}
        if len(found) == 1:
            yield next(iter(found.items()))
