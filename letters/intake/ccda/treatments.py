"""Treatments of a chart: what was given, ordered, declined, or must not be given."""

import re
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from decimal import Decimal

from letters.case.evidence import CourseStatus
from letters.case.vocabulary import Drug, Route, find
from letters.intake.ccda.chart import Chart, Entry, within
from letters.intake.ccda.elements import (
    Moment,
    Span,
    amount,
    child,
    children,
    codes,
    is_null,
    moment,
    name_of,
    span,
    status,
    templates,
    type_of,
)
from letters.intake.ccda.problems import is_over
from letters.intake.cells.medicines import (
    allergen_in,
    coded_drug,
    dose_unit,
    drug_in,
    rhythm,
)
from letters.intake.columns import TREATMENTS, KnownFrom
from letters.intake.fhir.terms import RXNORM
from letters.intake.reading import ReadingError
from letters.intake.rows import Cell, Role, Row

_UNKNOWN = "it names no drug that the library knows, or several"
_MISSED = "a treatment of a chart is not clear"
_ORDERS = frozenset({"INT", "RQO", "PRMS", "PRP", "ARQ"})
_PLAN = "plan of treatment"
_GIVEN_THERE = "administered medications"
_DISPENSE = "2.16.840.1.113883.10.20.22.4.18"
_ACTIVITY_R21 = "2014-06-09"
"""The version of a medication's template from which on `completed` means that it has ended."""
_VOID = frozenset({"cancelled", "nullified", "obsolete"})
_REFUSED = frozenset({"105480006", "183944003", "416432009"})
"""SNOMED CT: refusal of treatment by the patient, refused in writing, not wanted."""
_REFUSED_WORDS = re.compile(r"\b(?:refus|declin)", re.IGNORECASE)
_BY_PATIENT = re.compile(r"\bpatient\b", re.IGNORECASE)
_ROUTES = {
    "C38276": "intravenous",
    "C38279": "intravenous",
    "C38288": "oral",
    "C38299": "subcutaneous",
}
"""Ways of giving a drug by their codes in the NCI Thesaurus, which charts use."""


def treatments(entry: Entry, chart: Chart) -> Iterator[Row]:
    """The courses of known drugs that an entry of medications tells of; others are counted."""
    found = False
    for administration in within(entry.element, "substanceAdministration"):
        found = True
        drug = _drug(administration, chart)
        if drug is None:
            chart.leave(entry, _UNKNOWN)
            continue
        try:
            yield _row(entry, {"drug": drug.name, **_course(entry, administration, chart)}, chart)
        except _VoidError as void:
            chart.leave(entry, str(void))
        except ReadingError as refusal:
            chart.refuse(entry, "The course was not used", refusal)
            chart.journal.missed.append(_MISSED)
    if not found:
        chart.leave(entry, "it tells of no medication")


def contraindications(entry: Entry, chart: Chart) -> Iterator[Row]:
    """The known drugs that an entry of allergies rules out; others are counted."""
    found = False
    for observation in within(entry.element, "observation"):
        found = True
        drug = _allergen(observation, chart)
        if drug is None:
            chart.leave(entry, _UNKNOWN)
        elif observation.get("negationInd") == "true":
            chart.leave(entry, "it says that there is no such allergy")
        elif is_over(observation, entry.element, chart):
            chart.leave(entry, "the allergy is inactive or resolved")
        else:
            told: dict[str, Cell] = {
                "drug": drug.name,
                "status": CourseStatus.CONTRAINDICATED.value,
                "known from": KnownFrom.STATEMENT.value,
            }
            if reason := _reason(observation, chart):
                told["reason"] = reason
            yield _row(entry, told, chart)
    if not found:
        chart.leave(entry, "it tells of no allergy")


class _VoidError(Exception):
    """An entry says that nothing came of it; the text tells why."""


def _row(entry: Entry, cells: dict[str, Cell], chart: Chart) -> Row:
    return Row(TREATMENTS, entry.place, cells, Role.FACT, chart.person)


