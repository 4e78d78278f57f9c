"""Orders, statements, administrations, fills and allergies tell of treatments."""

import datetime as dt
from collections.abc import Iterable, Sequence
from decimal import Decimal

from letters.case.evidence import CourseStatus, Ending
from letters.case.provenance import Provenance
from letters.case.vocabulary import Drug, folded
from letters.intake.cells.medicines import allergen_in, is_local
from letters.intake.columns import KnownFrom
from letters.intake.fhir.courses import Sighting
from letters.intake.fhir.doses import amount, dosed, routed
from letters.intake.fhir.elements import Concept, Period, Quantity, day
from letters.intake.fhir.resources import (
    AllergyIntoleranceResource,
    Dosage,
    MedicationAdministrationResource,
    MedicationDispenseResource,
    MedicationRequestResource,
    MedicationStatementResource,
    Reasoned,
    Supply,
)
from letters.intake.fhir.results import LeftError
from letters.intake.fhir.terms import Terms
from letters.intake.rows import Cell

UNKNOWN_DRUG = "no single drug that the library knows"
_ENDINGS = {folded(ending.value): ending.value for ending in Ending}
_LONGEST_SUPPLY = 1000

_ORDERS = {
    "active": CourseStatus.CURRENT,
    "completed": CourseStatus.PAST,
    "stopped": CourseStatus.PAST,
}
_NO_ORDER = {
    "on-hold": "an order on hold neither runs nor has ended",
    "cancelled": "an order that was cancelled before anything was given",
    "entered-in-error": "it was entered in error",
    "draft": "a draft, which orders nothing",
}
_STATEMENTS = {
    "active": CourseStatus.CURRENT,
    "completed": CourseStatus.PAST,
    "stopped": CourseStatus.PAST,
    "intended": CourseStatus.PLANNED,
}
_NO_STATEMENT = {
    "on-hold": "a treatment on hold neither runs nor has ended",
    "not-taken": "the drug was not taken",
    "entered-in-error": "it was entered in error",
}
_GIVEN = ("completed", "in-progress", "stopped")
_NO_STATUS = "its status does not tell whether the treatment runs or ended"
_NOT_GIVEN = "nothing was given"
_NOT_HANDED_OUT = "nothing was handed out"
_PROPOSED = ("proposal", "option")


def ordered(
    resource: MedicationRequestResource, drug: Drug, terms: Terms, read: Provenance
) -> Sighting:
    """What an order tells. One that the record calls reported is a statement.

    Its start is the day of the first dose where the directions name it, else the day it was
    written; its stop is known only where it was completed and the directions name the last day.

    Raises:
        LeftError: why nothing is taken of it.
    """
    if resource.intent in _PROPOSED or resource.do_not_perform:
        raise LeftError("a proposal, or an order not to give")
    status = _status(resource.status, _ORDERS, _NO_ORDER)
    bounds = _bounds(resource.dosage_instruction)
    if resource.intent == "plan" and status is CourseStatus.CURRENT:
        status = status if resource.reported_boolean else CourseStatus.PLANNED
    ended = resource.status == "completed" and bounds is not None
    return Sighting(
        drug=drug.name,
        known=KnownFrom.STATEMENT if resource.reported_boolean else KnownFrom.ORDER,
        status=status,
        read=read,
        start=_start(day(bounds.start) if bounds else None, day(resource.authored_on)),
        stop=day(bounds.end) if ended and bounds else None,
        supplied=_supplied(resource.dispense_request),
        dose=_dose(resource.dosage_instruction, terms),
        ending=_ending(resource, status, terms),
    )


def stated(
    resource: MedicationStatementResource, drug: Drug, terms: Terms, read: Provenance
) -> Sighting:
    """What a statement tells.

    Raises:
        LeftError: why nothing is taken of it.
    """
    status = _status(resource.status, _STATEMENTS, _NO_STATEMENT)
    period = resource.effective_period or Period(start=resource.effective_date_time)
    return Sighting(
        drug=drug.name,
        known=KnownFrom.STATEMENT,
        status=status,
        read=read,
        start=day(period.start),
        stop=day(period.end) if status is CourseStatus.PAST else None,
        dose=_dose(resource.dosage, terms),
        ending=_ending(resource, status, terms),
    )


def administered(
    resource: MedicationAdministrationResource, drug: Drug, terms: Terms, read: Provenance
) -> Sighting:
    """What one administration tells: that the drug was given on its day.

    Raises:
        LeftError: why nothing is taken of it.
    """
    if resource.status not in _GIVEN:
        raise LeftError(_NOT_GIVEN)
    period = resource.effective_period or Period(start=resource.effective_date_time)
    start = day(period.start)
    if start is None:
        raise LeftError("it tells no day")
    dosage = resource.dosage
    route = dosage.route if dosage else None
    if route is not None and any(is_local(text) for text in route.texts):
        raise LeftError(UNKNOWN_DRUG)
    dose = amount(dosage.dose if dosage else None, terms.vocabulary)
    return Sighting(
        drug=drug.name,
        known=KnownFrom.ADMINISTRATION,
        status=CourseStatus.PAST,
        read=read,
        start=start,
        stop=day(period.end) or start,
        dose={**dose, **routed(route, terms)},
    )


def dispensed(
    resource: MedicationDispenseResource, drug: Drug, terms: Terms, read: Provenance
) -> Sighting:
    """What one fill tells: that the drug was handed out on its day.

    Raises:
        LeftError: why nothing is taken of it.
    """
    if resource.status != "completed":
        raise LeftError(_NOT_HANDED_OUT)
    start = day(resource.when_handed_over) or day(resource.when_prepared)
    if start is None:
        raise LeftError("it tells no day")
    return Sighting(
        drug=drug.name,
        known=KnownFrom.FILL,
        status=CourseStatus.PAST,
        read=read,
        start=start,
        stop=start,
        supplied=_length(resource.days_supply),
        dose=_dose(resource.dosage_instruction, terms),
    )


def allergic(resource: AllergyIntoleranceResource, terms: Terms) -> dict[str, Cell]:
    """The row of a drug that the record itself rules out by listing an allergy or intolerance.

    The reason is what it says happened. Whether that rules the drug out is the record's statement
    and none of ours; one that is refuted, unconfirmed or no longer active is not taken.

    Raises:
        LeftError: why nothing is taken of it.
    """
    clinical, verified = _code(resource.clinical_status), _code(resource.verification_status)
    if clinical not in ("", "active"):
        raise LeftError("an allergy that is no longer active")
    if verified not in ("", "confirmed"):
        raise LeftError("an allergy that is not confirmed, or was refuted")
    texts = resource.code.texts if resource.code else ()
    named = {drug.id: drug for text in texts if (drug := allergen_in(text, terms.vocabulary))}
    mapped = terms.drug(resource.code)
    named.update({mapped.id: mapped} if mapped else {})
    if len(named) != 1:
        raise LeftError("no allergy to a single drug that the library knows")
    cells: dict[str, Cell] = {"drug": next(iter(named.values())).name}
    cells["status"] = str(CourseStatus.CONTRAINDICATED)
    said = [text for each in resource.reaction for m in each.manifestation for text in m.texts[:1]]
    return {**cells, "reason": "; ".join(dict.fromkeys(said))} if said else cells


def _code(concept: Concept | None) -> str:
    return concept.code if concept else ""


def _status(
    written: str | None, known: dict[str, CourseStatus], left: dict[str, str]
) -> CourseStatus:
    if written not in known:
        raise LeftError(left.get(written or "", _NO_STATUS))
    return known[written]


def _dose(dosages: Sequence[Dosage], terms: Terms) -> dict[str, Cell]:
    """The cells of a dose.

    Raises:
        LeftError: the drug is put on the skin, in the eye or the like.
    """
    routes = [dosage.route for dosage in dosages if dosage.route]
    if routes and all(any(is_local(text) for text in route.texts) for route in routes):
        raise LeftError(UNKNOWN_DRUG)
    return dosed(dosages, terms)


def _bounds(dosages: Iterable[Dosage]) -> Period | None:
    """The first and last day that directions name, of all of them together."""
    repeats = [dosage.timing.repeat for dosage in dosages if dosage.timing and dosage.timing.repeat]
    periods = [repeat.bounds_period for repeat in repeats if repeat.bounds_period]
    if not periods or len(periods) < len(repeats):
        return None
    starts, ends = [each.start for each in periods], [each.end for each in periods]
    return Period(
        start=min(starts, key=str) if all(map(day, starts)) else None,
        end=max(ends, key=str) if all(map(day, ends)) else None,
    )


def _start(first_dose: dt.date | None, written: dt.date | None) -> dt.date | None:
    return first_dose or written


def _supplied(supply: Supply | None) -> dt.timedelta | None:
    """How long an order lasts with its repeats, or for how long it may be filled."""
    if supply is None:
        return None
    length = _length(supply.expected_supply_duration)
    if length is not None:
        repeats = supply.number_of_repeats_allowed or Decimal(0)
        return length * (1 + int(min(max(repeats, Decimal(0)), Decimal(20))))
    period = supply.validity_period
    start, end = (day(period.start), day(period.end)) if period else (None, None)
    return end - start if start and end and end > start else None


def _length(quantity: Quantity | None) -> dt.timedelta | None:
    """A supply in days; one in another unit, or absurdly long, is not told."""
    if quantity is None or quantity.value is None:
        return None
    unit = (quantity.code or quantity.unit or "d").strip().casefold()
    if unit not in ("d", "day", "days") or not 0 < quantity.value <= _LONGEST_SUPPLY:
        return None
    return dt.timedelta(days=float(quantity.value))


def _ending(resource: Reasoned, status: CourseStatus, terms: Terms) -> dict[str, Cell]:
    """Why a course ended: in our words where the mapping or the text has one, else in its own."""
    if status is not CourseStatus.PAST:
        return {}
    texts = [text for reason in resource.status_reason for text in reason.texts[:1]]
    mapped = [word for reason in resource.status_reason if (word := terms.mapped(reason))]
    known = {_ENDINGS[folded(each)] for each in (*mapped, *texts) if folded(each) in _ENDINGS}
    cells: dict[str, Cell] = {"ended for": known.pop()} if len(known) == 1 else {}
    return {**cells, "reason": "; ".join(dict.fromkeys(texts))} if texts else cells