def _drug(administration: ET.Element, chart: Chart) -> Drug | None:
    """The one drug that all names and codes of a medication mean."""
    product = child(administration, "consumable", "manufacturedProduct", "manufacturedMaterial")
    coded = child(product, "code")
    told = chart.concept(coded, chart.texts.of(child(product, "name")))
    if not told.texts:
        told = chart.concept(coded, chart.texts.of(child(administration, "text")))
    ways = chart.concept(child(administration, "routeCode")).texts
    return chart.terms.drug(told, *ways)


def _allergen(observation: ET.Element, chart: Chart) -> Drug | None:
    """The one drug that an allergy is to, by the mapping or by all names and codes of it."""
    entity = child(observation, "participant", "participantRole", "playingEntity")
    told = chart.concept(child(entity, "code"), chart.texts.of(child(entity, "name")))
    vocabulary = chart.terms.vocabulary
    if (word := chart.terms.mapped(told)) is not None:
        return drug_in(word, vocabulary)
    named = [allergen_in(text, vocabulary) for text in told.texts]
    coded = coded_drug(told.codes(*RXNORM), vocabulary)
    found = {drug.id: drug for drug in (*named, coded) if drug is not None}
    return next(iter(found.values())) if len(found) == 1 else None


def _course(entry: Entry, administration: ET.Element, chart: Chart) -> dict[str, Cell]:
    """Status, days, dose and source of a course.

    Raises:
        ReadingError: it is not clear whether it was given, or whether it goes on.
        _VoidError: it was not given, cancelled, or entered in error.
    """
    if status(administration) in _VOID:
        raise _VoidError("it was cancelled, or entered in error")
    if administration.get("negationInd") == "true":
        if not _is_refused(administration, chart):
            raise _VoidError("it says that it was not given, and not that the patient declined it")
        return {
            "status": CourseStatus.DECLINED.value,
            "known from": KnownFrom.STATEMENT.value,
        }
    times = _times(administration)
    known = _known_from(entry, administration)
    cells: dict[str, Cell] = {"known from": known.value}
    planned = entry.section == _PLAN or (
        known is KnownFrom.ORDER and times.low is not None and times.low.is_after(chart.written)
    )
    if planned:
        cells["status"] = CourseStatus.PLANNED.value
    else:
        cells |= _standing(administration, times, chart)
        cells |= _last_known(administration, known, cells)
    if times.low is not None:
        if times.low.day is not None:
            cells["start"] = times.low.day
        else:
            rule = "only the year or month of its start is told"
            refusal = ReadingError(rule, "add the course to the treatments sheet with its days")
            what = "The course was used without its start"
            chart.journal.note("warning", what, entry.place, refusal)
    return cells | _dosage(administration, chart)


def _known_from(entry: Entry, administration: ET.Element) -> KnownFrom:
    if administration.get("moodCode", "EVN") in _ORDERS:
        return KnownFrom.ORDER
    if entry.section == _GIVEN_THERE:
        return KnownFrom.ADMINISTRATION
    return KnownFrom.FILL if _dispensed(administration) else KnownFrom.STATEMENT


def _dispensed(administration: ET.Element) -> list[Moment]:
    """When the drug was handed out."""
    found: list[Moment] = []
    for supply in children(administration, "entryRelationship", "supply"):
        dispensed = _DISPENSE in templates(supply) and supply.get("moodCode") == "EVN"
        on = moment(child(supply, "effectiveTime"))
        if dispensed and on is not None and status(supply) in ("completed", ""):
            found.append(on)
    return found


def _times(administration: ET.Element) -> Span:
    """When a course lasted; the other times of a medication tell how often it is given."""
    for each in children(administration, "effectiveTime"):
        if type_of(each) in ("IVL_TS", "TS", "") and each.get("operator") != "A":
            return span(each)
    return Span()


def _standing(administration: ET.Element, times: Span, chart: Chart) -> dict[str, Cell]:
    """Whether a course goes on or has ended, on the day of the document."""
    if times.low is not None and times.low.is_after(chart.written):
        raise _unclear("its start lies after the date of the document")
    told, end = status(administration), times.high
    if told in ("suspended", "held"):
        raise _unclear("it is on hold, so that it neither runs nor has ended")
    if end is None:
        return _open(administration, told)
    later = end.is_after(chart.written)
    if told == "active":
        if times.is_point or (end.day is not None and (later or end == chart.written)):
            return {"status": CourseStatus.CURRENT.value}
        raise _unclear(
            "it is said to go on, but its end does not lie after the date of the document"
        )
    if later and told == "aborted":
        return {"status": CourseStatus.PAST.value}
    if later is False or (later is None and told in ("completed", "aborted")):
        ended: dict[str, Cell] = {"status": CourseStatus.PAST.value}
        return ended | ({"stop": end.day} if end.day is not None else {})
    raise _unclear("its status and its end do not agree")


def _last_known(
    administration: ET.Element, known: KnownFrom, cells: dict[str, Cell]
) -> dict[str, Cell]:
    """The last day of a dispense. The last day of what was given there tells no end of a course."""
    if known is KnownFrom.ADMINISTRATION and "stop" in cells:
        return {"last known": cells.pop("stop")}
    if known is not KnownFrom.FILL:
        return {}
    days = [on.day for on in _dispensed(administration) if on.day is not None]
    return {"last known": max(days)} if days else {}


def _open(administration: ET.Element, told: str) -> dict[str, Cell]:
    """The standing of a course without an end."""
    versions = {each.get("extension", "") for each in children(administration, "templateId")}
    if told == "active":
        return {"status": CourseStatus.CURRENT.value}
    if told == "aborted" or (told == "completed" and max(versions, default="") >= _ACTIVITY_R21):
        return {"status": CourseStatus.PAST.value}
    raise _unclear("it tells no end, and not whether it goes on")


def _unclear(rule: str) -> ReadingError:
    return ReadingError(rule, "add the course to the treatments sheet as it was")


def _is_refused(administration: ET.Element, chart: Chart) -> bool:
    """Whether the reason for which a drug was not given is that the patient did not want it."""
    for observation in children(administration, "entryRelationship", "observation"):
        value = child(observation, "value")
        if codes(value) & _REFUSED:
            return True
        for name in chart.concept(value).texts:
            if _REFUSED_WORDS.search(name) and _BY_PATIENT.search(name):
                return True
    return False


def _dosage(administration: ET.Element, chart: Chart) -> dict[str, Cell]:
    """Dose, frequency and route as far as they are words of the vocabulary; none is computed."""
    cells: dict[str, Cell] = {}
    if (route := _route(child(administration, "routeCode"), chart)) is not None:
        cells["route"] = route.name
    dose = amount(child(administration, "doseQuantity"), chart.texts)
    unit = dose_unit([dose.unit], chart.terms.vocabulary) if dose else None
    nested = any(
        name_of(part) == "substanceAdministration"
        for relation in children(administration, "entryRelationship")
        for part in relation
    )
    if dose is None or dose.decimal is None or unit is None or nested:
        return cells
    cells |= {"dose": dose.number, "dose unit": unit.name}
    periods = [
        each for each in children(administration, "effectiveTime") if type_of(each) == "PIVL_TS"
    ]
    period = amount(child(periods[0], "period"), chart.texts) if len(periods) == 1 else None
    if period is not None and period.decimal is not None:
        often = rhythm(Decimal(1), period.decimal, period.unit, chart.terms.vocabulary)
        if often is not None:
            cells["frequency"] = often.name
    return cells


def _route(way: ET.Element | None, chart: Chart) -> Route | None:
    if is_null(way):
        return None
    for name in (_ROUTES[code] for code in codes(way) if code in _ROUTES):
        if (route := find(chart.terms.vocabulary.routes, name)) is not None:
            return route
    return chart.terms.route(chart.concept(way))


def _reason(observation: ET.Element, chart: Chart) -> str:
    """The kind of allergy and the reactions, in the words of the chart."""
    kind = _word(child(observation, "value"), chart)
    reactions = [
        _word(child(each, "value"), chart)
        for relation in children(observation, "entryRelationship")
        if relation.get("typeCode") == "MFST"
        for each in children(relation, "observation")
    ]
    told = ", ".join(dict.fromkeys(word for word in reactions if word and word != kind))
    return ": ".join(part for part in (kind, told) if part)


def _word(coded: ET.Element | None, chart: Chart) -> str:
    """What a coded thing is called: by its code system first, as a text may refer to elsewhere."""
    meant = chart.concept(coded)
    displays = [coding.display for coding in meant.coding if coding.display]
    return next(iter((*displays, *meant.texts)), "")
